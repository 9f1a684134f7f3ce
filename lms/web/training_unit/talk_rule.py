"""After how many failed attempts a talk opens the next one, for pages."""

from __future__ import annotations

from lms.web.department import settings


def attempts_before_talk() -> int:
    """The department's setting; where nobody decided it yet, nobody has an attempt either."""
    found = settings()
    return found.attempts_before_talk if found else 1
