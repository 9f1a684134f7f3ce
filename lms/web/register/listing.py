"""The register as a list, filtered by its address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.development import DevelopmentKind, Jurisdiction, Standing
from lms.domain.name_search import folded, matches
from lms.queries.developments import Entry, register
from lms.queries.training_of_changes import change_training
from lms.web.access import current, requires
from lms.web.listing import Column, address, arranged, chosen, searched
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.register.blueprint import blueprint
from lms.web.register.words import (
    DAYS_DEFINED,
    JURISDICTIONS,
    KINDS,
    STANDINGS,
    standing_words,
)

_UNKNOWN = date.min


@blueprint.get("/register")
@requires(Permission.REGISTER_VIEW)
def index() -> ResponseReturnValue:
    """List what has changed, how far each has come, and what still waits for an outcome."""
    with reading() as session:
        entries = register(session)
        training = change_training(session, entries, day=today())
    counts = {
        standing: sum(entry.standing is standing for entry in entries) for standing in Standing
    }
    return render_template(
        "register/index.html",
        listing=arranged(_wanted(entries), _COLUMNS, first="-date"),
        total=len(entries),
        counts=counts,
        training=training,
        awaiting=[entry for entry in entries if entry.awaits_outcome],
        kinds=KINDS,
        jurisdictions=JURISDICTIONS,
        standings=STANDINGS,
        standing_words=standing_words,
        defined=DAYS_DEFINED,
        standing_url=lambda standing: address(standing=standing.value, page=""),
        may_enter=reach(current().roles, Permission.DEVELOPMENT_ENTER) is not None,
        may_decide=reach(current().roles, Permission.DEVELOPMENT_DECIDE) is not None,
    )


def _wanted(entries: Iterable[Entry]) -> list[Entry]:
    kind = chosen("kind", set(DevelopmentKind))
    jurisdiction = chosen("jurisdiction", set(Jurisdiction))
    standing, query = chosen("standing", set(Standing)), searched()
    return [
        entry
        for entry in entries
        if (not kind or entry.shown.kind == kind)
        and (not jurisdiction or entry.shown.jurisdiction == jurisdiction)
        and (not standing or entry.standing == standing)
        and (not query or _found_by(query, entry))
    ]


def _found_by(query: str, entry: Entry) -> bool:
    sections = [touched.provision for touched in entry.shown.touched]
    if folded(query) in {folded(section) for section in sections}:
        return True
    return matches(query, (entry.code, entry.shown.title, *sections))


_COLUMNS: tuple[Column[Entry], ...] = (
    Column("title", "What", lambda entry: (folded(entry.shown.title), entry.id)),
    Column("date", "When", lambda entry: (entry.shown.dated_on or _UNKNOWN, entry.id)),
    Column("law", "Law", lambda entry: (entry.shown.jurisdiction.value, entry.id)),
    Column("kind", "Kind", lambda entry: (entry.shown.kind.value, entry.id)),
    Column("known", "Known since", lambda entry: (entry.known_since or _UNKNOWN, entry.id)),
    Column("standing", "Standing", lambda entry: (standing_words(entry)[0], entry.id)),
)
