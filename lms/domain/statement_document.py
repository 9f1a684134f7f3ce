"""A statement of time as a plain document, kept as it was shown, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lms.domain.statement import Line, Statement, Unusual


def statement_to_document(made: Statement) -> dict[str, Any]:
    """The statement as text, whole numbers, booleans and lists."""
    document = asdict(made)
    document["circumstances"] = [list(pair) for pair in made.circumstances]
    document["lines"] = [asdict(line) for line in made.lines]
    document["unusual"] = [
        {"fact": each.fact, "explanations": list(each.explanations)} for each in made.unusual
    ]
    return document


def statement_from_document(document: Mapping[str, Any]) -> Statement:
    """The statement that was kept."""
    return Statement(
        **{
            **document,
            "circumstances": tuple((name, value) for name, value in document["circumstances"]),
            "lines": tuple(Line(**line) for line in document["lines"]),
            "unusual": tuple(
                Unusual(each["fact"], tuple(each["explanations"])) for each in document["unusual"]
            ),
        }
    )
