"""Finding any member by name or badge, those who have left included."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.queries.roster import Person, roster
from lms.web.listing import searched
from lms.web.local_day import today
from lms.web.year_words import by_name, found_by

_MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class MemberSearch:
    """What the address asks for, and who fits; ``more`` is how many are not shown."""

    query: str
    hits: tuple[Person, ...]
    more: int


def member_search(session: Session) -> MemberSearch:
    """Search for what stands in the address; nobody is read where nothing does."""
    query = searched()
    people = roster(session, today(), serving_only=False) if query else ()
    hits = sorted((each for each in people if found_by(query, each)), key=by_name)
    return MemberSearch(query, tuple(hits[:_MOST_HITS]), max(0, len(hits) - _MOST_HITS))
