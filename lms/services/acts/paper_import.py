"""Completions of a year from paper, with their scans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.paper_line import MARK
from lms.models import StagedImport
from lms.queries.local_day import local_day
from lms.queries.papers import (
    ComparedPapers,
    StagedPapers,
    compared_papers,
    member_ids,
    staged_papers,
)
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.enter_paper import enter_paper
from lms.services.issue_certificate import issue_year_certificate
from lms.services.lock_member import lock_member

_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """A file as it was staged; the digest is over its lines and the digests of its scans."""

    staged_id: int
    file_sha256: str
    rows_digest: str


def _held(
    session: Session, asked: PapersAsked, now: datetime
) -> tuple[StagedPapers, ComparedPapers]:
    staged = staged_papers(session, asked.staged_id)
    if staged is None:
        raise NotFoundError(staged=asked.staged_id)
    if staged.entered_at is not None:
        raise ConflictError(staged=asked.staged_id, reason="it was taken in before")
    if (staged.file_sha256, staged.rows_digest) != (asked.file_sha256, asked.rows_digest):
        raise ConflictError(staged=asked.staged_id, reason="the staged lines have changed")
    found = compared_papers(session, staged.lines, today=local_day(session, now))
    if found.findings:
        raise ConflictError(reason="lines are in doubt", lines=len(found.findings))
    return staged, found


def _ground(session: Session, asked: PapersAsked, *, now: datetime) -> Ground:
    staged, seen = _held(session, asked, now)
    members = member_ids(seen.found.values())
    for member_id in sorted(members):
        lock_member(session, member_id)
    return Ground(
        basis={
            "lines": [
                [
                    line.number,
                    seen.found[line.number].member_id,
                    seen.found[line.number].limb,
                    line.minutes,
                    line.day.isoformat(),
                    staged.scans[line.number],
                ]
                for line in staged.lines
            ]
        },
        shown={
            str(line.number): (
                f"{seen.found[line.number].full_name} ({line.badge}): {line.subject}, "
                f"{line.provider}" + (f", taught by {line.taught_by}" if line.taught_by else "")
            )
            for line in staged.lines[:_MOST_SHOWN]
        },
        members=members,
    )


def _carry_out(session: Session, asked: PapersAsked, approval: Approval, *, now: datetime) -> None:
    staged, seen = _held(session, asked, now)
    for line in staged.lines:
        found = seen.found[line.number]
        enter_paper(
            session,
            line=line,
            member_id=found.member_id or 0,
            limb=found.limb or "",
            scan_sha256=staged.scans[line.number],
            by=approval.by,
            now=now,
        )
    days = {line.day for line in staged.lines}
    for member_id in sorted(member_ids(seen.found.values())):
        issue_year_certificate(session, member_id=member_id, by=approval.by, now=now, days=days)
    session.execute(
        update(StagedImport).where(StagedImport.id == asked.staged_id).values(confirmed_at=now)
    )


def _change(_asked: PapersAsked, ground: Ground) -> Change:
    lines = ground.basis["lines"]
    shown = [
        (
            ground.shown[str(number)],
            "",
            f"{minutes} minutes on {date.fromisoformat(day):%B %-d, %Y}",
        )
        for number, _member, _limb, minutes, day, _scan in lines
        if str(number) in ground.shown
    ]
    more = len(lines) - len(shown)
    if more:
        shown.append(("Further lines", "", str(more)))
    people, total = len({line[1] for line in lines}), sum(line[3] for line in lines)
    whom = "1 member" if people == 1 else f"{people} members"
    title = f"Enter {total} minutes of {whom}, {MARK}"
    return Change(title, tuple(shown))


EXECUTORS = (Executor(TwoPersonAct.PAPER_IMPORT, PapersAsked, _ground, _carry_out, _change),)
