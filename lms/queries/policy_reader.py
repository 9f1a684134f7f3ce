"""A revision's text and provisions as they were read, rebuilt from the tables.

A revision never changes once it has its provisions, so it is rebuilt once a process and kept
with the engine it came from; only the statuses of its provisions are read anew each time. One
without provisions is a document that waits to be published, and is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from lms.domain.draft_edits import Edit, EditKind
from lms.domain.errors import NotFoundError
from lms.domain.policy import (
    Clause,
    ClauseKind,
    ClauseTree,
    Correction,
    CorrectionKind,
    Furniture,
    FurnitureReason,
    Mark,
    Span,
)
from lms.domain.policy_blocks import Block, display_blocks
from lms.domain.policy_header import PolicyHeader
from lms.domain.provision import (
    PlacedProvision,
    Provision,
    ProvisionKind,
    ProvisionStatus,
    placed,
)
from lms.domain.revision import Revision
from lms.models import Clause as ClauseRow
from lms.models import Policy, ProvisionStatusRecord, ProvisionWording
from lms.models import Provision as ProvisionRow
from lms.models import Revision as RevisionRow
from lms.queries.provision_status import status_on

_kept: WeakKeyDictionary[Engine, dict[int, PolicyReading]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """A revision, and its text as nested blocks for a page."""

    revision: Revision
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A provision's status on a day, and what was recorded with it."""

    status: ProvisionStatus
    reason: str
    guardrail: str
    gaps: tuple[str, ...]
    phrases: tuple[str, ...]

    @classmethod
    def of(cls, provision: Provision) -> StatusRow:
        """What would be recorded of a provision as a file states it."""
        return cls(
            provision.status,
            provision.status_reason or "",
            provision.guardrail or "",
            provision.gaps,
            provision.phrases,
        )

    def on(self, each: PlacedProvision) -> PlacedProvision:
        """The provision with this status."""
        provision = replace(
            each.provision,
            status=self.status,
            status_reason=self.reason or None,
            guardrail=self.guardrail or None,
            gaps=self.gaps,
            phrases=self.phrases,
        )
        return replace(each, provision=provision)


def read_policy(session: Session, *, revision_id: int, day: date) -> PolicyReading:
    """A revision with the statuses its provisions have on ``day``.

    A provision without a status on that day is left out; its words stay.

    Raises:
        NotFoundError: there is no such revision.
    """
    engine = session.get_bind().engine
    with _lock:
        kept = _kept.setdefault(engine, {}).get(revision_id)
    if kept is None:
        revision = stored_revision(session, revision_id)
        kept = PolicyReading(revision, display_blocks(revision.tree, revision.provisions))
        if revision.provisions:
            with _lock:
                _kept[engine][revision_id] = kept
    statuses = statuses_on(session, policy=kept.revision.slug, day=day)
    return replace(kept, revision=_with_statuses(kept.revision, statuses))


def stored_revision(session: Session, revision_id: int) -> Revision:
    """A revision rebuilt from the tables, its provisions without any status of their own.

    Raises:
        NotFoundError: there is no such revision.
    """
    found = session.execute(
        select(RevisionRow, Policy.slug)
        .join(Policy, Policy.id == RevisionRow.policy_id)
        .where(RevisionRow.id == revision_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(revision=revision_id)
    row, slug = found
    furniture = (
        Furniture(Span(start, end), FurnitureReason(reason)) for start, end, reason in row.furniture
    )
    tree = ClauseTree(_clauses(session, revision_id), tuple(furniture))
    corrections = (
        Correction(line, words, CorrectionKind(reads), reason)
        for line, words, reads, reason in row.corrections
    )
    return Revision(
        slug=slug,
        title=row.title,
        source_sha256=row.source_sha256,
        tree=tree,
        provisions=placed(_wordings(session, revision_id), tree),
        header=_header(row),
        corrections=tuple(corrections),
        editing=edits_from(row.editing or ()),
        reading_sha256=row.reading_sha256,
    )


def _header(row: RevisionRow) -> PolicyHeader:
    more = row.printed_head or {}
    return PolicyHeader(
        row.printed_date,
        row.printed_number,
        tuple(row.printed_actions),
        authority=more.get("authority"),
        effective=more.get("effective"),
        review=more.get("review"),
        standards=tuple(more.get("standards", ())),
    )


def edits_from(stored: Iterable[Sequence[str]]) -> tuple[Edit, ...]:
    """Corrections of a tree as they are stored, whatever stands behind the first four."""
    return tuple(
        Edit(EditKind(kind), key, words, argument) for kind, key, words, argument, *_ in stored
    )


def without_statuses(revision: Revision) -> Revision:
    """The same revision as ``stored_revision`` gives it, for comparing the two."""
    return replace(
        revision,
        provisions=tuple(_UNDECIDED.on(each) for each in revision.provisions),
    )


_UNDECIDED = StatusRow(ProvisionStatus.TESTABLE, "", "", (), ())
"""What stands in place of a status where only words are compared; no page shows it."""


def statuses_on(session: Session, *, policy: str, day: date) -> Mapping[str, StatusRow]:
    """The status of every provision of a policy on ``day``, by code."""
    rows = session.execute(
        select(
            ProvisionRow.code,
            ProvisionStatusRecord.status,
            ProvisionStatusRecord.reason,
            ProvisionStatusRecord.guardrail,
            ProvisionStatusRecord.gaps,
            ProvisionStatusRecord.phrases,
        )
        .join(ProvisionStatusRecord, ProvisionStatusRecord.id == status_on(day))
        .join(Policy, Policy.id == ProvisionRow.policy_id)
        .where(Policy.slug == policy)
    )
    return {
        row.code: StatusRow(
            row.status, row.reason, row.guardrail, tuple(row.gaps), tuple(row.phrases)
        )
        for row in rows
    }


def _with_statuses(revision: Revision, statuses: Mapping[str, StatusRow]) -> Revision:
    provisions = (statuses[each.id].on(each) for each in revision.provisions if each.id in statuses)
    return replace(revision, provisions=tuple(provisions))


def _clauses(session: Session, revision_id: int) -> tuple[Clause, ...]:
    rows = session.execute(
        select(ClauseRow.__table__)
        .where(ClauseRow.revision_id == revision_id)
        .order_by(ClauseRow.position)
    )
    return tuple(_clause(row) for row in rows)


def _clause(row: Row[Any]) -> Clause:
    return Clause(
        key=row.key,
        label=row.label,
        kind=ClauseKind(row.kind),
        text=row.text,
        spans=tuple(Span(start, end) for start, end in row.spans),
        level=row.level,
        parent=row.parent_key,
        order=row.position,
        marker=row.marker,
        marks=tuple(Mark(sign, at, leads_to) for sign, at, leads_to in row.marks),
    )


def _wordings(session: Session, revision_id: int) -> tuple[Provision, ...]:
    rows = session.execute(
        _WORDINGS.where(ProvisionWording.revision_id == revision_id).order_by(
            ProvisionWording.position
        )
    )
    return tuple(_provision(row) for row in rows)


_WORDINGS = select(
    ProvisionRow.code,
    ProvisionWording.label,
    ProvisionWording.quotations,
    ProvisionWording.summary,
    ProvisionWording.kind,
    ProvisionWording.also,
    ProvisionWording.actor,
    ProvisionWording.actor_named,
    ProvisionWording.trigger,
    ProvisionWording.exception,
    ProvisionWording.standards,
).join(ProvisionRow, ProvisionRow.id == ProvisionWording.provision_id)


def _provision(row: Row[Any]) -> Provision:
    return Provision(
        id=row.code,
        label=row.label,
        quotations=tuple(row.quotations),
        summary=row.summary,
        kind=ProvisionKind(row.kind),
        also=tuple(ProvisionKind(each) for each in row.also),
        actor=row.actor or None,
        actor_named=row.actor_named,
        trigger=row.trigger or None,
        exception=row.exception or None,
        status=ProvisionStatus.TESTABLE,
        status_reason=None,
        guardrail=None,
        gaps=(),
        phrases=(),
        standards=tuple(row.standards),
    )
