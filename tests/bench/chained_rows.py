"""Rows of a bench with the journal's entries behind them, chained and inserted together."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.events import Event
from lms.domain.journal_chain import link
from lms.models import Journal, JournalHead

_AT_ONCE = 5_000
_GROW = update(JournalHead).values(
    seq=bindparam("newest"), leaf_hash=bindparam("digest"), at=bindparam("moment")
)


class ChainedRows:
    """Rows to insert, and the chain of entries behind them."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self.now = session, now
        self.head = session.execute(select(JournalHead.seq, JournalHead.leaf_hash)).one()
        self._seq, self._digest = self.head
        self._entries: list[dict[str, Any]] = []
        self._rows: defaultdict[type[Any], list[dict[str, Any]]] = defaultdict(list)

    def happened(self, event: Event) -> int:
        """Chain an entry; returns its place."""
        at = self.now.isoformat(timespec="milliseconds")
        facts = {"kind": event.kind, "data": event.data(), "at": at, "by": None}
        entry = link(self._seq, self._digest, facts)
        self._seq, self._digest = entry.seq, entry.leaf_hash
        self._entries.append(
            {
                "seq": entry.seq,
                "version": entry.version,
                "kind": event.kind,
                "at": self.now,
                "body": entry.body,
                "leaf_hash": entry.leaf_hash,
            }
        )
        return entry.seq

    def add(self, table: type[Any], **values: object) -> None:
        """Add a row to those that are inserted."""
        self._rows[table].append(values)

    def store(self) -> None:
        """Insert everything, the entries first, and move the head."""
        self._insert(Journal, self._entries)
        grown = [
            {"newest": each["seq"], "digest": each["leaf_hash"], "moment": self.now}
            for each in self._entries
        ]
        self._session.connection().execute(_GROW, grown)
        for table, rows in self._rows.items():
            self._insert(table, rows)
        self._entries, self._rows = [], defaultdict(list)

    def _insert(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        for at in range(0, len(rows), _AT_ONCE):
            self._session.execute(insert(table), rows[at : at + _AT_ONCE])
