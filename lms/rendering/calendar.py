"""Due dates as a calendar (RFC 5545): one entry of a whole day for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from lms.domain.reminder import Open


def calendar(opens: Iterable[Open], *, department: str, address: str, made_at: datetime) -> bytes:
    """The calendar of one member; it names what is due and no person.

    Args:
        address: of the product; part of every entry's name, so that a program knows an entry
            again and moves it where its date moves.
    """
    made = Calendar()
    made.add("prodid", "-//In-service training//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"In-service training, {department}")
    made.add("x-published-ttl", timedelta(hours=6))
    for each in opens:
        made.add_component(_entry(each, address, made_at))
    return bytes(made.to_ical())


def _entry(work: Open, address: str, made_at: datetime) -> Entry:
    host = address.partition("://")[2] or address
    left = f"{work.minutes_left} minutes left. " if work.minutes_left else ""
    entry = Entry()
    entry.add("uid", f"{work.subject.replace(':', '-')}@{host}")
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("dtstart", work.due_on)
    entry.add("dtend", work.due_on + timedelta(days=1))
    entry.add("summary", f"Training due: {work.title}")
    entry.add("description", f"{left}{address}/training")
    entry.add("transp", "TRANSPARENT")
    return entry
