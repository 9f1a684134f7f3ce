"""What has changed since the policy was written, for everybody who works by it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.development import SPEAKS, Development, Jurisdiction
from lms.queries.developments import Entry, register
from lms.queries.provisions import ProvisionRow, provisions, revision_in_force_any
from lms.web.access import requires
from lms.web.directives.blueprint import blueprint
from lms.web.listing import chosen
from lms.web.local_day import today
from lms.web.plant import reading


@dataclass(frozen=True, slots=True)
class Update:
    """A reviewed change in plain words."""

    entry: Entry
    said: Development
    sections: tuple[ProvisionRow, ...]
    speaks: bool


@blueprint.get("/updates")
@requires(Permission.POLICY_READ)
def updates() -> ResponseReturnValue:
    """Show the changes that the department has reviewed, the newest first; no others."""
    law = chosen("law", set(Jurisdiction))
    with reading() as session:
        found = _reviewed(session)
        row = revision_in_force_any(session, day=today())
    return render_template(
        "directives/updates.html",
        updates=[each for each in found if not law or each.said.jurisdiction == law],
        every=len(found),
        law=law,
        policy=row,
    )


def _reviewed(session: Session) -> list[Update]:
    entries = [entry for entry in register(session) if entry.reviewed is not None]
    row = revision_in_force_any(session, day=today())
    known = provisions(session, revision_id=row.id, day=today()) if row else ()
    by_code = {each.code: each for each in known}
    found = [_update(entry, by_code) for entry in entries]
    found.sort(key=_newest_first, reverse=True)
    return found


def _update(entry: Entry, by_code: dict[str, ProvisionRow]) -> Update:
    version = entry.reviewed
    assert version is not None  # noqa: S101 - only reviewed ones are shown
    said = version.entry
    codes = {each.provision for each in said.touched}
    sections = tuple(row for code, row in by_code.items() if code in codes)
    return Update(entry, said, sections, bool(said.touching(*SPEAKS)))


def _newest_first(update: Update) -> tuple[str, int]:
    dated_on = update.said.in_effect_on
    return (dated_on.isoformat() if dated_on else "", update.entry.id)
