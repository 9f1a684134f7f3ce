"""What a published revision asks of training: what to look at again, and whom to train on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.change_module import Ground, TrainedChange, asked_by_name, module_id
from lms.domain.change_nature import Nature, nature_of
from lms.domain.checklist import Checklist
from lms.domain.draw import Candidate, candidates
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Assignment,
    ChangeModule,
    Content,
    ContentKind,
    ContentState,
    ContentVersion,
    Policy,
    Provision,
    ProvisionChange,
    Revision,
)
from lms.queries.content import Version, approved, latest_state, things
from lms.queries.content_list import listed_modules
from lms.queries.policy_reader import statuses_on
from lms.queries.revision_impact import marks_between, natures, revisions_at
from lms.queries.revisions import RevisionEntry, TwoRevisions, two_revisions
from lms.queries.stale_content import stale_ever

_Titled = TypeVar("_Titled", Lesson, TrainingModule, Checklist)


@dataclass(frozen=True, slots=True)
class StaleScenario:
    """A scenario to be looked at again, with the sections that changed under it."""

    version: Version
    scenario: Scenario
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaleThing:
    """A lesson, module or checklist in use to be looked at again, with the changed sections."""

    version: Version
    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftedModule:
    """The newest version of the change module, where it stands, and by when it is due.

    Attributes:
        assignment_id: once it was assigned.
    """

    version_id: int
    author_id: int | None
    state: str
    due_on: date
    assignment_id: int | None


@dataclass(frozen=True, slots=True)
class ChangeTraining:
    """A published revision, seen from training.

    Attributes:
        changes: those of substance, in the order of the text.
        old_codes: provisions that changed in substance; ``added`` are new.
        tested: of those that stand in the revision, the ones that may be scored.
        pool: graded scenarios that are approved, not stale, and practiced in no lesson: whoever
            practiced one lately could not be asked it.
        asked: changed sections that no scenario of the pool tests, as people call them.
    """

    policy: str
    policy_id: int
    revision_id: int
    before: RevisionEntry
    after: RevisionEntry
    pair: TwoRevisions
    changes: tuple[TrainedChange, ...]
    old_codes: tuple[str, ...]
    added: frozenset[str]
    tested: tuple[str, ...]
    pool: tuple[Candidate, ...]
    stale: tuple[StaleScenario, ...]
    stale_others: tuple[StaleThing, ...]
    asked: tuple[str, ...]
    labels: Mapping[str, str]
    next_number: int
    module: DraftedModule | None

    @property
    def asking_count(self) -> int:
        """How many scenarios of the pool ask about what changed."""
        return sum(not each.tested.isdisjoint(self.tested) for each in self.pool)

    def ground(self, author: str) -> Ground:
        """What the module is drafted from."""
        return Ground(
            before=self.before.sequence,
            after=self.after.sequence,
            true_as_of=self.after.holds_from or date.min,
            author=author,
            number=self.next_number,
            tree=self.pair.after.tree,
            older=self.pair.before.tree,
            changes=self.changes,
            tested=self.tested,
        )


def change_training(
    session: Session,
    *,
    day: date,
    policy: str | None = None,
    sequence: int | None = None,
    revision_id: int | None = None,
) -> ChangeTraining | None:
    """A revision by its policy and sequence, or by its id; None for a draft or a first one.

    Raises:
        NotFoundError: there is no such policy or revision.
    """
    row = session.execute(
        select(Revision.id, Revision.sequence, Policy.slug, Policy.id.label("policy_id"))
        .join(Policy, Policy.id == Revision.policy_id)
        .where(
            Revision.id == revision_id
            if revision_id is not None
            else (Policy.slug == policy) & (Revision.sequence == sequence)
        )
    ).one_or_none()
    if row is None:
        return None
    at = revisions_at(session, policy=row.slug, sequence=row.sequence, day=day)
    if at.before is None or at.after.is_draft:
        return None
    pair = two_revisions(session, before_id=at.before.id, after_id=at.after.id)
    old_codes = _changed(session, row.id)
    old = {each.id for each in pair.before.provisions}
    added = frozenset(each.id for each in pair.after.provisions if each.id not in old)
    concerned = {*old_codes, *added}
    held = statuses_on(session, policy=row.slug, day=day)
    tested = tuple(
        each.id
        for each in pair.after.provisions
        if each.id in concerned and each.id in held and held[each.id].status.may_be_scored
    )
    stale = stale_ever(session, policy_id=row.policy_id)
    versions = approved(session, ContentKind.SCENARIO, policy=row.slug)
    scenarios = things(session, versions.values(), Scenario)
    rested = _practiced(session, row.slug)
    fresh = [
        each
        for each in scenarios.values()
        if versions[each.id].id not in stale and each.id not in rested
    ]
    pool = candidates(fresh)
    labels = {each.id: each.provision.label for each in pair.after.provisions}
    return ChangeTraining(
        policy=row.slug,
        policy_id=row.policy_id,
        revision_id=row.id,
        before=at.before,
        after=at.after,
        pair=pair,
        changes=_trained(session, pair, at.before.id, at.after.id, concerned),
        old_codes=old_codes,
        added=added,
        tested=tested,
        pool=pool,
        stale=tuple(
            StaleScenario(versions[slug], scenario, stale[versions[slug].id])
            for slug, scenario in scenarios.items()
            if versions[slug].id in stale
        ),
        stale_others=_others(session, row.slug, stale),
        asked=asked_by_name(tested, pool, labels),
        labels=labels,
        next_number=1 + max((each.module.number for each in listed_modules(session)), default=0),
        module=_module(session, row.policy_id, row.sequence),
    )


def _practiced(session: Session, policy: str) -> frozenset[str]:
    """The scenarios that a lesson in use practices."""
    lessons = things(session, approved(session, ContentKind.LESSON, policy=policy).values(), Lesson)
    return frozenset(each for lesson in lessons.values() for each in lesson.practice)


def _others(
    session: Session, policy: str, stale: Mapping[int, tuple[str, ...]]
) -> tuple[StaleThing, ...]:
    """Stale lessons, modules and checklists in use, by kind and title."""
    return (
        *_titled(session, ContentKind.LESSON, Lesson, policy, stale),
        *_titled(session, ContentKind.MODULE, TrainingModule, policy, stale),
        *_titled(session, ContentKind.CHECKLIST, Checklist, policy, stale),
    )


def _titled(
    session: Session,
    kind: ContentKind,
    thing: type[_Titled],
    policy: str,
    stale: Mapping[int, tuple[str, ...]],
) -> list[StaleThing]:
    versions = [
        each for each in approved(session, kind, policy=policy).values() if each.id in stale
    ]
    made = things(session, versions, thing)
    found = [StaleThing(each, made[each.slug].title, stale[each.id]) for each in versions]
    return sorted(found, key=lambda each: each.title)


def _changed(session: Session, revision_id: int) -> tuple[str, ...]:
    rows = session.execute(
        select(Provision.code)
        .join(ProvisionChange, ProvisionChange.provision_id == Provision.id)
        .where(
            ProvisionChange.revision_id == revision_id,
            ProvisionChange.nature == Nature.SUBSTANTIVE,
        )
        .order_by(Provision.id)
    )
    return tuple(rows.scalars())


def _trained(
    session: Session, pair: TwoRevisions, before_id: int, after_id: int, concerned: set[str]
) -> tuple[TrainedChange, ...]:
    marks = marks_between(session, before_id=before_id, after_id=after_id)
    said = natures(marks)
    found = []
    for change in pair.comparison.only_changes:
        if nature_of(change, said) is Nature.SUBSTANTIVE:
            keys = {clause.key for clause in change.after}
            codes = tuple(
                each.id
                for each in pair.after.provisions
                if each.id in concerned and not keys.isdisjoint(each.clauses)
            )
            found.append(TrainedChange(change, marks[change.key].reason, codes))
    return tuple(found)


def _module(session: Session, policy_id: int, sequence: int) -> DraftedModule | None:
    row = session.execute(
        select(
            ContentVersion.id,
            ContentVersion.author_id,
            ContentState.state,
            ChangeModule.due_on,
            Content.id.label("content_id"),
        )
        .join(Content, Content.id == ContentVersion.content_id)
        .join(ContentState, ContentState.id == latest_state())
        .join(ChangeModule, ChangeModule.content_id == Content.id)
        .where(Content.policy_id == policy_id, Content.slug == module_id(sequence))
        .order_by(ContentVersion.number.desc(), ChangeModule.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    assigned = select(func.max(Assignment.id)).where(Assignment.content_id == row.content_id)
    return DraftedModule(
        version_id=row.id,
        author_id=row.author_id,
        state=row.state.value,
        due_on=row.due_on,
        assignment_id=session.execute(assigned).scalar(),
    )
