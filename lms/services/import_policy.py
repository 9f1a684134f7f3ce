"""Taking in a policy's document: revision, clauses, provisions and what each may be used for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import RevisionImported
from lms.domain.policy import Clause
from lms.domain.provision import PlacedProvision
from lms.domain.revision import Revision
from lms.models import Carried, Policy, Provision, ProvisionWording
from lms.models import Clause as ClauseRow
from lms.models import Revision as RevisionRow
from lms.queries.developments import held_by_gate
from lms.queries.local_day import local_day
from lms.queries.policy_reader import StatusRow, stored_revision, without_statuses
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.keep_file import keep_stored_file
from lms.services.set_statuses import set_statuses

_POLICY_TURN = 2_002
_TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class ImportedPolicy:
    """What an import did; of one that changed nothing, ``is_new`` is false and no status was set.

    Attributes:
        sequence: of the revision that holds this document now.
        statuses: codes of the provisions whose status was recorded.
    """

    policy_id: int
    revision_id: int
    sequence: int
    is_new: bool
    statuses: tuple[str, ...]


def import_policy(
    session: Session,
    *,
    revision: Revision,
    source_name: str,
    source_size: int,
    media_type: str = _TEXT,
    by: Actor,
    now: datetime,
) -> ImportedPolicy:
    """Store a document and the provisions that stand on it; the same again changes nothing.

    The caller has put the document's bytes into the file store. A revision is new where the
    text, its reading or a wording differs from the newest one; statuses are dated records of
    their own, valid from today; what the legal-currency gate holds stays held. Nothing is put
    in force here.

    Raises:
        ForbiddenError: a blocked provision would be opened, which takes two people.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_POLICY_TURN)))
    policy_id = _policy(session, revision)
    newest = session.execute(
        select(RevisionRow.id, RevisionRow.sequence)
        .where(RevisionRow.policy_id == policy_id)
        .order_by(RevisionRow.sequence.desc())
        .limit(1)
    ).one_or_none()
    before = stored_revision(session, newest.id) if newest is not None else None
    if newest is not None and before == without_statuses(revision):
        revision_id, sequence, is_new = newest.id, newest.sequence, False
    else:
        sequence, is_new = (newest.sequence if newest else 0) + 1, True
        keep_stored_file(
            session,
            sha256=revision.source_sha256,
            size=source_size,
            media_type=media_type,
            name=source_name,
            now=now,
        )
        revision_id = _store(session, policy_id, sequence, revision, by=by, now=now)
        _store_wordings(session, policy_id, revision_id, revision, before)
    gated = held_by_gate(session, policy_id=policy_id, day=local_day(session, now))
    statuses = set_statuses(
        session,
        policy_id=policy_id,
        policy=revision.slug,
        wanted={
            each.id: StatusRow.of(each.provision)
            for each in revision.provisions
            if each.id not in gated
        },
        by=by,
        now=now,
    )
    return ImportedPolicy(policy_id, revision_id, sequence, is_new, statuses)


def _policy(session: Session, revision: Revision) -> int:
    found = session.execute(
        select(Policy.id, Policy.title).where(Policy.slug == revision.slug)
    ).one_or_none()
    if found is None:
        return session.execute(
            insert(Policy).values(slug=revision.slug, title=revision.title).returning(Policy.id)
        ).scalar_one()
    if found.title != revision.title:
        session.execute(update(Policy).where(Policy.id == found.id).values(title=revision.title))
    return int(found.id)


def _store(
    session: Session, policy_id: int, sequence: int, revision: Revision, *, by: Actor, now: datetime
) -> int:
    """The revision's row and its clauses; returns its id."""
    revision_id = allot_id(session, RevisionRow)
    event = RevisionImported(
        policy=revision.slug,
        sequence=sequence,
        source_sha256=revision.source_sha256,
        clauses=len(revision.tree.clauses),
        provisions=len(revision.provisions),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(RevisionRow).values(
            id=revision_id,
            policy_id=policy_id,
            sequence=sequence,
            title=revision.title,
            printed_date=revision.header.date,
            printed_number=revision.header.number,
            printed_actions=revision.header.actions,
            source_sha256=revision.source_sha256,
            findings=[finding.message for finding in revision.header_findings],
            furniture=[
                (each.span.start, each.span.end, each.reason.value)
                for each in revision.tree.furniture
            ],
            corrections=[
                (each.line, each.words, each.reads.value, each.reason)
                for each in revision.corrections
            ],
            printed_head={
                "authority": revision.header.authority,
                "effective": revision.header.effective,
                "review": revision.header.review,
                "standards": revision.header.standards,
            },
            editing=[
                (each.kind.value, each.key, each.words, each.argument) for each in revision.editing
            ],
            reading_sha256=revision.reading_sha256,
            imported_at=now,
            event_seq=seq,
        )
    )
    rows = [_clause_row(revision_id, clause) for clause in revision.tree.clauses]
    session.execute(insert(ClauseRow).execution_options(render_nulls=True), rows)
    return revision_id


def _clause_row(revision_id: int, clause: Clause) -> dict[str, Any]:
    return {
        "revision_id": revision_id,
        "key": clause.key,
        "parent_key": clause.parent,
        "position": clause.order,
        "level": clause.level,
        "kind": clause.kind.value,
        "label": clause.label,
        "marker": clause.marker,
        "text": clause.text,
        "spans": [(span.start, span.end) for span in clause.spans],
        "marks": [(mark.sign, mark.at, mark.leads_to) for mark in clause.marks],
    }


def _store_wordings(
    session: Session,
    policy_id: int,
    revision_id: int,
    revision: Revision,
    before: Revision | None,
) -> None:
    """The words of every provision in this revision; a provision met before keeps its row."""
    if not revision.provisions:
        return
    ids = provision_ids(session, policy_id, [each.id for each in revision.provisions])
    earlier = {each.id: each.provision.digest for each in before.provisions} if before else {}
    rows = [
        {
            **wording_row(each),
            "provision_id": ids[each.id],
            "revision_id": revision_id,
            "position": position,
            "carried": (
                Carried.UNCHANGED
                if earlier.get(each.id) == each.provision.digest
                else Carried.IMPORTED
            ),
        }
        for position, each in enumerate(revision.provisions)
    ]
    session.execute(insert(ProvisionWording), rows)


def provision_ids(session: Session, policy_id: int, codes: Sequence[str]) -> Mapping[str, int]:
    """The rows of provisions by code, at least of these; a new one is added."""
    stored = select(Provision.code, Provision.id).where(Provision.policy_id == policy_id)
    have = {row.code: row.id for row in session.execute(stored)}
    missing = [{"policy_id": policy_id, "code": code} for code in codes if code not in have]
    if not missing:
        return have
    session.execute(insert(Provision), missing)
    return {row.code: row.id for row in session.execute(stored)}


def wording_row(each: PlacedProvision) -> dict[str, Any]:
    """The words of a provision as a row has them, without the revision they belong to."""
    provision = each.provision
    return {
        "label": provision.label,
        "clause_key": each.anchor,
        "quotations": provision.quotations,
        "digest": provision.digest,
        "summary": provision.summary,
        "kind": provision.kind.value,
        "also": [kind.value for kind in provision.also],
        "actor": provision.actor or "",
        "actor_named": provision.actor_named,
        "trigger": provision.trigger or "",
        "exception": provision.exception or "",
        "standards": provision.standards,
    }
