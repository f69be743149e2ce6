import humanize
import idna

GREETING = "hello"
print(GREETING, humanize.intcomma(1234567), idna.encode("bücher.example").decode(), idna.__version__)
