FROM python:3.11-slim
WORKDIR /srv
COPY constraints.txt app/
COPY requirements/base.txt requirements/prod.txt app/requirements/
WORKDIR app
RUN pip install --no-cache-dir -r requirements/prod.txt
COPY . /srv/app
CMD ["python", "-m", "shop"]
