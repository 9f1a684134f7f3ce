"""Signing that what a module waits for is settled, so that it may be approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor, may_approve
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import GateSigned
from lms.models import GateSignature
from lms.queries.gates import gated_modules
from lms.queries.local_day import local_day
from lms.services.journal import keep_private, record


class GateClosedError(ConflictError):
    """A module waits for signatures, or for an outcome that nobody has recorded."""


def sign_gate(
    session: Session, *, module: str, digest: str, grounds: str, by: Actor, now: datetime
) -> None:
    """Sign for the newest version of a module; each person signs a version once.

    Args:
        digest: of the version that the signer saw.
        grounds: what the signer rests it on.

    Raises:
        NotFoundError: there is no such module with a gate, or no person signs.
        ForbiddenError: the signer wrote this version.
        ConflictError: another version is the newest by now, or this person has signed it.
        InvalidError: there are no grounds.
    """
    found = next((each for each in gated_modules(session) if each.module.id == module), None)
    if found is None or by.account_id is None:
        raise NotFoundError(module=module)
    if found.version.digest != digest:
        raise ConflictError(module=module, reason="another version is the newest by now")
    if not may_approve(author=found.version.author_id, approver=by):
        raise ForbiddenError(module=module, reason="the author does not sign")
    if any(each.account_id == by.account_id for each in found.signatures):
        raise ConflictError(module=module, reason="signed already")
    if not grounds.strip():
        raise InvalidError(field="grounds", reason="say on what grounds")
    event = GateSigned(
        account_id=by.account_id,
        module=module,
        number=found.version.number,
        digest=digest,
        grounds_digest=keep_private(session, grounds.strip()),
    )
    session.execute(
        insert(GateSignature).values(
            version_id=found.version.id,
            signed_by=by.account_id,
            grounds=grounds.strip(),
            signed_on=local_day(session, now),
            signed_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def closed_gates(session: Session, version_ids: Iterable[int]) -> frozenset[int]:
    """Of some versions, the modules whose gate is still closed."""
    wanted = frozenset(version_ids)
    if not wanted:
        return frozenset()
    return frozenset(
        each.version.id
        for each in gated_modules(session)
        if each.version.id in wanted and not each.is_open
    )
