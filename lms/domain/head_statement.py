"""What is signed of the journal: how far it went, what it was, and what guarded its tables.

Everybody who checks a head builds the same bytes: canonical JSON of the fields below. The
statements are numbered and each names the digest of the one before, so that a missing one
shows as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import canonical

STATEMENT = "journal-head"
FORM = 1


class HeadOccasion(StrEnum):
    """Why a head was signed."""

    DAILY = "daily"
    CERTIFICATES = "certificates"
    PACKAGE = "package"
    RESTART = "restart"
    KEY = "key"
    SCHEMA = "schema"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class JournalState:
    """The journal as one consistent read found it.

    Attributes:
        seq: the place of the newest entry; 0 where there is none.
        entries: how many entries there are; fewer than ``seq`` where numbers were lost.
        leaf_hash: the newest entry's.
        root: RFC 6962's tree hash over every leaf up to it.
        schema: the migration the tables are at and a fingerprint of their constraints and
            triggers.
    """

    seq: int
    entries: int
    leaf_hash: str
    root: str
    schema: str


@dataclass(frozen=True, slots=True)
class HeadStatement:
    """One signed head, before its signature.

    Attributes:
        number: counts the heads from 1, dense.
        occasion: why it was signed.
        signed_at: UTC, ISO 8601 with milliseconds.
        public_key: of the key that signs, 32 bytes in hex.
        previous: SHA-256 of the message of the head before, None for the first one.
    """

    number: int
    occasion: str
    seq: int
    entries: int
    leaf_hash: str
    root: str
    schema: str
    signed_at: str
    public_key: str
    previous: str | None

    def message(self) -> bytes:
        """The bytes that are signed."""
        return canonical({"statement": STATEMENT, "form": FORM, **asdict(self)}).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the message; printed where a head stands on paper."""
        return hashlib.sha256(self.message()).hexdigest()


def head_from_message(message: str) -> HeadStatement:
    """Read a statement back.

    Raises:
        InvalidError: it is no statement of this form, or not in canonical bytes.
    """
    try:
        values = json.loads(message)
        _check(values)
        statement = HeadStatement(**values)
        same = statement.message() == message.encode()
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidError(reason="no statement of a journal head") from error
    if not same:
        raise InvalidError(reason="not the bytes of a statement of a journal head")
    return statement


def _check(values: Mapping[str, object]) -> None:
    form = (values.pop("statement", None), values.pop("form", None))  # type: ignore[attr-defined]
    if form != (STATEMENT, FORM):
        raise ValueError
