"""One development: what is known, which sections it touches, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, may_approve, reach
from lms.domain.development import DevelopmentKind, Touch, Touched
from lms.domain.errors import NotFoundError
from lms.queries.content_list import module_titles
from lms.queries.developments import Entry, register_entry
from lms.queries.training_of_changes import change_training
from lms.web.access import current, requires
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.quotations import Quotation, quotations
from lms.web.register.blueprint import blueprint
from lms.web.register.words import (
    CONFIDENCES,
    DAYS_DEFINED,
    DECISIONS,
    JURISDICTIONS,
    KINDS,
    OUTCOMES,
    TOUCH_MEANS,
    TOUCHES,
    standing_words,
)


@dataclass(frozen=True, slots=True)
class TouchedSection:
    """A section that an entry touches, with its words."""

    touched: Touched
    words: Quotation | None


def known_entry(session: Session, code: str) -> Entry:
    """The entry of that name.

    Raises:
        NotFoundError: there is none.
    """
    found = register_entry(session, code)
    if found is None:
        raise NotFoundError(development=code)
    return found


def touched_sections(session: Session, entry: Entry) -> tuple[TouchedSection, ...]:
    """The sections of the newest version, in its order."""
    codes = [each.provision for each in entry.shown.touched]
    words: Mapping[str, Quotation] = {
        each.code: each for each in quotations(session, codes, since=False)
    }
    return tuple(TouchedSection(each, words.get(each.provision)) for each in entry.shown.touched)


@blueprint.get("/register/<code>")
@requires(Permission.REGISTER_VIEW)
def entry(code: str) -> ResponseReturnValue:
    """Show one development with its history."""
    with reading() as session:
        found = known_entry(session, code)
        sections = touched_sections(session, found)
        training = change_training(session, (found,), day=today()).get(code)
        titles = module_titles(session)
    roles = current().roles
    own = not may_approve(author=found.newest.entered_by, approver=current().actor)
    return render_template(
        "register/entry.html",
        entry=found,
        shown=found.shown,
        sections=sections,
        training=training,
        titles=titles,
        kinds=KINDS,
        jurisdictions=JURISDICTIONS,
        confidences=CONFIDENCES,
        touches=TOUCHES,
        touch_means=TOUCH_MEANS,
        decisions=DECISIONS,
        outcomes=OUTCOMES,
        standing=standing_words(found),
        defined=DAYS_DEFINED,
        gate=found.shown.touching(Touch.SUPERSEDES),
        is_bill=found.shown.kind is DevelopmentKind.BILL,
        own=own,
        may_enter=reach(roles, Permission.DEVELOPMENT_ENTER) is not None,
        may_review=reach(roles, Permission.DEVELOPMENT_REVIEW) is not None,
        may_decide=reach(roles, Permission.DEVELOPMENT_DECIDE) is not None,
    )
