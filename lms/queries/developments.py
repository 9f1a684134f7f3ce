"""The change register: entries with their latest versions, reviews, decisions and outcomes.

The register has dozens of entries, some hundreds after years; a page reads all of them in a
fixed number of statements and chooses in Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.development import (
    SPEAKS,
    Development,
    DevelopmentDecision,
    Outcome,
    Standing,
    Touch,
    Touched,
)
from lms.models import (
    Account,
    Content,
    CurrencyHold,
    DevelopmentDecided,
    DevelopmentOutcome,
    DevelopmentReview,
    DevelopmentTouch,
    DevelopmentVersion,
    Policy,
    Provision,
    ProvisionStatusRecord,
)
from lms.models import Development as DevelopmentRow
from lms.queries.provision_status import status_on


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """Who reviewed a version, and when."""

    by: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody decided about a development."""

    decision: DevelopmentDecision
    module: str | None
    content_id: int | None
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What somebody recorded of a bill's outcome."""

    outcome: Outcome
    true_as_of: date
    source: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of an entry; ``by`` is empty for what came with the policy."""

    id: int
    number: int
    entry: Development
    digest: str
    entered_by: int | None
    by: str
    review: ReviewRow | None


@dataclass(frozen=True)
class Entry:
    """A development with everything that is recorded about it, the oldest first."""

    id: int
    policy: str
    policy_id: int
    code: str
    versions: tuple[VersionRow, ...]
    decisions: tuple[DecisionRow, ...]
    outcomes: tuple[OutcomeRow, ...]

    @property
    def newest(self) -> VersionRow:
        """The version written last."""
        return self.versions[-1]

    @cached_property
    def reviewed(self) -> VersionRow | None:
        """The newest version that somebody has reviewed: the one that acts."""
        return next((each for each in reversed(self.versions) if each.review), None)

    @property
    def shown(self) -> Development:
        """What a list shows: the newest version."""
        return self.newest.entry

    @property
    def decision(self) -> DecisionRow | None:
        """The decision that holds."""
        return self.decisions[-1] if self.decisions else None

    @property
    def outcome(self) -> OutcomeRow | None:
        """The outcome that was recorded last."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def standing(self) -> Standing:
        """How far the department has come with it; a newer version waits for its own review."""
        if self.reviewed is None:
            return Standing.UNREVIEWED
        return Standing.DECIDED if self.decisions else Standing.REVIEWED

    @property
    def known_since(self) -> date | None:
        """The day of the first review."""
        days = [each.review.on for each in self.versions if each.review]
        return min(days) if days else None

    @property
    def awaits_outcome(self) -> bool:
        """Whether provisions are blocked until its outcome is recorded, and it is not."""
        awaited = any(touched.how is Touch.AWAITS for touched in self.shown.touched)
        return awaited and not (self.outcome and self.outcome.outcome.is_known)


def register(
    session: Session, *, policy: str | None = None, codes: Collection[str] | None = None
) -> tuple[Entry, ...]:
    """The entries of the register, in the order in which they were first written."""
    statement = (
        select(DevelopmentRow.id, Policy.slug, Policy.id.label("policy_id"), DevelopmentRow.code)
        .join(Policy, Policy.id == DevelopmentRow.policy_id)
        .order_by(DevelopmentRow.id)
    )
    if policy is not None:
        statement = statement.where(Policy.slug == policy)
    if codes is not None:
        statement = statement.where(DevelopmentRow.code.in_(tuple(codes)))
    rows = session.execute(statement).all()
    ids = [row.id for row in rows]
    code_of = {row.id: row.code for row in rows}
    versions = _versions(session, code_of)
    decisions, outcomes = _decisions(session, ids), _outcomes(session, ids)
    return tuple(
        Entry(
            row.id,
            row.slug,
            row.policy_id,
            row.code,
            tuple(versions[row.id]),
            tuple(decisions[row.id]),
            tuple(outcomes[row.id]),
        )
        for row in rows
    )


def register_entry(session: Session, code: str) -> Entry | None:
    """One entry, or None where there is none of that name."""
    return next(iter(register(session, codes=(code,))), None)


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What a reviewed development says beside the words of a provision."""

    code: str
    title: str
    date_words: str
    what_changed: str
    note: str
    jurisdiction: str
    supersedes: bool
    reviewed_on: date


def since_then(
    session: Session, *, policy_id: int | None = None, provisions: Collection[str] | None = None
) -> Mapping[str, tuple[SinceThen, ...]]:
    """By provision, what the newest reviewed version of each development says beside its words."""
    newest = (
        select(func.max(DevelopmentReview.version_id).label("version_id"))
        .join(DevelopmentVersion, DevelopmentVersion.id == DevelopmentReview.version_id)
        .group_by(DevelopmentVersion.development_id)
        .subquery()
    )
    statement = (
        select(
            Provision.code.label("provision"),
            DevelopmentRow.code,
            DevelopmentVersion.title,
            DevelopmentVersion.date_words,
            DevelopmentVersion.what_changed,
            DevelopmentTouch.note,
            DevelopmentVersion.jurisdiction,
            DevelopmentTouch.how,
            DevelopmentReview.reviewed_on,
        )
        .join(newest, newest.c.version_id == DevelopmentTouch.version_id)
        .join(DevelopmentVersion, DevelopmentVersion.id == DevelopmentTouch.version_id)
        .join(DevelopmentReview, DevelopmentReview.version_id == DevelopmentVersion.id)
        .join(DevelopmentRow, DevelopmentRow.id == DevelopmentVersion.development_id)
        .join(Provision, Provision.id == DevelopmentTouch.provision_id)
        .where(DevelopmentTouch.how.in_(SPEAKS))
        .order_by(DevelopmentVersion.dated_on, DevelopmentRow.id)
    )
    if policy_id is not None:
        statement = statement.where(DevelopmentRow.policy_id == policy_id)
    if provisions is not None:
        statement = statement.where(Provision.code.in_(tuple(provisions)))
    found: defaultdict[str, list[SinceThen]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.provision].append(
            SinceThen(
                code=row.code,
                title=row.title,
                date_words=row.date_words,
                what_changed=row.what_changed,
                note=row.note,
                jurisdiction=row.jurisdiction.value,
                supersedes=row.how is Touch.SUPERSEDES,
                reviewed_on=row.reviewed_on,
            )
        )
    return {code: tuple(rows) for code, rows in found.items()}


def awaited_codes(session: Session, *, policy: str) -> frozenset[str]:
    """The provisions that stay blocked because the outcome of a bill is not recorded."""
    return frozenset(
        code
        for entry in register(session, policy=policy)
        if entry.awaits_outcome
        for code in entry.shown.touching(Touch.AWAITS)
    )


def held_by_gate(session: Session, *, policy_id: int, day: date) -> frozenset[str]:
    """The provisions whose status on ``day`` was set by the legal-currency gate."""
    rows = session.execute(
        select(Provision.code)
        .join(ProvisionStatusRecord, ProvisionStatusRecord.id == status_on(day))
        .join(CurrencyHold, CurrencyHold.status_id == ProvisionStatusRecord.id)
        .where(Provision.policy_id == policy_id)
    )
    return frozenset(rows.scalars())


def _versions(session: Session, code_of: Mapping[int, str]) -> Mapping[int, list[VersionRow]]:
    entered, reviewed = Account.__table__.alias("entered"), Account.__table__.alias("reviewed")
    rows = session.execute(
        select(
            DevelopmentVersion,
            entered.c.display_name.label("by"),
            DevelopmentReview.reviewed_on,
            DevelopmentReview.note,
            reviewed.c.display_name.label("reviewer"),
        )
        .outerjoin(entered, entered.c.id == DevelopmentVersion.entered_by)
        .outerjoin(DevelopmentReview, DevelopmentReview.version_id == DevelopmentVersion.id)
        .outerjoin(reviewed, reviewed.c.id == DevelopmentReview.reviewed_by)
        .where(DevelopmentVersion.development_id.in_(tuple(code_of)))
        .order_by(DevelopmentVersion.number)
    ).all()
    touched = _touched(session, [row[0].id for row in rows])
    found: defaultdict[int, list[VersionRow]] = defaultdict(list)
    for row in rows:
        version = row[0]
        found[version.development_id].append(
            VersionRow(
                id=version.id,
                number=version.number,
                entry=_entry(version, code_of[version.development_id], touched[version.id]),
                digest=version.digest,
                entered_by=version.entered_by,
                by=row.by or "",
                review=ReviewRow(row.reviewer, row.reviewed_on, row.note)
                if row.reviewed_on
                else None,
            )
        )
    return found


def _entry(version: DevelopmentVersion, code: str, touched: Iterable[Touched]) -> Development:
    return Development(
        code=code,
        title=version.title,
        kind=version.kind,
        jurisdiction=version.jurisdiction,
        confidence=version.confidence,
        date_words=version.date_words,
        dated_on=version.dated_on,
        effective_on=version.effective_on,
        what_changed=version.what_changed,
        consequence=version.consequence,
        touched=tuple(touched),
        sources=tuple(version.sources),
    )


def _touched(session: Session, version_ids: Collection[int]) -> Mapping[int, list[Touched]]:
    rows = session.execute(
        select(
            DevelopmentTouch.version_id,
            Provision.code,
            DevelopmentTouch.how,
            DevelopmentTouch.note,
        )
        .join(Provision, Provision.id == DevelopmentTouch.provision_id)
        .where(DevelopmentTouch.version_id.in_(version_ids))
        .order_by(DevelopmentTouch.version_id, DevelopmentTouch.position)
    )
    found: defaultdict[int, list[Touched]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(Touched(row.code, row.how, row.note))
    return found


def _decisions(session: Session, ids: Collection[int]) -> Mapping[int, list[DecisionRow]]:
    rows = session.execute(
        select(
            DevelopmentDecided.development_id,
            DevelopmentDecided.decision,
            Content.slug,
            DevelopmentDecided.content_id,
            DevelopmentDecided.reason,
            Account.display_name,
            DevelopmentDecided.decided_on,
        )
        .join(Account, Account.id == DevelopmentDecided.decided_by)
        .outerjoin(Content, Content.id == DevelopmentDecided.content_id)
        .where(DevelopmentDecided.development_id.in_(ids))
        .order_by(DevelopmentDecided.id)
    )
    found: defaultdict[int, list[DecisionRow]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(DecisionRow(*row[1:]))
    return found


def _outcomes(session: Session, ids: Collection[int]) -> Mapping[int, list[OutcomeRow]]:
    rows = session.execute(
        select(
            DevelopmentOutcome.development_id,
            DevelopmentOutcome.outcome,
            DevelopmentOutcome.true_as_of,
            DevelopmentOutcome.source,
            DevelopmentOutcome.note,
            Account.display_name,
        )
        .join(Account, Account.id == DevelopmentOutcome.recorded_by)
        .where(DevelopmentOutcome.development_id.in_(ids))
        .order_by(DevelopmentOutcome.id)
    )
    found: defaultdict[int, list[OutcomeRow]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(OutcomeRow(*row[1:]))
    return found
