"""One story told twice with one fact changed: both sides, and how well somebody knows the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.item import Answer, Item, parts, right_answer
from lms.domain.pair import Boundary, pairs
from lms.domain.policy import joined_words
from lms.domain.scenario import Scenario
from lms.queries.boundaries import boundaries
from lms.queries.lesson_work import PinnedLesson, all_answered
from lms.queries.provisions import ProvisionRow, provisions, revision_in_force_any
from lms.web.access import own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading

STATES: Mapping[Boundary, tuple[str, str]] = {
    Boundary.MISSED: ("Not right on one side", "due"),
    Boundary.ONE_SIDE: ("One side right so far", "progress"),
    Boundary.KNOWN: ("Both sides right", "done"),
}
"""In the order of a list: what is still to learn first. What nobody has met is not in it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One half as it stands beside the other: its story around the changed fact, and the key."""

    title: str
    before: str
    fact: str
    after: str
    rights: tuple[str, ...]


def both_sides(
    pinned: PinnedLesson, scenario: Scenario, answers: Mapping[str, Mapping[str, Answer]]
) -> tuple[Side, ...]:
    """Both halves of a practiced pair once both are answered; else nothing.

    Args:
        pinned: the lesson.
        scenario: the one on the page.
        answers: by scenario and item, whatever was answered in this sitting.
    """
    for pair in pairs(pinned.scenarios):
        if scenario.id in {half.id for half in pair.halves} and all(
            all_answered(half, answers.get(half.id, {})) for half in pair.halves
        ):
            return tuple(_side(half) for half in (scenario, pair.other(scenario.id)))
    return ()


def _side(half: Scenario) -> Side:
    story = joined_words(half.situation)
    before, fact, after = story.partition(joined_words(half.fact or ""))
    rights = tuple(text for item in half.every_item for text in _right_texts(item))
    return Side(half.title, before, fact, after, rights)


def _right_texts(item: Item) -> tuple[str, ...]:
    answer = right_answer(item)
    chosen = (answer,) if isinstance(answer, int) else answer
    texts = [part.text for part in parts(item)]
    return tuple(texts[at] for at in chosen) if len(chosen) < len(texts) else tuple(texts)


@dataclass(frozen=True, slots=True)
class _Line:
    """A section on whose line something was answered; ``state`` is one of ``STATES``."""

    label: str
    summary: str
    url: str
    state: Boundary


@blueprint.get("/training/where-one-fact-decides")
@requires(Permission.TRAINING_TAKE)
def lines() -> ResponseReturnValue:
    """By section, whether both sides of each changed fact were right; no keys, no stories."""
    with reading() as session:
        found = boundaries(session, member_id=own_member_id())
        revision = revision_in_force_any(session, day=today())
        rows = provisions(session, revision_id=revision.id, day=today()) if revision else ()
        sections = {row.code: row for row in rows}
    met = [
        _line(sections[pair.provisions[0]], state, revision.slug)
        for pair, state in found
        if revision and state in STATES and pair.provisions[0] in sections
    ]
    order = list(STATES)
    return render_template(
        "learning/lines.html",
        lines=sorted(met, key=lambda line: order.index(line.state)),
        states=STATES,
        there_are=len(found),
        known=sum(line.state is Boundary.KNOWN for line in met),
    )


def _line(section: ProvisionRow, state: Boundary, policy: str) -> _Line:
    url = url_for("directives.policy", slug=policy, _anchor=section.code)
    return _Line(f"Section {section.label}", section.summary, url, state)
