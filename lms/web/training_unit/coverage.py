"""What asks about each section: the plan, the items, and the holes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.item import Kind
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Audience
from lms.queries.content_coverage import coverage_of
from lms.web.access import requires
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint

STATUS: Mapping[ProvisionStatus, str] = {
    ProvisionStatus.TESTABLE: "Tested",
    ProvisionStatus.GUARDED: "Tested within limits",
    ProvisionStatus.BACKGROUND: "Background",
    ProvisionStatus.BLOCKED: "Blocked",
}
PLACES: Mapping[Audience, str] = {
    Audience.OFFICER: "officer",
    Audience.OIC: "officer in charge",
    Audience.ARRESTING_OFFICER: "arresting officer",
    Audience.DISPATCH: "dispatch",
    Audience.COMMAND: "command",
}
KINDS: Mapping[Kind, str] = {
    Kind.CHOOSE_ONE: "choose one",
    Kind.CHOOSE_ALL: "choose all",
    Kind.ORDER: "put in order",
    Kind.SORT: "sort",
    Kind.STEP: "step of a decision",
}


@blueprint.get("/desk/content/coverage")
@requires(Permission.CONTENT_VIEW)
def content_coverage() -> ResponseReturnValue:
    """Show section by section what asks about it; a hole stands at the top."""
    with reading() as session:
        found = coverage_of(session, day=today())
    return render_template(
        "training_unit/coverage.html",
        found=found,
        statuses=STATUS,
        places=PLACES,
        kinds=KINDS,
    )
