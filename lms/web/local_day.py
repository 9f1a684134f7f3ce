"""The department's day at this moment."""

from __future__ import annotations

from datetime import UTC, date

from lms.web.department import settings
from lms.web.plant import now


def today() -> date:
    """The local date of the department."""
    found = settings()
    return now().astimezone(found.zone if found else UTC).date()
