"""The department's day at this moment."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lms.web.department import settings
from lms.web.plant import now


def today() -> date:
    """The local date of the department."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The department's date at a moment."""
    found = settings()
    return moment.astimezone(found.zone if found else UTC).date()
