"""Standards as they are mapped, what a year offers as proof, and what is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from lms.domain.events import CertificateIssued
from lms.domain.standard import (
    ClassFacts,
    Finding,
    ModuleTested,
    ProofKind,
    Window,
    YearFile,
    by_number,
    check,
)
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    AssessmentWindow,
    Attempt,
    AttemptResult,
    Certificate,
    Citation,
    ClassSession,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Journal,
    Policy,
    Provision,
    Sitting,
    StandardMapping,
    StandardMemo,
    StandardProof,
    StandardProofEnd,
)
from lms.queries.classes import ClassRow, classes_between
from lms.queries.content import Version, things, versions_by_id
from lms.queries.owed import owed_on
from lms.queries.provisions import revision_in_force_any
from lms.queries.standing import lessons_that_count
from lms.queries.updates_of_year import statements, unstated_limbs


@dataclass(frozen=True, slots=True)
class StandardRow:
    """A standard as it is mapped now."""

    number: str
    title: str
    provisions: tuple[str, ...]
    proofs: tuple[ProofKind, ...]
    rationale: str
    recorded_by: str
    recorded_at: datetime
    event_seq: int


@dataclass(frozen=True, slots=True)
class ChosenProof:
    """A proof in a file, and why."""

    id: int
    number: str
    year: int
    kind: ProofKind
    thing: int
    reason: str
    chosen_by: str
    chosen_at: datetime
    event_seq: int


@dataclass(frozen=True, slots=True)
class MemoRow:
    """A signed memo to file."""

    id: int
    number: str
    year: int
    text: str
    signed_by: str
    signed_at: datetime
    event_seq: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a year offers as a proof."""

    kind: ProofKind
    thing: int
    words: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind.value}:{self.thing}"


def window(session: Session) -> Window | None:
    """The window that holds: the one recorded last."""
    row = session.execute(
        select(AssessmentWindow.name, AssessmentWindow.starts_on, AssessmentWindow.ends_on)
        .order_by(AssessmentWindow.id.desc())
        .limit(1)
    ).first()
    return Window(*row) if row else None


def standards(session: Session) -> tuple[StandardRow, ...]:
    """Every standard in its newest mapping, in the order of numbers."""
    newest = select(func.max(StandardMapping.id)).group_by(StandardMapping.number)
    rows = session.execute(
        select(StandardMapping, Account.display_name)
        .join(Account, Account.id == StandardMapping.recorded_by)
        .where(StandardMapping.id.in_(newest))
    )
    found = (_standard(held, by) for held, by in rows)
    return tuple(sorted(found, key=lambda each: by_number(each.number)))


def standard(session: Session, number: str) -> StandardRow | None:
    """One standard in its newest mapping."""
    row = session.execute(
        select(StandardMapping, Account.display_name)
        .join(Account, Account.id == StandardMapping.recorded_by)
        .where(StandardMapping.number == number)
        .order_by(StandardMapping.id.desc())
        .limit(1)
    ).first()
    return _standard(row[0], row[1]) if row else None


def _standard(held: StandardMapping, by: str) -> StandardRow:
    return StandardRow(
        number=held.number,
        title=held.title,
        provisions=tuple(held.provisions),
        proofs=tuple(ProofKind(kind) for kind in held.proofs),
        rationale=held.rationale,
        recorded_by=by,
        recorded_at=held.recorded_at,
        event_seq=held.event_seq,
    )


def all_proofs(session: Session) -> tuple[ChosenProof, ...]:
    """Every chosen proof that was not taken out again, in the order they were chosen."""
    rows = session.execute(
        select(
            StandardProof.id,
            StandardProof.number,
            StandardProof.year,
            StandardProof.kind,
            StandardProof.thing,
            StandardProof.reason,
            Account.display_name,
            StandardProof.chosen_at,
            StandardProof.event_seq,
        )
        .join(Account, Account.id == StandardProof.chosen_by)
        .outerjoin(StandardProofEnd, StandardProofEnd.proof_id == StandardProof.id)
        .where(StandardProofEnd.proof_id.is_(None))
        .order_by(StandardProof.id)
    )
    return tuple(ChosenProof(*row) for row in rows)


def proofs_of(session: Session, *, number: str, year: int) -> tuple[ChosenProof, ...]:
    """The chosen proofs of one file."""
    return tuple(each for each in all_proofs(session) if (each.number, each.year) == (number, year))


def all_memos(session: Session) -> tuple[MemoRow, ...]:
    """Every memo to file, in the order they were signed."""
    rows = session.execute(
        select(
            StandardMemo.id,
            StandardMemo.number,
            StandardMemo.year,
            StandardMemo.text,
            Account.display_name,
            StandardMemo.signed_at,
            StandardMemo.event_seq,
        )
        .join(Account, Account.id == StandardMemo.signed_by)
        .order_by(StandardMemo.id)
    )
    return tuple(MemoRow(*row) for row in rows)


@dataclass
class Year:
    """What the record holds of one year, read when it is asked for."""

    session: Session
    year: int
    today: date

    @property
    def has_come(self) -> bool:
        """Whether the year has begun."""
        return self.year <= self.today.year

    @property
    def last_day(self) -> date:
        """Its last day, or today where it goes on."""
        return min(date(self.year, 12, 31), self.today)

    @cached_property
    def classes(self) -> tuple[ClassRow, ...]:
        """The classes that began in it."""
        start = datetime(self.year, 1, 1, tzinfo=UTC)
        return classes_between(self.session, start, start.replace(year=self.year + 1))

    @cached_property
    def modules(self) -> Mapping[int, tuple[Version, TrainingModule]]:
        """The modules' newest versions that were approved by its end, by their content."""
        rows = self.session.execute(
            select(ContentVersion.id)
            .join(Content, Content.id == ContentVersion.content_id)
            .join(ContentState, ContentState.version_id == ContentVersion.id)
            .where(
                Content.kind == ContentKind.MODULE,
                ContentState.state == ContentStateKind.APPROVED,
                ContentState.decided_at < datetime(self.year + 1, 1, 1, tzinfo=UTC),
            )
            .order_by(ContentState.id)
        )
        versions = versions_by_id(self.session, list(rows.scalars()))
        newest = {each.content_id: each for each in versions.values()}
        read = things(self.session, newest.values(), TrainingModule)
        return {number: (each, read[each.slug]) for number, each in newest.items()}

    @cached_property
    def cited(self) -> Mapping[str, frozenset[str]]:
        """The sections that each lesson cites in any version, by the lesson."""
        rows = self.session.execute(
            select(Content.slug, Provision.code)
            .join(ContentVersion, ContentVersion.content_id == Content.id)
            .join(Citation, Citation.version_id == ContentVersion.id)
            .join(Provision, Provision.id == Citation.provision_id)
            .where(Content.kind == ContentKind.LESSON)
            .distinct()
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        for slug, code in rows:
            found[slug].add(code)
        return {slug: frozenset(codes) for slug, codes in found.items()}

    @cached_property
    def undated(self) -> bool:
        """Whether the directive in force at its end carries neither date nor a memo why."""
        revision = revision_in_force_any(self.session, day=self.last_day)
        return revision is not None and not revision.certifiable

    @cached_property
    def unstated(self) -> bool:
        """Whether it had no updates and nobody signed that there were none."""
        return any(
            unstated_limbs(self.session, owed, lessons_that_count(self.session, owed))
            for owed in owed_on(self.session, self.last_day)
        )

    @cached_property
    def stated(self) -> bool:
        """Whether somebody signed that nothing had changed."""
        duties = owed_on(self.session, self.last_day)
        return any(statements(self.session, owed) for owed in duties)

    @cached_property
    def tests_without_plan(self) -> tuple[ModuleTested, ...]:
        """Modules that were tested in a version that nobody approved before."""
        approved = select(ContentState.version_id).where(
            ContentState.state == ContentStateKind.APPROVED
        )
        rows = self.session.execute(
            select(Policy.slug.label("policy"), Content.slug, ContentVersion.document)
            .join(Content, Content.id == ContentVersion.content_id)
            .join(Policy, Policy.id == Content.policy_id)
            .join(Sitting, Sitting.module_version_id == ContentVersion.id)
            .join(Attempt, Attempt.sitting_id == Sitting.id)
            .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
            .where(
                AttemptResult.submitted_on.between(date(self.year, 1, 1), date(self.year, 12, 31)),
                ContentVersion.id.not_in(approved),
            )
        )
        found = {ModuleTested(row.policy, row.slug, str(row.document["title"])) for row in rows}
        return tuple(sorted(found, key=lambda each: each.title))

    @cached_property
    def unproven(self) -> tuple[str, ...]:
        """Codes of certificates of its periods that no entry brought about."""
        said = literal('"facts_digest":"') + Certificate.facts_digest + literal('"')
        rows = self.session.execute(
            select(Certificate.code)
            .join(Journal, Journal.seq == Certificate.event_seq)
            .where(
                Certificate.period_start.between(date(self.year, 1, 1), date(self.year, 12, 31)),
                or_(
                    Journal.kind != CertificateIssued.kind,
                    func.replace(Journal.body, said, "") == Journal.body,
                ),
            )
            .order_by(Certificate.id)
        )
        return tuple(rows.scalars())

    def offers(self, mapped: StandardRow) -> Iterator[Offer]:
        """What the year offers as proofs of a standard, of the kinds that it is mapped to."""
        wanted = set(mapped.provisions)
        if ProofKind.LESSON_PLAN in mapped.proofs:
            for version, module in self.modules.values():
                if any(wanted & self.cited.get(slug, frozenset()) for slug in module.lessons):
                    words = f"Lesson plan: {module.title}, version {version.number}"
                    yield Offer(ProofKind.LESSON_PLAN, version.id, words)
        if ProofKind.CLASS_RECORD in mapped.proofs:
            for held in self.classes:
                if wanted & self.cited.get(held.lesson, frozenset()):
                    words = f"Class of {held.times.starts_at.date()}: {held.lesson}"
                    yield Offer(ProofKind.CLASS_RECORD, held.id, words)
        if ProofKind.COMPLETION in mapped.proofs and owed_on(self.session, self.last_day):
            yield Offer(ProofKind.COMPLETION, 0, "Who completed the year, by name")
        if ProofKind.NO_CHANGE in mapped.proofs and self.stated:
            yield Offer(ProofKind.NO_CHANGE, 0, "Signed statement that nothing changed")

    def file(self, chosen: Sequence[ChosenProof], memos: int) -> YearFile:
        """The file of a standard in this year, as the check looks at it."""
        ids = {each.thing for each in chosen if each.kind is ProofKind.CLASS_RECORD}
        come = self.has_come
        return YearFile(
            year=self.year,
            proofs=len(chosen),
            memos=memos,
            has_come=come,
            is_over=self.year < self.today.year,
            undated=come and self.undated,
            classes=tuple(_class_facts(self.session, ids)),
            tests_without_plan=self.tests_without_plan if come else (),
            unproven=self.unproven if come else (),
            unstated=come and self.unstated,
        )


def _class_facts(session: Session, ids: Iterable[int]) -> Iterator[ClassFacts]:
    wanted = tuple(ids)
    if not wanted:
        return
    rows = session.execute(
        select(
            ClassSession.id,
            ClassSession.starts_at,
            ClassSession.ends_at,
            ClassSession.break_minutes,
            ClassSession.credential_expires_on,
        ).where(ClassSession.id.in_(wanted))
    )
    for row in rows:
        minutes = int((row.ends_at - row.starts_at).total_seconds()) // 60 - row.break_minutes
        yield ClassFacts(row.id, row.starts_at.date(), minutes, row.credential_expires_on)


@dataclass(frozen=True, slots=True)
class YearOfFile:
    """One year of a standard's file, as a page shows it."""

    year: int
    has_come: bool
    proofs: tuple[ChosenProof, ...]
    memos: tuple[MemoRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StandardFile:
    """A standard over the window: what proves it by year, and what is wrong."""

    row: StandardRow
    years: tuple[YearOfFile, ...]
    findings: tuple[Finding, ...]


def standard_files(
    session: Session, looked: Window, *, today: date, number: str | None = None
) -> tuple[StandardFile, ...]:
    """Every standard's file over a window, or one standard's; a year is read once for all."""
    proofs, memos = all_proofs(session), all_memos(session)
    outside = {each.year for each in proofs} - set(looked.years)
    years = {year: Year(session, year, today) for year in sorted({*looked.years, *outside})}
    return tuple(
        _file(row, years, proofs, memos, looked)
        for row in standards(session)
        if number is None or row.number == number
    )


def _file(
    row: StandardRow,
    years: Mapping[int, Year],
    proofs: Sequence[ChosenProof],
    memos: Sequence[MemoRow],
    looked: Window,
) -> StandardFile:
    own = [each for each in proofs if each.number == row.number]
    signed = [each for each in memos if each.number == row.number]
    shown = [
        year for year in years if year in looked.years or any(each.year == year for each in own)
    ]
    files = [
        years[year].file(
            [each for each in own if each.year == year],
            sum(each.year == year for each in signed),
        )
        for year in shown
    ]
    findings = check(files, looked)
    return StandardFile(
        row=row,
        years=tuple(
            YearOfFile(
                year=year,
                has_come=years[year].has_come,
                proofs=tuple(each for each in own if each.year == year),
                memos=tuple(each for each in signed if each.year == year),
                findings=tuple(each for each in findings if each.year == year),
            )
            for year in shown
        ),
        findings=findings,
    )
