"""A roster file: uploaded, shown as what it changes, applied as a whole by a press."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.roster_file import LARGEST_FILE, RosterFile, read_roster
from lms.domain.access import Permission, TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.roster_document import changes_digest
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_row import RowFinding
from lms.domain.roster_sync import RosterDifference, difference
from lms.domain.two_people import TakesTwoPeopleError
from lms.queries.roster import service_histories
from lms.queries.staged_rosters import StagedRoster, compared, staged_roster, staged_rosters
from lms.services.acts.mass_separation import SeparationAsked
from lms.services.apply_roster import apply_roster
from lms.services.import_roster import RosterCounts
from lms.services.propose import propose
from lms.services.stage_roster import answer_doubts, stage_roster
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.filters import plural
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import plant, reading, writing
from lms.web.second_person import offered
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.roster_forms import ApplyForm, RosterForm, SeparationForm
from lms.web.training_unit.roster_words import questions, shown_changes

_UPLOAD = LARGEST_FILE + 64 * 1024
_CHANGED = "The roster or this file changed meanwhile. This is how it stands now; look once more."
_REFUSED = "This cannot be proposed: the file says nothing new, or a row is in doubt."


@blueprint.get("/desk/roster")
@requires(Permission.ROSTER_MANAGE)
def roster_files() -> ResponseReturnValue:
    """Ask for a roster file, and list those taken in or waiting."""
    return _list(RosterForm(), ())


@blueprint.post("/desk/roster")
@takes(body=_UPLOAD)
@requires(Permission.ROSTER_MANAGE)
def read_roster_file() -> ResponseReturnValue:
    """Read a file and stage it; one that cannot be read as a whole leaves nothing behind."""
    form = RosterForm()
    if not form.validate_on_submit():
        return _list(form, ()), 422
    raw = form.roster.data.read(LARGEST_FILE + 1)
    read = read_roster(raw)
    seen = _first_look(read)
    if read.findings:
        found = sorted((*read.findings, *seen.conflicts), key=lambda each: each.row or 0)
        form.roster.errors = [
            f"Nothing was taken in: {plural(len(found), 'mistake')}, named below."
        ]
        return _list(form, tuple(found)), 422
    plant().files.take_in(raw)
    asked = writing(
        partial(
            stage_roster,
            difference=seen,
            file_sha256=read.sha256,
            file_size=len(raw),
            media_type=read.media_type,
            by=current().actor,
        )
    )
    return redirect(url_for("training_unit.roster_file", staged_id=asked.staged_id), code=303)


@blueprint.get("/desk/roster/<int:staged_id>")
@requires(Permission.ROSTER_MANAGE)
def roster_file(staged_id: int) -> ResponseReturnValue:
    """Show what a file would change, row by row, and what is in doubt."""
    return _page(_staged(staged_id), SeparationForm())


@blueprint.post("/desk/roster/<int:staged_id>/answers")
@takes(fields=2_000)
@requires(Permission.ROSTER_MANAGE)
def answer_roster_doubts(staged_id: int) -> ResponseReturnValue:
    """Keep what a person says of the rows in doubt, and look again."""
    staged = _open(staged_id)
    badges = {row["facts"]["badge_number"] for row in staged.rows}
    known = {each.value for each in Confirmation}
    answers = {
        badge: Confirmation(text)
        for badge in sorted(badges)
        if (text := request.form.get(f"who-{badge}", "")) in known
    }
    writing(partial(answer_doubts, staged_id=staged_id, answers=answers, by=current().actor))
    return redirect(url_for("training_unit.roster_file", staged_id=staged_id), code=303)


@blueprint.post("/desk/roster/<int:staged_id>/application")
@requires(Permission.ROSTER_MANAGE)
@recently_confirmed
def apply_roster_file(staged_id: int) -> ResponseReturnValue:
    """Take a file in as it was shown: all of it, or nothing."""
    _staged(staged_id)
    shown = str(ApplyForm().shown.data or "")
    here = url_for("training_unit.roster_file", staged_id=staged_id)
    try:
        counts = writing(
            partial(apply_roster, staged_id=staged_id, shown=shown, by=current().actor)
        )
    except (ConflictError, InvalidError, TakesTwoPeopleError):
        flash(_CHANGED, "info")
        return redirect(here, code=303)
    flash(_told(counts), "good")
    return redirect(here, code=303)


@blueprint.post("/desk/roster/<int:staged_id>/proposal")
@requires(Permission.ROSTER_MANAGE)
@recently_confirmed
def propose_roster_file(staged_id: int) -> ResponseReturnValue:
    """Put a file that ends the service of many before a second person."""
    staged, form = _open(staged_id), SeparationForm()
    if form.validate_on_submit():
        asked = SeparationAsked(
            staged.id,
            staged.file_sha256,
            staged.rows_digest,
            tuple(f"{said.value} {badge}" for badge, said in sorted(staged.answers.items())),
        )
        act = TwoPersonAct.MASS_SEPARATION
        reason, by = str(form.reason.data), current().actor
        work = partial(propose, act=act, payload=asked, reason=reason, by=by)
        number, problem = offered(partial(writing, work), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _page(staged, form), 422


def _first_look(read: RosterFile) -> RosterDifference:
    with reading() as session:
        return difference(read.readable, service_histories(session), today(), unread=read.unread)


def _staged(staged_id: int) -> StagedRoster:
    with reading() as session:
        return staged_roster(session, staged_id) or abort(404)


def _open(staged_id: int) -> StagedRoster:
    """A file that waits; one that was taken in asks for nothing more."""
    staged = _staged(staged_id)
    return staged if staged.applied_at is None else abort(404)


def _list(form: RosterForm, findings: tuple[RowFinding, ...]) -> str:
    with reading() as session:
        found = staged_rosters(session)
    note_view("roster files")
    return render_template("training_unit/roster.html", form=form, findings=findings, found=found)


def _page(staged: StagedRoster, form: SeparationForm) -> str:
    with reading() as session:
        seen = compared(session, staged, today())
    note_view(f"roster file {staged.id}")
    return render_template(
        "training_unit/roster_file.html",
        staged=staged,
        seen=seen,
        parts=shown_changes(seen),
        questions=questions(seen),
        apply=ApplyForm(shown=changes_digest(seen)),
        form=form,
    )


def _told(counts: RosterCounts) -> str:
    parts = (
        (counts.added, "added"),
        (counts.changed, "changed"),
        (counts.returned, "returned"),
        (counts.separated, "separated"),
    )
    said = ", ".join(f"{count} {word}" for count, word in parts if count)
    return f"The roster is taken in: {said}." if said else "The file said nothing new."
