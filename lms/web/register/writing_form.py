"""Writing an entry of the register, and writing it anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission
from lms.domain.development import (
    Confidence,
    Development,
    DevelopmentKind,
    Jurisdiction,
    Touch,
    entry_findings,
)
from lms.queries.developments import Entry
from lms.queries.policies import policies
from lms.queries.provisions import provisions
from lms.services.enter_development import (
    SameEntryError,
    amend_development,
    enter_development,
)
from lms.web.access import current, requires
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.register.blueprint import blueprint
from lms.web.register.entry import known_entry
from lms.web.register.forms import DevelopmentForm
from lms.web.register.touched_rows import (
    TouchedRow,
    rows_from,
    rows_of,
    touched_of,
    with_spare,
)
from lms.web.register.words import NO_ADVICE, TOUCH_MEANS, TOUCHES

_UNNAMED = "new"


@blueprint.get("/register/new")
@requires(Permission.DEVELOPMENT_ENTER)
def new() -> ResponseReturnValue:
    """Ask for an entry."""
    return _page(DevelopmentForm(), rows_of(()), None)


@blueprint.post("/register/new")
@requires(Permission.DEVELOPMENT_ENTER)
def enter() -> ResponseReturnValue:
    """Store an entry; nothing follows from it until somebody else reviews it."""
    form, rows = DevelopmentForm(), _rows()
    _offer(form)
    development = _sound(form, rows, _UNNAMED)
    if development is None:
        return _page(form, with_spare(rows), None), 422
    code = writing(
        partial(
            enter_development,
            policy=str(form.policy.data),
            development=development,
            by=current().actor,
        )
    )
    flash("The entry is stored. Nothing follows from it until somebody else reviews it.", "good")
    return redirect(url_for("register.entry", code=code), code=303)


@blueprint.get("/register/<code>/amend")
@requires(Permission.DEVELOPMENT_ENTER)
def amend(code: str) -> ResponseReturnValue:
    """Ask for the entry's words anew, beginning with those it has."""
    with reading() as session:
        found = known_entry(session, code)
    shown = found.shown
    form = DevelopmentForm(
        policy=found.policy,
        title=shown.title,
        kind=shown.kind.value,
        jurisdiction=shown.jurisdiction.value,
        date_words=shown.date_words,
        dated_on=shown.dated_on,
        effective_on=shown.effective_on,
        what_changed=shown.what_changed,
        consequence=shown.consequence,
        confidence=shown.confidence.value,
        sources="\n".join(shown.sources),
    )
    return _page(form, rows_of(shown.touched), found)


@blueprint.post("/register/<code>/amend")
@requires(Permission.DEVELOPMENT_ENTER)
def keep_amended(code: str) -> ResponseReturnValue:
    """Store a new version; a review of an earlier one holds until this one has its own."""
    with reading() as session:
        found = known_entry(session, code)
    form, rows = DevelopmentForm(), _rows()
    _offer(form, found.policy)
    development = _sound(form, rows, code)
    if development is None:
        return _page(form, with_spare(rows), found), 422
    try:
        writing(partial(amend_development, development=development, by=current().actor))
        flash("The new version is stored, and waits for a review by somebody else.", "good")
    except SameEntryError:
        flash("Nothing was changed: the entry already says this.", "info")
    return redirect(url_for("register.entry", code=code), code=303)


def _page(form: DevelopmentForm, rows: Sequence[TouchedRow], found: Entry | None) -> str:
    _offer(form, found.policy if found else None)
    return render_template(
        "register/write.html",
        form=form,
        rows=rows,
        entry=found,
        sections=_sections(),
        touches=TOUCHES,
        touch_means=TOUCH_MEANS,
        touch=Touch,
        no_advice=NO_ADVICE,
    )


def _offer(form: DevelopmentForm, policy: str | None = None) -> None:
    with reading() as session:
        cards = policies(session, day=today())
    form.policy.choices = [
        SelectChoice(card.slug, card.title) for card in cards if policy in {None, card.slug}
    ]


def _sections() -> Mapping[str, str]:
    """The label of each section of every policy in force, by its code."""
    found: dict[str, str] = {}
    with reading() as session:
        for card in policies(session, day=today()):
            if card.revision_id is not None:
                rows = provisions(session, revision_id=card.revision_id, day=today())
                found |= {row.code: row.label for row in rows}
    return found


def _rows() -> tuple[TouchedRow, ...]:
    codes = _sections()
    by_name = {label: code for code, label in codes.items()} | {code: code for code in codes}
    return rows_from(request.form, by_name)


def _sound(form: DevelopmentForm, rows: Sequence[TouchedRow], code: str) -> Development | None:
    """The entry as it was written, or None: what is wrong is said at its field."""
    if not form.validate_on_submit() or any(row.error for row in rows):
        return None
    development = Development(
        code=code,
        title=str(form.title.data).strip(),
        kind=DevelopmentKind(form.kind.data),
        jurisdiction=Jurisdiction(form.jurisdiction.data),
        confidence=Confidence(form.confidence.data),
        date_words=str(form.date_words.data).strip(),
        dated_on=form.dated_on.data,
        effective_on=form.effective_on.data,
        what_changed=" ".join(str(form.what_changed.data).split()),
        consequence=" ".join(str(form.consequence.data).split()),
        touched=touched_of(rows),
        sources=tuple(line.strip() for line in str(form.sources.data).splitlines() if line.strip()),
    )
    wrong = entry_findings(development, _sections())
    for finding in wrong:
        name = str(finding.path[0])
        field = getattr(form, name, form.title)
        said = f"Sections: {finding.message}" if name == "touched" else finding.message
        end = "" if said.endswith("?") else "."
        field.errors = [f"{said[:1].upper()}{said[1:]}{end}"]
    return None if wrong else development
