"""The data of an archive, from one snapshot: the journal, the tables, the totals, the plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.anchor import Anchor
from lms.domain.package import HEADS, JOURNAL, TOTALS
from lms.models import (
    ClassSession,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Journal,
    OutsideTraining,
    Revision,
)
from lms.queries.package_tables import TABLES, PackageTable
from lms.queries.package_totals import certificate_ids, year_totals, years_owed
from lms.queries.record import journal_head
from lms.queries.settings import settings_on
from lms.queries.signed_heads import signed_heads
from lms.rendering.csv_lines import csv_lines
from lms.services.packages.spool import Made, Spool

_PIECE = 1_000
_DATA = "Data"
_LINES = (
    ("journal.jsonl", "seq", "The entry's place; counted from 1"),
    ("journal.jsonl", "kind", "What kind of act it records"),
    ("journal.jsonl", "data", "Everything that the act states, by numbers instead of names"),
    ("journal.jsonl", "at", "When (UTC)"),
    ("journal.jsonl", "by", "The account that acted; empty for the system"),
    ("journal.jsonl", "previous", "The digest of the entry before it"),
    ("journal.jsonl", "proposal", "The approved proposal that the act carries out, if any"),
    (
        "heads.jsonl",
        "message",
        "What was signed: which entry was the newest, and the root over all",
    ),
    ("heads.jsonl", "signature", "The Ed25519 signature over the message"),
    ("totals.csv", "year", "The training year"),
    ("totals.csv", "member_id", "Whom it is about; stays the same when badges change"),
    ("totals.csv", "badge_number", "The badge on the year's last day, or today"),
    ("totals.csv", "name", "The name then"),
    ("totals.csv", "owes", "Whether the member owed the year"),
    ("totals.csv", "seconds", "Seconds that count in the year"),
    ("totals.csv", "minutes", "The same in whole minutes, rounded down"),
    ("totals.csv", "complete", "Whether the year is met"),
)


def write_data(session: Session, spool: Spool, *, first: int, last: int) -> None:
    """Write everything that is read in one snapshot, and plan what is made of it later."""
    head = journal_head(session)
    settings = settings_on(session, head.at.date())
    today = head.at.astimezone(settings.zone).date()
    at = _journal(session, spool, head.seq)
    _heads(session, spool, head.seq)
    for table in TABLES:
        _table(session, spool, table, head.seq)
    totals = _totals(session, spool, range(first, last + 1), today)
    _dictionary(spool)
    spool.plan = {
        "head": {"seq": head.seq, "digest": head.digest, "at": at},
        "department": settings.department,
        "demonstration": settings.demonstration,
        "day": min(today, date(last, 12, 31)).isoformat(),
        "made_on": today.isoformat(),
        "steps": list(_steps(session, head.seq, totals, first, last)),
    }


def _journal(session: Session, spool: Spool, head: int) -> str:
    """Every entry as it is stored, one a line; returns when the newest one was made."""
    newest = ""
    rows = session.execute(
        select(Journal.body).where(Journal.seq <= head).order_by(Journal.seq),
        execution_options={"yield_per": _PIECE},
    )
    with spool.writing(JOURNAL) as file:
        for (body,) in rows:
            file.write(body.encode() + b"\n")
            newest = body
    spool.add(Made(JOURNAL, "Every entry of the journal, one a line", _DATA))
    return str(json.loads(newest)["at"])


def _heads(session: Session, spool: Spool, head: int) -> None:
    """Every signed head of an earlier entry, one a line.

    Those of the package's own entry are left out: any number of them may follow, and the
    package is to be the same whenever it is made; its seal is signed over that entry.
    """
    with spool.writing(HEADS) as file:
        for each in signed_heads(session):
            if each.seq < head:
                file.write(Anchor(each.message, each.signature).line().encode() + b"\n")
    spool.add(Made(HEADS, "Every signed head of the journal, one a line", _DATA))


def _table(session: Session, spool: Spool, table: PackageTable, head: int) -> None:
    """A table as CSV and as JSON, from one reading of its rows."""
    names = [name for name, _ in table.columns]
    csv_name, json_name = f"data/{table.name}.csv", f"data/{table.name}.json"
    with spool.writing(csv_name) as lines, spool.writing(json_name) as document:
        lines.write("".join(csv_lines([names])).encode())
        document.write(b"[")
        for number, row in enumerate(table.rows(session, head)):
            plain = [_plain(value) for value in row]
            lines.write("".join(csv_lines([map(_in_csv, plain)])).encode())
            pairs = dict(zip(names, plain, strict=True))
            comma = b",\n" if number else b"\n"
            document.write(comma + json.dumps(pairs, ensure_ascii=False).encode())
        document.write(b"\n]\n")
    spool.add(Made(csv_name, f"{table.about}, a row each", _DATA))
    spool.add(Made(json_name, f"The same as {table.name}.csv", _DATA))


def _plain(value: Any) -> object:  # noqa: ANN401 - a value of any column
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


def _in_csv(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, (int, str, type(None))) else json.dumps(value)


def _totals(session: Session, spool: Spool, years: range, today: date) -> list[dict[str, Any]]:
    found = [year_totals(session, owed) for owed in years_owed(session, years, today)]
    text = json.dumps({"years": found}, ensure_ascii=False, indent=1)
    with spool.writing(TOTALS) as file:
        file.write(text.encode() + b"\n")
    spool.add(Made(TOTALS, "Minutes by person and year, and who is complete", _DATA))
    names = ("year", "member_id", "badge_number", "name", "owes", "seconds", "minutes", "complete")
    rows = (
        (year["name"], *(member[name] for name in names[1:]))
        for year in found
        for member in year["members"]
    )
    with spool.writing("data/totals.csv") as file:
        file.write("".join(csv_lines([names])).encode())
        file.writelines(line.encode() for line in csv_lines(_rows_in_csv(rows)))
    spool.add(Made("data/totals.csv", "The same as totals.json, a row a person", _DATA))
    return found


def _rows_in_csv(rows: Iterable[Iterable[object]]) -> Iterator[Iterable[object]]:
    return (map(_in_csv, row) for row in rows)


def _dictionary(spool: Spool) -> None:
    """What every column means."""
    rows = [
        (f"{table.name}.csv", name, meaning) for table in TABLES for name, meaning in table.columns
    ]
    rows += [(name, column, meaning) for name, column, meaning in _LINES]
    name = "data/data-dictionary.csv"
    with spool.writing(name) as file:
        file.write("".join(csv_lines([("file", "column", "meaning"), *rows])).encode())
    spool.add(Made(name, "What each column of each table means", _DATA))


def _steps(
    session: Session, head: int, totals: list[dict[str, Any]], first: int, last: int
) -> Iterator[list[object]]:
    """What is made after the snapshot, each kind with the id of its thing."""
    start, end = date(first, 1, 1), date(last, 12, 31)
    revisions = session.execute(
        select(Revision.id).where(Revision.event_seq <= head).order_by(Revision.id)
    )
    yield from (["revision", number] for number in revisions.scalars())
    plans = session.execute(
        select(ContentVersion.id)
        .join(Content, Content.id == ContentVersion.content_id)
        .join(ContentState, ContentState.version_id == ContentVersion.id)
        .where(
            Content.kind == ContentKind.MODULE,
            ContentState.state == ContentStateKind.APPROVED,
            ContentState.event_seq <= head,
        )
        .distinct()
        .order_by(ContentVersion.id)
    )
    yield from (["plan", number] for number in plans.scalars())
    classes = session.execute(
        select(ClassSession.id, ClassSession.starts_at)
        .where(ClassSession.event_seq <= head)
        .order_by(ClassSession.id)
    )
    yield from (["class", row.id] for row in classes if start <= row.starts_at.date() <= end)
    outside = session.execute(
        select(OutsideTraining.id)
        .where(OutsideTraining.event_seq <= head, OutsideTraining.last_day.between(start, end))
        .order_by(OutsideTraining.id)
    )
    yield from (["outside", number] for number in outside.scalars())
    members = {member["member_id"] for year in totals for member in year["members"]}
    yield from (["member", number] for number in sorted(members))
    yield from (["certificate", number] for number in certificate_ids(session, head, start, end))
    yield ["closing", 0]
