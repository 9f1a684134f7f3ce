"""Certificates by their code; unknown, malformed and never-issued codes look alike."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms.domain.certificate import CertificateStatus, clean_code, spaced
from lms.queries.certificates import certificate_by_code
from lms.queries.record import journal_head
from lms.web.access import public
from lms.web.plant import now, reading

blueprint = Blueprint("verification", __name__)

_TITLES = {
    CertificateStatus.VALID: ("good", "Valid"),
    CertificateStatus.SUPERSEDED: ("info", "Superseded by a later certificate"),
    CertificateStatus.NOT_VALID: ("bad", "Not valid. Ask the department."),
}


@blueprint.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code printed on a certificate."""
    typed = request.args.get("code", "").strip()[:64]
    if typed:
        return redirect(url_for("verification.show", code=clean_code(typed) or "unknown"))
    return render_template("verification/ask.html")


@blueprint.get("/verify/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """Show what the paper shows and whether the record stands."""
    wanted = clean_code(code)
    with reading() as session:
        found = certificate_by_code(session, wanted) if wanted else None
        head = journal_head(session)
    if found is None:
        return _unindexed(make_response(render_template("verification/unknown.html"), 404))
    kind, title = _TITLES[found.status]
    page = render_template(
        "verification/certificate.html",
        found=found,
        facts=found.facts,
        kind=kind,
        title=title,
        code=spaced(found.facts.code),
        head=head,
        checked_at=now(),
    )
    return _unindexed(make_response(page))


def _unindexed(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """Say whether the service and its database answer, and nothing else."""
    with reading() as session:
        journal_head(session)
    return jsonify(ok=True)


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Keep every crawler out."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
