"""Checking credited classes: each attendance is posted again from the journal alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.domain.class_session import Attendance, ClassTimes, class_postings
from lms.domain.events import ClassAnswered, ClassCredited, ClassDecided, ClassRecorded
from lms.domain.seat_clock import Interval
from lms.models import ClassOutcome
from lms.queries.journal_events import said_of

Stored = MutableMapping[int, list[tuple[int, str, str, int]]]


def check_classes(session: Session, stored: Stored) -> Iterator[str]:
    """Compare what classes credited with the ledger; yields a sentence for each difference.

    Args:
        stored: the ledger by journal entry, as ``(member, local day, limb, seconds)``; the
            entries of classes are taken out.
    """
    classes = {said.data["class_id"]: said.data for said in said_of(session, ClassRecorded.kind)}
    approved = {
        said.data["class_id"]
        for said in said_of(session, ClassDecided.kind)
        if said.data["outcome"] == ClassOutcome.APPROVED
    }
    confirmed = {
        (said.data["class_id"], said.data["member_id"])
        for said in said_of(session, ClassAnswered.kind)
        if said.data["was_there"]
    }
    for said in said_of(session, ClassCredited.kind):
        seq, data = said.seq, said.data
        class_id, member_id = data["class_id"], data["member_id"]
        ledger = sorted(stored.pop(seq, []))
        if class_id not in approved or (class_id, member_id) not in confirmed:
            yield f"Entry {seq}: class {class_id} was credited before it was approved."
        again = _posted_again(classes.get(class_id), data)
        stated = sorted((member_id, day, limb, seconds) for day, limb, seconds in data["time"])
        if again != stated or stated != ledger:
            yield f"Entry {seq}: the ledger differs from what class {class_id} gives."


def _posted_again(
    held: Mapping[str, Any] | None, credited: Mapping[str, Any]
) -> list[tuple[int, str, str, int]] | None:
    member_id = credited["member_id"]
    roster = {line[0]: Attendance(*line) for line in held["attendees"]} if held else {}
    if held is None or member_id not in roster:
        return None
    postings = class_postings(
        ClassTimes(
            datetime.fromisoformat(held["starts_at"]),
            datetime.fromisoformat(held["ends_at"]),
            held["break_minutes"],
            held["hour_minutes"],
        ),
        roster[member_id],
        limb=held["limb"],
        online=[Interval(*part) for part in credited["online"]],
        zone=ZoneInfo(credited["zone"]),
    )
    return sorted(
        (member_id, posting.earned_on.isoformat(), posting.limb, posting.seconds)
        for posting in postings
    )
