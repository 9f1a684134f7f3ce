"""Handing a desk over: choosing the successor and writing what they should know."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.domain.handover import GENERAL, LONGEST_NOTE, Desk, desks_of, document_of, shown
from lms.domain.open_matter import AREAS, MatterKind
from lms.queries.desk_state import desk_state
from lms.queries.handovers import holders, open_handover
from lms.services.hand_over import start_handover
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.handover import words
from lms.web.handover.blueprint import blueprint
from lms.web.handover.forms import OfferForm
from lms.web.handover.overview import asked_desk, may_manage_accounts
from lms.web.local_day import today
from lms.web.plant import now, reading, writing

_NOTE = "note-"


def _own_desk() -> Desk:
    """The desk that the address names, where this person holds it."""
    desk = asked_desk()
    return desk if desk in desks_of(current().roles) else abort(403)


@blueprint.get("/desk/handover/new")
@requires(Permission.HANDOVER_MAKE)
def new() -> ResponseReturnValue:
    """Show what goes over, with room for a note on each matter."""
    desk = _own_desk()
    with reading() as session:
        found = open_handover(session, desk)
    if found is not None:
        return redirect(url_for("handover.page", handover_id=found))
    return _page(desk, OfferForm())


@blueprint.post("/desk/handover/new")
@requires(Permission.HANDOVER_MAKE)
def start() -> ResponseReturnValue:
    """Freeze what is open and put it before the successor."""
    desk, form = _own_desk(), OfferForm()
    form.successor.choices = _choices(desk)
    notes = _notes()
    too_long = [key for key, said in notes.items() if len(said.strip()) > LONGEST_NOTE]
    if not form.validate_on_submit() or too_long:
        if too_long:
            form.form_errors = [f"Keep each note under {LONGEST_NOTE:,} characters."]
        return _page(desk, form), 422
    try:
        number = writing(
            partial(
                start_handover,
                desk=desk,
                successor_id=form.successor.data,
                notes={**notes, GENERAL: form.general.data or ""},
                by=current().actor,
            )
        )
    except ConflictError:
        flash("Nothing was recorded: the desk is being handed over already.", "info")
        return redirect(url_for("handover.overview", desk=desk.value), code=303)
    flash("It is with your successor. Until they answer you can take it back.", "good")
    return redirect(url_for("handover.page", handover_id=number), code=303)


def _notes() -> dict[str, str]:
    kinds = [kind.value for kind in MatterKind]
    return {kind: request.form.get(f"{_NOTE}{kind}", "") for kind in kinds}


def _choices(desk: Desk) -> list[tuple[int, str]]:
    with reading() as session:
        found = holders(session, desk, now=now(), day=today())
    own = current().account_id
    return [(each.account_id, each.name) for each in found if each.account_id != own]


def _page(desk: Desk, form: OfferForm) -> str:
    form.successor.choices = _choices(desk)
    with reading() as session:
        state = desk_state(session, desk, now=now())
    note_view("what is open on a desk")
    return render_template(
        "handover/new.html",
        desk=desk,
        name=words.desk_name(desk),
        state=shown(document_of(state, seq=0, head="")),
        areas=AREAS,
        form=form,
        notes=_notes(),
        prefix=_NOTE,
        rule=words.NO_RIGHTS,
        may_manage=may_manage_accounts(),
        words=words,
    )
