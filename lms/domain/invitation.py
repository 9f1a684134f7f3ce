"""People from outside who may look for some days: what was opened to them, and until when.

An assessor's room shows exactly the standards and years that were opened; counsel's room the
officers and years of one matter. Nothing else of the record is open to either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.access import Role
from lms.domain.errors import InvalidError

LONGEST_DAYS = 180
"""The longest stay of one invitation; a longer one is asked for again."""
MOST_YEARS = 10
MOST_SAMPLES = 10
"""How many samples an invitation takes, so that nobody draws until everybody was drawn."""


class Room(StrEnum):
    """Whose room it is."""

    ASSESSOR = "assessor"
    COUNSEL = "counsel"


class PacketReach(StrEnum):
    """Whose packets an assessor may open."""

    NOBODY = "nobody"
    SAMPLED = "sampled"
    EVERYBODY = "everybody"


ROLE_OF = {Room.ASSESSOR: Role.ASSESSOR, Room.COUNSEL: Role.OUTSIDE_COUNSEL}
"""The role an invitation gives until its last day."""


class Stay(StrEnum):
    """Where an invitation is in its time."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an invitation opens.

    Attributes:
        starts_on: the first local day.
        ends_on: the last local day; it closes by itself when that is over.
        first_year: the first year that may be looked at.
        standards: the standards that are opened; of an assessor only.
        packets: whose packets may be opened; of an assessor only.
        members: the officers of counsel's matter; empty where it is about the years as such.
        matter: what counsel looks into; empty for an assessor.
    """

    room: Room
    starts_on: date
    ends_on: date
    first_year: int
    last_year: int
    standards: tuple[str, ...] = ()
    packets: PacketReach = PacketReach.NOBODY
    members: tuple[int, ...] = ()
    matter: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are opened."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def first_day(self) -> date:
        """The first day that may be looked at."""
        return date(self.first_year, 1, 1)

    def last_day(self, today: date) -> date:
        """The last day that may be looked at: of the years, and not to come."""
        return min(today, date(self.last_year, 12, 31))

    def opens_day(self, day: date, today: date) -> bool:
        """Whether the record as of a day is open."""
        return self.first_day <= day <= self.last_day(today)

    def opens_standard(self, number: str, year: int) -> bool:
        """Whether the file of a standard and a year is open."""
        return number in self.standards and year in self.years


def stay(scope: Scope, *, withdrawn: bool, today: date) -> Stay:
    """Where an invitation is in its time on a local day."""
    if withdrawn:
        return Stay.WITHDRAWN
    if today < scope.starts_on:
        return Stay.COMING
    return Stay.OPEN if today <= scope.ends_on else Stay.OVER


def check_scope(scope: Scope, *, known_standards: Iterable[str], today: date) -> None:
    """Refuse an invitation that opens nothing, too long, or what does not exist.

    Raises:
        InvalidError: ``field`` names what is wrong and ``reason`` says it.
    """
    _check_days(scope, today)
    if scope.room is Room.COUNSEL:
        if not scope.matter.strip():
            raise InvalidError(field="matter", reason="Name the matter.")
        return
    if not scope.standards:
        raise InvalidError(field="standards", reason="Open at least one standard.")
    unknown = sorted(set(scope.standards) - set(known_standards))
    if unknown:
        reason = f"There is no such standard: {', '.join(unknown)}."
        raise InvalidError(field="standards", reason=reason)


def _check_days(scope: Scope, today: date) -> None:
    if scope.ends_on < scope.starts_on:
        raise InvalidError(field="ends_on", reason="The last day comes before the first one.")
    if scope.ends_on < today:
        raise InvalidError(field="ends_on", reason="The last day is over.")
    if (scope.ends_on - scope.starts_on).days >= LONGEST_DAYS:
        reason = f"An invitation is for {LONGEST_DAYS} days at most."
        raise InvalidError(field="ends_on", reason=reason)
    if scope.first_year > scope.last_year:
        raise InvalidError(field="last_year", reason="The last year comes before the first one.")
    if scope.last_year > today.year:
        raise InvalidError(field="last_year", reason="This year has not come yet.")
    if scope.last_year - scope.first_year >= MOST_YEARS:
        raise InvalidError(field="first_year", reason=f"Open {MOST_YEARS} years at most.")


def may_open_packet(
    scope: Scope, member_id: int, *, population: Iterable[int], sampled: Iterable[int]
) -> bool:
    """Whether an assessor may open a member's packet.

    Args:
        population: the sworn members who served in the years that are opened.
        sampled: those drawn in a recorded sample of this invitation.
    """
    if member_id not in set(population):
        return False
    if scope.packets is PacketReach.EVERYBODY:
        return True
    return scope.packets is PacketReach.SAMPLED and member_id in set(sampled)
