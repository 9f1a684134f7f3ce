"""By which revision of its policy something was done, counted among those that held so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import (
    Attempt,
    Content,
    ContentVersion,
    Revision,
    RevisionDecision,
    RevisionDecisionKind,
    Sitting,
)
from lms.queries.settings import settings_on


@dataclass(frozen=True, slots=True)
class RevisionThen:
    """The revision that held at a moment.

    Attributes:
        number: its place among the revisions that held so far.
        count: how many held so far.
    """

    revision_id: int
    number: int
    count: int

    @property
    def is_current(self) -> bool:
        """Whether no other one has taken its place."""
        return self.number == self.count

    @property
    def words(self) -> str:
        """``revision 2 of 3``."""
        return f"revision {self.number} of {self.count}"


@dataclass(frozen=True, slots=True)
class _Start:
    effective_on: date
    event_seq: int
    revision_id: int


def revision_of_attempt(session: Session, *, attempt_id: int, day: date) -> RevisionThen | None:
    """The revision by which an attempt was drawn; None where none held.

    What was published later on the day of the draw is none of its business.
    """
    row = session.execute(
        select(Content.policy_id, Attempt.started_at, Attempt.event_seq)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(Attempt.id == attempt_id)
    ).one()
    starts = [
        _Start(*each)
        for each in session.execute(_STARTS.where(Revision.policy_id == row.policy_id))
    ]
    then = row.started_at.astimezone(settings_on(session, day).zone).date()
    return _then(starts, day=day, then=then, before=row.event_seq)


_STARTS = (
    select(RevisionDecision.effective_on, RevisionDecision.event_seq, RevisionDecision.revision_id)
    .join(Revision, Revision.id == RevisionDecision.revision_id)
    .where(RevisionDecision.kind == RevisionDecisionKind.IN_FORCE)
    .order_by(RevisionDecision.effective_on, RevisionDecision.id)
)


def revisions_by_title(
    session: Session, moments: Iterable[tuple[str, date, int]], *, day: date
) -> Mapping[int, RevisionThen]:
    """The revision that held at each of some moments, by the entry of the journal.

    Args:
        moments: the policy's title then, the local day, and the entry that tells moments of
            one day apart.
    """
    starts: dict[str, list[_Start]] = {}
    rows = session.execute(_STARTS.add_columns(Revision.title))
    for effective_on, seq, revision_id, title in rows:
        starts.setdefault(title, []).append(_Start(effective_on, seq, revision_id))
    found = {
        seq: _then(starts.get(title, ()), day=day, then=then, before=seq)
        for title, then, seq in moments
    }
    return {seq: each for seq, each in found.items() if each is not None}


def _then(starts: Sequence[_Start], *, day: date, then: date, before: int) -> RevisionThen | None:
    held = [each for each in starts if each.effective_on <= day]
    order = list(dict.fromkeys(each.revision_id for each in held))
    known = [each for each in held if each.effective_on <= then and each.event_seq < before]
    if not known:
        return None
    own = known[-1].revision_id
    return RevisionThen(own, order.index(own) + 1, len(order))
