"""Sections of the policy as links, by the code under which records keep them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from lms.queries.provisions import provisions, revision_in_force


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section's label and where the reader shows it."""

    label: str
    url: str


def section_links(
    session: Session, *, policy: str, codes: Collection[str], day: date
) -> dict[str, SectionLink]:
    """Some sections of the revision in force, by code, in the order of the text."""
    revision = revision_in_force(session, policy=policy, day=day) if codes else None
    if revision is None:
        return {}
    return {
        row.code: SectionLink(
            row.label, url_for("directives.policy", slug=policy, _anchor=row.code)
        )
        for row in provisions(session, revision_id=revision.id, day=day, codes=codes)
    }
