"""People from outside: who was invited to what, what they drew, and who looked through it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorInvited(Event):
    """Two people opened a room to somebody from outside; name, address and matter stand beside."""

    kind = "visitor-invited"
    words = (
        "Account {account_id} was invited as {room} from {starts_on} to {ends_on}: "
        "standards {standards}, years {first_year} to {last_year}, packets of {packets}."
    )
    doer = Doer.TWO_PEOPLE
    invitation_id: int
    account_id: int
    room: str
    who_digest: str
    starts_on: str
    ends_on: str
    first_year: int
    last_year: int
    standards: tuple[str, ...]
    packets: str
    members: tuple[int, ...]
    matter_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation was withdrawn before its last day."""

    kind = "invitation-withdrawn"
    words = "Invitation {invitation_id} of account {account_id} was withdrawn."
    invitation_id: int
    account_id: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Event):
    """An assessor drew a sample; seed and population draw the same members again."""

    kind = "sample-drawn"
    words = (
        "In invitation {invitation_id} members {drawn} were drawn with the seed {seed} from a "
        "population whose digest is {population_digest}."
    )
    sample_id: int
    invitation_id: int
    seed: str
    wanted: int
    population_digest: str
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomShown(Event):
    """Somebody of the department began to look through an invitation's room."""

    kind = "room-shown"
    words = "Account {account_id} began to look at the room of invitation {invitation_id}."
    account_id: int
    invitation_id: int
