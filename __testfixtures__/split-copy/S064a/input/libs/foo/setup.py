from setuptools import setup
setup(name='foo')
