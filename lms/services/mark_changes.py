"""Saying of the changes of a coming revision what they are: editorial or substantive, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.change_nature import Nature, asks_for_mark
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import ChangeMarked
from lms.models import ChangeMark
from lms.queries.local_day import local_day
from lms.queries.revision_impact import Marked, marks_between, revisions_at
from lms.queries.revisions import two_revisions
from lms.services.journal import keep_private, record
from lms.services.lock_policy import hold_policy_named

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody says of one change."""

    nature: Nature
    reason: str


def mark_changes(
    session: Session,
    *,
    policy: str,
    before: int,
    after: int,
    marks: Mapping[str, Mark],
    by: Actor,
    now: datetime,
) -> int:
    """Record marks by the key of the change; returns how many said something new.

    Args:
        before: sequence of the revision that the page compared with.
        after: sequence of the draft.

    Raises:
        NotFoundError: there is no such revision, or no such change that takes a mark.
        ConflictError: it is published already, or would replace another revision by now.
        InvalidError: a mark does not say why.
    """
    hold_policy_named(session, policy)
    at = revisions_at(session, policy=policy, sequence=after, day=local_day(session, now))
    if not at.after.is_draft:
        raise ConflictError(revision=after, reason="it is published already")
    if at.before is None or at.before.sequence != before:
        raise ConflictError(revision=before, reason="another revision is in force by now")
    pair = two_revisions(session, before_id=at.before.id, after_id=at.after.id)
    known = {each.key for each in pair.comparison.changes if asks_for_mark(each)}
    missing = sorted(set(marks) - known)
    if missing:
        raise NotFoundError(changes=missing)
    held = marks_between(session, before_id=at.before.id, after_id=at.after.id)
    new = {key: mark for key, mark in marks.items() if not _says(held.get(key), mark)}
    for key, mark in new.items():
        reason = _reason(key, mark)
        event = ChangeMarked(
            policy=policy,
            before=before,
            after=after,
            change=key,
            nature=mark.nature.value,
            reason_digest=keep_private(session, reason),
        )
        session.execute(
            insert(ChangeMark).values(
                before_id=at.before.id,
                after_id=at.after.id,
                change=key,
                nature=mark.nature,
                reason=reason,
                marked_by=by.account_id,
                marked_at=now,
                event_seq=record(session, event, by=by, now=now),
            )
        )
    return len(new)


def _says(held: Marked | None, mark: Mark) -> bool:
    return held is not None and (held.nature, held.reason) == (mark.nature, mark.reason.strip())


def _reason(key: str, mark: Mark) -> str:
    reason = mark.reason.strip()
    if not reason:
        raise InvalidError(field=key, reason="say why")
    if len(reason) > LONGEST_REASON:
        raise InvalidError(field=key, reason=f"at most {LONGEST_REASON} characters")
    return reason
