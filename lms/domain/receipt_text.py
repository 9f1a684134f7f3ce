"""A receipt as people type it, read into what it claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from lms.domain.errors import InvalidError
from lms.domain.receipt import HeldReceipt

FIELDS: Mapping[str, str] = {
    "attempt": "Attempt number",
    "received": "Received, in UTC",
    "answers": "Answers",
    "position": "Record position",
    "digest": "Record digest",
}
"""The lines of a receipt by the name of their field, as a receipt prints them."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,15}")


def received_text(moment: datetime) -> str:
    """``2026-11-24T19:02:09Z``: the second of a receipt, which reads the same everywhere."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_receipt(typed: Mapping[str, str]) -> HeldReceipt:
    """The receipt behind the fields ``attempt received answers position digest``.

    Raises:
        InvalidError: one names the field that cannot be read and what it should look like.
    """
    return HeldReceipt(
        attempt_id=_number("attempt", typed),
        received_at=_moment("received", typed),
        answers_digest=_sha256("answers", typed),
        event_seq=_number("position", typed),
        journal_head=_sha256("digest", typed),
    )


def _said(name: str, typed: Mapping[str, str]) -> str:
    return typed.get(name, "").strip()


def _number(name: str, typed: Mapping[str, str]) -> int:
    text = _said(name, typed)
    if not _NUMBER.fullmatch(text):
        raise InvalidError(field=name, reason="a whole number, as printed")
    return int(text)


def _sha256(name: str, typed: Mapping[str, str]) -> str:
    text = "".join(_said(name, typed).lower().removeprefix("sha256").split())
    if not _SHA256.fullmatch(text):
        raise InvalidError(field=name, reason="64 digits and letters a to f, as printed")
    return text


def _moment(name: str, typed: Mapping[str, str]) -> datetime:
    problem = InvalidError(field=name, reason="the time in UTC, such as 2026-11-24T19:02:09Z")
    try:
        moment = datetime.fromisoformat(_said(name, typed).upper())
    except ValueError:
        raise problem from None
    if moment.tzinfo is None:
        raise problem
    return moment
