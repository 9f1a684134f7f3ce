"""Talks after failed attempts: who waits for one, and recording it."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.errors import ConflictError
from lms.queries.content_list import module_titles
from lms.queries.desk import WaitingTalk, waiting_talks
from lms.queries.roster import Person
from lms.queries.sittings import own_attempt
from lms.queries.standing import owed_on
from lms.services.record_talk import record_talk
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.quotations import quotations
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import TalkForm
from lms.web.training_unit.talk_rule import attempts_before_talk
from lms.web.training_unit.words import OWN_RECORD


@blueprint.get("/desk/talks")
@requires(Permission.TALK_RECORD)
def talks() -> ResponseReturnValue:
    """Show everybody whose next attempt opens with a talk."""
    with reading() as session:
        waiting = _waiting(session)
        titles = module_titles(session)
    note_view("talks")
    return render_template(
        "training_unit/talks.html", waiting=waiting, titles=titles, own=current().member_id
    )


@blueprint.get("/desk/members/<int:member_id>/talks")
@requires(Permission.TALK_RECORD)
def talk(member_id: int) -> ResponseReturnValue:
    """Show what to go over with a member, and ask for a line about it."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    return _page(member_id, TalkForm(attempt=request.args.get("attempt", "")))


@blueprint.post("/desk/members/<int:member_id>/talks")
@requires(Permission.TALK_RECORD)
def keep_talk(member_id: int) -> ResponseReturnValue:
    """Record the talk; it opens the member's next attempt."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    form = TalkForm()
    attempt_id = _number(form)
    with reading() as session:
        if own_attempt(session, attempt_id=attempt_id, member_id=member_id) is None:
            abort(404)
    if not form.validate_on_submit():
        return _page(member_id, form), 422
    try:
        writing(
            partial(
                record_talk,
                attempt_id=attempt_id,
                note=str(form.note.data),
                by=current().actor,
            )
        )
        flash("The talk is recorded. The next attempt is open.", "good")
    except ConflictError:
        flash("Nothing was changed: no talk is waiting for this attempt any more.", "info")
    if reach(current().roles, Permission.COMPLETION_VIEW) is None:
        return redirect(url_for("training_unit.talks"), code=303)
    return redirect(url_for("training_unit.member", member_id=member_id), code=303)


def _page(member_id: int, form: TalkForm) -> str:
    with reading() as session:
        waiting = _waiting(session, member_id)
        if not waiting:
            abort(404)
        wanted = _number(form)
        found = next((each for each in waiting if each.attempt_id == wanted), waiting[0])
        titles = module_titles(session)
        words = quotations(session, found.missed)
    form.attempt.data = str(found.attempt_id)
    note_view("talk", member_id=member_id)
    return render_template(
        "training_unit/talk.html",
        found=found,
        title=titles.get(found.content_id, "a module"),
        words=words,
        others=[each for each in waiting if each is not found],
        titles=titles,
        form=form,
        back=_back(found.person),
    )


def _back(person: Person) -> tuple[str, str]:
    """Where the page was reached from: the member, or the list for an instructor."""
    if reach(current().roles, Permission.COMPLETION_VIEW) is None:
        return "Talks", url_for("training_unit.talks")
    return person.full_name, url_for("training_unit.member", member_id=person.member_id)


def _number(form: TalkForm) -> int:
    text = str(form.attempt.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004


def _waiting(session: Session, member_id: int | None = None) -> tuple[WaitingTalk, ...]:
    day = today()
    return waiting_talks(
        session,
        day=day,
        period_starts=[owed.period.starts_on for owed in owed_on(session, day)],
        attempts_before_talk=attempts_before_talk(),
        member_id=member_id,
    )
