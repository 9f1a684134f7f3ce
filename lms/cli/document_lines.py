"""What commands say of a document that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from lms.domain.policy_header import header_findings
from lms.domain.staged_document import ShownDocument

_SHOWN = 90


def shown_json(seen: ShownDocument) -> dict[str, object]:
    """The reading as primitives."""
    return {
        "format": seen.reading.document.format,
        "sha256": seen.reading.document.sha256,
        "sections": [
            {
                "key": each.key,
                "kind": each.kind.value,
                "level": each.level,
                "marker": each.marker,
                "text": each.text,
                "doubts": list(seen.doubts.get(each.key, ())),
            }
            for each in seen.tree.clauses
        ],
        "head": asdict(seen.header),
        "open": [each.message for each in header_findings(seen.header)],
        "left_out": [asdict(each) for each in seen.left_out],
        "notices": list(seen.reading.document.notices),
    }


def shown_lines(seen: ShownDocument) -> Iterator[str]:
    """The reading for people: the tree with its doubts, what was left out, the head."""
    for each in seen.tree.clauses:
        text = each.text if len(each.text) <= _SHOWN else f"{each.text[: _SHOWN - 1]}…"
        yield f"{'  ' * each.level}{each.key}  {text}"
        for doubt in seen.doubts.get(each.key, ()):
            yield f"{'  ' * each.level}    doubt: {doubt}"
    for left in seen.left_out:
        yield f"Left out ({left.why}, {left.place}): {left.words}"
    for notice in seen.reading.document.notices:
        yield f"Note: {notice}"
    for finding in header_findings(seen.header):
        yield f"Still open: {finding.message}"


def doubts_json(seen: ShownDocument) -> dict[str, list[str]]:
    """The doubts by the key of their section; under no key, those about what is in none."""
    found = {key: list(messages) for key, messages in seen.doubts.items()}
    return found | ({"": list(seen.unplaced)} if seen.unplaced else {})


def doubt_lines(seen: ShownDocument) -> Iterator[str]:
    """The doubts for people, a line each."""
    for key, messages in doubts_json(seen).items():
        for message in messages:
            yield f"Doubt{f' at {key}' if key else ''}: {message}."
