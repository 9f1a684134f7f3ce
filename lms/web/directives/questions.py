"""What the policy's text leaves open, for its owner and for counsel."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.drafting import Handling
from lms.domain.errors import NotFoundError
from lms.queries.drafting import asked_of_owner
from lms.web.access import requires
from lms.web.directives.blueprint import blueprint
from lms.web.plant import reading
from lms.web.quotations import quotations

HANDLING: Mapping[Handling, tuple[str, str]] = {
    Handling.BLOCKED: ("Blocked", "locked"),
    Handling.CLEAR_CASES: ("Clear cases only", "due"),
    Handling.BACKGROUND: ("Background", "info"),
    Handling.NOT_ASKED: ("Not asked", "waiting"),
    Handling.SETTING: ("A setting decides", "progress"),
}


@blueprint.get("/policies/<policy>/questions")
@requires(Permission.DRAFTING_VIEW)
def drafting_questions(policy: str) -> ResponseReturnValue:
    """List the open points as questions, with what training does until they are answered."""
    with reading() as session:
        found = asked_of_owner(session, policy=policy)
        if found is None:
            raise NotFoundError(policy=policy)
        words = quotations(session, found.asked.provisions)
    return render_template(
        "directives/questions.html",
        found=found,
        policy=policy,
        handling=HANDLING,
        words={each.code: each for each in words},
    )
