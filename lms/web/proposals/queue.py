"""What waits for a second person, one proposal, and its decision."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Actor, Permission, TwoPersonAct, reach
from lms.domain.two_people import (
    DecidedError,
    ProposalOutcome,
    StaleProposalError,
    is_about,
    may_decide,
)
from lms.queries.proposals import (
    ProposalRow,
    proposal_seen_by,
    proposals_by,
    waiting_proposals,
)
from lms.services.decide_proposal import decide_proposal
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.plant import now, reading, writing
from lms.web.proposals.blueprint import blueprint
from lms.web.proposals.forms import DecisionForm
from lms.web.proposals.words import shown
from lms.web.second_person import outside, visible


@blueprint.get("/proposals")
@requires(Permission.PROPOSAL_VIEW)
def waiting() -> ResponseReturnValue:
    """Show what waits for a second person, the oldest first."""
    actor, moment = current().actor, now()
    with reading() as session:
        rows = waiting_proposals(session, acts=visible(actor))
    note_view("proposals")
    return render_template(
        "proposals/waiting.html",
        proposals=[(shown(row, moment), _why_not(row, actor)) for row in rows],
    )


@blueprint.get("/proposals/mine")
@requires(Permission.PROPOSAL_VIEW)
def mine() -> ResponseReturnValue:
    """Show what this person proposed, and what became of it."""
    moment = now()
    with reading() as session:
        rows = proposals_by(session, account_id=current().account_id)
    return render_template("proposals/mine.html", proposals=[shown(row, moment) for row in rows])


@blueprint.get("/proposals/<int:proposal_id>")
@requires(Permission.PROPOSAL_VIEW)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """Show one proposal: what would change, why, and who decides."""
    return _page(_seen(proposal_id), DecisionForm())


@blueprint.post("/proposals/<int:proposal_id>/decision")
@requires(Permission.PROPOSAL_DECIDE)
def decide(proposal_id: int) -> ResponseReturnValue:
    """Approve or decline; an approved one is carried out in the same step."""
    row, form = _seen(proposal_id), DecisionForm()
    if _why_not(row, current().actor) and row.outcome is None:
        abort(403)
    if not form.validate_on_submit() or not _has_note(form):
        return _page(row, form), 422
    outcome = ProposalOutcome(form.outcome.data)
    return _settled(proposal_id, outcome, str(form.note.data or ""))


@blueprint.post("/proposals/<int:proposal_id>/withdrawal")
@requires(Permission.PROPOSAL_VIEW)
@recently_confirmed
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Take back what one proposed oneself."""
    row = _seen(proposal_id)
    if row.proposed_by != current().account_id:
        abort(403)
    return _settled(proposal_id, ProposalOutcome.WITHDRAWN, "")


def _settled(proposal_id: int, outcome: ProposalOutcome, note: str) -> ResponseReturnValue:
    """Decide it, and say what came of that."""
    work = partial(
        decide_proposal, proposal_id=proposal_id, outcome=outcome, note=note, by=current().actor
    )
    try:
        writing(work)
    except DecidedError:
        flash("Nothing was changed: it was decided before.", "info")
    except StaleProposalError:
        flash(
            "Nothing was changed: what it rests on is not the same any more. Decline it, and "
            "have it proposed again.",
            "warn",
        )
    else:
        flash(_SAID[outcome], "good")
    return redirect(url_for("proposals.proposal", proposal_id=proposal_id), code=303)


_SAID = {
    ProposalOutcome.APPROVED: "Approved, and done.",
    ProposalOutcome.DECLINED: "Declined. Nothing was changed.",
    ProposalOutcome.WITHDRAWN: "Withdrawn. Nothing was changed.",
}


def _has_note(form: DecisionForm) -> bool:
    if form.outcome.data == ProposalOutcome.DECLINED.value and not (form.note.data or "").strip():
        form.note.errors = ["Say why you decline."]
    return not form.errors


def _seen(proposal_id: int) -> ProposalRow:
    actor = current().actor
    with reading() as session:
        row = proposal_seen_by(
            session,
            proposal_id=proposal_id,
            acts=visible(actor),
            account_id=current().account_id,
        )
    return row or abort(404)


def _why_not(row: ProposalRow, actor: Actor) -> str:
    """Why this person does not decide it; empty where they may."""
    if row.proposed_by == actor.account_id:
        return "You proposed it."
    if is_about(actor, row.about):
        return "It is about you."
    if not may_decide(row.act, actor, outside=outside()):
        return "Your role proposes this and does not decide it."
    return ""


def _page(row: ProposalRow, form: DecisionForm) -> str:
    note_view(f"proposal {row.id}", member_id=row.about.member_id)
    return render_template(
        "proposals/proposal.html",
        proposal=shown(row, now()),
        form=form,
        own=row.proposed_by == current().account_id,
        why_not=_why_not(row, current().actor),
        file_url=_file_url(row),
    )


def _file_url(row: ProposalRow) -> str:
    """Where the lines and scans of a proposal are looked at; empty where it has none."""
    roles = current().roles
    if row.act is TwoPersonAct.PAPER_IMPORT and reach(roles, Permission.COMPLETION_VIEW):
        staged_id = row.payload["asked"]["staged_id"]
        return url_for("training_unit.paper_file", staged_id=staged_id)
    return ""
