"""The roster's people: dated service records, and who somebody was on a day.

Service records are append-only. What holds on a day is the record with the latest
``valid_from`` not after that day; of several with the same ``valid_from`` the one recorded
last. Asking "as known on" a moment leaves out what was recorded later.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lms.domain.errors import InvalidError


class Rank(StrEnum):
    """Ranks of the department; civilians hold none."""

    CHIEF = "Chief"
    DEPUTY_CHIEF = "Deputy Chief"
    CAPTAIN = "Captain"
    LIEUTENANT = "Lieutenant"
    SERGEANT = "Sergeant"
    DETECTIVE = "Detective"
    OFFICER = "Officer"
    CIVILIAN = "Civilian"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What a service record says of a member from ``valid_from`` on."""

    badge_number: str
    given_name: str
    family_name: str
    rank: str
    unit: str
    shift: str
    supervisor_badge: str | None
    email: str
    sworn: bool
    hired_on: date
    separated_on: date | None
    valid_from: date

    @property
    def full_name(self) -> str:
        """Given and family name in the order people say them."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class RecordedService:
    """A service record together with when the department recorded it."""

    facts: ServiceFacts
    recorded_at: datetime


def as_of(
    records: Iterable[RecordedService], day: date, known_at: datetime | None = None
) -> ServiceFacts | None:
    """The facts that hold on ``day``, as known at ``known_at`` (everything, if None)."""
    known = [
        record
        for record in records
        if record.facts.valid_from <= day and (known_at is None or record.recorded_at <= known_at)
    ]
    if not known:
        return None
    return max(known, key=lambda record: (record.facts.valid_from, record.recorded_at)).facts


def is_serving(facts: ServiceFacts, day: date) -> bool:
    """Whether the member is employed by the department on ``day``."""
    separated = facts.separated_on is not None and facts.separated_on <= day
    return facts.hired_on <= day and not separated


_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}
_INVISIBLE = {chr(code) for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)}


def clean_name(text: str, *, longest: int = 120) -> str:
    """A person's name as it is stored: NFC, single blanks, nothing that hides or turns text.

    Raises:
        InvalidError: empty, too long, or with control, invisible or direction characters.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise InvalidError(reason="it is empty")
    if len(name) > longest:
        raise InvalidError(reason=f"it is longer than {longest} characters")
    if any(
        char in _BIDI or char in _INVISIBLE or unicodedata.category(char) in {"Cc", "Cs", "Co"}
        for char in name
    ):
        raise InvalidError(reason="it holds an invisible, control or direction character")
    return name


_LONGEST_BADGE = 12


def clean_badge(text: str) -> str:
    """A badge number as text, leading zeros kept: 1 to 12 ASCII letters, digits or hyphens.

    Raises:
        InvalidError: anything else, blanks inside included.
    """
    badge = text.strip()
    if not (
        1 <= len(badge) <= _LONGEST_BADGE and badge.isascii() and badge.replace("-", "").isalnum()
    ):
        raise InvalidError(reason="a badge number is 1 to 12 letters, digits or hyphens")
    return badge.upper()
