"""The tables of an archive hold what the journal said up to its entry, and nothing after it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.models import Journal
from lms.queries.package_tables import TABLES, PackageTable
from lms.storage.database import Database

_SEVERAL = 3
"""Entries at which each table is cut."""


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_ends_at_the_entry_that_it_is_asked_for(
    department: Database, table: PackageTable
) -> None:
    assert table.columns[-1][0] == "entry"
    with department.reading() as session:
        newest = session.execute(select(func.max(Journal.seq))).scalar_one()
        everything = list(table.rows(session, newest))
        assert all(len(row) == len(table.columns) for row in everything)
        entries = sorted({row[-1] for row in everything})
        for cut in entries[:: max(1, len(entries) // _SEVERAL)]:
            before = [row[-1] for row in table.rows(session, cut - 1)]
            assert before == [row[-1] for row in everything if row[-1] < cut]
