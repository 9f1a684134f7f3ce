"""Completions from paper: files that wait, their lines in the record, what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.domain.journal_chain import digest
from lms.domain.name_search import folded
from lms.domain.paper_line import Entered, FoundLine, PaperLine, line_findings
from lms.domain.requirement import Period
from lms.domain.roster_identity import Roster
from lms.domain.roster_row import RowFinding
from lms.models import Account, Limb, PaperCompletion, RequirementInstance, StagedImport
from lms.queries.owed import Owed, owed_on
from lms.queries.roster import service_histories

KIND = "paper"
_MOST = 20


@dataclass(frozen=True, slots=True)
class StagedPapers:
    """A file with its scans as it was staged; ``scans`` gives the digest by row."""

    id: int
    file_sha256: str
    lines: tuple[PaperLine, ...]
    scans: dict[int, str]
    rows_digest: str
    staged_by: str
    staged_at: datetime
    entered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComparedPapers:
    """The lines held against the record: whose they are, and what is wrong."""

    owed: Owed | None
    found: dict[int, FoundLine]
    findings: tuple[RowFinding, ...]


def line_document(line: PaperLine, scan_sha256: str) -> dict[str, Any]:
    """A line and the digest of its scan as primitives."""
    return {**asdict(line), "day": line.day.isoformat(), "scan_sha256": scan_sha256}


def _line(document: dict[str, Any]) -> PaperLine:
    facts = {name: value for name, value in document.items() if name != "scan_sha256"}
    return PaperLine(**{**facts, "day": date.fromisoformat(facts["day"])})


def _rows() -> Select[StagedImport, str]:
    return (
        select(StagedImport, Account.display_name.label("staged_by"))
        .outerjoin(Account, Account.id == StagedImport.staged_by)
        .where(StagedImport.kind == KIND)
    )


def _papers(found: Any) -> StagedPapers:  # noqa: ANN401 - a row of _rows
    staged: StagedImport = found.StagedImport
    rows = list(staged.rows)
    return StagedPapers(
        id=staged.id,
        file_sha256=staged.file_sha256,
        lines=tuple(_line(row) for row in rows),
        scans={row["number"]: row["scan_sha256"] for row in rows},
        rows_digest=digest(rows),
        staged_by=found.staged_by or "",
        staged_at=staged.staged_at,
        entered_at=staged.confirmed_at,
    )


def staged_papers(session: Session, staged_id: int) -> StagedPapers | None:
    """One file that was staged."""
    found = session.execute(_rows().where(StagedImport.id == staged_id)).one_or_none()
    return _papers(found) if found else None


def papers_staged(session: Session) -> tuple[StagedPapers, ...]:
    """The files staged last, the newest first."""
    statement = _rows().order_by(StagedImport.id.desc()).limit(_MOST)
    return tuple(_papers(found) for found in session.execute(statement))


def compared_papers(session: Session, lines: Sequence[PaperLine], *, today: date) -> ComparedPapers:
    """Hold lines against the record; the number of statements does not grow with them.

    The year is that of the latest day in the file, for a file takes the paper of one year.
    """
    latest = max((line.day for line in lines), default=today)
    owed = next(iter(owed_on(session, min(latest, today))), None)
    if owed is None:
        wrong = RowFinding(None, None, "nothing is owed in the year of these lines")
        return ComparedPapers(None, {}, (wrong,))
    roster = Roster(service_histories(session), today)
    subjects = {
        folded(text): limb.slug
        for limb in owed.requirement.limbs
        for text in (limb.slug, limb.title)
    }
    owing = _owing(session, owed)
    found = {line.number: _found(line, roster, subjects, owing) for line in lines}
    entered = _entered(session, owed.period)
    findings = tuple(line_findings(lines, found, owed.period, today, entered))
    return ComparedPapers(owed, found, findings)


def _found(
    line: PaperLine, roster: Roster, subjects: dict[str, str], owing: frozenset[int]
) -> FoundLine:
    limb = subjects.get(folded(line.subject))
    held = [each for each in roster.holders(line.badge, line.day) if each.serves(line.day)]
    if not held:
        return FoundLine(limb=limb)
    facts = held[0].facts(line.day)
    return FoundLine(
        member_id=held[0].member_id,
        family_name=facts.family_name,
        full_name=facts.full_name,
        serving=True,
        owes=held[0].member_id in owing,
        limb=limb,
    )


def _owing(session: Session, owed: Owed) -> frozenset[int]:
    rows = session.execute(
        select(RequirementInstance.member_id).where(
            RequirementInstance.requirement_id == owed.requirement_id,
            RequirementInstance.period_start == owed.period.starts_on,
        )
    )
    return frozenset(rows.scalars())


def _entered(session: Session, period: Period) -> frozenset[Entered]:
    rows = session.execute(
        select(
            PaperCompletion.member_id,
            PaperCompletion.limb,
            PaperCompletion.earned_on,
            PaperCompletion.minutes,
        ).where(PaperCompletion.earned_on.between(period.starts_on, period.ends_on))
    )
    return frozenset((row[0], row[1], row[2], row[3]) for row in rows)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A completion from paper in the record."""

    id: int
    member_id: int
    subject: str
    minutes: int
    earned_on: date
    provider: str
    taught_by: str
    scan_sha256: str
    event_seq: int


def papers_of(session: Session, *, member_id: int, period: Period) -> tuple[PaperRow, ...]:
    """What a member completed on paper in a period, the oldest first."""
    rows = session.execute(
        select(
            PaperCompletion.id,
            PaperCompletion.member_id,
            Limb.title,
            PaperCompletion.minutes,
            PaperCompletion.earned_on,
            PaperCompletion.provider,
            PaperCompletion.taught_by,
            PaperCompletion.scan_sha256,
            PaperCompletion.event_seq,
        )
        .join(Limb, Limb.slug == PaperCompletion.limb)
        .where(
            PaperCompletion.member_id == member_id,
            PaperCompletion.earned_on.between(period.starts_on, period.ends_on),
        )
        .order_by(PaperCompletion.earned_on, PaperCompletion.id)
    )
    return tuple(PaperRow(*row) for row in rows)


def paper_scan(session: Session, completion_id: int) -> tuple[int, str] | None:
    """Whose completion it is, and the digest of its scan."""
    row = session.execute(
        select(PaperCompletion.member_id, PaperCompletion.scan_sha256).where(
            PaperCompletion.id == completion_id
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def member_ids(found: Iterable[FoundLine]) -> frozenset[int]:
    """Whose record some lines change."""
    return frozenset(each.member_id for each in found if each.member_id is not None)
