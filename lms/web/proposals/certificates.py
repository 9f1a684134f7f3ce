"""Proposing that a certificate is revoked, or that one is issued by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, TwoPersonAct
from lms.queries.certificates import ProvenCertificate, certificate_by_id
from lms.queries.roster import Person, person
from lms.queries.standing import Owed
from lms.services.acts.certificate_issue import CertificateAsked
from lms.services.acts.certificate_revoke import RevocationAsked
from lms.services.propose import propose
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading, writing
from lms.web.proposals.blueprint import blueprint
from lms.web.proposals.forms import ReasonForm
from lms.web.second_person import OWN_RECORD, offered

_REVOKED = "It was revoked before."
_STANDS = (
    "No certificate can be issued: a valid one stands, or the year is not complete. What is "
    "missing is a correction of the time."
)


@blueprint.get("/certificates/<int:certificate_id>/revocation")
@requires(Permission.CERTIFICATE_REVOKE)
def revocation(certificate_id: int) -> ResponseReturnValue:
    """Ask why a certificate is to be revoked."""
    found = _certificate(certificate_id)
    if found.member_id == current().member_id:
        return answer(403, OWN_RECORD)
    return _revocation_page(found, ReasonForm())


@blueprint.post("/certificates/<int:certificate_id>/revocation")
@requires(Permission.CERTIFICATE_REVOKE)
def propose_revocation(certificate_id: int) -> ResponseReturnValue:
    """Put the revocation before a second person."""
    found, form = _certificate(certificate_id), ReasonForm()
    if found.member_id == current().member_id:
        return answer(403, OWN_RECORD)
    if form.validate_on_submit():
        offer = partial(
            _offer, TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked(certificate_id), form
        )
        number, problem = offered(offer, refused=_REVOKED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _revocation_page(found, form), 422


@blueprint.get("/desk/members/<int:member_id>/certificate")
@requires(Permission.RECORD_CORRECT)
def issue(member_id: int) -> ResponseReturnValue:
    """Ask why a year's certificate is to be issued by hand."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    return _issue_page(*_member_and_year(member_id), ReasonForm())


@blueprint.post("/desk/members/<int:member_id>/certificate")
@requires(Permission.RECORD_CORRECT)
def propose_issue(member_id: int) -> ResponseReturnValue:
    """Put the certificate before a second person."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    (who, owed), form = _member_and_year(member_id), ReasonForm()
    if form.validate_on_submit():
        asked = CertificateAsked(
            member_id, owed.requirement.slug, owed.period.starts_on.isoformat()
        )
        offer = partial(_offer, TwoPersonAct.CERTIFICATE_ISSUE, asked, form)
        number, problem = offered(offer, refused=_STANDS)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _issue_page(who, owed, form), 422


def _offer(act: TwoPersonAct, asked: Any, form: ReasonForm) -> int:  # noqa: ANN401 - any act's
    reason = str(form.reason.data)
    return writing(partial(propose, act=act, payload=asked, reason=reason, by=current().actor))


def _certificate(certificate_id: int) -> ProvenCertificate:
    with reading() as session:
        return certificate_by_id(session, certificate_id) or abort(404)


def _member_and_year(member_id: int) -> tuple[Person, Owed]:
    with reading() as session:
        who = person(session, member_id, today()) or abort(404)
        owed = owed_in(session, request.args.get("year", type=int))
    return who, owed


def _revocation_page(found: ProvenCertificate, form: ReasonForm) -> str:
    note_view("certificate", member_id=found.member_id)
    return render_template("proposals/revocation.html", certificate=found, form=form)


def _issue_page(who: Person, owed: Owed, form: ReasonForm) -> str:
    note_view("certificate", member_id=who.member_id)
    return render_template("proposals/issue.html", who=who, owed=owed, form=form)
