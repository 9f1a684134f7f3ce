"""A certificate's file, dropped in by anybody and compared with the record; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from threading import BoundedSemaphore

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.safe_paper import LARGEST_PAPER
from lms.domain.certificate import spaced
from lms.domain.paper_check import PaperVerdict
from lms.domain.sign_in import source_is_spraying
from lms.queries.code_guesses import code_guesses
from lms.services.check_paper import CheckedPaper, check_paper
from lms.services.count_unknown_code import count_unknown_code
from lms.web.access import public
from lms.web.errors import answer
from lms.web.limits import takes
from lms.web.plant import now, plant, reading, writing
from lms.web.verification.blueprint import blueprint
from lms.web.verification.unindexed import unindexed

_AT_ONCE = BoundedSemaphore(2)
_PATIENCE_SECONDS = 5
_ISSUED = "The file is the one the department issued, byte for byte. What it says now:"
_VERDICTS: Mapping[PaperVerdict, tuple[str, str, str]] = {
    PaperVerdict.SAME_WORDS: (
        "warn",
        "Not the file that was issued",
        (
            "It spells the same words, but it is another file: something in it was changed or "
            "added. Rely on the record\u2019s page, not on this file."
        ),
    ),
    PaperVerdict.OTHER_WORDS: (
        "bad",
        "Changed: do not rely on this file",
        "It names a certificate of the record and does not say what the record says.",
    ),
    PaperVerdict.NO_CODE: (
        "bad",
        "No certificate of ours",
        "The file names no code of a certificate. If it is a scan, type the code instead.",
    ),
    PaperVerdict.SEVERAL_CODES: (
        "bad",
        "No certificate of ours",
        "The file names several codes, which no certificate does.",
    ),
    PaperVerdict.UNKNOWN_CODE: (
        "bad",
        "Not valid, ask the department",
        "No certificate is recorded under the code in the file.",
    ),
}


class PaperForm(FlaskForm):
    """The file of one certificate."""

    paper = FileField(
        "PDF of the certificate",
        validators=[FileRequired("Choose the PDF.")],
        description="At most 3 MB. It is compared and not kept.",
    )


@blueprint.get("/verify/paper")
@public
def paper() -> ResponseReturnValue:
    """Ask for the file."""
    return unindexed(make_response(_page(PaperForm(formdata=None))))


@blueprint.post("/verify/paper")
@public
@takes(body=LARGEST_PAPER + 65_536, fields=4)
def compare() -> ResponseReturnValue:
    """Compare the file; the one that was issued leads to what the record says of it now."""
    source, moment = request.remote_addr or "unknown", now()
    with reading() as session:
        if source_is_spraying(code_guesses(session, source=source), moment):
            return unindexed(make_response(answer(429)))
    form = PaperForm()
    if not form.validate_on_submit():
        return unindexed(make_response(_page(form), 422))
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        return unindexed(make_response(answer(503)))
    try:
        checked = check_paper(plant().database, plant().files, form.paper.data.read(LARGEST_PAPER))
    except UnreadableDocumentError as error:
        form.paper.errors = [str(error.facts["reason"])]
        return unindexed(make_response(_page(form), 422))
    finally:
        _AT_ONCE.release()
    if checked.verdict is PaperVerdict.ISSUED and checked.certificate is not None:
        flash(_ISSUED, "good")
        code = checked.certificate.facts.code
        return redirect(url_for("verification.show", code=code), code=303)
    if checked.certificate is None:
        writing(partial(count_unknown_code, source=source))
    return unindexed(make_response(_page(form, checked), 422))


def _page(form: PaperForm, checked: CheckedPaper | None = None) -> str:
    found = checked.certificate if checked else None
    return render_template(
        "verification/paper.html",
        form=form,
        verdict=_VERDICTS[checked.verdict] if checked else None,
        missing=[(each.label, each.recorded) for each in checked.missing] if checked else [],
        added=checked.added if checked else (),
        code=found.facts.code if found else "",
        code_words=spaced(found.facts.code) if found else "",
    )
