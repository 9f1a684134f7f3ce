"""Working through a lesson: pages read, scenarios practiced, sometimes left half-way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.demonstration.answers import missed_in_practice, steps
from lms.demonstration.beats import Mishap, Stay, stay, stay_without_script, turn_away
from lms.demonstration.desk import Acts, Desk
from lms.domain.item import Answer
from lms.domain.lesson import Page
from lms.domain.nominal import reading_page, scenario_page
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.scenario import Scenario
from lms.domain.seat_clock import Kind
from lms.queries.lesson_work import PinnedLesson, all_answered, pinned_lesson
from lms.queries.sittings import own_sitting, pages_done, practiced
from lms.services.take_lesson import answer_practice, begin_lesson, finish_practice, turn_page

_BEFORE_ANSWERING = 65


@dataclass(frozen=True, slots=True)
class LessonStage:
    """One lesson of a visit.

    Attributes:
        pace: percent of the expected time that the reader takes.
        brings_to: the seconds that the member's year comes to with this lesson, if that
            matters more than the pace.
        leave_after: so many steps are done, then the reader goes away.
        mishap: what comes between the reader and a page, at the ``mishap_at``-th step.
    """

    lesson: str
    pace: int
    brings_to: int | None = None
    leave_after: int | None = None
    mishap: Mishap | None = None
    mishap_at: int = 0


class Reader:
    """A member in a lesson."""

    def __init__(self, desk: Desk, stage: LessonStage) -> None:
        self._desk = desk
        self._stage = stage
        self._unit = lesson_unit(stage.lesson)
        self._luck = desk.luck.of(stage.lesson)
        self._expected: dict[str, int] = {}

    def acts(self) -> Acts:
        """Begin or go on with the lesson, to its end or to where it is left."""
        desk, stage = self._desk, self._stage
        begin_lesson(
            desk.session,
            sitting_id=desk.sitting_id,
            member_id=desk.member_id,
            lesson=stage.lesson,
            now=desk.now,
        )
        pinned = self._pinned()
        waiting = self._waiting(pinned)
        self._expected = {step.id: _expected(step) for step in waiting}
        for at, (step, seconds) in enumerate(zip(waiting, self._times(), strict=True)):
            if at == stage.leave_after:
                yield from self._go_away(pinned, step)
                return
            mishap = stage.mishap if at == stage.mishap_at else None
            if isinstance(step, Page):
                yield from self._read(pinned, step, seconds, mishap)
            else:
                yield from self._practice(step, seconds, mishap)
        desk.tally.post(desk.badge, (desk.sitting_id, self._unit))
        desk.tally.lessons += 1

    def _pinned(self) -> PinnedLesson:
        desk = self._desk
        sitting = own_sitting(desk.session, sitting_id=desk.sitting_id, member_id=desk.member_id)
        if sitting is None:
            raise AssertionError(desk.sitting_id)
        return pinned_lesson(desk.session, sitting, self._stage.lesson)

    def _waiting(self, pinned: PinnedLesson) -> Sequence[Page | Scenario]:
        """The steps that an earlier visit left to do."""
        desk, slug = self._desk, self._stage.lesson
        left = pages_done(desk.session, desk.sitting_id)
        given: dict[int, dict[str, Answer]] = {}
        for each in practiced(desk.session, desk.sitting_id):
            given.setdefault(each.scenario_version_id, {})[each.item] = each.answer
        pages = [page for page in pinned.lesson.pages if f"{slug}/{page.id}" not in left]
        scenarios = [
            scenario
            for scenario, version in zip(pinned.scenarios, pinned.scenario_version_ids, strict=True)
            if not all_answered(scenario, given.get(version, {}))
        ]
        return (*pages, *scenarios)

    def _times(self) -> Sequence[int]:
        """How long each step takes."""
        expected, stage = list(self._expected.values()), self._stage
        if stage.brings_to is None:
            return [each * stage.pace * self._luck.between(85, 115) // 10_000 for each in expected]
        missing = stage.brings_to - self._desk.tally.posted[self._desk.badge]
        whole = sum(expected)
        return shares(max(whole * 55 // 100, min(missing, whole * 190 // 100)), expected)

    def _stay(self, token: PageToken, seconds: int, mishap: Mishap | None = None) -> Stay:
        page = self._desk.page(token)
        if self._desk.scripted:
            return stay(self._luck, page, seconds, mishap)
        return stay_without_script(page, seconds)

    def _serve_page(self, pinned: PinnedLesson, page: Page) -> PageToken:
        limb = pinned.lesson.limb_of(page)
        return self._desk.serve(self._unit, page.id, limb, self._expected[page.id])

    def _serve_scenario(self, scenario: Scenario) -> PageToken:
        expected = self._expected[scenario.id]
        return self._desk.serve(self._unit, scenario.id, scenario.limb, expected)

    def _read(self, pinned: PinnedLesson, page: Page, seconds: int, mishap: Mishap | None) -> Acts:
        desk, token = self._desk, self._serve_page(pinned, page)
        yield from desk.spend(token, self._stay(token, seconds, mishap), Kind.NEXT)
        turn_page(
            desk.session,
            sitting_id=desk.sitting_id,
            member_id=desk.member_id,
            lesson=self._stage.lesson,
            page=page.id,
            token=None,
            scripted=desk.scripted,
            by=desk.actor,
            now=desk.now,
        )

    def _practice(self, scenario: Scenario, seconds: int, mishap: Mishap | None) -> Acts:
        """Answer, read the feedback, go on; a tree is answered step by step."""
        desk = self._desk
        sent = tuple(steps(scenario, missed_in_practice(scenario, self._luck)))
        answering = shares(seconds * _BEFORE_ANSWERING // 100, [1] * len(sent))
        for answers, part in zip(sent, answering, strict=True):
            token = self._serve_scenario(scenario)
            yield from desk.spend(token, self._stay(token, part, mishap), Kind.ANSWER)
            self._answer(scenario, answers)
            mishap = None
        token = self._serve_scenario(scenario)
        feedback = self._stay(token, seconds - sum(answering))
        yield from desk.spend(token, feedback, Kind.NEXT)
        finish_practice(
            desk.session,
            sitting_id=desk.sitting_id,
            member_id=desk.member_id,
            lesson=self._stage.lesson,
            token=None,
            scripted=desk.scripted,
            by=desk.actor,
            now=desk.now,
        )

    def _answer(self, scenario: Scenario, answers: Mapping[str, Answer]) -> None:
        desk = self._desk
        answer_practice(
            desk.session,
            sitting_id=desk.sitting_id,
            member_id=desk.member_id,
            lesson=self._stage.lesson,
            scenario=scenario.id,
            answers=answers,
            token=None,
            scripted=desk.scripted,
            now=desk.now,
        )

    def _go_away(self, pinned: PinnedLesson, step: Page | Scenario) -> Acts:
        """Look at the next step for half a minute and close it."""
        token = (
            self._serve_page(pinned, step) if isinstance(step, Page) else self._serve_scenario(step)
        )
        if self._desk.scripted:
            seconds = self._luck.between(25, 55)
            left = turn_away(self._luck, self._desk.page(token), seconds)
            yield from self._desk.spend(token, left)


def _expected(step: Page | Scenario) -> int:
    """The seconds a step should take, as its page's token says."""
    return reading_page(step).seconds if isinstance(step, Page) else scenario_page(step).seconds


def shares(seconds: int, weights: Sequence[int]) -> Sequence[int]:
    """Whole seconds in proportion to weights; the last share takes what is left over."""
    if not weights:
        return ()
    parts = [seconds * weight // sum(weights) for weight in weights[:-1]]
    return (*parts, seconds - sum(parts))
