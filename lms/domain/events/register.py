"""Changes of law outside the department, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentEntered(Event):
    """A version of an entry in the change register was written; nothing follows from it yet."""

    kind = "development-entered"
    words = "Version {number} of development {code} was entered for policy {policy}."
    policy: str
    code: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentReviewed(Event):
    """A named person reviewed a development: from this day the department knows of it.

    ``held_back`` are the provisions that are not scored from this moment on.
    """

    kind = "development-reviewed"
    words = "Version {number} of development {code} was reviewed on {reviewed_on}."
    policy: str
    code: str
    number: int
    digest: str
    reviewed_on: str
    superseded: tuple[str, ...]
    held_back: tuple[str, ...]
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentDecided(Event):
    """A named person decided what the department does about a development."""

    kind = "development-decided"
    words = "Development {code}: {decision} (module: {module}), decided on {decided_on}."
    code: str
    decision: str
    module: str | None
    decided_on: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(Event):
    """A named person recorded what became of a bill."""

    kind = "outcome-recorded"
    words = "The outcome of development {code} is {outcome}, true as of {true_as_of} ({source})."
    code: str
    outcome: str
    true_as_of: str
    source: str
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoChangeSigned(Event):
    """A named person signed that a period had no changes to train."""

    kind = "no-change-signed"
    words = "No changes ({limb}) were stated for {requirement} in the period from {period_start}."
    requirement: str
    limb: str
    period_start: str
    signed_on: str
    statement_digest: str
