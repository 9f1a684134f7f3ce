"""A practice scenario to try out, the same for everybody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.domain.scenario import Scenario
from lms.models import ContentKind
from lms.queries.content import approved, things


def sample_scenario(session: Session) -> Scenario | None:
    """The first practice scenario with one item and no steps, by slug; None before approval."""
    found = things(session, approved(session, ContentKind.SCENARIO).values(), Scenario)
    fitting = [
        scenario
        for scenario in found.values()
        if scenario.use.practiced and scenario.tree is None and len(scenario.items) == 1
    ]
    return min(fitting, key=lambda scenario: scenario.id, default=None)
