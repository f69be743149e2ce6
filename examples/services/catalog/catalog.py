import json
from pathlib import Path

from flask import Flask, abort, jsonify

BOOKS = json.loads(Path(__file__).with_name("books.json").read_text("utf-8"))

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(service="catalog", status="ok")


@app.get("/")
def books():
    return jsonify(BOOKS)


@app.get("/books/<isbn>")
def book(isbn):
    found = next((book for book in BOOKS if book["isbn"] == isbn), None)
    return jsonify(found) if found else abort(404)
