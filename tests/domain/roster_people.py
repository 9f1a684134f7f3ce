"""People of a roster for comparisons with a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lms.domain.member import RecordedService, ServiceFacts
from lms.domain.roster_identity import Confirmation, HeldService, OnRoster
from lms.domain.roster_row import RosterRow
from lms.domain.roster_sync import RosterDifference, difference

TODAY = date(2026, 6, 1)
ANA = ServiceFacts(
    badge_number="0042",
    given_name="Ana",
    family_name="Díaz",
    rank="Officer",
    unit="Patrol",
    shift="Days",
    supervisor_badge=None,
    email="ana.diaz@example.org",
    sworn=True,
    hired_on=date(2015, 3, 2),
    separated_on=None,
    valid_from=date(2026, 1, 1),
)
BO = replace(
    ANA,
    badge_number="S-7",
    given_name="Bo",
    family_name="Chan",
    rank="Sergeant",
    email="bo.chan@example.org",
    hired_on=date(2009, 9, 1),
)


def on_roster(member_id: int, *records: ServiceFacts, supervisor_id: int | None = None) -> OnRoster:
    """A member whose records were recorded one a day, in this order."""
    held = [
        HeldService(
            RecordedService(facts, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place)),
            supervisor_id,
        )
        for place, facts in enumerate(records)
    ]
    return OnRoster(member_id, tuple(reversed(held)))


def compare(
    *facts: ServiceFacts,
    current: tuple[OnRoster, ...] = (),
    confirmed: Mapping[str, Confirmation] | None = None,
    unread: Collection[str] = (),
) -> RosterDifference:
    """The difference of a file with these rows, from row 2 on."""
    rows = [RosterRow(number, each) for number, each in enumerate(facts, 2)]
    return difference(rows, current, TODAY, confirmed=confirmed, unread=unread)


def told(found: RosterDifference) -> list[str]:
    return [str(finding) for finding in found.conflicts]
