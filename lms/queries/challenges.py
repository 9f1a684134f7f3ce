"""Challenged items: those of an attempt for its member, and all for the policy owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.domain.challenge import ChallengeOutcome
from lms.domain.scenario import ItemRef
from lms.models import Attempt, ChallengeAnswer, Content, ContentVersion, ItemChallenge


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge and, once given, its answer. Who raised it is for no page to show."""

    id: int
    attempt_id: int
    member_id: int
    version_id: int
    scenario: str
    item: str
    words: str
    raised_at: datetime
    seed: str
    outcome: ChallengeOutcome | None
    answer: str
    answered_at: datetime | None

    @property
    def ref(self) -> ItemRef:
        """The item."""
        return ItemRef(self.scenario, self.item)


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (
        ItemChallenge.id,
        ItemChallenge.attempt_id,
        ItemChallenge.member_id,
        ItemChallenge.scenario_version_id,
        Content.slug,
        ItemChallenge.item,
        ItemChallenge.words,
        ItemChallenge.raised_at,
        Attempt.seed,
        ChallengeAnswer.outcome,
        func.coalesce(ChallengeAnswer.words, ""),
        ChallengeAnswer.answered_at,
    )
    return (
        select(*columns)
        .join(Attempt, Attempt.id == ItemChallenge.attempt_id)
        .join(ContentVersion, ContentVersion.id == ItemChallenge.scenario_version_id)
        .join(Content, Content.id == ContentVersion.content_id)
        .outerjoin(ChallengeAnswer, ChallengeAnswer.challenge_id == ItemChallenge.id)
    )


def challenges_of(session: Session, *, attempt_id: int, member_id: int) -> tuple[ChallengeRow, ...]:
    """What a member challenged of an attempt, the first one first."""
    rows = session.execute(
        _rows()
        .where(ItemChallenge.attempt_id == attempt_id, ItemChallenge.member_id == member_id)
        .order_by(ItemChallenge.id)
    )
    return tuple(ChallengeRow(*row) for row in rows)


def every_challenge(session: Session) -> tuple[ChallengeRow, ...]:
    """All of them: those that wait by their age, then the answered ones, the last first."""
    rows = [ChallengeRow(*row) for row in session.execute(_rows().order_by(ItemChallenge.id))]
    waiting = [row for row in rows if row.outcome is None]
    return (*waiting, *(row for row in reversed(rows) if row.outcome is not None))


def challenge_by_id(session: Session, challenge_id: int) -> ChallengeRow | None:
    """One of them."""
    row = session.execute(_rows().where(ItemChallenge.id == challenge_id)).first()
    return ChallengeRow(*row) if row else None


def how_many_wait(session: Session) -> int:
    """How many challenges have no answer yet."""
    return session.execute(
        select(func.count())
        .select_from(ItemChallenge)
        .outerjoin(ChallengeAnswer, ChallengeAnswer.challenge_id == ItemChallenge.id)
        .where(ChallengeAnswer.challenge_id.is_(None))
    ).scalar_one()
