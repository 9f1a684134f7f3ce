"""A signed head as it is kept outside: a line in a file or a letter, or words on paper.

Whoever holds one can hold the record against it later. What happened after the newest
anchor is proven by the chain alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lms.domain.errors import InvalidError
from lms.domain.head_statement import HeadStatement, head_from_message
from lms.domain.issued_mark import STATEMENT
from lms.domain.journal_chain import canonical

_PRINTED = re.compile(r"\s*([1-9][0-9]{0,8})\s*[:,]\s*([0-9a-f ]{16,})\s*", re.IGNORECASE)
_SHORTEST = 16


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that somebody kept, with its signature."""

    message: str
    signature: str

    @property
    def statement(self) -> HeadStatement:
        """What was signed.

        Raises:
            InvalidError: it is no statement.
        """
        return head_from_message(self.message)

    def line(self) -> str:
        """The anchor as one line of text, without its end."""
        return canonical({"message": self.message, "signature": self.signature})


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """What a certificate or a receipt prints of a head: its number and its digest's beginning."""

    number: int
    digest: str


def printed(statement: HeadStatement) -> str:
    """A head as a paper shows it."""
    return f"{statement.number}: {statement.digest}"


def printed_from(text: str) -> PrintedHead:
    """What somebody typed from a paper.

    Raises:
        InvalidError: no number and digest, or too little of it to tell heads apart.
    """
    found = _PRINTED.fullmatch(text)
    digest = found.group(2).replace(" ", "").casefold() if found else ""
    if found is None or len(digest) < _SHORTEST:
        raise InvalidError(reason="a head on paper is its number, a colon, and its digest")
    return PrintedHead(int(found.group(1)), digest)


def anchors_in(lines: Iterable[str]) -> Iterator[Anchor]:
    """The anchors in a text; lines of anything else, such as a letter's words, are passed over.

    Raises:
        InvalidError: a line that begins like an anchor is none; names the line.
    """
    for number, line in enumerate(lines, start=1):
        text = line.strip().lstrip("> ")
        if text.startswith("{") and STATEMENT not in text:
            yield _anchor(text, number)


def _anchor(text: str, number: int) -> Anchor:
    try:
        values = json.loads(text)
        anchor = Anchor(str(values["message"]), str(values["signature"]))
        head_from_message(anchor.message)
    except (InvalidError, KeyError, TypeError, ValueError) as error:
        raise InvalidError(reason=f"line {number} is no anchor, or was changed") from error
    return anchor
