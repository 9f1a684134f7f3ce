"""Whether an installation may serve: its tables fit the code, and its address fits its data."""

from __future__ import annotations

from datetime import date

from lms.domain.errors import InvalidError
from lms.queries.settings import settings_on
from lms.storage.database import Database
from lms.storage.schema import misfit


def unready(database: Database, *, reached_in_plain: bool) -> str:
    """Why pages must not be served, as a sentence with its remedy; empty where they may.

    Args:
        reached_in_plain: whether people come over plain http from other machines.
    """
    wrong = misfit(database.engine)
    if wrong:
        return wrong
    if reached_in_plain and not _demonstration(database, database.clock().date()):
        return (
            "LMS_BASE_URL is plain http and other machines reach it, so passwords would travel "
            "readable. Put TLS in front (deploy/nginx.conf) and set an https:// address; only "
            "the demonstration may do without."
        )
    return ""


def _demonstration(database: Database, day: date) -> bool:
    with database.reading() as session:
        try:
            return settings_on(session, day).demonstration
        except InvalidError:
            return False
