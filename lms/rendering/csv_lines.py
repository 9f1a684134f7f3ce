"""Rows as lines of CSV (RFC 4180) in which nothing a person typed becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_STARTS_A_FORMULA = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20\u2212")
_NEEDS_QUOTES = frozenset('",\r\n')


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Each row as one line with its line end; None is an empty cell, numbers stay numbers.

    A text that a spreadsheet would take for a formula gets an apostrophe in front (ASVS 1.2.10).
    """
    for row in rows:
        yield ",".join(map(_cell, row)) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    if _NEEDS_QUOTES.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
