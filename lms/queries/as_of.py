"""Reading the record as it was known at a place in the journal.

Every row that is never changed names the entry that brought it about. Inside ``as_of`` a
session sees the rows up to one entry only, in every query and in every subquery of it, so that
a page of today answers for a past day with the same statements. Tables without an entry of
their own are parts of rows that have one, or raw records; a query of those alone is not filtered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from lms.models import Base, Journal, JournalHead
from lms.queries.journal_place import PLACE, place_of, rows_of
from lms.queries.local_day import end_of_local_day

__all__ = ["as_of", "last_place_on", "place_of", "rows_of"]


@contextmanager
def as_of(session: Session, place: int) -> Iterator[Session]:
    """Let a session see what the journal's entries up to ``place`` brought about."""
    before = session.info.get(PLACE)
    session.info[PLACE] = place
    try:
        yield session
    finally:
        session.info[PLACE] = before


def last_place_on(session: Session, day: date) -> int:
    """The newest entry of the journal at the end of a day of the department; 0 before the first."""
    head = session.execute(select(JournalHead.seq, JournalHead.at)).one()
    if not head.seq:
        return 0
    end = end_of_local_day(session, day, head.at)
    earlier = select(Journal.seq).where(Journal.at < end)
    latest = earlier.order_by(Journal.at.desc(), Journal.seq.desc()).limit(1)
    return int(session.execute(latest).scalar() or 0)


@event.listens_for(Session, "do_orm_execute")
def _only_until(state: ORMExecuteState) -> None:
    place = place_of(state.session)
    if place is None or not state.is_select:
        return
    state.statement = state.statement.options(
        *(
            with_loader_criteria(table, _until(table, place), include_aliases=True)
            for table in _tables()
        )
    )


def _until(table: Any, place: int) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped class
    found: ColumnElement[bool] = table.event_seq <= place
    return found


@cache
def _tables() -> tuple[Any, ...]:
    """Every table whose rows name the entry that brought them about."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return tuple(each for each in classes if "event_seq" in inspect(each).columns)
