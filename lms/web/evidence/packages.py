"""Evidence packages: asked for here, built by the worker, downloaded when they are whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.package import PackageKind
from lms.queries.packages import PackageRow, package, packages
from lms.services.ask_for_package import ask_for_package, resume_package, stop_package
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.evidence.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import plant, reading, writing

_MOST = 30
_YEARS = NumberRange(1900, 9999, "Write the year with four digits.")


class PackageForm(FlaskForm):
    """The years a package covers."""

    kind = RadioField(
        "Which package",
        [InputRequired("Choose a package.")],
        choices=[
            SelectChoice("archive", "Full archive, for counsel"),
            SelectChoice("folder", "Thin folder of the last year, for the assessor"),
        ],
    )
    first_year = IntegerField("From the year", [InputRequired("Write a year."), _YEARS])
    last_year = IntegerField("To the year", [InputRequired("Write a year."), _YEARS])


@blueprint.get("/evidence/packages")
@requires(Permission.PACKAGE_BUILD)
def package_list() -> ResponseReturnValue:
    """List the packages, with a form to ask for another."""
    year = today().year
    return _list(PackageForm(kind="archive", first_year=year - 2, last_year=year))


@blueprint.post("/evidence/packages")
@requires(Permission.PACKAGE_BUILD)
def ask() -> ResponseReturnValue:
    """Ask for a full archive of some years."""
    form = PackageForm()
    if not form.validate_on_submit():
        return _list(form), 422
    try:
        request_id = writing(
            partial(
                ask_for_package,
                kind=PackageKind(str(form.kind.data)),
                first=int(form.first_year.data or 0),
                last=int(form.last_year.data or 0),
                by=current().actor,
            )
        )
    except InvalidError as error:
        form[str(error.facts["field"])].errors = [str(error.facts["reason"])]
        return _list(form), 422
    flash("The package will be built. You can leave this page.", "good")
    return redirect(url_for("evidence.package_page", request_id=request_id), code=303)


def _list(form: PackageForm) -> str:
    with reading() as session:
        found = packages(session, most=_MOST)
    return render_template("evidence/packages.html", packages=found, form=form)


@blueprint.get("/evidence/packages/<int:request_id>")
@requires(Permission.PACKAGE_BUILD)
def package_page(request_id: int) -> ResponseReturnValue:
    """Show how far a package is, or what it is once it is whole."""
    return render_template("evidence/package.html", package=_package(request_id))


@blueprint.post("/evidence/packages/<int:request_id>/stop")
@requires(Permission.PACKAGE_BUILD)
def stop(request_id: int) -> ResponseReturnValue:
    """Let the building end after the step it is at."""
    return _act(request_id, stop_package, "It stops after the step it is at.")


@blueprint.post("/evidence/packages/<int:request_id>/resume")
@requires(Permission.PACKAGE_BUILD)
def resume(request_id: int) -> ResponseReturnValue:
    """Let the building go on where it was."""
    return _act(request_id, resume_package, "It goes on where it was.")


def _act(request_id: int, act: Callable[..., None], words: str) -> ResponseReturnValue:
    try:
        writing(partial(act, request_id=request_id))
        flash(words, "good")
    except ConflictError:
        flash("Nothing was changed: the package is built already.", "info")
    return redirect(url_for("evidence.package_page", request_id=request_id), code=303)


@blueprint.get("/evidence/packages/<int:request_id>.zip")
@requires(Permission.PACKAGE_BUILD)
@recently_confirmed
def package_file(request_id: int) -> ResponseReturnValue:
    """Download a package that is whole."""
    found = _package(request_id)
    if found.file_sha256 is None:
        abort(404)
    path = plant().files.whole(found.file_sha256)
    note_view("evidence package")
    note_export(f"evidence package {request_id}, {found.years}, entry {found.head_seq}")
    return send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=found.file_name
    )


def _package(request_id: int) -> PackageRow:
    with reading() as session:
        return package(session, request_id) or abort(404)
