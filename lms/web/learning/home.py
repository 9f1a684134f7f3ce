"""My training: what is left of the year, what is due, what is done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.nominal import how_many_cover
from lms.domain.requirement import Standing
from lms.queries.acknowledgements import to_acknowledge
from lms.queries.adverse_notices import unopened_of
from lms.queries.certificates import certificates_of
from lms.queries.classes import open_classes_of
from lms.queries.content_list import listed_titles
from lms.queries.late_years import late_years
from lms.queries.pace import reviews_of, to_do_again, unanswered
from lms.queries.roster import Person, person
from lms.queries.standing import Owed, member_standing, owed_on
from lms.queries.training import LessonCard, ModuleCard, module_cards
from lms.queries.year_extensions import own_extensions
from lms.web.access import own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading

_NAMED = 2
"""Lessons that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next."""

    text: str
    module: ModuleCard
    lesson: LessonCard | None


@blueprint.get("/training")
@requires(Permission.TRAINING_TAKE)
def home() -> ResponseReturnValue:
    """Show the year as a ring and in words, and the next thing to do."""
    member_id = own_member_id()
    with reading() as session:
        duties = owed_on(session, today())
        if not duties:
            return render_template("learning/nothing_owed.html")
        owed = duties[0]
        standing = member_standing(session, member_id=member_id, owed=owed)
        is_civilian = _is_civilian(person(session, member_id, today()))
        cards = tuple(
            card
            for card in module_cards(session, member_id=member_id, period=owed.period)
            if (card.is_taken_up if is_civilian else card.is_for_the_member)
        )
        certificates = certificates_of(session, member_id=member_id, day=today())
        classes = open_classes_of(session, member_id=member_id)
        titles = listed_titles(session).lessons if classes else {}
        reviews = reviews_of(session, member_id=member_id)
        unopened = unopened_of(session, member_id=member_id)
        again = to_do_again(session, reviews)
        more_time = own_extensions(session, member_id=member_id, day=today())
        late = late_years(session, member_id=member_id, day=today())
        received = to_acknowledge(session, policy=owed.policy, member_id=member_id, day=today())
    return render_template(
        "learning/home.html",
        owed=owed,
        standing=standing,
        cards=cards,
        certificates=certificates,
        asked=[
            (each, titles.get(each.row.lesson, each.row.lesson)) for each in classes if each.asked
        ],
        provisional=sum(not each.asked for each in classes),
        looked_at=unanswered(reviews),
        unopened=unopened,
        again=again,
        more_time=more_time,
        late=late,
        to_acknowledge=received.asked if received is not None else None,
        is_civilian=is_civilian,
        words="You owe no hours." if is_civilian else _words(standing, cards, owed),
        next_step=_next_step(cards),
    )


def _is_civilian(found: Person | None) -> bool:
    """Whether the year's hours are none of somebody's: IV.E names the sworn members."""
    return found is not None and not found.sworn


def _next_step(cards: tuple[ModuleCard, ...]) -> NextStep | None:
    waiting = [card for card in cards if card.passed_on is None]
    started = [card for card in waiting if card.sitting is not None]
    assigned = sorted(
        (card for card in waiting if card.assigned is not None),
        key=lambda card: card.assigned.due_on if card.assigned else today(),
    )
    for card in (*started, *assigned, *waiting):
        lesson = card.next_lesson
        if lesson is not None:
            verb = "Go on with" if lesson.begun else "Start"
            return NextStep(f"{verb} \u201c{lesson.title}\u201d", card, lesson)
        words = (
            "Go on with the graded scenarios of"
            if card.open_attempt
            else "Take the graded scenarios of"
        )
        return NextStep(f"{words} \u201c{card.module.title}\u201d", card, None)
    return None


def _words(standing: Standing, cards: tuple[ModuleCard, ...], owed: Owed) -> str:
    open_modules = [card for card in cards if card.assigned and card.passed_on is None]
    if standing.met and not open_modules:
        return f"{owed.period.name} is complete."
    if standing.short:
        left = -(-standing.short // 60)
        still_open = [lesson for card in cards for lesson in card.lessons if not lesson.completed]
        lessons = how_many_cover(standing.short, (lesson.nominal for lesson in still_open))
        if lessons > _NAMED:
            return f"{left} minutes left."
        named = " and ".join(f"\u201c{lesson.title}\u201d" for lesson in still_open[:lessons])
        return f"{left} minutes left{': ' if named else ''}{named}."
    if open_modules:
        return "The time is complete; graded scenarios are still open."
    return "The time is complete; a lesson on federal updates is still open."
