"""Asking for the duty status again where it was stated too long ago."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.duty import is_out_of_date
from lms.queries.content import version
from lms.queries.sittings import SittingRow
from lms.web.plant import now

STATE_IT = "Say first how you are doing this training. Everything you did is kept."


def module_to_state_duty(session: Session, sitting: SittingRow) -> tuple[str, str] | None:
    """The policy and module whose page asks, or None while what was stated still holds."""
    if not is_out_of_date(sitting.visited_at, now()):
        return None
    found = version(session, sitting.module_version_id)
    return found.policy, found.slug


def to_state_duty(module: tuple[str, str]) -> ResponseReturnValue:
    """Lead to the page that asks; from there the work goes on."""
    flash(STATE_IT, "info")
    return redirect(url_for("learning.module_page", policy=module[0], module=module[1]), code=303)
