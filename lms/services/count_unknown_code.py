"""Slowing a source that asks for certificates which do not exist."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.domain.sign_in import Failures, remembered, source_wait
from lms.models import SignInThrottle
from lms.queries.code_guesses import guesses_key


def count_unknown_code(session: Session, *, source: str, now: datetime) -> None:
    """Count one unknown code of a source; the count starts again after a quiet while."""
    key = guesses_key(source)
    row = session.execute(
        select(SignInThrottle.failures, SignInThrottle.last_failure_at)
        .where(SignInThrottle.key == key)
        .with_for_update()
    ).one_or_none()
    before = remembered(Failures(*row), now, source_wait()) if row else 0
    values = {"failures": before + 1, "last_failure_at": now}
    make = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    session.execute(
        make(SignInThrottle)
        .values(key=key, **values)
        .on_conflict_do_update(index_elements=[SignInThrottle.key], set_=values)
    )
