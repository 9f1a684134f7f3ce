"""A receipt is borne out by the journal's own entry, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import GENESIS, Entry, digest, link
from lms.domain.receipt import HeldReceipt, differences
from lms.domain.receipt_text import FIELDS, read_receipt, received_text

AT = datetime(2027, 3, 1, 15, 0, 9, 250_000, tzinfo=UTC)
ANSWERS = [["a-scenario/1", 2]]


def _entry(kind: str = "attempt-submitted") -> Entry:
    data = {"attempt_id": 7, "answers": ANSWERS}
    at = AT.isoformat(timespec="milliseconds")
    return link(40, GENESIS, {"kind": kind, "data": data, "at": at, "by": 3})


def _held(entry: Entry) -> HeldReceipt:
    return HeldReceipt(7, AT.replace(microsecond=0), digest(ANSWERS), 41, entry.leaf_hash)


def test_a_receipt_as_it_was_printed_is_borne_out() -> None:
    assert differences(_held(_entry()), _entry()) == ()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"attempt_id": 8}, "attempt"),
        ({"received_at": AT + timedelta(seconds=1)}, "received"),
        ({"answers_digest": "0" * 64}, "answers"),
        ({"journal_head": "0" * 64}, "record digest"),
    ],
)
def test_each_changed_line_is_found(change: dict[str, object], line: str) -> None:
    held = replace(_held(_entry()), **change)  # type: ignore[arg-type]
    assert differences(held, _entry()) == (line,)


def test_an_entry_that_was_changed_beneath_the_receipt_does_not_bear_it_out() -> None:
    entry = _entry()
    rewritten = replace(entry, body=entry.body.replace('"by":3', '"by":4'))
    assert differences(_held(entry), rewritten) == ("record digest",)


def test_a_position_that_holds_something_else_or_nothing_is_named() -> None:
    assert differences(_held(_entry()), None) == ("record position",)
    assert differences(_held(_entry()), _entry("talk-recorded")) == ("record position",)


def test_what_is_printed_is_read_back_however_it_is_typed() -> None:
    typed = {
        "attempt": " 7 ",
        "received": received_text(AT),
        "answers": "SHA256 " + digest(ANSWERS).upper(),
        "position": "41",
        "digest": _entry().leaf_hash[:32] + " " + _entry().leaf_hash[32:],
    }
    assert set(typed) == set(FIELDS)
    assert read_receipt(typed) == _held(_entry())
    for name in FIELDS:
        with pytest.raises(InvalidError, match=name):
            read_receipt({**typed, name: "?"})


def test_a_time_without_its_zone_is_refused() -> None:
    typed = {"attempt": "7", "received": "2027-03-01T15:00:09"}
    with pytest.raises(InvalidError, match="UTC"):
        read_receipt(typed)
