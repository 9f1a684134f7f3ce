"""Certificates by their code; unknown, malformed and never-issued codes look alike.

A source that asks for many codes that do not exist waits a while, whatever it asks for next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from flask import (
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from lms.domain.certificate import CertificateFacts, CertificateStatus, clean_code, spaced
from lms.domain.sign_in import source_is_spraying
from lms.queries.certificates import certificate_by_code
from lms.queries.code_guesses import code_guesses
from lms.queries.record import journal_head
from lms.queries.recovery import is_lost_certificate, open_recovery
from lms.services.count_unknown_code import count_unknown_code
from lms.web.access import public
from lms.web.errors import answer
from lms.web.filters import day as day_words
from lms.web.plant import now, reading, writing
from lms.web.verification.blueprint import blueprint
from lms.web.verification.unindexed import unindexed

_UNKNOWN = "unknown"
_LONGEST_TYPED = 64
_VERDICTS: Mapping[CertificateStatus, tuple[str, str, str]] = {
    CertificateStatus.VALID: (
        "good",
        "Valid",
        (
            "This certificate is in the department\u2019s record as printed. "
            "Compare each line with the paper."
        ),
    ),
    CertificateStatus.SUPERSEDED: (
        "warn",
        "Superseded",
        "It was issued as printed. A later certificate has taken its place.",
    ),
    CertificateStatus.INCONSISTENT: (
        "bad",
        "Record inconsistent, not valid",
        (
            "What the record holds under this code is not proven by the department\u2019s journal. "
            "Do not rely on it; ask the department."
        ),
    ),
    CertificateStatus.NOT_VALID: (
        "bad",
        "Not valid, ask the department",
        "Do not rely on this certificate, even where each line is as printed.",
    ),
}


@blueprint.get("/verify")
@public
def ask() -> ResponseReturnValue:
    """Ask for the code printed on a certificate."""
    typed = request.args.get("code", "").strip()[:_LONGEST_TYPED]
    if typed:
        return redirect(url_for("verification.show", code=clean_code(typed) or _UNKNOWN))
    return unindexed(make_response(render_template("verification/ask.html")))


@blueprint.get("/verify/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """Show what the paper shows and whether the record stands."""
    moment, source, wanted = now(), request.remote_addr or "unknown", clean_code(code)
    with reading() as session:
        if source_is_spraying(code_guesses(session, source=source), moment):
            return unindexed(make_response(answer(429)))
        found = certificate_by_code(session, wanted) if wanted else None
        head = journal_head(session)
        lost = bool(wanted and not found and is_lost_certificate(session, wanted))
        recovering = found is None and open_recovery(session) is not None
    if lost:
        return unindexed(make_response(render_template("verification/lost.html")))
    if found is None:
        writing(partial(count_unknown_code, source=source))
        return unindexed(
            make_response(render_template("verification/unknown.html", recovering=recovering), 404)
        )
    kind, title, words = _VERDICTS[found.status]
    page = render_template(
        "verification/certificate.html",
        kind=kind,
        title=title,
        words=words,
        lines=_lines(found.facts, found.facts_digest),
        ended_at=found.ended_at,
        superseded=found.status is CertificateStatus.SUPERSEDED,
        demonstration_paper=found.facts.demonstration,
        head=head,
        checked_at=moment,
    )
    return unindexed(make_response(page))


def _lines(facts: CertificateFacts, digest: str) -> list[tuple[str, str]]:
    """What the paper shows, line by line."""
    minutes = [
        (
            f"Minutes, {limb.title.casefold()}",
            f"{limb.verified} verified, {limb.credited} credited",
        )
        for limb in facts.limbs
    ]
    owed = [("Minutes asked for", str(facts.minutes_owed))] if facts.minutes_owed else []
    return [
        ("Name", facts.member_name),
        ("Rank and badge", f"{facts.rank}, {facts.badge_number}"),
        ("Department", facts.department),
        ("Completed", facts.completed),
        ("Policy", f"{facts.policy_title}, {facts.policy_revision}"),
        *minutes,
        *owed,
        ("An hour is", facts.hour_definition),
        *([("MPTC hours", facts.mptc)] if facts.mptc else []),
        ("Result", facts.outcome.capitalize()),
        ("Completed on", _date(facts.completed_on)),
        ("Issued", f"{_date(facts.issued_on)}, by the {facts.issuing_official}"),
        ("How", facts.delivery.capitalize()),
        ("Code", spaced(facts.code)),
        ("Digest of the facts", digest),
        ("Journal head before", facts.journal_head),
        *([("Newest signed head", facts.signed_head)] if facts.signed_head else []),
    ]


def _date(text: str) -> str:
    return day_words(date.fromisoformat(text))


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """Say that the service and its database answer, and nothing else."""
    with reading() as session:
        journal_head(session)
    return jsonify(ok=True)


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Keep every crawler out."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
