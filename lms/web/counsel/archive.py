"""The archive of the matter's years, where the matter is about the years as such."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.package import PackageKind
from lms.queries.invitations import Invitation
from lms.queries.packages import packages_of
from lms.services.ask_for_package import ask_for_package
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.counsel.blueprint import blueprint
from lms.web.counsel.first import opened
from lms.web.plant import plant, reading, writing

_MOST = 100


def _of_everybody() -> Invitation:
    """An invitation that names nobody, so that an archive of everybody is open."""
    held = opened()
    return held if not held.scope.members else abort(404)


@blueprint.post("/counsel/archives")
@requires(Permission.COUNSEL_VISIT)
def ask() -> ResponseReturnValue:
    """Ask for the full archive of the years that are open."""
    held = _of_everybody()
    writing(
        partial(
            ask_for_package,
            kind=PackageKind.ARCHIVE,
            first=held.scope.first_year,
            last=held.scope.last_year,
            by=current().actor,
        )
    )
    flash("The archive will be built. You can leave this page.", "good")
    return redirect(url_for("counsel.first"), code=303)


@blueprint.get("/counsel/archives/<int:request_id>.zip")
@requires(Permission.COUNSEL_VISIT)
@recently_confirmed
def archive(request_id: int) -> ResponseReturnValue:
    """Download an archive that one asked for oneself and that is whole."""
    held = _of_everybody()
    with reading() as session:
        found = packages_of(session, account_id=held.account_id, most=_MOST)
    wanted = next((each for each in found if each.id == request_id), None) or abort(404)
    within_years = held.scope.first_year <= wanted.first_year <= wanted.last_year
    if wanted.file_sha256 is None or not within_years or wanted.last_year > held.scope.last_year:
        abort(404)
    path = plant().files.whole(wanted.file_sha256)
    note_view("evidence package")
    note_export(f"evidence package {request_id}, {wanted.years}, entry {wanted.head_seq}")
    return send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=wanted.file_name
    )
