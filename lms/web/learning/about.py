"""Before the first minute: what is recorded, and a sample that records nothing."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import InvalidError
from lms.domain.pace import RULE
from lms.queries.pace import switched_on
from lms.queries.sample import sample_scenario
from lms.web.access import requires
from lms.web.answer_fields import field_of, given, shown_with_key
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.quotations import quotations

_SEED = "sample"


@blueprint.get("/training/what-is-recorded")
@requires(Permission.TRAINING_TAKE)
def about() -> ResponseReturnValue:
    """Say what the system records, who sees it, and what it is not used for."""
    with reading() as session:
        since = switched_on(session, today())
    return render_template(
        "learning/about.html", pace_since=since, pace_rule=None if since is None else RULE
    )


@blueprint.get("/training/sample")
@requires(Permission.TRAINING_TAKE)
def sample() -> ResponseReturnValue:
    """Show a practice scenario; the answer travels in the address and is kept nowhere."""
    with reading() as session:
        scenario = sample_scenario(session)
        if scenario is None:
            return render_template("learning/nothing_owed.html")
        words = quotations(session, scenario.provisions)
    item = scenario.items[0]
    try:
        answers = given(request.args, (item,), _SEED, scenario.id).answers
    except InvalidError:
        answers = {}
    answer = answers.get(item.id)
    return render_template(
        "learning/sample.html",
        scenario=scenario,
        field=field_of(item, _SEED, scenario.id, saved=answer),
        shown=None if answer is None else shown_with_key(item, answer, _SEED, scenario.id),
        words=words,
    )
