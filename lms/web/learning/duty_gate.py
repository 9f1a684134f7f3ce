"""Asking for the duty status again where it was stated too long ago."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.duty import is_out_of_date
from lms.queries.content import version
from lms.queries.sittings import SittingRow
from lms.web.local_day import today
from lms.web.plant import now

STATE_IT = "Say first how you are doing this training. Everything you did is kept."


def module_to_state_duty(session: Session, sitting: SittingRow) -> tuple[str, str, int] | None:
    """The policy, module and year whose page asks; None while what was stated still holds."""
    if not is_out_of_date(sitting.visited_at, now()):
        return None
    found = version(session, sitting.module_version_id)
    return found.policy, found.slug, sitting.period_start.year


def to_state_duty(asks: tuple[str, str, int]) -> ResponseReturnValue:
    """Lead to the page that asks; from there the work goes on."""
    flash(STATE_IT, "info")
    policy, module, year = asks
    named = None if year == today().year else year
    where = url_for("learning.module_page", policy=policy, module=module, year=named)
    return redirect(where, code=303)
