"""The policy's exact words beside a page, with the address of each section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from lms.queries.developments import SinceThen, since_then
from lms.queries.provisions import provisions, revision_in_force_any
from lms.web.local_day import today


@dataclass(frozen=True, slots=True)
class Quotation:
    """A section's words, its state, where the reader shows it, and what has happened since."""

    code: str
    label: str
    words: tuple[str, ...]
    status: str
    reason: str
    url: str
    fragment_url: str
    since: tuple[SinceThen, ...]


def quotations(
    session: Session,
    codes: Iterable[str],
    *,
    since: bool = True,
    revision_id: int | None = None,
) -> tuple[Quotation, ...]:
    """The words of some sections, in the order of the policy's text.

    Args:
        since: with what reviewed developments say beside them.
        revision_id: of this revision instead of the one in force.
    """
    wanted = tuple(codes)
    revision = revision_in_force_any(session, day=today()) if wanted else None
    if revision is None:
        return ()
    rows = provisions(session, revision_id=revision_id or revision.id, day=today(), codes=wanted)
    voices = since_then(session, policy_id=revision.policy_id, provisions=wanted) if since else {}
    return tuple(
        Quotation(
            code=row.code,
            label=row.label,
            words=row.quotations,
            status=row.status.value,
            reason=row.reason,
            url=url_for("directives.policy", slug=revision.slug, _anchor=row.code),
            fragment_url=url_for("directives.drawer", slug=revision.slug, section=row.code),
            since=voices.get(row.code, ()),
        )
        for row in rows
    )
