"""The tables of a full archive, with the meaning of each column, up to one journal entry.

Reasons of leave and exemption, notes of talks, points and answers are in none of them: an
archive says completion, minutes and "passed". An officer's own statement stands in it whole.
Rows come in pieces, so that memory stays flat.
"""

from __future__ import annotations

from lms.queries.package_tables import (
    credit,
    desks,
    fairness,
    outside,
    people,
    rules,
    training,
    years,
)
from lms.queries.package_tables.table import PackageTable

__all__ = ["TABLES", "PackageTable"]

TABLES = (
    *people.TABLES,
    *training.TABLES,
    *credit.TABLES,
    *outside.TABLES,
    *fairness.TABLES,
    *rules.TABLES,
    *years.TABLES,
    *desks.TABLES,
)
"""In the order of the archive."""
