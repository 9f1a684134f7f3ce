"""Roll call: choose a scenario, discuss it in the room, tick who was there, record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, Reach
from lms.domain.class_session import ClassKind, ClassTimes
from lms.domain.findings import Finding
from lms.domain.item import ChooseAll, ChooseOne, Item, Option
from lms.domain.presentation import present
from lms.queries.roster import Person
from lms.queries.settings import settings_on
from lms.queries.teaching import Discussed, discussable
from lms.services.record_class import ClassDraft, ClassRefusedError, record_class
from lms.web.access import current, current_reach, requires
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import now, reading, writing
from lms.web.quotations import Quotation, quotations
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.class_people import attendable, by_member, lines, shifts, ticked

_SUGGESTED = 3
_LONGEST = timedelta(hours=2)
_MOST_HANDS = 999
PLACE = "Roll call"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option on the screen."""

    name: str
    text: str
    right: bool
    feedback: str
    hands: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One item on the screen."""

    item: Item
    choices: tuple[Choice, ...]


@blueprint.get("/desk/roll-call")
@requires(Permission.CLASS_RECORD)
def roll_call() -> ResponseReturnValue:
    """Suggest scenarios that no roll call has discussed yet, and list the others."""
    with reading() as session:
        found = discussable(session, day=today())
        people = attendable(session, today())
        own = _own_shift(people)
    return render_template(
        "training_unit/roll_call.html",
        suggested=found[:_SUGGESTED],
        others=found[_SUGGESTED:],
        shift=_shift(people) or own,
        shifts=shifts(people),
        shift_options=[("", "Everybody"), *((each, each) for each in shifts(people))],
    )


def _own_shift(people: tuple[Person, ...]) -> str:
    own = current().member_id
    return next((each.shift for each in people if each.member_id == own), "")


def _shift(people: tuple[Person, ...]) -> str:
    wanted = request.values.get("shift", "")
    return wanted if wanted in shifts(people) else ""


@blueprint.get("/desk/roll-call/<scenario>")
@requires(Permission.CLASS_RECORD)
def discuss(scenario: str) -> ResponseReturnValue:
    """Show a scenario to the room, with tonight's shift as a tick list below it."""
    return _page(scenario, [])


@blueprint.post("/desk/roll-call/<scenario>")
@takes(fields=4_000, repeats=("there",))
@requires(Permission.CLASS_RECORD)
def keep_roll_call(scenario: str) -> ResponseReturnValue:
    """Record the roll call; everybody ticked is asked to confirm at the next sign-in."""
    with reading() as session:
        found = _found(session, scenario)
        settings = settings_on(session, today())
        people = attendable(session, today())
    posted = ticked(people)
    if posted.findings:
        return _page(scenario, list(posted.findings)), 422
    ends_at = now().replace(microsecond=0)
    draft = ClassDraft(
        kind=ClassKind.ROLL_CALL,
        lesson_version_id=found.lesson.version.id,
        scenario_version_id=found.version.id,
        times=ClassTimes(_started(ends_at), ends_at, 0, settings.class_hour),
        attendances=posted.attendances,
        place=PLACE,
        instructor=current().display_name,
        instructor_id=current().member_id,
        hands=_hands(found),
    )
    try:
        made = writing(partial(record_class, draft=draft, by=current().actor))
    except ClassRefusedError as refused:
        return _page(scenario, list(refused.findings)), 422
    flash("Recorded. The minutes are provisional until everybody confirms.", "good")
    return redirect(url_for("training_unit.class_page", class_id=made), code=303)


@blueprint.get("/desk/roll-call/<scenario>/sheet")
@requires(Permission.CLASS_RECORD)
def roll_call_sheet(scenario: str) -> ResponseReturnValue:
    """Show the scenario and a blank roster to print, for when the network is down."""
    with reading() as session:
        found = _found(session, scenario)
        people = attendable(session, today())
        words = quotations(session, found.scenario.provisions)
    shift = _shift(people)
    return render_template(
        "training_unit/roll_call_sheet.html",
        found=found,
        asked=_asked(found),
        words=words,
        people=[each for each in people if not shift or each.shift == shift],
        shift=shift,
    )


def _found(session: Session, scenario: str) -> Discussed:
    return next(
        (each for each in discussable(session, day=today()) if each.scenario.id == scenario), None
    ) or abort(404)


def _asked(found: Discussed) -> tuple[Asked, ...]:
    return tuple(
        Asked(item, tuple(_choice(item, index) for index in _order(item, found)))
        for item in found.scenario.items
    )


def _order(item: Item, found: Discussed) -> tuple[int, ...]:
    """The options in an order of the day's own, the same for whoever asks."""
    return present(item, f"roll-call:{today().isoformat()}", found.scenario.id).order


def _choice(item: Item, index: int) -> Choice:
    option = _options(item)[index]
    name = f"hands-{item.id}-{index}"
    return Choice(
        name=name,
        text=option.text,
        right=option.points > 0,
        feedback=option.feedback,
        hands=request.form.get(name, "")[:4],
    )


def _options(item: Item) -> tuple[Option, ...]:
    return item.options if isinstance(item, (ChooseOne, ChooseAll)) else ()


def _hands(found: Discussed) -> dict[tuple[str, int], int]:
    """The hands that were counted; an empty or unreadable field says nothing."""
    counted = {}
    for item in found.scenario.items:
        for index in range(len(_options(item))):
            text = request.form.get(f"hands-{item.id}-{index}", "").strip()
            if text.isascii() and text.isdigit():
                counted[item.id, index] = min(int(text[:4]), _MOST_HANDS)
    return counted


def _started(ends_at: datetime) -> datetime:
    """When the page was opened, as it says; never in the future, never hours ago."""
    try:
        opened = datetime.fromisoformat(request.form.get("opened", ""))
        started = min(opened, ends_at - timedelta(minutes=1)) if opened.tzinfo else ends_at
    except ValueError:
        started = ends_at
    return max(started, ends_at - _LONGEST)


def _page(scenario: str, findings: list[Finding]) -> str:
    with reading() as session:
        found = _found(session, scenario)
        people = attendable(session, today())
        shift = _shift(people) or _own_shift(people)
        listed = lines(
            session,
            [
                each
                for each in people
                if (not shift or each.shift == shift) and each.member_id != current().member_id
            ],
            day=today(),
            everybody=True,
            mistakes=by_member(findings),
        )
        words: tuple[Quotation, ...] = quotations(session, found.scenario.provisions)
    return render_template(
        "training_unit/roll_call_scenario.html",
        found=found,
        asked=_asked(found),
        words=words,
        lines=listed,
        shift=shift,
        shifts=shifts(people),
        everybody=current_reach() is Reach.ALL,
        opened=request.form.get("opened") or now().isoformat(timespec="seconds"),
        findings=[each.message for each in findings if len(each.path) == 1],
        marked=len([each for each in findings if len(each.path) > 1]),
    )
