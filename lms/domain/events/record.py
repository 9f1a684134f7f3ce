"""The record's own keys and logs."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRecorded(Event):
    """A key signs for the record from here on, signed by itself and by the one before.

    ``previous_signature`` is None for the first key, and where the one before was lost.
    """

    kind = "signing-key-recorded"
    words = "The key {fingerprint} signs for the record from here on (before: {replaces})."
    purpose: str
    public_key: str
    fingerprint: str
    replaces: str | None
    after: int
    signature: str
    previous_signature: str | None
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRotated(Event):
    """The secret of the pages was changed; fingerprints only."""

    kind = "secret-rotated"
    words = "The secret of the pages was changed from {before} to {after}."
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDigested(Event):
    """The access log of one day in UTC, as a digest over its rows."""

    kind = "access-digested"
    words = "The access log of {day} (UTC) holds {rows} views."
    doer = Doer.ITSELF
    day: str
    rows: int
    digest: str
