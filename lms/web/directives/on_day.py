"""The time machine: a policy, and what training did with each section, on any day."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import NotFoundError
from lms.queries.policies import policy_card
from lms.queries.policy_reader import read_policy
from lms.web.access import requires
from lms.web.directives import sections
from lms.web.directives.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading


@blueprint.get("/policies/<slug>/on")
@requires(Permission.POLICY_READ)
def choose_day(slug: str) -> ResponseReturnValue:
    """Lead to the day that was chosen, or to today."""
    day = _day(request.args.get("day", "")) or today()
    return redirect(url_for("directives.on_day", slug=slug, day=day.isoformat()))


@blueprint.get("/policies/<slug>/on/<day>")
@requires(Permission.POLICY_READ)
def on_day(slug: str, day: str) -> ResponseReturnValue:
    """Show the revision that held on a day, with the statuses of that day."""
    then = _day(day)
    if then is None:
        raise NotFoundError(day=day)
    with reading() as session:
        card = policy_card(session, slug=slug, day=then)
        if card is None:
            raise NotFoundError(policy=slug)
        held = card.in_force
        read = read_policy(session, revision_id=held.id, day=then) if held else None
    return render_template(
        "directives/on_day.html",
        card=card,
        held=held,
        then=then,
        day=today(),
        groups=sections.whole(read, {}) if read else (),
        provisions=read.revision.provisions if read else (),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
