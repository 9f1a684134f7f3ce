"""The year's close and the next one's opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.content.upload import UnusableUploadError
from lms.domain.access import Permission, reach
from lms.domain.compliance import YearState
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.name_search import folded
from lms.domain.year_close import MemberOutcome, Obstacle, YearOutcome, outcomes_digest
from lms.domain.year_extension import YearExtension
from lms.queries.late_years import ToOpen, to_open
from lms.queries.owed import Owed
from lms.queries.standings import MemberYear, year_counts
from lms.queries.year_close import (
    ClosedYear,
    ClosingYear,
    Memo,
    closed_year,
    closing_year,
    duties_opened,
    memos,
    signed_outcomes,
)
from lms.queries.year_extensions import year_extensions
from lms.rendering.report import report_pdf
from lms.services.assign_module import open_period
from lms.services.close_year import (
    OutcomesChangedError,
    close_year,
    excuse_from_year,
    extend_year,
)
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.filters import plural
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import MemoForm, YearCloseForm
from lms.web.training_unit.year_report import year_report
from lms.web.uploads import uploaded
from lms.web.year_words import STATES, BarPart, by_name, year_bar, year_words

_MOST_TICKED = 6_000
_UPLOAD = 12 * 1024 * 1024
_AT_ONCE = 200
OUTCOMES: Mapping[YearOutcome, tuple[str, str]] = {
    YearOutcome.LATE: ("Late", "overdue"),
    YearOutcome.EXCUSED: ("Excused with a memo", "excused"),
    YearOutcome.COMPLETE: ("Complete", "done"),
}
OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NOBODY: "Nobody owes this year.",
    Obstacle.UPDATES_MAY_COME: "A federal update may still be recorded for it.",
    Obstacle.UNSTATED: "It had no federal updates, and nobody has signed the statement that "
    "there were none.",
    Obstacle.WITHOUT_DUTY: "The year is not opened for some sworn members.",
    Obstacle.OUTSIDE_WAITS: "Outside training of that year waits for a decision.",
    Obstacle.NOT_OVER: "It is not over, and somebody would be late.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One member's year as the page lists it."""

    year: MemberYear
    memo: Memo | None
    signed: MemberOutcome | None
    more_time: YearExtension | None = None

    @property
    def completed_since(self) -> bool:
        """Whether it was late when the year was closed, and is complete by now."""
        late = self.signed is not None and self.signed.outcome is YearOutcome.LATE
        return late and self.year.state is YearState.COMPLETE


@dataclass(frozen=True, slots=True)
class Closing:
    """A year on its page."""

    owed: Owed
    found: ClosingYear
    closed: ClosedYear | None
    lines: Sequence[Line]
    opened: Mapping[date, int]
    late: ToOpen

    @property
    def next_start(self) -> date:
        """The first day of the next period."""
        return self.owed.period.ends_on + timedelta(days=1)

    @property
    def opened_next(self) -> int:
        """For how many members the next period is open."""
        return self.opened.get(self.next_start, 0)

    @property
    def to_settle(self) -> Sequence[Line]:
        """Those who are neither complete nor excused."""
        settled = {YearState.COMPLETE, YearState.EXCUSED}
        return [line for line in self.lines if line.year.state not in settled]


@blueprint.get("/desk/year")
@requires(Permission.COMPLETION_VIEW)
def year() -> ResponseReturnValue:
    """Show how a year stands against its close, or how it was closed."""
    return _page(YearCloseForm(), MemoForm())


@blueprint.post("/desk/year")
@requires(Permission.YEAR_CLOSE)
def sign_year_close() -> ResponseReturnValue:
    """Record the Chief's signature under what the page showed."""
    form = YearCloseForm()
    if not form.validate_on_submit():
        return _page(form, MemoForm()), 422
    with reading() as session:
        owed = _owed(session)
    try:
        writing(
            partial(
                close_year,
                owed=owed,
                seen=str(form.seen.data),
                statement=str(form.statement.data),
                by=current().actor,
            )
        )
        flash(f"{owed.period.name} is closed.", "good")
    except OutcomesChangedError:
        flash("Nothing was signed: somebody\u2019s year has changed since. Look again.", "info")
    except ConflictError:
        flash("Nothing was signed: something still stands against it.", "info")
    return _back(owed)


@blueprint.post("/desk/year/memos")
@requires(Permission.ASSIGNMENT_MANAGE)
@takes(body=_UPLOAD, fields=_MOST_TICKED, repeats=("excuse",))
def excuse_from_this_year() -> ResponseReturnValue:
    """Excuse the people who are ticked with one memo, or give them more time."""
    form = MemoForm()
    ticked = _ticked()
    if _memo_is_sound(form) and not ticked:
        form.reason.errors = ["Tick the people the memo is about."]
    if form.errors:
        return _page(YearCloseForm(formdata=None), form, ticked), 422
    with reading() as session:
        owed = _owed(session)
    try:
        until = form.extended_to.data
        act = partial(extend_year, extended_to=until) if until else excuse_from_year
        count = writing(
            partial(
                act,
                owed=owed,
                member_ids=ticked,
                reason=str(form.reason.data),
                approved_by=str(form.approved_by.data),
                document=uploaded(form.document),
                by=current().actor,
            )
        )
        what = "More time" if until else "The memo"
        flash(f"{what} is recorded for {plural(count, 'person', 'people')}.", "good")
    except ConflictError:
        flash("Nothing was changed: the year is closed.", "info")
    except UnusableUploadError:
        return _page(YearCloseForm(formdata=None), form, ticked), 422
    except InvalidError as error:
        if error.facts.get("field") == "extended_to":
            form.extended_to.errors = [str(error.facts["reason"])]
        else:
            form.reason.errors = ["Tick people who owe the year; nobody excuses themselves."]
        return _page(YearCloseForm(formdata=None), form, ticked), 422
    return _back(owed)


@blueprint.post("/desk/year/opening")
@requires(Permission.YEAR_OPEN)
def open_year() -> ResponseReturnValue:
    """Open a year for every sworn member who lacks it: the next one, or this one again."""
    with reading() as session:
        owed = _owed(session)
    wanted = request.form.get("open", "")
    day = today() if wanted == str(today().year) else owed.period.ends_on + timedelta(days=1)
    if wanted not in {str(today().year), str(day.year)}:
        raise NotFoundError(year=wanted)
    count = writing(partial(open_period, day=day, by=current().actor))
    if count:
        flash(f"{day.year} is open for {plural(count, 'more person', 'more people')}.", "good")
    else:
        flash(f"{day.year} was open for everybody already.", "info")
    return _back(owed)


@blueprint.get("/desk/year/<int:closed>.pdf")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def year_pdf(closed: int) -> ResponseReturnValue:
    """The signed year as a document, with everybody's outcome."""
    with reading() as session:
        found = _closing(session, owed_in(session, closed))
    if found.closed is None:
        raise NotFoundError(year=closed)
    note_view(f"close of {closed} as PDF")
    note_export(f"close of {closed} as PDF")
    department = settings()
    report = year_report(
        found.owed,
        found.closed,
        [
            (line.year.person, line.signed, line.memo, line.more_time)
            for line in found.lines
            if line.signed
        ],
        department=department.department if department else "",
        demonstration=bool(department and department.demonstration),
        day=today(),
    )
    return Response(
        report_pdf(report),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="year-{closed}.pdf"'},
    )


def _back(owed: Owed) -> ResponseReturnValue:
    return redirect(url_for("training_unit.year", year=owed.period.name), code=303)


def _ticked() -> frozenset[int]:
    texts = request.form.getlist("excuse")
    return frozenset(int(text) for text in texts if text.isascii() and text.isdigit())


def _memo_is_sound(form: MemoForm) -> bool:
    """Whether it is filled in, and somebody else approved it."""
    if form.validate_on_submit() and folded(current().display_name) in folded(
        str(form.approved_by.data)
    ):
        form.approved_by.errors = ["Name somebody other than you."]
    return not form.errors


def _owed(session: Session) -> Owed:
    """The year that is asked for; else the last one while it waits to be closed, else this."""
    text = request.args.get("year", "")
    if text:
        return owed_in(session, int(text) if text.isascii() and text.isdigit() else -1)
    this_year = owed_in(session, None)
    try:
        before = owed_in(session, this_year.period.starts_on.year - 1)
    except NotFoundError:
        return this_year
    opened = duties_opened(session, requirement_id=before.requirement_id)
    waits = before.period.starts_on in opened and closed_year(session, before) is None
    return before if waits else this_year


def _closing(session: Session, owed: Owed) -> Closing:
    day = today()
    found = closing_year(session, owed, day=day)
    closed = closed_year(session, owed)
    signed = signed_outcomes(session, closed.id) if closed else {}
    said = memos(session, owed, day=min(day, owed.period.ends_on))
    extended = year_extensions(session, owed)
    lines = [
        Line(each, said.get(member_id), signed.get(member_id), extended.get(member_id))
        for each in found.years
        for member_id in [each.person.member_id]
        if each.state is not YearState.NOT_OWED
    ]
    place = {state: number for number, state in enumerate(YearState)}
    lines.sort(key=lambda line: (place[line.year.state], by_name(line.year.person)))
    opened = duties_opened(session, requirement_id=owed.requirement_id)
    late = to_open(session, owed, day=day, years=found.years)
    return Closing(owed, found, closed, lines, opened, late)


def _page(form: YearCloseForm, memo: MemoForm, ticked: frozenset[int] = frozenset()) -> str:
    day = today()
    with reading() as session:
        found = _closing(session, _owed(session))
    note_view("year's close")
    at_close = found.found.at_close
    obstacles = at_close.obstacles(day)
    form.seen.data = outcomes_digest(at_close.outcomes)
    name = found.owed.period.name
    counts = {outcome: at_close.count(outcome) for outcome in YearOutcome}
    if not form.statement.data:
        form.statement.data = _proposed_statement(name, found.owed, counts)
    states = year_counts(found.found.years)
    return render_template(
        "training_unit/year.html",
        closing=found,
        to_settle=found.to_settle[:_AT_ONCE],
        settled=_settled(found) if request.args.get("all") else [],
        settled_count=len(found.lines) if found.closed else len(found.lines) - len(found.to_settle),
        all_url=url_for("training_unit.year", year=name, all="yes"),
        owed=found.owed,
        at_close=at_close,
        counts=[(OUTCOMES[each][0], counts[each]) for each in YearOutcome],
        owing=sum(states.values()),
        parts=_parts(found, states),
        obstacles=[OBSTACLES[each] for each in obstacles if each in OBSTACLES],
        may_be_closed=not obstacles,
        may_sign=_may(Permission.YEAR_CLOSE),
        may_excuse=_may(Permission.ASSIGNMENT_MANAGE),
        may_open=_may(Permission.YEAR_OPEN),
        is_over=day > found.owed.period.ends_on,
        day=day,
        outcomes=OUTCOMES,
        states=STATES,
        words=year_words,
        form=form,
        memo=memo,
        ticked=ticked,
        years=_other_years(found, day),
    )


def _settled(found: Closing) -> Sequence[Line]:
    """Everybody of a closed year; of one that runs, who is complete or excused."""
    open_ones = {id(line) for line in found.to_settle}
    return (
        found.lines if found.closed else [each for each in found.lines if id(each) not in open_ones]
    )


def _proposed_statement(name: str, owed: Owed, counts: Mapping[YearOutcome, int]) -> str:
    asked = owed.requirement.seconds // 60
    return (
        f"In {name} the department asked {asked} minutes of every sworn member (section "
        f"{owed.requirement.source}). {counts[YearOutcome.COMPLETE]} completed them, "
        f"{counts[YearOutcome.EXCUSED]} were excused with a memo, and "
        f"{counts[YearOutcome.LATE]} are late."
    )


def _parts(found: Closing, states: Mapping[YearState, int]) -> list[BarPart]:
    if found.closed is None:
        return year_bar(states, lambda state: url_for("training_unit.members", state=state))
    signed = [line.signed.outcome for line in found.lines if line.signed]
    kinds = {YearOutcome.COMPLETE: "done", YearOutcome.EXCUSED: "excused"}
    return [
        BarPart(OUTCOMES[each][0], signed.count(each), kinds.get(each, "overdue"))
        for each in reversed(YearOutcome)
    ]


def _other_years(found: Closing, day: date) -> list[int]:
    """The years that can be looked at, the newest first."""
    shown = found.owed.period.starts_on.year
    opened = {starts_on.year for starts_on in found.opened}
    return sorted((each for each in opened if each != shown and each <= day.year), reverse=True)


def _may(permission: Permission) -> bool:
    return reach(current().roles, permission) is not None
