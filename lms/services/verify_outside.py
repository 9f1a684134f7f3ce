"""Checking outside training: sent by one, granted by another, and the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import OutsideDecided, OutsideSubmitted, OutsideWithdrawn
from lms.domain.outside_training import outside_postings
from lms.models import CreditEntry, CreditSource
from lms.queries.journal_events import Said, is_said, said_of
from lms.queries.outside_training import OutsideRow, every_outside
from lms.services.decide_outside import reasons_of
from lms.services.submit_outside import words_of

Stored = MutableMapping[int, list[tuple[int, str, str, int]]]


def check_outside(session: Session, stored: Stored) -> Iterator[str]:
    """Compare submissions and decisions with the journal and the ledger.

    Args:
        stored: the ledger by journal entry, as ``(member, local day, limb, seconds)``; the
            entries of outside training are taken out.
    """
    rows = {row.id: row for row in every_outside(session)}
    sent: dict[int, Said] = {}
    for said in said_of(session, OutsideSubmitted.kind):
        number = said.data["outside_id"]
        sent[number] = said
        row = rows.get(number)
        if row is None or not _is_sent(session, row, said):
            yield f"Entry {said.seq}: outside training {number} differs from what was sent."
    ended: dict[int, int] = {}
    for said in said_of(session, OutsideDecided.kind):
        yield from _decided(session, said, sent, rows, stored)
        ended.setdefault(said.data["outside_id"], said.seq)
    for said in said_of(session, OutsideWithdrawn.kind):
        number = said.data["outside_id"]
        row = rows.get(number)
        if row is None or (row.state, row.decided_seq) != ("withdrawn", said.seq):
            yield f"Entry {said.seq}: outside training {number} was withdrawn and is {_state(row)}."
        ended.setdefault(number, said.seq)
    for number, row in rows.items():
        if number not in sent:
            yield f"Outside training {number} was sent by no journal entry."
        if row.decided_seq != ended.get(number):
            yield f"Outside training {number} is {row.state}, which no journal entry says."
    yield from _ungranted(session, stored)


def _decided(
    session: Session,
    said: Said,
    sent: Mapping[int, Said],
    rows: Mapping[int, OutsideRow],
    stored: Stored,
) -> Iterator[str]:
    data = said.data
    number, granted = data["outside_id"], dict(data["granted"])
    lines = sorted(
        (data["member_id"], each.earned_on.isoformat(), each.limb, each.seconds)
        for each in outside_postings(granted, date.fromisoformat(data["earned_on"]))
    )
    if sorted(stored.pop(said.seq, [])) != lines:
        yield f"Entry {said.seq}: the ledger differs from the outside minutes that it grants."
    asked = sent.get(number)
    if asked is None or asked.by == said.by or said.by is None:
        yield f"Entry {said.seq}: outside training {number} was decided without a second person."
    elif granted and not _within(asked.data, data):
        yield f"Entry {said.seq}: outside training {number} was granted more than was claimed."
    row = rows.get(number)
    stated = (data["outcome"], granted, said.by, said.seq)
    if row is None or stated != (row.state, dict(row.granted), row.decided_by, row.decided_seq):
        yield f"Entry {said.seq}: outside training {number} differs from what was decided."
    elif not is_said(session, data["words_digest"], reasons_of(row.reason, row.explained)):
        yield f"Outside training {number}: the reasons differ from those that were given."


def _within(asked: Mapping[str, Any], decided: Mapping[str, Any]) -> bool:
    """Whether a decision stays within what was claimed, by the same member for the same day."""
    claimed = sum(minutes for _, minutes in asked["claimed"])
    granted = sum(minutes for _, minutes in decided["granted"])
    same = (asked["member_id"], asked["last_day"]) == (decided["member_id"], decided["earned_on"])
    return same and granted <= claimed


def _is_sent(session: Session, row: OutsideRow, said: Said) -> bool:
    data = said.data
    stated = (
        data["member_id"],
        data["first_day"],
        data["last_day"],
        dict(data["claimed"]),
        data["scan_sha256"],
        data["follows"],
        said.by,
    )
    held = (
        row.member_id,
        row.first_day.isoformat(),
        row.last_day.isoformat(),
        dict(row.claimed),
        row.scan_sha256,
        row.follows_id,
        row.entered_by,
    )
    return stated == held and is_said(session, data["words_digest"], words_of(row))


def _state(row: OutsideRow | None) -> str:
    return "missing" if row is None else row.state


def _ungranted(session: Session, stored: Stored) -> Iterator[str]:
    """Outside minutes in the ledger whose journal entry is no decision about any."""
    rows = session.execute(
        select(CreditEntry.id, CreditEntry.event_seq).where(
            CreditEntry.source == CreditSource.OUTSIDE
        )
    )
    for entry_id, seq in rows:
        if stored.pop(seq, None) is not None:
            yield f"Ledger entry {entry_id} counts outside training that nobody granted."
