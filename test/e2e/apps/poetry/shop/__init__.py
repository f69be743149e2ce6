import humanize

GREETING = "hello"


def main():
    print(GREETING, humanize.intcomma(1234567))
