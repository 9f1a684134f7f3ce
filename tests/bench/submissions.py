"""Members who submit their open attempts, so many a second, until somebody tells them to stop."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from lms.domain.access import Actor, Role
from lms.models import Attempt, AttemptResult
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.services.submit_attempt import submit_attempt
from lms.storage.database import Database
from lms.storage.engine import make_engine

A_SECOND = 20


def _open(database: Database) -> Iterator[tuple[int, int]]:
    """Attempts that are open, with whose they are."""
    with database.reading() as session:
        rows = session.execute(
            select(Attempt.id, Attempt.member_id)
            .outerjoin(AttemptResult, AttemptResult.attempt_id == Attempt.id)
            .where(AttemptResult.attempt_id.is_(None))
            .order_by(Attempt.id)
        ).all()
    yield from ((row.id, row.member_id) for row in rows)


def _submit(database: Database, attempt_id: int, member_id: int) -> None:
    with database.reading() as session:
        reviewed = opened_attempt(session, attempt_of(session, attempt_id, member_id))
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=member_id,
            reviewed_digest=reviewed.answers_digest,
            attested=True,
            token=None,
            scripted=False,
            by=Actor(None, member_id, frozenset({Role.OFFICER})),
        )
    )


def main(url: str) -> None:
    """Submit until told to stop, and print how many and in how many seconds."""
    told = [False]

    def stop(*_signal: object) -> None:
        told[0] = True

    signal.signal(signal.SIGTERM, stop)
    database = Database(make_engine(url))
    since, done = time.monotonic(), 0
    for attempt_id, member_id in _open(database):
        time.sleep(max(0.0, since + done / A_SECOND - time.monotonic()))
        if told[0]:
            break
        _submit(database, attempt_id, member_id)
        done += 1
    seconds = time.monotonic() - since
    database.dispose()
    sys.stdout.write(f"{done} {seconds:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1])
