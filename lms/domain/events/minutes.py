"""What is kept of minutes, and how they are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldPlaced(Event):
    """Nothing of a member, or of anybody where none is named, is removed until it ends."""

    kind = "legal-hold-placed"
    words = "Legal hold {hold_id} was placed (member: {member_id})."
    hold_id: int
    member_id: int | None
    decided_by_digest: str
    reason_digest: str
    matter_digest: str | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldEnded(Event):
    """A legal hold came to its end."""

    kind = "legal-hold-ended"
    words = "Legal hold {hold_id} ended."
    hold_id: int
    decided_by_digest: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatsRemoved(Event):
    """A member's raw beats were removed when their retention had passed; the sums stay.

    ``digest`` is over every removed row, ``sums_digest`` over the sums by page that took
    their place. The trigger on the table lets no row go without this entry.
    """

    kind = "beats-removed"
    words = (
        "{beats} raw time records of member {member_id}, separated on {separated_on}, were "
        "removed after {retention_years} years; their sums stay."
    )
    removal_id: int
    member_id: int
    through_seq: int
    older_than_ms: int
    beats: int
    seconds: int
    digest: str
    sums_digest: str
    separated_on: str
    retention_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewOpened(Event):
    """The evidence about a visit's pace was put before its officer."""

    kind = "pace-review-opened"
    words = "The pace of visit {visit_id} of member {member_id} was put before the member."
    review_id: int
    member_id: int
    visit_id: int
    rule_digest: str
    evidence_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewAnswered(Event):
    """The officer saw the evidence and said something to it, or had nothing to add."""

    kind = "pace-review-answered"
    doer = Doer.MEMBER
    words = "Member {member_id} saw the evidence of review {review_id} and answered."
    review_id: int
    member_id: int
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewDecided(Event):
    """A named person ended a review."""

    kind = "pace-review-decided"
    words = "Review {review_id} of member {member_id} ended: {outcome}."
    review_id: int
    member_id: int
    outcome: str
    words_digest: str
