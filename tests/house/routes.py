"""The addresses of the product, as lines: method, rule, endpoint.

``python -m tests.house.routes`` writes the snapshot; look at the difference before you do,
since verification addresses are printed on paper and never move.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from lms.app import create_app
from lms.config import Config

SNAPSHOT = Path(__file__).with_name("routes.txt")
_IMPLIED = {"HEAD", "OPTIONS"}


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, rule and endpoint of every address but that of the static files."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - _IMPLIED):
            if rule.endpoint != "static":
                yield method, rule.rule, rule.endpoint


def lines(app: Flask) -> str:
    """The snapshot's text."""
    found = sorted(routes(app), key=lambda route: (route[1], route[0]))
    return "".join(f"{method:5}{rule}  {endpoint}\n" for method, rule, endpoint in found)


def main() -> None:
    """Write the snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(f"sqlite:///{folder}/no.db", "http://localhost", Path(folder), "x" * 32)
        SNAPSHOT.write_text(lines(create_app(config)))
    sys.stdout.write(f"wrote {SNAPSHOT}\n")


if __name__ == "__main__":
    main()
