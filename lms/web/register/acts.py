"""Reviewing a development, deciding about it, and recording what became of a bill."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission, may_approve
from lms.domain.development import DevelopmentDecision, DevelopmentKind, Outcome, Touch, is_address
from lms.domain.errors import NotFoundError
from lms.queries.content_list import listed_modules
from lms.queries.developments import Entry
from lms.services.decide_development import decide_development, record_outcome
from lms.services.review_development import ReviewedAlreadyError, review_development
from lms.web.access import current, requires
from lms.web.errors import Words, answer
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.register.blueprint import blueprint
from lms.web.register.entry import known_entry, touched_sections
from lms.web.register.forms import DecisionForm, OutcomeForm, ReviewForm
from lms.web.register.words import DECISIONS, NO_ADVICE, OUTCOMES, TOUCH_MEANS, TOUCHES

_OWN_ENTRY = Words(
    "Somebody else reviews this",
    "You wrote this version of the entry. Another person with the role reviews it.",
)
_NOT_REVIEWED = Words(
    "This waits for a review",
    "A decision is made about what somebody has reviewed. Nothing was changed.",
)


@blueprint.get("/register/<code>/review")
@requires(Permission.DEVELOPMENT_REVIEW)
def review(code: str) -> ResponseReturnValue:
    """Show the newest version whole, and what a review brings about."""
    with reading() as session:
        found = known_entry(session, code)
    if found.newest.review is not None:
        return redirect(url_for("register.entry", code=code))
    if not may_approve(author=found.newest.entered_by, approver=current().actor):
        return answer(403, _OWN_ENTRY)
    return _review_page(found, ReviewForm(digest=found.newest.digest))


@blueprint.post("/register/<code>/review")
@requires(Permission.DEVELOPMENT_REVIEW)
def keep_review(code: str) -> ResponseReturnValue:
    """Record the review; what it supersedes leaves all scoring in the same moment."""
    with reading() as session:
        found = known_entry(session, code)
    if not may_approve(author=found.newest.entered_by, approver=current().actor):
        return answer(403, _OWN_ENTRY)
    form = ReviewForm()
    if not form.validate_on_submit():
        return _review_page(found, form), 422
    try:
        leaving = writing(
            partial(
                review_development,
                code=code,
                digest=str(form.digest.data or ""),
                note=str(form.note.data or ""),
                by=current().actor,
            )
        )
    except ReviewedAlreadyError:
        flash(
            "Nothing was changed: this version is reviewed already, or is not the newest.", "info"
        )
    else:
        said = f" Not scored from now on: {', '.join(leaving)}." if leaving else ""
        flash(f"The review is recorded. The department knows of this from today.{said}", "good")
    return redirect(url_for("register.entry", code=code), code=303)


def _review_page(found: Entry, form: ReviewForm) -> str:
    with reading() as session:
        sections = touched_sections(session, found)
    leaving = [
        each.touched.provision
        for each in sections
        if each.touched.how is Touch.SUPERSEDES
        and each.words is not None
        and each.words.status in {"testable", "guarded"}
    ]
    return render_template(
        "register/review.html",
        entry=found,
        shown=found.shown,
        sections=sections,
        leaving=leaving,
        leaving_words=plural(len(leaving), "section"),
        touches=TOUCHES,
        touch_means=TOUCH_MEANS,
        form=form,
        no_advice=NO_ADVICE,
    )


@blueprint.get("/register/<code>/decision")
@requires(Permission.DEVELOPMENT_DECIDE)
def decision(code: str) -> ResponseReturnValue:
    """Ask what the department does about a reviewed development."""
    with reading() as session:
        found = known_entry(session, code)
    if found.reviewed is None:
        return answer(409, _NOT_REVIEWED)
    return _decision_page(found, DecisionForm())


@blueprint.post("/register/<code>/decision")
@requires(Permission.DEVELOPMENT_DECIDE)
def keep_decision(code: str) -> ResponseReturnValue:
    """Record the decision with its reason."""
    with reading() as session:
        found = known_entry(session, code)
    if found.reviewed is None:
        return answer(409, _NOT_REVIEWED)
    form = DecisionForm()
    _offer_modules(form)
    sound = form.validate_on_submit()
    wants_module = form.decision.data == DevelopmentDecision.MODULE
    if wants_module and not form.module.data:
        form.module.errors = ["Choose which module trains it."]
        sound = False
    if not sound:
        return _decision_page(found, form), 422
    writing(
        partial(
            decide_development,
            code=code,
            decision=DevelopmentDecision(form.decision.data),
            module=str(form.module.data) if wants_module else None,
            reason=str(form.reason.data),
            by=current().actor,
        )
    )
    flash("The decision is recorded.", "good")
    return redirect(url_for("register.entry", code=code), code=303)


def _offer_modules(form: DecisionForm) -> None:
    with reading() as session:
        modules = listed_modules(session)
    form.module.choices = [
        SelectChoice("", "Choose a module"),
        *(
            SelectChoice(each.row.version.slug, f"{each.module.number}. {each.module.title}")
            for each in modules
        ),
    ]


def _decision_page(found: Entry, form: DecisionForm) -> str:
    _offer_modules(form)
    return render_template(
        "register/decision.html",
        entry=found,
        form=form,
        decisions=DECISIONS,
        no_advice=NO_ADVICE,
    )


@blueprint.get("/register/<code>/outcome")
@requires(Permission.DEVELOPMENT_DECIDE)
def outcome(code: str) -> ResponseReturnValue:
    """Ask what became of a bill."""
    with reading() as session:
        found = known_entry(session, code)
    return _outcome_page(_bill(found), OutcomeForm())


@blueprint.post("/register/<code>/outcome")
@requires(Permission.DEVELOPMENT_DECIDE)
def keep_outcome(code: str) -> ResponseReturnValue:
    """Record it with the source; nothing opens by itself."""
    with reading() as session:
        found = _bill(known_entry(session, code))
    form = OutcomeForm()
    sound = form.validate_on_submit()
    if sound and not is_address(str(form.source.data).strip()):
        form.source.errors = ["Give the web address of a source."]
        sound = False
    true_as_of = form.true_as_of.data
    if true_as_of is not None and true_as_of > today():
        form.true_as_of.errors = ["Choose today or an earlier day."]
        sound = False
    if not sound or true_as_of is None:
        return _outcome_page(found, form), 422
    writing(
        partial(
            record_outcome,
            code=code,
            outcome=Outcome(form.outcome.data),
            true_as_of=true_as_of,
            source=str(form.source.data),
            note=str(form.note.data or ""),
            by=current().actor,
        )
    )
    flash("The outcome is recorded. Opening a blocked section still takes two people.", "good")
    return redirect(url_for("register.entry", code=code), code=303)


def _bill(found: Entry) -> Entry:
    """The entry, where it is about a bill.

    Raises:
        NotFoundError: it is about something else.
    """
    if found.shown.kind is not DevelopmentKind.BILL:
        raise NotFoundError(outcome=found.code)
    return found


def _outcome_page(found: Entry, form: OutcomeForm) -> str:
    return render_template(
        "register/outcome.html",
        entry=found,
        form=form,
        outcomes=OUTCOMES,
        waiting=found.shown.touching(Touch.AWAITS),
        no_advice=NO_ADVICE,
    )
