"""Provisions as they stand today: their exact words and what they may be used for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from lms.domain.errors import ConflictError
from lms.domain.provision import ProvisionStatus
from lms.models import (
    Policy,
    Provision,
    ProvisionStatusRecord,
    ProvisionWording,
    Revision,
    RevisionDecision,
    RevisionDecisionKind,
)
from lms.queries.journal_place import rows_of
from lms.queries.provision_status import status_on


class RescindedError(ConflictError):
    """The policy was rescinded; what was done under it stays, and nothing new begins."""


HOLDING = (RevisionDecisionKind.IN_FORCE, RevisionDecisionKind.RESCINDED)
"""The decisions of which the latest says whether a policy holds, and by which revision."""


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """A provision of the revision in force, with its status on a day."""

    id: int
    code: str
    label: str
    clause_key: str
    quotations: tuple[str, ...]
    digest: str
    summary: str
    kind: str
    actor: str
    actor_named: bool
    status: ProvisionStatus
    reason: str
    guardrail: str

    @property
    def blocked(self) -> bool:
        """Whether nothing may be scored on it."""
        return self.status is ProvisionStatus.BLOCKED


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """The revision in force and what was decided about it."""

    id: int
    policy_id: int
    slug: str
    title: str
    sequence: int
    printed_date: str | None
    findings: tuple[str, ...]
    in_force_from: date
    adopted_on: date | None
    policy_number: str | None
    undated_memo: bool

    @property
    def name(self) -> str:
        """The revision as certificates print it."""
        if self.adopted_on is not None:
            number = f"No. {self.policy_number}, " if self.policy_number else ""
            return f"{number}adopted {self.adopted_on.isoformat()}"
        return self.printed_date or f"undated copy, revision {self.sequence}"

    @property
    def certifiable(self) -> bool:
        """Whether certificates may be issued under it: adopted, dated, or a memo says why not."""
        return self.adopted_on is not None or self.undated_memo or bool(self.printed_date)


def is_rescinded(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Restrict ``Policy`` to those that somebody rescinded by ``day`` and nobody put back."""
    latest = (
        select(RevisionDecision.kind)
        .join(Revision, Revision.id == RevisionDecision.revision_id)
        .where(
            Revision.policy_id == Policy.id,
            RevisionDecision.kind.in_(HOLDING),
            RevisionDecision.effective_on <= day,
        )
        .order_by(RevisionDecision.effective_on.desc(), RevisionDecision.id.desc())
        .limit(1)
        .correlate(Policy)
        .scalar_subquery()
    )
    return func.coalesce(latest, RevisionDecisionKind.IN_FORCE) == RevisionDecisionKind.RESCINDED


_RESCINDED = select(Policy.id).where(
    Policy.slug == bindparam("policy"), is_rescinded(bindparam("day"))
)


def refuse_rescinded(session: Session, *, policy: str, day: date) -> None:
    """Let nothing new begin under a policy that is no rule any more.

    Raises:
        RescindedError: it is rescinded.
    """
    found = rows_of(session, _RESCINDED, {"policy": policy, "day": day})
    if found.first() is not None:
        raise RescindedError(policy=policy)


def revision_in_force(session: Session, *, policy: str, day: date) -> RevisionRow | None:
    """The revision of a policy in force on ``day``; a rescinded policy has none."""
    row = session.execute(
        select(Revision, Policy, RevisionDecision.effective_on, RevisionDecision.kind)
        .join(Policy, Policy.id == Revision.policy_id)
        .join(RevisionDecision, RevisionDecision.revision_id == Revision.id)
        .where(
            Policy.slug == policy,
            RevisionDecision.kind.in_(HOLDING),
            RevisionDecision.effective_on <= day,
        )
        .order_by(RevisionDecision.effective_on.desc(), RevisionDecision.id.desc())
        .limit(1)
    ).first()
    if row is None or row.kind is RevisionDecisionKind.RESCINDED:
        return None
    revision, found, effective_on, _ = row
    decisions = session.execute(
        select(RevisionDecision.kind, RevisionDecision.effective_on, RevisionDecision.policy_number)
        .where(RevisionDecision.revision_id == revision.id)
        .order_by(RevisionDecision.id)
    ).all()
    adopted = [each for each in decisions if each.kind is RevisionDecisionKind.ADOPTED]
    return RevisionRow(
        id=revision.id,
        policy_id=found.id,
        slug=found.slug,
        title=found.title,
        sequence=revision.sequence,
        printed_date=revision.printed_date,
        findings=tuple(revision.findings),
        in_force_from=effective_on,
        adopted_on=adopted[-1].effective_on if adopted else None,
        policy_number=adopted[-1].policy_number if adopted else None,
        undated_memo=any(each.kind is RevisionDecisionKind.UNDATED_MEMO for each in decisions),
    )


def revision_in_force_any(session: Session, *, day: date) -> RevisionRow | None:
    """The revision in force of the department's first policy."""
    slug = session.execute(select(Policy.slug).order_by(Policy.id).limit(1)).scalar()
    return revision_in_force(session, policy=slug, day=day) if slug else None


def provisions(
    session: Session, *, revision_id: int, day: date, codes: Iterable[str] | None = None
) -> tuple[ProvisionRow, ...]:
    """Provisions of a revision in text order, with their status on ``day``."""
    statement = (
        select(
            Provision.id,
            Provision.code,
            ProvisionWording.label,
            ProvisionWording.clause_key,
            ProvisionWording.quotations,
            ProvisionWording.digest,
            ProvisionWording.summary,
            ProvisionWording.kind,
            ProvisionWording.actor,
            ProvisionWording.actor_named,
            ProvisionStatusRecord.status,
            ProvisionStatusRecord.reason,
            ProvisionStatusRecord.guardrail,
        )
        .join(ProvisionWording, ProvisionWording.provision_id == Provision.id)
        .join(ProvisionStatusRecord, ProvisionStatusRecord.id == status_on(day))
        .where(ProvisionWording.revision_id == revision_id)
        .order_by(ProvisionWording.position)
    )
    if codes is not None:
        statement = statement.where(Provision.code.in_(tuple(codes)))
    return tuple(
        ProvisionRow(row[0], row[1], row[2], row[3], tuple(row[4]), *row[5:])
        for row in session.execute(statement)
    )
