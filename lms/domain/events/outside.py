"""Training taken elsewhere: sent, withdrawn, decided by a second person."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSubmitted(Event):
    """Training taken elsewhere was put before a second person, with a scan of its certificate.

    ``claimed`` lists ``[subject, minutes]``; ``words_digest`` stands for the title, who offered
    it, what it covered and how it differs from what the record holds; ``follows`` names the
    submission that was declined before.
    """

    kind = "outside-submitted"
    words = "Outside training of member {member_id} was put up as number {outside_id}."
    doer = Doer.TWO_PEOPLE
    outside_id: int
    member_id: int
    first_day: str
    last_day: str
    claimed: tuple[tuple[str, int], ...]
    words_digest: str
    scan_sha256: str
    follows: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideDecided(Event):
    """A second person granted, adjusted or declined it; ``granted`` is what the ledger holds.

    ``granted`` lists ``[subject, minutes]``, empty where it was declined; ``doubts`` names what
    the record held beside it at that moment; ``words_digest`` stands for the reasons.
    """

    kind = "outside-decided"
    words = "Outside training {outside_id} of member {member_id} was {outcome}."
    doer = Doer.TWO_PEOPLE
    outside_id: int
    member_id: int
    outcome: str
    earned_on: str
    granted: tuple[tuple[str, int], ...]
    doubts: tuple[str, ...]
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideWithdrawn(Event):
    """Whoever took or sent it took it back before anybody decided."""

    kind = "outside-withdrawn"
    words = "Outside training {outside_id} of member {member_id} was withdrawn."
    doer = Doer.MEMBER
    outside_id: int
    member_id: int
