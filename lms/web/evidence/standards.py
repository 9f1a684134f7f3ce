"""Standards: the tree, the strip by year, what is wrong with a file and the page that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.standard import PROOF_WORDS, ProofKind, Window, tree
from lms.queries.standards import (
    Offer,
    StandardFile,
    Year,
    standard,
    standard_files,
    window,
)
from lms.services.keep_standards import (
    choose_proof,
    map_standard,
    set_window,
    sign_memo,
    withdraw_proof,
)
from lms.web.access import current, requires
from lms.web.evidence.blueprint import blueprint
from lms.web.evidence.mending import mend
from lms.web.fields import PlainDateField
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing

_LONGEST = Length(max=4000, message="Write 4,000 characters at most.")
_SHORT = Length(max=200, message="Write 200 characters at most.")


class WindowForm(FlaskForm):
    """The days an assessment looks back on."""

    name = StringField("Assessment", [InputRequired("Give the assessment a name."), _SHORT])
    starts_on = PlainDateField("First day", [InputRequired("Choose the first day.")])
    ends_on = PlainDateField("Last day", [InputRequired("Choose the last day.")])


class MappingForm(FlaskForm):
    """A standard: its number, its title as the manager types it, and what proves it."""

    number = StringField("Number", [InputRequired("Write the number."), _SHORT])
    title = StringField("Title", [InputRequired("Write the title as your manual has it."), _SHORT])
    provisions = StringField(
        "Sections of the policy",
        [InputRequired("Name a section, such as IV.B.1."), Length(max=2000)],
        description="By their codes, with commas between them, such as IV.B.1, IV.E.",
    )
    proofs = SelectMultipleField(
        "Kinds of proof",
        [InputRequired("Choose at least one kind.")],
        choices=[SelectChoice(kind.value, words) for kind, words in PROOF_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    rationale = TextAreaField(
        "Why these prove it", [InputRequired("Say why, for whoever comes next."), _LONGEST]
    )


class ProofForm(FlaskForm):
    """One of a year's proofs and the reason."""

    offer = SelectField("Proof", [InputRequired("Choose a proof.")], validate_choice=False)
    reason = TextAreaField(
        "Why it proves the standard", [InputRequired("Write why this proves it."), _LONGEST]
    )


class MemoForm(FlaskForm):
    """A memo to file."""

    text = TextAreaField("Memo to file", [InputRequired("Write what the memo says."), _LONGEST])


def _window_or_three_years() -> Window:
    """The recorded window, or the last three years where nobody has recorded one."""
    with reading() as session:
        found = window(session)
    day = today()
    start = day.replace(year=day.year - 2, month=1, day=1)
    return found or Window("the last three years", start, day.replace(month=12, day=31))


@blueprint.get("/evidence/standards")
@requires(Permission.STANDARD_MANAGE)
def standard_list() -> ResponseReturnValue:
    """Show the tree of standards with a strip of the window's years and all findings."""
    return _list(WindowForm())


def _list(form: WindowForm) -> str:
    looked = _window_or_three_years()
    with reading() as session:
        files = standard_files(session, looked, today=today())
        recorded = window(session) is not None
    by_number = {each.row.number: each for each in files}
    return render_template(
        "evidence/standards.html",
        tree=[(depth, by_number[number]) for depth, number in tree(by_number)],
        window=looked,
        recorded=recorded,
        findings=[(each, found, mend(each, found)) for each in files for found in each.findings],
        form=form,
    )


@blueprint.post("/evidence/window")
@requires(Permission.STANDARD_MANAGE)
def record_window() -> ResponseReturnValue:
    """Record the window of the coming assessment."""
    form = WindowForm()
    first, last = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or first is None or last is None:
        return _list(form), 422
    try:
        writing(
            partial(
                set_window,
                name=str(form.name.data),
                starts_on=first,
                ends_on=last,
                by=current().actor,
            )
        )
    except InvalidError as error:
        form[str(error.facts["field"])].errors = [str(error.facts["reason"])]
        return _list(form), 422
    flash("The window is recorded.", "good")
    return redirect(url_for("evidence.standard_list"), code=303)


@blueprint.get("/evidence/standards/new")
@requires(Permission.STANDARD_MANAGE)
def new_standard() -> ResponseReturnValue:
    """Ask for a standard that is not mapped yet."""
    return _mapping(MappingForm(), "")


@blueprint.get("/evidence/standards/<number>/mapping")
@requires(Permission.STANDARD_MANAGE)
def mapping(number: str) -> ResponseReturnValue:
    """Show how a standard is mapped, to be mapped anew."""
    with reading() as session:
        held = standard(session, number) or abort(404)
    form = MappingForm(
        number=held.number,
        title=held.title,
        provisions=", ".join(held.provisions),
        proofs=[kind.value for kind in held.proofs],
        rationale=held.rationale,
    )
    return _mapping(form, number)


def _mapping(form: MappingForm, number: str) -> str:
    return render_template("evidence/standard_mapping.html", form=form, number=number)


@blueprint.post("/evidence/standards")
@requires(Permission.STANDARD_MANAGE)
@takes(repeats=("proofs",))
def keep_mapping() -> ResponseReturnValue:
    """Record a mapping; earlier ones stay in the record."""
    form = MappingForm()
    if not form.validate_on_submit():
        return _mapping(form, ""), 422
    number = str(form.number.data).strip()
    codes = [code.strip() for code in str(form.provisions.data).split(",") if code.strip()]
    try:
        writing(
            partial(
                map_standard,
                number=number,
                title=str(form.title.data),
                provisions=list(dict.fromkeys(codes)),
                proofs=[ProofKind(kind) for kind in form.proofs.data or ()],
                rationale=str(form.rationale.data),
                by=current().actor,
            )
        )
    except InvalidError as error:
        form[str(error.facts["field"])].errors = [str(error.facts["reason"])]
        return _mapping(form, ""), 422
    flash("The standard is mapped.", "good")
    return redirect(url_for("evidence.standard_page", number=number), code=303)


@blueprint.get("/evidence/standards/<number>")
@requires(Permission.STANDARD_MANAGE)
def standard_page(number: str) -> ResponseReturnValue:
    """Show a standard's file year by year: proofs, memos, what is wrong, what to choose from."""
    return _file_page(number, ProofForm(), 0)


def _file_page(number: str, form: ProofForm, wrong_year: int) -> str:
    looked, day = _window_or_three_years(), today()
    with reading() as session:
        files = standard_files(session, looked, today=day, number=number)
        if not files:
            abort(404)
        file = files[0]
        offers = {
            year.year: tuple(Year(session, year.year, day).offers(file.row))
            for year in file.years
            if year.has_come
        }
    return render_template(
        "evidence/standard.html",
        file=file,
        window=looked,
        offers={year: _open(file, year, found) for year, found in offers.items()},
        words={year: {each.key: each.words for each in found} for year, found in offers.items()},
        kinds=PROOF_WORDS,
        mends={each: mend(file, each) for each in file.findings},
        forms={year: form if year == wrong_year else ProofForm(formdata=None) for year in offers},
    )


def _open(file: StandardFile, year: int, found: Iterable[Offer]) -> list[Offer]:
    """What is not chosen yet."""
    taken = {
        (proof.kind, proof.thing)
        for each in file.years
        if each.year == year
        for proof in each.proofs
    }
    return [each for each in found if (each.kind, each.thing) not in taken]


@blueprint.post("/evidence/standards/<number>/<int:year>/proofs")
@requires(Permission.STANDARD_MANAGE)
def add_proof(number: str, year: int) -> ResponseReturnValue:
    """Choose one of the proofs that the year offers."""
    day = today()
    with reading() as session:
        held = standard(session, number)
        if held is None or not 1900 <= year <= day.year:  # noqa: PLR2004 - years have four digits
            abort(404)
        offers = {each.key: each for each in Year(session, year, day).offers(held)}
    form = ProofForm()
    if not form.validate_on_submit():
        return _file_page(number, form, year), 422
    chosen = offers.get(str(form.offer.data))
    if chosen is None:
        form.offer.errors = ["Choose one of the proofs that this year offers."]
        return _file_page(number, form, year), 422
    try:
        writing(
            partial(
                choose_proof,
                number=number,
                year=year,
                kind=chosen.kind,
                thing=chosen.thing,
                reason=str(form.reason.data),
                by=current().actor,
            )
        )
        flash("The proof is in the file.", "good")
    except ConflictError as error:
        flash(f"Nothing was changed. {error.facts['reason']}.", "info")
    return _to_file(number, year)


@blueprint.post("/evidence/standards/<number>/<int:year>/proofs/<int:proof_id>/withdrawal")
@requires(Permission.STANDARD_MANAGE)
def take_out(number: str, year: int, proof_id: int) -> ResponseReturnValue:
    """Take a proof out of the file again."""
    try:
        writing(partial(withdraw_proof, proof_id=proof_id, by=current().actor))
        flash("The proof is out of the file. That it was there stays in the record.", "good")
    except ConflictError:
        flash("Nothing was changed: it was taken out before.", "info")
    return _to_file(number, year)


def _to_file(number: str, year: int) -> ResponseReturnValue:
    target = url_for("evidence.standard_page", number=number, _anchor=f"year-{year}")
    return redirect(target, code=303)


@blueprint.get("/evidence/standards/<number>/<int:year>/memo")
@requires(Permission.STANDARD_MANAGE)
def memo(number: str, year: int) -> ResponseReturnValue:
    """Draft a memo to file from what is wrong with the year."""
    looked = _window_or_three_years()
    with reading() as session:
        files = standard_files(session, looked, today=today(), number=number)
    years = [each for file in files for each in file.years if each.year == year]
    if not years:
        abort(404)
    reasons = " ".join(found.words for found in years[0].findings)
    draft = (
        f"Memo to the file of standard {number}, {year}. {reasons} "
        "The reason is: ______. What the department did about it: ______."
    )
    return _memo_page(number, year, MemoForm(text=" ".join(draft.split())))


def _memo_page(number: str, year: int, form: MemoForm) -> str:
    return render_template("evidence/memo.html", number=number, year=year, form=form)


@blueprint.post("/evidence/standards/<number>/<int:year>/memo")
@requires(Permission.STANDARD_MANAGE)
def sign(number: str, year: int) -> ResponseReturnValue:
    """Sign the memo; it is attached to the year's file."""
    with reading() as session:
        if standard(session, number) is None:
            abort(404)
    form = MemoForm()
    if form.validate_on_submit() and "______" in str(form.text.data):
        form.text.errors = ["Fill in what the draft leaves open."]
    if form.errors:
        return _memo_page(number, year, form), 422
    writing(
        partial(sign_memo, number=number, year=year, text=str(form.text.data), by=current().actor)
    )
    flash("The memo is signed and attached.", "good")
    return _to_file(number, year)
