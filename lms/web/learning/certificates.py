"""Certificates: issued for a module when asked for, served for ever as first rendered."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Reach
from lms.domain.errors import NotFoundError
from lms.queries.certificates import certificate_by_id
from lms.services.issue_certificate import NotCertifiableError, issue_module_certificate
from lms.services.keep_certificate import certificate_bytes
from lms.web.access import current, current_reach, own_member_id, requires
from lms.web.access_log import note_view
from lms.web.learning.blueprint import blueprint
from lms.web.plant import plant, reading, writing


@blueprint.post("/sittings/<int:sitting_id>/certificate")
@requires(Permission.ATTEMPT_SUBMIT)
def issue(sitting_id: int) -> ResponseReturnValue:
    """Issue the certificate of a passed module, or lead to the one there is."""
    try:
        certificate_id = writing(
            partial(
                issue_module_certificate,
                sitting_id=sitting_id,
                member_id=own_member_id(),
                by=current().actor,
            )
        )
    except NotCertifiableError:
        flash(
            "Certificates wait until the policy owner has entered the policy's date and number, "
            "or the Chief has signed a memo.",
            "warn",
        )
        return redirect(url_for("learning.home"), code=303)
    return redirect(url_for("learning.certificate", certificate_id=certificate_id), code=303)


@blueprint.get("/certificates/<int:certificate_id>.pdf")
@requires(Permission.CERTIFICATE_VIEW)
def certificate(certificate_id: int) -> ResponseReturnValue:
    """Serve the bytes of a certificate, the same ones for ever."""
    with reading() as session:
        found = certificate_by_id(session, certificate_id)
    if found is None or (
        current_reach() is not Reach.ALL and found.member_id != current().member_id
    ):
        raise NotFoundError(certificate=certificate_id)
    note_view("certificate", member_id=found.member_id)
    data = certificate_bytes(plant().database, plant().files, found)
    name = PurePath(f"certificate-{found.facts.period}-{found.facts.code[:5]}.pdf")
    return Response(
        data,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
