"""Writing entries of the change register; nothing follows from one until it is reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.development import Development, document_of, entry_findings
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import DevelopmentEntered
from lms.domain.journal_chain import digest
from lms.models import Development as DevelopmentRow
from lms.models import DevelopmentTouch, DevelopmentVersion, Policy, Provision
from lms.services.journal import record
from lms.services.lock_policy import hold_policy

_PREFIX = "D-"


class SameEntryError(ConflictError):
    """The entry already says exactly this."""


def import_developments(
    session: Session,
    *,
    policy: str,
    developments: Sequence[Development],
    by: Actor,
    now: datetime,
) -> int:
    """Store what a policy's folder says as unreviewed references; returns how many are new.

    The same again changes nothing; an entry that the folder words anew becomes a new version,
    and a review of the earlier one goes on to hold.

    Raises:
        NotFoundError: there is no such policy.
        InvalidError: an entry is wrong; nothing is stored.
    """
    policy_id = _policy(session, policy)
    held = _newest(session, policy_id)
    stored = 0
    for development in developments:
        document_digest = digest(document_of(development))
        before = held.get(development.code)
        if before is not None and before.imported_digest == document_digest:
            continue
        _store(
            session,
            policy,
            policy_id,
            development,
            None if before is None else (before.development_id, before.number),
            entered_by=None,
            by=by,
            now=now,
        )
        stored += 1
    return stored


def enter_development(
    session: Session, *, policy: str, development: Development, by: Actor, now: datetime
) -> str:
    """Add an entry under the next free name; returns its name.

    Args:
        development: as somebody wrote it; its ``code`` is given here.

    Raises:
        NotFoundError: there is no such policy, or nobody wrote it.
        InvalidError: something in it is wrong.
    """
    policy_id = _policy(session, policy)
    named = replace(development, code=f"{_PREFIX}{_entered(session) + 1}")
    _by_somebody(by)
    _store(session, policy, policy_id, named, None, entered_by=by.account_id, by=by, now=now)
    return named.code


def amend_development(
    session: Session, *, development: Development, by: Actor, now: datetime
) -> None:
    """Write a new version of an entry; a review of an earlier one holds until it has its own.

    Raises:
        NotFoundError: there is no such entry, or nobody wrote it.
        SameEntryError: nothing was changed.
        InvalidError: something in it is wrong.
    """
    found = session.execute(
        select(DevelopmentRow.id, DevelopmentRow.policy_id, Policy.slug)
        .join(Policy, Policy.id == DevelopmentRow.policy_id)
        .where(DevelopmentRow.code == development.code)
    ).one_or_none()
    if found is None:
        raise NotFoundError(development=development.code)
    _by_somebody(by)
    hold_policy(session, found.policy_id)
    newest = session.execute(
        select(DevelopmentVersion.number, DevelopmentVersion.digest)
        .where(DevelopmentVersion.development_id == found.id)
        .order_by(DevelopmentVersion.number.desc())
        .limit(1)
    ).one()
    if newest.digest == digest(document_of(development)):
        raise SameEntryError(development=development.code)
    _store(
        session,
        found.slug,
        found.policy_id,
        development,
        (found.id, newest.number),
        entered_by=by.account_id,
        by=by,
        now=now,
    )


def _by_somebody(by: Actor) -> None:
    if by.account_id is None:
        raise NotFoundError(reason="an entry has a named author")


def _policy(session: Session, slug: str) -> int:
    policy_id = session.execute(select(Policy.id).where(Policy.slug == slug)).scalar()
    if policy_id is None:
        raise NotFoundError(policy=slug)
    hold_policy(session, policy_id)
    return int(policy_id)


def _entered(session: Session) -> int:
    """How many entries people have added so far; entries are never deleted."""
    return session.execute(
        select(func.count())
        .select_from(DevelopmentRow)
        .where(DevelopmentRow.code.startswith(_PREFIX))
    ).scalar_one()


class _Held:
    """What the register has under a name."""

    def __init__(self, development_id: int, number: int, imported_digest: str) -> None:
        self.development_id = development_id
        self.number = number
        self.imported_digest = imported_digest


def _newest(session: Session, policy_id: int) -> Mapping[str, _Held]:
    """By name: the newest version's number, and the digest of what a folder said last."""
    rows = session.execute(
        select(
            DevelopmentRow.code,
            DevelopmentRow.id,
            DevelopmentVersion.number,
            DevelopmentVersion.digest,
            DevelopmentVersion.entered_by,
        )
        .join(DevelopmentVersion, DevelopmentVersion.development_id == DevelopmentRow.id)
        .where(DevelopmentRow.policy_id == policy_id)
        .order_by(DevelopmentRow.id, DevelopmentVersion.number)
    )
    found: dict[str, _Held] = {}
    for row in rows:
        held = found.setdefault(row.code, _Held(row.id, row.number, ""))
        held.number = row.number
        if row.entered_by is None:
            held.imported_digest = row.digest
    return found


def _store(  # noqa: PLR0913 - an entry has this many parts
    session: Session,
    policy: str,
    policy_id: int,
    development: Development,
    before: tuple[int, int] | None,
    *,
    entered_by: int | None,
    by: Actor,
    now: datetime,
) -> None:
    ids = _provision_ids(session, policy_id)
    wrong = entry_findings(development, ids)
    if wrong:
        raise InvalidError(
            development=development.code,
            findings=[f"{'.'.join(map(str, each.path))} {each.message}" for each in wrong],
        )
    if before is None:
        row = {"policy_id": policy_id, "code": development.code}
        development_id = session.execute(
            insert(DevelopmentRow).values(row).returning(DevelopmentRow.id)
        ).scalar_one()
        number = 1
    else:
        development_id, number = before[0], before[1] + 1
    document_digest = digest(document_of(development))
    event = DevelopmentEntered(
        policy=policy, code=development.code, number=number, digest=document_digest
    )
    version_id = session.execute(
        insert(DevelopmentVersion)
        .values(
            **_columns(development),
            development_id=development_id,
            number=number,
            digest=document_digest,
            entered_by=entered_by,
            entered_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
        .returning(DevelopmentVersion.id)
    ).scalar_one()
    session.execute(
        insert(DevelopmentTouch),
        [
            {
                "version_id": version_id,
                "provision_id": ids[each.provision],
                "position": position,
                "how": each.how,
                "note": each.note,
            }
            for position, each in enumerate(development.touched)
        ],
    )


def _columns(development: Development) -> dict[str, Any]:
    return {
        "title": development.title,
        "kind": development.kind,
        "jurisdiction": development.jurisdiction,
        "confidence": development.confidence,
        "date_words": development.date_words,
        "dated_on": development.dated_on,
        "effective_on": development.effective_on,
        "what_changed": development.what_changed,
        "consequence": development.consequence,
        "sources": list(development.sources),
    }


_KNOWN_PROVISIONS = "provisions of policy"


def _provision_ids(session: Session, policy_id: int) -> Mapping[str, int]:
    """Ids of a policy's provisions by code; asked for once in a session."""
    key = (_KNOWN_PROVISIONS, policy_id)
    found: Mapping[str, int] | None = session.info.get(key)
    if found is None:
        rows = session.execute(
            select(Provision.code, Provision.id).where(Provision.policy_id == policy_id)
        )
        found = {row.code: row.id for row in rows}
        session.info[key] = found
    return found
