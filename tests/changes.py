"""Entries of the change register for tests: written, reviewed, decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from lms.domain.development import (
    Confidence,
    Development,
    DevelopmentKind,
    Jurisdiction,
    Touch,
    Touched,
)
from lms.queries.developments import Entry, register_entry
from lms.services.enter_development import enter_development
from lms.services.review_development import review_development
from lms.storage.database import Database
from tests.factories import Someone
from tests.policies import SLUG

ENTRY = Development(
    code="",
    title="A court decides about assistance",
    kind=DevelopmentKind.COURT_DECISION,
    jurisdiction=Jurisdiction.STATE,
    confidence=Confidence.VERIFIED,
    date_words="February 1, 2027",
    dated_on=date(2027, 2, 1),
    effective_on=None,
    what_changed="The court decided that the rule no longer holds as it is written.",
    consequence="The section is not trained as current.",
    touched=(Touched("IV.D.2-a", Touch.SUPERSEDES, "Decided otherwise."),),
    sources=("https://example.org/decision",),
)


def superseding(codes: Sequence[str], **changes: object) -> Development:
    """An entry that supersedes some provisions."""
    touched = tuple(Touched(code, Touch.SUPERSEDES) for code in codes)
    return replace(ENTRY, touched=touched, **changes)  # type: ignore[arg-type]


def enter(database: Database, development: Development, by: Someone, slug: str = SLUG) -> str:
    """Write an entry; returns its name."""
    return database.writing(
        partial(enter_development, policy=slug, development=development, by=by.actor)
    )


def entry(database: Database, code: str) -> Entry:
    """An entry as it stands."""
    with database.reading() as session:
        found = register_entry(session, code)
    assert found is not None
    return found


def review(database: Database, code: str, by: Someone, note: str = "") -> tuple[str, ...]:
    """Review the newest version; returns the provisions that left scoring."""
    digest = entry(database, code).newest.digest
    return database.writing(
        partial(review_development, code=code, digest=digest, note=note, by=by.actor)
    )
