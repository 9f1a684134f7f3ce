"""An attempt as a member works on it, and whether the next one is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.attempt import items_served
from lms.domain.attempt_rules import Opening, Tried, opening
from lms.domain.documents import responses_to_document
from lms.domain.duty import Duty, is_out_of_date
from lms.domain.errors import NotFoundError
from lms.domain.item import Answer
from lms.domain.journal_chain import digest
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.setting import Settings
from lms.domain.training import TrainingModule
from lms.models import Response
from lms.queries.content import Version, thing, things, version, versions_by_id
from lms.queries.settings import settings_on
from lms.queries.sittings import (
    AttemptRow,
    SittingRow,
    as_answer,
    attempts_of,
    lessons_completed,
    own_attempt,
)


@dataclass(frozen=True, slots=True)
class OpenModule:
    """A sitting's module with what decides whether an attempt may be started."""

    sitting: SittingRow
    version: Version
    module: TrainingModule
    settings: Settings
    attempts: tuple[AttemptRow, ...]
    opening: Opening


def open_module(session: Session, sitting: SittingRow, now: datetime) -> OpenModule:
    """Judge whether the next attempt of a sitting is open."""
    found = version(session, sitting.module_version_id)
    module = thing(session, found, TrainingModule)
    settings = settings_on(session, now.date())
    tried = attempts_of(session, sitting.id)
    done = lessons_completed(session, sitting.id)
    return OpenModule(
        sitting=sitting,
        version=found,
        module=module,
        settings=settings,
        attempts=tried,
        opening=opening(
            [Tried(each.passed, each.talked) for each in tried],
            lessons_open=sum(lesson not in done for lesson in module.lessons),
            attempts_before_talk=settings.attempts_before_talk,
            on_own_time=sitting.duty is Duty.OFF_DUTY_OWN,
            duty_out_of_date=is_out_of_date(sitting.visited_at, now),
        ),
    )


class Turn(NamedTuple):
    """When an answer was given: the serving of its page, and the change on that page."""

    opened_ms: int
    number: int


@dataclass(frozen=True, slots=True)
class OpenedAttempt:
    """An attempt with the scenarios it pins and the answers saved so far, and when each was.

    ``sign_ins`` holds when each sign-in saved an answer last.
    """

    row: AttemptRow
    scenarios: tuple[Scenario, ...]
    must_pass: tuple[str, ...]
    responses: Mapping[ItemRef, Answer]
    turns: Mapping[ItemRef, Turn]
    sign_ins: Mapping[int, datetime] = field(default_factory=dict)

    def scenario(self, slug: str) -> Scenario:
        """One of its scenarios.

        Raises:
            NotFoundError: it was not drawn.
        """
        for scenario in self.scenarios:
            if scenario.id == slug:
                return scenario
        raise NotFoundError(scenario=slug)

    @property
    def answers_digest(self) -> str:
        """SHA-256 of the answers as they stand; a receipt prints it."""
        return answers_digest(self.responses)

    @property
    def unanswered(self) -> int:
        """Items served that have no answer yet."""
        return sum(
            ItemRef(scenario.id, item.id) not in self.responses
            for scenario in self.scenarios
            for item in items_served(scenario, self.responses)
        )


def answers_digest(responses: Mapping[ItemRef, Answer]) -> str:
    """SHA-256 over the canonical answers."""
    return digest(responses_to_document(responses))


_SAVED = (
    select(
        Response.item,
        Response.answer,
        Response.opened_ms,
        Response.turn,
        Response.saved_at,
        Response.sign_in_id,
    )
    .where(Response.attempt_id == bindparam("attempt_id"))
    .order_by(Response.id)
)


def opened_attempt(session: Session, row: AttemptRow) -> OpenedAttempt:
    """Load the scenarios an attempt pins and its latest answers."""
    entries = row.draw["scenarios"]
    ids = [entry["version"] for entry in entries]  # type: ignore[attr-defined]
    found = versions_by_id(session, ids)
    ordered = [found[version_id] for version_id in ids]
    scenarios = things(session, ordered, Scenario)
    saved = session.execute(_SAVED, {"attempt_id": row.id}).all()
    refs = [ItemRef.parse(each.item) for each in saved]
    return OpenedAttempt(
        row=row,
        scenarios=tuple(scenarios[each.slug] for each in ordered),
        must_pass=tuple(str(code) for code in row.draw["must_pass"]),  # type: ignore[attr-defined]
        responses={ref: as_answer(each.answer) for ref, each in zip(refs, saved, strict=True)},
        turns={ref: Turn(each.opened_ms, each.turn) for ref, each in zip(refs, saved, strict=True)},
        sign_ins={each.sign_in_id: each.saved_at for each in saved if each.sign_in_id is not None},
    )


def attempt_of(session: Session, attempt_id: int, member_id: int) -> AttemptRow:
    """The attempt where it is this member's.

    Raises:
        NotFoundError: else; another's and a missing one alike.
    """
    row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
    if row is None:
        raise NotFoundError(attempt=attempt_id)
    return row
