"""A visit that the written rule names: many pages finished in a few seconds."""

from __future__ import annotations

import secrets

from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.training import TrainingModule
from lms.queries.content import thing, version
from lms.queries.sittings import own_sitting
from lms.queries.visits import visit_starts
from lms.services.record_beat import milliseconds
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone
from tests.studying import begin, pin, read

EXPECTED_SECONDS = 200
SECONDS = 5


def hurry(database: Database, someone: Someone, module: str, clock: Clock) -> int:
    """Leave each page of a module's first lesson after five seconds; returns the visit."""
    sitting_id = begin(database, someone, module)
    with database.reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=someone.member)
        assert sitting is not None
        lesson = thing(session, version(session, sitting.module_version_id), TrainingModule)
        visit_id = visit_starts(session, {sitting_id})[sitting_id][-1][1]
    pinned = pin(database, someone, sitting_id, lesson.lessons[0])
    for page in pinned.lesson.pages:
        token = PageToken(
            member_id=someone.member,
            sitting_id=sitting_id,
            unit=lesson_unit(pinned.lesson.id),
            page=f"{sitting_id}/{lesson_unit(pinned.lesson.id)}/{page.id}",
            limb="policy",
            expected_seconds=EXPECTED_SECONDS,
            served_ms=milliseconds(clock.now),
            nonce=secrets.token_urlsafe(8),
            opening=True,
        )
        clock.advance(seconds=SECONDS)
        read(database, someone, pinned, page.id, token)
    return visit_id
