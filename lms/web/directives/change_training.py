"""After a publication: what to look at again, and the module that trains what changed."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from lms.domain.access import Permission, may_approve, may_approve_checklist, reach
from lms.domain.errors import InvalidError
from lms.queries.change_training import ChangeTraining, StaleThing, change_training
from lms.queries.content import Version
from lms.queries.policies import policy_card
from lms.services.approve_change_module import approve_change_module
from lms.services.draft_change_module import NothingToAskError, draft_change_module
from lms.services.reconfirm_content import reconfirm_content
from lms.web.access import current, requires
from lms.web.directives.blueprint import blueprint
from lms.web.fields import PlainDateField
from lms.web.local_day import today
from lms.web.plant import reading, writing

_CHECKLIST = "checklist"


class DueForm(FlaskForm):
    """By when the module is due."""

    due_on = PlainDateField("Due by", validators=[InputRequired("Choose the day.")])


@blueprint.get("/policies/<slug>/revisions/<int:sequence>/training")
@requires(Permission.CONTENT_APPROVE)
def revision_training(slug: str, sequence: int) -> ResponseReturnValue:
    """Show what a published revision asks of training."""
    return _page(slug, _found(slug, sequence), DueForm())


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/training/<int:version_id>")
@requires(Permission.CONTENT_APPROVE)
def reconfirm(slug: str, sequence: int, version_id: int) -> ResponseReturnValue:
    """Say that a scenario, lesson, module or checklist is right on the new words too."""
    stale = {each.version.id: each for each in _stale(_found(slug, sequence))}
    each = stale.get(version_id) or abort(404)
    if not _may_reconfirm(each.version):
        abort(403)
    writing(partial(reconfirm_content, policy=slug, version_ids=(version_id,), by=current().actor))
    flash(f"“{each.title}” is approved on the new words.", "good")
    return _back(slug, sequence)


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/training")
@requires(Permission.DOCUMENT_IMPORT)
def draft_module(slug: str, sequence: int) -> ResponseReturnValue:
    """Draft the module that trains what changed."""
    found, form = _found(slug, sequence), DueForm()
    if not form.validate_on_submit() or form.due_on.data is None:
        return _page(slug, found, form), 422
    work = partial(
        draft_change_module,
        policy=slug,
        sequence=sequence,
        due_on=form.due_on.data,
        by=current().actor,
    )
    try:
        writing(work)
    except InvalidError as error:
        form.due_on.errors = [str(error.facts.get("reason", ""))]
        return _page(slug, found, form), 422
    except NothingToAskError:
        form.form_errors = [
            "No approved scenario asks about what changed yet. Approve one again, or write one."
        ]
        return _page(slug, found, form), 422
    flash("The module is drafted. Somebody else approves it.", "good")
    return _back(slug, sequence)


@blueprint.post("/policies/<slug>/revisions/<int:sequence>/training/approval")
@requires(Permission.CONTENT_APPROVE)
def approve_module(slug: str, sequence: int) -> ResponseReturnValue:
    """Approve the drafted module with its lessons; it is assigned at once."""
    found = _found(slug, sequence)
    if found.module is None or found.module.state != "in-review":
        abort(404)
    if not may_approve(author=found.module.author_id, approver=current().actor):
        abort(403)
    writing(partial(approve_change_module, policy=slug, sequence=sequence, by=current().actor))
    flash("Approved, and assigned to the people whose training rests on what changed.", "good")
    return _back(slug, sequence)


def _found(slug: str, sequence: int) -> ChangeTraining:
    with reading() as session:
        found = change_training(session, policy=slug, sequence=sequence, day=today())
    return found or abort(404)


def _stale(found: ChangeTraining) -> tuple[StaleThing, ...]:
    """Everything in use that is to be looked at again."""
    scenarios = (StaleThing(each.version, each.scenario.title, each.codes) for each in found.stale)
    return (*scenarios, *found.stale_others)


def _may_reconfirm(version: Version) -> bool:
    someone = current().actor
    if version.kind.value == _CHECKLIST and not may_approve_checklist(someone):
        return False
    return may_approve(author=version.author_id, approver=someone)


def _back(slug: str, sequence: int) -> ResponseReturnValue:
    return redirect(url_for("directives.revision_training", slug=slug, sequence=sequence), code=303)


def _page(slug: str, found: ChangeTraining, form: DueForm) -> str:
    with reading() as session:
        card = policy_card(session, slug=slug, day=today())
    someone = current()
    return render_template(
        "directives/revision_training.html",
        card=card,
        found=found,
        form=form,
        may_draft=reach(someone.roles, Permission.DOCUMENT_IMPORT) is not None,
        may_approve_module=found.module is not None
        and may_approve(author=found.module.author_id, approver=someone.actor),
        not_mine=frozenset(
            each.version.id for each in _stale(found) if not _may_reconfirm(each.version)
        ),
    )
