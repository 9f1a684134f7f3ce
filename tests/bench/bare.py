"""What everything is compared with: a Flask view that does nothing, and one that does one insert.

Served by the same gunicorn under the same configuration as the product.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from types import SimpleNamespace

from flask import Flask

DATABASE = "BENCH_BARE_DATABASE"
_PAGE = "<!DOCTYPE html><html lang='en'><title>Bare</title><h1>Bare</h1></html>"
_own = threading.local()


def _connection() -> sqlite3.Connection:
    """One connection a thread, as safe as the product's."""
    found = getattr(_own, "connection", None)
    if not isinstance(found, sqlite3.Connection):
        found = sqlite3.connect(os.environ[DATABASE], isolation_level=None, timeout=20)
        found.execute("PRAGMA journal_mode=WAL")
        found.execute("PRAGMA synchronous=FULL")
        found.execute("CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, words TEXT)")
        _own.connection = found
    return found


def make() -> Flask:
    """The application; its engine is a stand-in for what the configuration disposes of."""
    bare = Flask(__name__)
    engine = SimpleNamespace(dispose=lambda **_how: None)
    bare.extensions["lms"] = SimpleNamespace(database=SimpleNamespace(engine=engine))

    @bare.get("/page")
    def page() -> str:
        return _PAGE

    @bare.post("/insert")
    def add() -> str:
        connection = _connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO line (words) VALUES ('one sign of work on one page')")
        connection.execute("COMMIT")
        return "kept"

    return bare


app = make()
