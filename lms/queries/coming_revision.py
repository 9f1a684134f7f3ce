"""A revision that waits to be published: its impact, and what was decided about its provisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.coming_provisions import Choice, Coming, coming, of_clause, of_section, open_asks
from lms.domain.journal_chain import digest
from lms.domain.provision import ProvisionKind, ProvisionStatus
from lms.domain.provision_fate import Fate
from lms.models import Policy, Provision, ProvisionChoice
from lms.queries.revision_impact import Impact, RevisionsAt, impact, revisions_at
from lms.queries.revisions import RevisionEntry


@dataclass(frozen=True)
class ComingRevision:
    """A draft beside the revision it replaces, with everything that was decided about it.

    Attributes:
        choices: what was decided of provisions and new clauses, by name.
        taken: every id that a provision of the policy has or had.
    """

    at: RevisionsAt
    before: RevisionEntry
    impact: Impact
    choices: Mapping[str, Choice]
    taken: frozenset[str]

    @property
    def asked(self) -> tuple[str, ...]:
        """Everything that asks for a decision, decided or not, by name."""
        carried = self.impact.carried
        sections = (of_section(each.id) for each in carried.of(Fate.ASKS))
        return (*sections, *(of_clause(each.key) for each in carried.asking))

    @property
    def open(self) -> tuple[str, ...]:
        """What nobody has decided yet."""
        return open_asks(self.impact.carried, self.impact.asking, self.choices)

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands before its publication but two people."""
        return not self.open and not self.impact.unmarked

    @cached_property
    def coming(self) -> Coming:
        """The provisions it will have."""
        return coming(self.impact.carried, self.impact.pair.after.tree, self.choices, self.taken)

    @property
    def basis(self) -> dict[str, Any]:
        """What a proposal to publish it rests on, as primitives."""
        marks = {key: [each.nature.value, each.reason] for key, each in self.impact.marks.items()}
        return {
            "before": self.before.sequence,
            "marks": digest(marks),
            "provisions": digest(
                [
                    [each.id, each.provision.label, each.provision.digest]
                    for each in self.coming.provisions
                ]
            ),
        }


def coming_revision(
    session: Session, *, policy: str, sequence: int, day: date
) -> ComingRevision | None:
    """A revision beside the one it replaces; None where it replaces none.

    Raises:
        NotFoundError: there is no such policy or revision.
    """
    at = revisions_at(session, policy=policy, sequence=sequence, day=day)
    if at.before is None:
        return None
    return ComingRevision(
        at=at,
        before=at.before,
        impact=impact(session, before_id=at.before.id, after_id=at.after.id, day=day),
        choices=_choices(session, at.before.id, at.after.id),
        taken=taken_codes(session, policy),
    )


def taken_codes(session: Session, policy: str) -> frozenset[str]:
    """Every id that a provision of the policy has or had."""
    rows = session.execute(
        select(Provision.code)
        .join(Policy, Policy.id == Provision.policy_id)
        .where(Policy.slug == policy)
    )
    return frozenset(rows.scalars())


def _choices(session: Session, before_id: int, after_id: int) -> Mapping[str, Choice]:
    rows = session.execute(
        select(ProvisionChoice.subject, ProvisionChoice.document)
        .where(ProvisionChoice.before_id == before_id, ProvisionChoice.after_id == after_id)
        .order_by(ProvisionChoice.id)
    )
    return {row.subject: choice_from(row.document) for row in rows}


def choice_document(choice: Choice) -> dict[str, Any]:
    """A choice as it is stored."""
    return {
        "words": list(choice.words),
        "label": choice.label,
        "summary": choice.summary,
        "kind": choice.kind.value if choice.kind else "",
        "status": choice.status.value,
        "status_reason": choice.status_reason,
    }


def choice_from(document: Mapping[str, Any]) -> Choice:
    """A choice as it was stored."""
    return Choice(
        words=tuple(document["words"]),
        label=document["label"],
        summary=document["summary"],
        kind=ProvisionKind(document["kind"]) if document["kind"] else None,
        status=ProvisionStatus(document["status"]),
        status_reason=document["status_reason"],
    )
