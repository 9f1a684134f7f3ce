"""The department's settings for pages, read anew every few seconds."""

from __future__ import annotations

import time
from datetime import UTC

from flask import current_app

from lms.domain.errors import InvalidError
from lms.domain.setting import Settings
from lms.queries.settings import settings_on
from lms.web.plant import now, reading

_KEPT_SECONDS = 5
_KEY = "lms_settings"


def settings() -> Settings | None:
    """The settings in force, at most five seconds old; None before they were decided.

    Grading and posting never use this: they read the settings inside their transaction.
    """
    kept = current_app.extensions.get(_KEY)
    if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]  # type: ignore[no-any-return]
    with reading() as session:
        try:
            found: Settings | None = settings_on(session, now().astimezone(UTC).date())
        except InvalidError:
            return None
    current_app.extensions[_KEY] = (time.monotonic(), found)
    return found
