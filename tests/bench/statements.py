"""SQL statements of a whole attempt, counted inside this process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from flask import Flask
from sqlalchemy import event

from tests.bench.browser import InnerBrowser, Reply
from tests.bench.department import PASSWORD, Made
from tests.bench.officer import Key, Officer
from tests.bench.report import Row

_UNCOUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
_MOST = 120


class CountingBrowser(InnerBrowser):
    """A test client that counts statements by the path that was asked for."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.counts: Counter[str] = Counter()
        self._engine = app.extensions["lms"].database.engine
        self._path = ""

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Ask once and count."""
        self._path = f"{method} {path}"
        event.listen(self._engine, "before_cursor_execute", self._note)
        try:
            return super().ask(method, path, body, headers)
        finally:
            event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_UNCOUNTED):
            self.counts[self._path] += 1


def statement_rows(app: Flask, made: Made, key: Key, badges: Sequence[str]) -> Iterator[Row]:
    """Those of the last attempt of several: what a process keeps is warm by then."""
    for badge in badges:
        browser = CountingBrowser(app)
        trip = Officer(browser, badge, PASSWORD, made.module).take(key)
    of_beats = browser.counts.pop("POST /beats", 0)
    beats = sum(step.is_beat for step in trip)
    ((busiest, most),) = browser.counts.most_common(1)
    yield Row(
        "attempt, SQL statements, beats apart",
        browser.counts.total(),
        "",
        None,
        _MOST,
        f"{most} by {busiest}",
    )
    yield Row("a beat, SQL statements", of_beats / max(1, beats), "")
