"""What a coming revision does to training: what cites the changed words, and who learned them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from sqlalchemy import CompoundSelect, Select, func, select, union
from sqlalchemy.orm import Session

from lms.domain.change_nature import (
    ChangedProvision,
    Nature,
    changed_provisions,
    nature_of,
    unmarked,
)
from lms.domain.checklist import Checklist
from lms.domain.errors import NotFoundError
from lms.domain.lesson import Lesson
from lms.domain.nominal import Nominal, count_words
from lms.domain.policy import Clause
from lms.domain.provision_fate import Carrying, carrying
from lms.domain.revision_diff import Change
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Assignment,
    Attempt,
    AttemptResult,
    ChangeMark,
    Citation,
    ClassAttendee,
    ClassCredit,
    ClassSession,
    Content,
    ContentKind,
    ContentVersion,
    CreditEntry,
    LessonCompletion,
    MemberAssignment,
    MemberAssignmentEnd,
    Policy,
    Provision,
    ServiceRecord,
    Sitting,
)
from lms.queries.content import Version, approved, things
from lms.queries.revisions import RevisionEntry, TwoRevisions, revisions_of, two_revisions
from lms.queries.roster import holds_on, serving_on

_Titled = TypeVar("_Titled", Scenario, Lesson, TrainingModule, Checklist)


@dataclass(frozen=True, slots=True)
class RevisionsAt:
    """A revision, and the one that it replaces or replaced; the first one replaces none."""

    before: RevisionEntry | None
    after: RevisionEntry


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark of a change that holds."""

    nature: Nature
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Citing:
    """A piece of content in use that cites changed provisions."""

    version: Version
    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """Everything that publishing a revision would do.

    Attributes:
        changed: provisions whose words are not what they were.
        citing: content that cites one that is not merely edited.
        learned: how many serving members learned each of these provisions, by code.
        people: how many serving members learned one of them, or are assigned a module that
            cites one, or any module of the policy where a new clause asks for provisions.
        serving: how many people serve, and acknowledge the policy.
    """

    pair: TwoRevisions
    carried: Carrying
    marks: Mapping[str, Marked]
    changed: tuple[ChangedProvision, ...]
    citing: tuple[Citing, ...]
    learned: Mapping[str, int]
    people: int
    serving: int

    @property
    def unmarked(self) -> tuple[Change, ...]:
        """The changes that wait for a mark."""
        return unmarked(self.pair.comparison.changes, natures(self.marks))

    @cached_property
    def expected(self) -> Nominal:
        """What one person has to read and answer: both wordings, an item for each section."""
        said = natures(self.marks)
        words = sum(
            count_words(clause.text)
            for change in self.pair.comparison.changes
            if nature_of(change, said) is not Nature.EDITORIAL
            for clause in (*change.before, *change.after)
        )
        return Nominal(words, sum(each.retrains for each in self.changed) + len(self.asking))

    @property
    def asking(self) -> tuple[Clause, ...]:
        """New words, not merely edited, that no provision carries."""
        return asking(self.carried, self.pair, natures(self.marks))

    @property
    def officer_minutes(self) -> int:
        """The minutes of all people together, rounded down once."""
        return self.expected.seconds * self.people // 60


def natures(marks: Mapping[str, Marked]) -> Mapping[str, Nature]:
    """What each change was said to be."""
    return {key: each.nature for key, each in marks.items()}


def asking(carried: Carrying, pair: TwoRevisions, said: Mapping[str, Nature]) -> tuple[Clause, ...]:
    """The clauses that ask for provisions, without those that were merely edited."""
    return tuple(
        clause
        for clause in carried.asking
        if nature_of(pair.comparison.by_after[clause.key], said) is not Nature.EDITORIAL
    )


def revisions_at(session: Session, *, policy: str, sequence: int, day: date) -> RevisionsAt:
    """A revision with the one before it.

    For a draft that is the revision in force on ``day``, or coming last; for a published one
    the revision that held the day before.

    Raises:
        NotFoundError: there is no such policy or revision.
    """
    entries = revisions_of(session, policy=policy)
    after = next((each for each in entries if each.sequence == sequence), None)
    if after is None:
        raise NotFoundError(policy=policy, revision=sequence)
    until = day if after.holds_from is None else after.holds_from - timedelta(days=1)
    before = next((each for each in entries if each.holds_on(until)), None)
    return RevisionsAt(before if before != after else None, after)


def marks_between(session: Session, *, before_id: int, after_id: int) -> Mapping[str, Marked]:
    """The marks that hold, by the key of the change."""
    rows = session.execute(
        select(
            ChangeMark.change,
            ChangeMark.nature,
            ChangeMark.reason,
            Account.display_name,
            ChangeMark.marked_at,
        )
        .outerjoin(Account, Account.id == ChangeMark.marked_by)
        .where(ChangeMark.before_id == before_id, ChangeMark.after_id == after_id)
        .order_by(ChangeMark.id)
    )
    return {row[0]: Marked(row[1], row[2], row[3] or "", row[4]) for row in rows}


def impact(session: Session, *, before_id: int, after_id: int, day: date) -> Impact:
    """What publishing ``after`` in the place of ``before`` does, as things stand on ``day``.

    Raises:
        NotFoundError: one of them does not exist.
    """
    pair = two_revisions(session, before_id=before_id, after_id=after_id)
    carried = carrying(pair.before.provisions, pair.after.tree, pair.comparison)
    marks = marks_between(session, before_id=before_id, after_id=after_id)
    changed = changed_provisions(carried, natures(marks))
    codes = [each.code for each in changed if each.retrains]
    new = bool(asking(carried, pair, natures(marks)))
    policy = pair.after.slug
    return Impact(
        pair=pair,
        carried=carried,
        marks=marks,
        changed=changed,
        citing=citing(session, policy=policy, codes=codes),
        learned=_learned(session, policy, codes, day),
        people=len(concerned(session, policy=policy, codes=codes, everybody=new, day=day)),
        serving=session.execute(
            select(func.count()).select_from(_serving(day).subquery())
        ).scalar_one(),
    )


def citing(session: Session, *, policy: str, codes: Collection[str]) -> tuple[Citing, ...]:
    """The content in use that cites one of these provisions, by kind and name."""
    rows = session.execute(
        _citing_versions(policy, codes).order_by(Citation.version_id, Provision.id)
    )
    found: dict[int, list[str]] = {}
    for version_id, code in rows:
        found.setdefault(version_id, []).append(code)
    return (
        *_titled(session, ContentKind.MODULE, TrainingModule, policy, found),
        *_titled(session, ContentKind.LESSON, Lesson, policy, found),
        *_titled(session, ContentKind.SCENARIO, Scenario, policy, found),
        *_titled(session, ContentKind.CHECKLIST, Checklist, policy, found),
    )


def _titled(
    session: Session,
    kind: ContentKind,
    thing: type[_Titled],
    policy: str,
    cited: Mapping[int, Sequence[str]],
) -> list[Citing]:
    """The content in use of one kind among the versions that cite something, by title."""
    versions = [
        each for each in approved(session, kind, policy=policy).values() if each.id in cited
    ]
    made = things(session, versions, thing)
    found = [Citing(each, made[each.slug].title, tuple(cited[each.id])) for each in versions]
    return sorted(found, key=lambda each: each.title)


def concerned(
    session: Session, *, policy: str, codes: Collection[str], everybody: bool, day: date
) -> Sequence[int]:
    """The serving members whose training rests on these provisions.

    They learned one of them, or are assigned a module that cites one.

    Args:
        everybody: whether whoever is assigned any module of the policy is concerned.
    """
    learned = _learnings(policy, codes).subquery()
    assigned = (
        select(MemberAssignment.member_id)
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .join(Content, Content.id == Assignment.content_id)
        .join(Policy, Policy.id == Content.policy_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .where(Policy.slug == policy, MemberAssignmentEnd.member_assignment_id.is_(None))
    )
    if not everybody:
        cited = _citing_versions(policy, codes).subquery()
        modules = select(ContentVersion.content_id).join(
            cited, cited.c.version_id == ContentVersion.id
        )
        assigned = assigned.where(Assignment.content_id.in_(modules))
    every = union(select(learned.c.member_id), assigned).subquery()
    return tuple(
        session.execute(
            _serving(day)
            .where(ServiceRecord.member_id.in_(select(every.c.member_id)))
            .order_by(ServiceRecord.member_id)
        ).scalars()
    )


def _serving(day: date) -> Select[int]:
    return select(ServiceRecord.member_id).where(holds_on(day), serving_on(day))


def _learned(session: Session, policy: str, codes: Collection[str], day: date) -> Mapping[str, int]:
    learned = _learnings(policy, codes).subquery()
    rows = session.execute(
        select(learned.c.code, func.count())
        .where(learned.c.member_id.in_(_serving(day)))
        .group_by(learned.c.code)
    )
    return {code: int(count) for code, count in rows}


def _citing_versions(policy: str, codes: Collection[str]) -> Select[int, str]:
    """Every version that ever cited one of these provisions, with the provision."""
    return (
        select(Citation.version_id, Provision.code)
        .join(Provision, Provision.id == Citation.provision_id)
        .join(Policy, Policy.id == Provision.policy_id)
        .where(Policy.slug == policy, Provision.code.in_(tuple(codes)))
    )


def _learnings(policy: str, codes: Collection[str]) -> CompoundSelect[str, int]:
    """Which member learned which provision: in a lesson, in a class, or by passing a module."""
    return union(*_ways_of_learning(policy, codes))


def _ways_of_learning(policy: str, codes: Collection[str]) -> Iterator[Select[str, int]]:
    cited = _citing_versions(policy, codes).subquery()
    yield (
        select(cited.c.code, Sitting.member_id)
        .select_from(LessonCompletion)
        .join(cited, cited.c.version_id == LessonCompletion.lesson_version_id)
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
    )
    yield (
        select(cited.c.code, Sitting.member_id)
        .select_from(AttemptResult)
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(cited, cited.c.version_id == Sitting.module_version_id)
        .where(AttemptResult.passed.is_(True))
    )
    yield (
        select(cited.c.code, CreditEntry.member_id)
        .select_from(CreditEntry)
        .join(ClassCredit, ClassCredit.event_seq == CreditEntry.event_seq)
        .join(ClassAttendee, ClassAttendee.id == ClassCredit.attendee_id)
        .join(ClassSession, ClassSession.id == ClassAttendee.class_id)
        .join(cited, cited.c.version_id == ClassSession.lesson_version_id)
    )
