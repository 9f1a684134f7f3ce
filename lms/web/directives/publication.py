"""From a draft to the revision in force: its sections, and the proposal to publish it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.coming_provisions import Choice
from lms.domain.provision import ProvisionKind, ProvisionStatus
from lms.queries.coming_revision import ComingRevision, coming_revision
from lms.queries.policies import PolicyCard, policy_card
from lms.queries.revisions import RevisionEntry, first_revision
from lms.services.acts.revision_publish import PUBLISH, RESCIND, RevisionAsked
from lms.services.choose_provision import UnfitChoiceError, choose_provision
from lms.services.propose import propose
from lms.web.access import current, recently_confirmed, requires
from lms.web.directives.blueprint import blueprint
from lms.web.directives.publication_forms import (
    ChoiceForm,
    PublicationForm,
    RescissionForm,
    words_of,
)
from lms.web.directives.publication_words import Ask, asks
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.second_person import offered

_REFUSED = "This cannot be proposed: the policy is not as it was when the page was opened."


@blueprint.get("/policies/<slug>/revisions/<int:sequence>/sections")
@requires(Permission.POLICY_DECIDE)
def coming_sections(slug: str, sequence: int) -> ResponseReturnValue:
    """List what asks on which words training stands from now on."""
    card, found = _coming(slug, sequence)
    return render_template(
        "directives/coming_sections.html", card=card, found=found, asks=asks(found)
    )


@blueprint.get("/policies/<slug>/revisions/<int:sequence>/sections/<kind>/<code>")
@requires(Permission.DOCUMENT_IMPORT)
def coming_section(slug: str, sequence: int, kind: str, code: str) -> ResponseReturnValue:
    """Ask about one section or new clause."""
    card, found = _coming(slug, sequence)
    ask = _ask(found, kind, code)
    return _section_page(card, found, ask, ChoiceForm(data=ask.filled))


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/sections/<kind>/<code>")
@requires(Permission.DOCUMENT_IMPORT)
def choose_section(slug: str, sequence: int, kind: str, code: str) -> ResponseReturnValue:
    """Keep what was decided about it."""
    card, found = _coming(slug, sequence)
    ask, form = _ask(found, kind, code), ChoiceForm()
    if not form.validate_on_submit():
        return _section_page(card, found, ask, form), 422
    try:
        writing(
            partial(
                choose_provision,
                policy=slug,
                after=sequence,
                subject=ask.subject,
                choice=_choice(form, ask),
                by=current().actor,
            )
        )
    except UnfitChoiceError as error:
        form.words.errors = list(error.messages)
        return _section_page(card, found, ask, form), 422
    flash(f"{ask.label}: kept.", "good")
    return redirect(url_for("directives.coming_sections", slug=slug, sequence=sequence), code=303)


@blueprint.get("/policies/<slug>/revisions/<int:sequence>/publication")
@requires(Permission.DOCUMENT_IMPORT)
@recently_confirmed
def publication(slug: str, sequence: int) -> ResponseReturnValue:
    """Ask from when a revision holds, and why it is published."""
    return _publication_page(_publishable(slug, sequence), PublicationForm())


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/publication")
@requires(Permission.DOCUMENT_IMPORT)
@recently_confirmed
def propose_publication(slug: str, sequence: int) -> ResponseReturnValue:
    """Put it before a second person."""
    publishable, form = _publishable(slug, sequence), PublicationForm()
    if form.validate_on_submit() and form.names_day(today()):
        asked = RevisionAsked(slug, sequence, form.day_asked, PUBLISH)
        number, problem = offered(partial(_offer, asked, form), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _publication_page(publishable, form), 422


@blueprint.get("/policies/<slug>/rescission")
@requires(Permission.DOCUMENT_IMPORT)
@recently_confirmed
def rescission(slug: str) -> ResponseReturnValue:
    """Ask from when a policy holds no more, and why."""
    return _rescission_page(_held(slug), RescissionForm())


@blueprint.post("/policies/<slug>/rescission")
@requires(Permission.DOCUMENT_IMPORT)
@recently_confirmed
def propose_rescission(slug: str) -> ResponseReturnValue:
    """Put it before a second person."""
    card, form = _held(slug), RescissionForm()
    if form.validate_on_submit() and form.names_day(today()) and card.in_force is not None:
        asked = RevisionAsked(slug, card.in_force.sequence, form.day_asked, RESCIND)
        number, problem = offered(partial(_offer, asked, form), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _rescission_page(card, form), 422


def _offer(asked: RevisionAsked, form: PublicationForm) -> int:
    return writing(
        partial(
            propose,
            act=TwoPersonAct.REVISION_PUBLISH,
            payload=asked,
            reason=str(form.reason.data),
            by=current().actor,
        )
    )


def _coming(slug: str, sequence: int) -> tuple[PolicyCard, ComingRevision]:
    """A draft that replaces a revision; anything else is not found."""
    day = today()
    with reading() as session:
        card = policy_card(session, slug=slug, day=day)
        found = coming_revision(session, policy=slug, sequence=sequence, day=day)
    if card is None or found is None or not found.at.after.is_draft:
        abort(404)
    return card, found


@dataclass(frozen=True, slots=True)
class _Publishable:
    """A draft that may come into force.

    Attributes:
        found: beside the revision it replaces; None for the first one of a policy.
    """

    card: PolicyCard
    entry: RevisionEntry
    found: ComingRevision | None


def _publishable(slug: str, sequence: int) -> _Publishable:
    with reading() as session:
        first = first_revision(session, policy=slug, sequence=sequence)
        card = policy_card(session, slug=slug, day=today())
    if first is not None and card is not None:
        return _Publishable(card, first, None)
    card, found = _coming(slug, sequence)
    return _Publishable(card, found.at.after, found)


def _held(slug: str) -> PolicyCard:
    with reading() as session:
        card = policy_card(session, slug=slug, day=today())
    if card is None or card.in_force is None:
        abort(404)
    return card


def _ask(found: ComingRevision, kind: str, code: str) -> Ask:
    subject = f"{kind}:{code}"
    return next((each for each in asks(found) if each.subject == subject), None) or abort(404)


def _choice(form: ChoiceForm, ask: Ask) -> Choice:
    if form.outcome.data != "stands":
        return Choice()
    return Choice(
        words=words_of(str(form.words.data or "")),
        label=str(form.label.data or "").strip(),
        summary=str(form.summary.data or "").strip(),
        kind=ProvisionKind(form.kind.data) if ask.is_new else None,
        status=ProvisionStatus(form.status.data) if ask.is_new else ProvisionStatus.TESTABLE,
        status_reason=str(form.status_reason.data or "").strip() if ask.is_new else "",
    )


def _section_page(card: PolicyCard, found: ComingRevision, ask: Ask, form: ChoiceForm) -> str:
    form.outcome.choices = form.outcomes(is_new=ask.is_new)
    return render_template(
        "directives/coming_section.html", card=card, found=found, ask=ask, form=form
    )


def _publication_page(publishable: _Publishable, form: PublicationForm) -> str:
    return render_template(
        "directives/publication.html",
        card=publishable.card,
        entry=publishable.entry,
        found=publishable.found,
        form=form,
    )


def _rescission_page(card: PolicyCard, form: RescissionForm) -> str:
    return render_template("directives/rescission.html", card=card, form=form)
