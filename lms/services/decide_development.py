"""Deciding what the department does about a development, and recording what became of a bill."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.development import DevelopmentDecision, DevelopmentKind, Outcome, is_address
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import DevelopmentDecided as DecidedEvent
from lms.domain.events import OutcomeRecorded
from lms.models import Content, ContentKind, DevelopmentDecided, DevelopmentOutcome
from lms.queries.developments import Entry, register_entry
from lms.queries.local_day import local_day
from lms.services.journal import keep_private, record


class NotReviewedError(ConflictError):
    """Nobody has reviewed the development yet, so nothing can be decided about it."""


def decide_development(
    session: Session,
    *,
    code: str,
    decision: DevelopmentDecision,
    module: str | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Record a named person's decision; an earlier one stays visible.

    Args:
        module: slug of the module that trains it, for ``MODULE`` and nothing else.

    Raises:
        NotFoundError: there is no such development or module, or no person decides.
        NotReviewedError: see there.
        InvalidError: a part is missing or too much.
    """
    found = _found(session, code, by)
    if found.reviewed is None:
        raise NotReviewedError(development=code)
    if not reason.strip():
        raise InvalidError(field="reason", reason="say why")
    if (decision is DevelopmentDecision.MODULE) != (module is not None):
        raise InvalidError(field="module", reason="a module is named for that decision alone")
    content_id = None
    if module is not None:
        content_id = session.execute(
            select(Content.id).where(
                Content.policy_id == found.policy_id,
                Content.kind == ContentKind.MODULE,
                Content.slug == module,
            )
        ).scalar()
        if content_id is None:
            raise NotFoundError(module=module)
    day = local_day(session, now)
    event = DecidedEvent(
        code=code,
        decision=decision.value,
        module=module,
        decided_on=day.isoformat(),
        reason_digest=keep_private(session, reason.strip()),
    )
    session.execute(
        insert(DevelopmentDecided).values(
            development_id=found.id,
            decision=decision,
            content_id=content_id,
            reason=reason.strip(),
            decided_by=by.account_id,
            decided_on=day,
            decided_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def record_outcome(  # noqa: PLR0913 - a record has this many parts
    session: Session,
    *,
    code: str,
    outcome: Outcome,
    true_as_of: date,
    source: str,
    note: str,
    by: Actor,
    now: datetime,
) -> None:
    """Record what became of a bill, with the source; an earlier record stays visible.

    It opens nothing: a provision that waited for it can then be proposed for opening, which
    takes two people.

    Raises:
        NotFoundError: there is no such development, or no person records it.
        InvalidError: it is no bill, the source is no address, or the day is still to come.
    """
    found = _found(session, code, by)
    if found.shown.kind is not DevelopmentKind.BILL:
        raise InvalidError(development=code, reason="only a bill has an outcome")
    if not is_address(source.strip()):
        raise InvalidError(field="source", reason="it is no web address")
    if true_as_of > local_day(session, now):
        raise InvalidError(field="true_as_of", reason="the day is still to come")
    event = OutcomeRecorded(
        code=code,
        outcome=outcome.value,
        true_as_of=true_as_of.isoformat(),
        source=source.strip(),
        note_digest=keep_private(session, note.strip()),
    )
    session.execute(
        insert(DevelopmentOutcome).values(
            development_id=found.id,
            outcome=outcome,
            true_as_of=true_as_of,
            source=source.strip(),
            note=note.strip(),
            recorded_by=by.account_id,
            recorded_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def _found(session: Session, code: str, by: Actor) -> Entry:
    found = register_entry(session, code)
    if found is None or by.account_id is None:
        raise NotFoundError(development=code)
    return found
