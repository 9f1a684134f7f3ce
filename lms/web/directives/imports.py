"""Documents on their way to a revision: uploaded, looked at, corrected, confirmed."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.content.document_store import MEDIA_TYPES, reading_bytes, stored_reading
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import LARGEST_FILE
from lms.content.safe_reading import read_safely
from lms.domain.access import Permission
from lms.domain.document_reading import DocumentReading
from lms.domain.draft import DraftWords
from lms.domain.draft_edits import EditImpossibleError, EditKind
from lms.domain.errors import ConflictError
from lms.domain.staged_document import (
    ChangedMeanwhileError,
    ShownDocument,
    UnfitTitleError,
    shown_document,
)
from lms.queries.policies import policies
from lms.queries.staged_documents import StagedRow, staged_document, staged_documents
from lms.services.stage_document import (
    UploadedFile,
    abandon_document,
    confirm_document,
    correct_document,
    stage_document,
    undo_correction,
)
from lms.web.access import current, requires
from lms.web.directives import import_words
from lms.web.directives.blueprint import blueprint
from lms.web.directives.import_forms import ActForm, UploadForm
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import plant, reading, writing

_CHANGED = "Somebody changed this document meanwhile. This is how it stands now; look once more."
_UPLOAD = LARGEST_FILE + 64 * 1024


@blueprint.get("/policies/imports")
@requires(Permission.DOCUMENT_IMPORT)
def imports() -> ResponseReturnValue:
    """List what waits for its confirmation, and ask for a document."""
    return _list(_upload_form())


@blueprint.post("/policies/imports")
@requires(Permission.DOCUMENT_IMPORT)
@takes(body=_UPLOAD)
def upload() -> ResponseReturnValue:
    """Read a document in a process of its own and stage it; a bad one leaves nothing behind."""
    form = _upload_form()
    if not form.validate_on_submit():
        return _list(form), 422
    raw = form.document.data.read(LARGEST_FILE + 1)
    try:
        found = read_safely(raw)
        document_id = _stage(form, raw, found)
    except UnreadableDocumentError as error:
        form.document.errors = [error.reason]
    except UnfitTitleError:
        form.title.errors = ["Write the title of the new policy, with letters or digits."]
    except ConflictError as error:
        form.policy.errors = [f"{str(error.facts['reason']).capitalize()}."]
    else:
        return redirect(url_for("directives.staged", document_id=document_id), code=303)
    return _list(form), 422


@blueprint.get("/policies/imports/<int:document_id>")
@requires(Permission.DOCUMENT_IMPORT)
def staged(document_id: int) -> ResponseReturnValue:
    """Show a document as the tree it was read as, beside its source."""
    row, seen = _seen(document_id)
    return render_template(
        "directives/staged.html",
        row=row,
        seen=seen,
        nodes=import_words.nodes(seen),
        source=import_words.source(seen),
        findings=import_words.head_findings(seen),
        head=import_words.head(seen),
        form=ActForm(shown=seen.digest),
    )


@blueprint.get("/policies/imports/<int:document_id>/sections/<int:at>")
@requires(Permission.DOCUMENT_IMPORT)
def section(document_id: int, at: int) -> ResponseReturnValue:
    """Show one section with what can be done to it."""
    row, seen = _seen(document_id)
    return _section(row, seen, at, ActForm(shown=seen.digest))


@blueprint.post("/policies/imports/<int:document_id>/sections/<int:at>")
@requires(Permission.DOCUMENT_IMPORT)
def correct(document_id: int, at: int) -> ResponseReturnValue:
    """Correct one section of what was shown."""
    row, seen = _seen(document_id)
    form = ActForm()
    if not form.validate_on_submit():
        return _section(row, seen, at, form), 422
    kind = EditKind(str(form.act.data))
    try:
        argument = _argument(seen, at, kind, form)
        writing(
            partial(
                correct_document,
                document_id=document_id,
                reading=seen.reading,
                shown=str(form.shown.data),
                at=at,
                kind=kind,
                argument=argument,
                by=current().actor,
            )
        )
    except EditImpossibleError as error:
        field = {EditKind.SPLIT: form.cut, EditKind.RENUMBER: form.number}.get(kind, form.act)
        field.errors = [str(error.facts["reason"])]
        return _section(row, seen, at, form), 422
    except ChangedMeanwhileError:
        flash(_CHANGED, "info")
    else:
        flash("The correction is kept.", "good")
    return redirect(f"{url_for('directives.staged', document_id=document_id)}#n{at}", code=303)


@blueprint.post("/policies/imports/<int:document_id>/undo")
@requires(Permission.DOCUMENT_IMPORT)
def undo(document_id: int) -> ResponseReturnValue:
    """Take the last correction back."""
    _row(document_id)
    writing(partial(undo_correction, document_id=document_id, by=current().actor))
    flash("The last correction is taken back.", "info")
    return redirect(url_for("directives.staged", document_id=document_id), code=303)


@blueprint.post("/policies/imports/<int:document_id>/abandonment")
@requires(Permission.DOCUMENT_IMPORT)
def abandon(document_id: int) -> ResponseReturnValue:
    """Give a document up."""
    _row(document_id)
    writing(partial(abandon_document, document_id=document_id, by=current().actor))
    flash("The import is given up. No revision came of it.", "info")
    return redirect(url_for("directives.imports"), code=303)


@blueprint.post("/policies/imports/<int:document_id>/confirmation")
@requires(Permission.DOCUMENT_IMPORT)
def confirm(document_id: int) -> ResponseReturnValue:
    """Store what was shown as a revision; nothing is put in force."""
    row, seen = _seen(document_id)
    try:
        imported = writing(
            partial(
                confirm_document,
                document_id=document_id,
                reading=seen.reading,
                reading_size=len(reading_bytes(seen.reading)),
                shown=request.form.get("shown", ""),
                by=current().actor,
            )
        )
    except ChangedMeanwhileError:
        flash(_CHANGED, "info")
    except ConflictError:
        flash("The newest revision is this document already. Nothing was stored.", "info")
    else:
        flash(f"{row.title}: revision {imported.sequence} is stored. It is not in force.", "good")
        return redirect(url_for("directives.imports"), code=303)
    return redirect(url_for("directives.staged", document_id=document_id), code=303)


def _upload_form() -> UploadForm:
    with reading() as session:
        cards = policies(session, day=today())
    form = UploadForm()
    form.policy.choices = import_words.policy_choices(cards)
    return form


def _list(form: UploadForm) -> str:
    with reading() as session:
        rows = staged_documents(session)
    return render_template("directives/imports.html", found=rows, form=form)


def _stage(form: UploadForm, raw: bytes, found: DocumentReading) -> int:
    files = plant().files
    uploaded = UploadedFile(
        sha256=files.take_in(raw),
        name=import_words.file_name(form.document.data.filename or ""),
        size=len(raw),
        media_type=MEDIA_TYPES[found.document.format],
        reading_sha256=files.take_in(reading_bytes(found)),
    )
    return writing(
        partial(
            stage_document,
            policy=str(form.policy.data) or None,
            title=str(form.title.data or ""),
            file=uploaded,
            reading=found,
            by=current().actor,
        )
    )


def _row(document_id: int) -> StagedRow:
    """A document that waits; one that is closed is not found."""
    with reading() as session:
        row = staged_document(session, document_id)
    return row if row is not None and row.is_open else abort(404)


def _seen(document_id: int) -> tuple[StagedRow, ShownDocument]:
    row = _row(document_id)
    found = stored_reading(plant().files.get(row.reading_sha256))
    return row, shown_document(found, row.edits, policy=row.policy)


def _section(row: StagedRow, seen: ShownDocument, at: int, form: ActForm) -> str:
    if at >= len(seen.draft.nodes):
        abort(404)
    form.shown.data = seen.digest
    nodes = import_words.nodes(seen)
    return render_template(
        "directives/staged_section.html",
        row=row,
        nodes=nodes[max(0, at - 1) : at + 2],
        node=nodes[at],
        form=form,
        acts=import_words.acts(seen, at),
    )


def _argument(seen: ShownDocument, at: int, kind: EditKind, form: ActForm) -> str:
    """What the act needs: of a split the number of words before those that were typed."""
    if kind is EditKind.RENUMBER:
        return str(form.number.data or "")
    if kind is not EditKind.SPLIT or at >= len(seen.draft.nodes):
        return ""
    words = DraftWords(seen.reading.document)
    return import_words.cut_before(words, seen.draft.nodes[at], str(form.cut.data or ""))
