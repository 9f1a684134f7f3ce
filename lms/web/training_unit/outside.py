"""Training taken elsewhere at the desk: what was sent, what overlaps it, and the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from lms.content.upload import UnusableUploadError
from lms.domain.access import Permission, reach
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.member import clean_badge
from lms.domain.outside_training import (
    LONGEST_WORDS,
    MARK,
    OutsideOutcome,
    Verdict,
)
from lms.queries.outside_seen import seen_beside
from lms.queries.outside_training import (
    OutsideRow,
    outside_between,
    outside_by_id,
    outside_years,
)
from lms.queries.roster import Person, roster
from lms.queries.teaching import kept_file
from lms.services.decide_outside import OutsideDecidedError, decide_outside
from lms.services.submit_outside import (
    OutsideDraft,
    OutsideRefusedError,
    submit_outside,
    withdraw_outside,
)
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.limits import takes
from lms.web.listing import Column, arranged, chosen, searched
from lms.web.local_day import today
from lms.web.outside_form import (
    STATES,
    MinutesForm,
    OutsideForm,
    Subject,
    subjects_on,
    with_minutes,
)
from lms.web.plant import now, reading, writing
from lms.web.second_person import OWN_RECORD
from lms.web.training_unit.blueprint import blueprint
from lms.web.uploads import UPLOAD_BODY, sent_back
from lms.web.year_words import by_name, found_by

_WORDS = Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters.")


class EnteredForm(OutsideForm):
    """Training that the training unit enters for an officer."""

    badge = StringField(
        "Badge number of the officer",
        validators=[
            DataRequired("Enter the badge number."),
            Length(max=12, message="A badge number has at most 12 characters."),
        ],
    )


class DecisionForm(MinutesForm):
    """What a second person decides."""

    outcome = RadioField(
        "Your decision",
        choices=[
            SelectChoice(OutsideOutcome.GRANTED.value, "Grant it as claimed"),
            SelectChoice(OutsideOutcome.ADJUSTED.value, "Grant fewer minutes, or as another kind"),
            SelectChoice(OutsideOutcome.DECLINED.value, "Decline it"),
        ],
        validators=[InputRequired("Choose one.")],
    )
    reason = TextAreaField(
        "Reason",
        validators=[_WORDS],
        description="The officer reads it. Needed for anything but a grant as claimed.",
    )
    explained = TextAreaField(
        "Why it counts beside what the record holds",
        validators=[_WORDS],
        description="Needed for a grant. What a person in two years should understand.",
    )

    def verdict(self) -> Verdict:
        """The decision as entered; the minutes of what is adjusted are those of the fields."""
        outcome = OutsideOutcome(self.outcome.data)
        granted = self.minutes() if outcome is OutsideOutcome.ADJUSTED else {}
        return Verdict(
            outcome, granted, str(self.reason.data or ""), str(self.explained.data or "")
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A submission as the list shows it, with whose it is."""

    row: OutsideRow
    who: Person


@blueprint.get("/desk/outside")
@requires(Permission.COMPLETION_VIEW)
def outside() -> ResponseReturnValue:
    """Show what was sent in a year, and whatever waits; as the address filters it."""
    with reading() as session:
        years = outside_years(session)
        wanted = request.args.get("year", type=int)
        year = wanted if wanted in years else (today().year if not years else 0)
        first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (date.min, date.max)
        rows = outside_between(session, first, last)
        people = {each.member_id: each for each in roster(session, today(), serving_only=False)}
    listed = arranged(_wanted(rows, people, year), _columns(), first="state")
    note_view("outside training")
    return render_template(
        "training_unit/outside_list.html",
        listed=listed,
        states=STATES,
        mark=MARK,
        asked=bool(request.args),
        choices={
            "state": [("", "All"), *((name, words) for name, (words, _) in STATES.items())],
            "year": [("", "All"), *((str(each), str(each)) for each in years)],
        },
    )


def _wanted(rows: Iterable[OutsideRow], people: Mapping[int, Person], year: int) -> list[Listed]:
    state, query = chosen("state", tuple(STATES)), searched()
    found = [Listed(row, people[row.member_id]) for row in rows if row.member_id in people]
    if state:
        found = [each for each in found if each.row.state == state]
    if year:
        found = [each for each in found if each.row.last_day.year == year]
    return [each for each in found if found_by(query, each.who)] if query else found


def _columns() -> tuple[Column[Listed], ...]:
    order = list(STATES)
    return (
        Column("name", "Name", lambda each: by_name(each.who)),
        Column("title", "Training", lambda each: each.row.title.casefold()),
        Column("day", "Day", lambda each: each.row.last_day),
        Column("claimed", "Claimed", lambda each: each.row.claimed_minutes, numeric=True),
        Column("granted", "Granted", lambda each: each.row.granted_minutes, numeric=True),
        Column("sent", "Sent", lambda each: each.row.submitted_at),
        Column("state", "Standing", lambda each: (order.index(each.row.state), each.row.id)),
    )


@blueprint.get("/desk/outside/new")
@requires(Permission.OUTSIDE_ENTER)
def new_outside() -> ResponseReturnValue:
    """Ask for training that an officer took elsewhere."""
    return _entry_page(_entry_form())


@blueprint.post("/desk/outside")
@takes(body=UPLOAD_BODY)
@requires(Permission.OUTSIDE_ENTER)
def enter_outside() -> ResponseReturnValue:
    """Enter it for the officer; somebody else decides."""
    form = _entry_form()
    made = _entered(form) if form.validate_on_submit() else None
    if made is None:
        return _entry_page(form), 422
    flash("It is entered. Somebody other than you and the officer decides.", "good")
    return redirect(url_for("training_unit.outside_page", outside_id=made), code=303)


def _entered(form: EnteredForm) -> int | None:
    """The number of the submission, or None with the form's mistakes named."""
    member_id = _member(form)
    if member_id is None:
        return None
    try:
        draft = OutsideDraft(member_id, form.training(), form.scanned(), form.followed())
        return writing(partial(submit_outside, draft=draft, by=current().actor))
    except UnusableUploadError:
        return None
    except OutsideRefusedError as refused:
        form.name_mistakes(refused.findings)
        return None


def _member(form: EnteredForm) -> int | None:
    """Whose badge it was on the day; one's own is entered on one's own page."""
    try:
        badge = clean_badge(str(form.badge.data))
    except InvalidError:
        badge = ""
    day: date = form.first_day.data  # type: ignore[assignment]  # validated before
    with reading() as session:
        people = roster(session, min(day, today()), serving_only=False)
    found = next((each.member_id for each in people if each.badge_number == badge), None)
    if found is None:
        form.badge.errors = ["Nobody had this badge number on that day."]
    elif found == current().member_id:
        form.badge.errors = ["This is your own badge. Send your own from My minutes."]
        return None
    return found


def _entry_form() -> EnteredForm:
    with reading() as session:
        subjects = subjects_on(session, today())
    form = with_minutes(EnteredForm, subjects)
    assert isinstance(form, EnteredForm)  # noqa: S101 - says so to the type checker
    return form


def _entry_page(form: EnteredForm) -> str:
    if not form.minute_fields():
        return render_template("training_unit/nothing_owed.html")
    return render_template("training_unit/outside_form.html", form=form, latest=today())


@blueprint.get("/desk/outside/<int:outside_id>")
@requires(Permission.COMPLETION_VIEW)
def outside_page(outside_id: int) -> ResponseReturnValue:
    """Show one submission, its scan, and what else the record holds."""
    row = _row(outside_id)
    form = _decision_form(_subjects(row))
    form.fill_minutes(row.claimed)
    return _page(row, form)


@blueprint.post("/desk/outside/<int:outside_id>/decision")
@requires(Permission.OUTSIDE_DECIDE)
def decide_outside_training(outside_id: int) -> ResponseReturnValue:
    """Grant, adjust or decline it."""
    row = _row(outside_id)
    if not row.decidable_by(account_id=current().account_id, member_id=current().member_id):
        return answer(403, OWN_RECORD)
    form = _decision_form(_subjects(row))
    if not form.validate_on_submit():
        return _page(row, form), 422
    verdict = form.verdict()
    if verdict.outcome is OutsideOutcome.GRANTED:
        verdict = Verdict(verdict.outcome, row.claimed, verdict.reason, verdict.explained)
    try:
        work = partial(decide_outside, outside_id=outside_id, verdict=verdict)
        writing(partial(work, by=current().actor))
    except OutsideRefusedError as refused:
        form.name_mistakes(refused.findings)
        return _page(row, form), 422
    except OutsideDecidedError:
        flash("Nothing was changed: it was decided or withdrawn before.", "info")
    else:
        flash("It is decided. The officer reads it on their page and gets a letter.", "good")
    return redirect(url_for("training_unit.outside_page", outside_id=outside_id), code=303)


@blueprint.post("/desk/outside/<int:outside_id>/withdrawal")
@requires(Permission.OUTSIDE_ENTER)
def withdraw_entered_outside(outside_id: int) -> ResponseReturnValue:
    """Take back what one entered, while nobody has decided."""
    if _row(outside_id).entered_by != current().account_id:
        abort(404)
    try:
        writing(partial(withdraw_outside, outside_id=outside_id, by=current().actor))
        flash("It is withdrawn. It stays in the record as that.", "good")
    except ConflictError:
        flash("Nothing was changed: it was decided or withdrawn before.", "info")
    return redirect(url_for("training_unit.outside_page", outside_id=outside_id), code=303)


@blueprint.get("/desk/outside/<int:outside_id>/scan")
@requires(Permission.COMPLETION_VIEW)
def outside_scan(outside_id: int) -> ResponseReturnValue:
    """Send back the scan of a submission."""
    row = _row(outside_id)
    note_view(f"scan of outside training {outside_id}", member_id=row.member_id)
    return sent_back(row.scan_sha256)


def _row(outside_id: int) -> OutsideRow:
    with reading() as session:
        return outside_by_id(session, outside_id) or abort(404)


def _subjects(row: OutsideRow) -> tuple[Subject, ...]:
    with reading() as session:
        return subjects_on(session, row.last_day)


def _decision_form(subjects: tuple[Subject, ...]) -> DecisionForm:
    form = with_minutes(DecisionForm, subjects)
    assert isinstance(form, DecisionForm)  # noqa: S101 - says so to the type checker
    return form


def _page(row: OutsideRow, form: DecisionForm) -> str:
    someone = current()
    second = row.decidable_by(account_id=someone.account_id, member_id=someone.member_id)
    with reading() as session:
        who = _whose(session, row)
        titles = {each.slug: each.title for each in subjects_on(session, row.last_day)}
        seen = seen_beside(session, row, now=now()) if row.is_open else None
        kept = kept_file(session, row.scan_sha256)
    note_view(f"outside training {row.id}", member_id=row.member_id)
    return render_template(
        "training_unit/outside.html",
        row=row,
        who=who,
        seen=seen,
        titles=titles,
        states=STATES,
        mark=MARK,
        form=form,
        picture=kept is not None and kept.media_type.startswith("image/"),
        may_decide=second and reach(someone.roles, Permission.OUTSIDE_DECIDE) is not None,
        may_withdraw=row.is_open and row.entered_by == someone.account_id,
        own=row.member_id == someone.member_id,
    )


def _whose(session: Session, row: OutsideRow) -> Person:
    people = roster(session, row.last_day, serving_only=False)
    return next((each for each in people if each.member_id == row.member_id), None) or abort(404)
