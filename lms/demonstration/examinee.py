"""Taking a graded attempt from its start to its submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.demonstration.answers import missed_in_attempt, steps
from lms.demonstration.beats import stay, stay_without_script
from lms.demonstration.desk import Acts, Desk
from lms.demonstration.reader import shares
from lms.domain.item import Answer
from lms.domain.nominal import scenario_page
from lms.domain.page_token import PageToken, attempt_unit
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.seat_clock import Kind
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.sittings import own_attempt
from lms.services.save_answers import save_answers
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt

_REVIEW_SECONDS = 30
_SECONDS = (420, 660)


@dataclass(frozen=True, slots=True)
class AttemptStage:
    """One graded attempt of a visit, and how it ends."""

    number: int
    passes: bool


class Examinee:
    """A member in a graded attempt.

    How long it takes does not hang on what is drawn, so that a demonstration of the same day
    has the same minutes whatever the draw.
    """

    def __init__(self, desk: Desk, stage: AttemptStage) -> None:
        self._desk = desk
        self._stage = stage
        self._luck = desk.luck.of(f"attempt {stage.number}")
        self._expected: dict[str, int] = {}

    def acts(self) -> Acts:
        """Start, answer every scenario, review, submit."""
        desk = self._desk
        seconds = self._luck.between(*_SECONDS)
        attempt_id = start_attempt(
            desk.session,
            sitting_id=desk.sitting_id,
            member_id=desk.member_id,
            by=desk.actor,
            now=desk.now,
        )
        attempt = self._opened(attempt_id)
        missed = missed_in_attempt(attempt, self._luck, passes=self._stage.passes)
        reviewing = self._luck.between(12, 25)
        expected = [scenario_page(each).seconds for each in attempt.scenarios]
        times = shares(seconds - reviewing, expected)
        self._expected = dict(zip((each.id for each in attempt.scenarios), expected, strict=True))
        for scenario, time in zip(attempt.scenarios, times, strict=True):
            yield from self._answer(attempt_id, scenario, missed[scenario.id], time)
        yield from self._submit(attempt_id, attempt.scenarios[0].limb, reviewing)
        desk.tally.post(desk.badge, (desk.sitting_id, attempt_unit(attempt_id)))
        desk.tally.attempts += 1

    def _opened(self, attempt_id: int) -> OpenedAttempt:
        desk = self._desk
        row = own_attempt(desk.session, attempt_id=attempt_id, member_id=desk.member_id)
        if row is None:
            raise AssertionError(attempt_id)
        return opened_attempt(desk.session, row)

    def _answer(
        self, attempt_id: int, scenario: Scenario, missed: frozenset[str], seconds: int
    ) -> Acts:
        desk, unit = self._desk, attempt_unit(attempt_id)
        sent = tuple(steps(scenario, missed))
        for answers, part in zip(sent, shares(seconds, [1] * len(sent)), strict=True):
            expected = self._expected[scenario.id]
            token = desk.serve(unit, scenario.id, scenario.limb, expected)
            yield from self._spend(token, part, Kind.ANSWER)
            self._save(attempt_id, scenario, answers)

    def _spend(self, token: PageToken, seconds: int, form: Kind) -> Acts:
        desk = self._desk
        page = desk.page(token)
        staying = (
            stay(self._luck, page, seconds) if desk.scripted else stay_without_script(page, seconds)
        )
        yield from desk.spend(token, staying, form)

    def _save(
        self,
        attempt_id: int,
        scenario: Scenario,
        answers: Mapping[str, Answer],
    ) -> None:
        save_answers(
            self._desk.session,
            attempt_id=attempt_id,
            member_id=self._desk.member_id,
            answers={ItemRef(scenario.id, item): answer for item, answer in answers.items()},
            token=None,
            scripted=self._desk.scripted,
            now=self._desk.now,
        )

    def _submit(self, attempt_id: int, limb: str, seconds: int) -> Acts:
        desk = self._desk
        token = desk.serve(attempt_unit(attempt_id), "review", limb, _REVIEW_SECONDS)
        yield from self._spend(token, seconds, Kind.SUBMIT)
        submit_attempt(
            desk.session,
            attempt_id=attempt_id,
            member_id=desk.member_id,
            reviewed_digest=self._opened(attempt_id).answers_digest,
            attested=True,
            token=None,
            scripted=desk.scripted,
            by=desk.actor,
            now=desk.now,
        )
