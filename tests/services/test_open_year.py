"""A year opens for everybody at once, and opening it again after a death gives nothing twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.models import Journal, Member, RequirementInstance, ServiceRecord
from lms.services.assign_module import open_period
from lms.storage.database import Database
from tests.demonstrations import ROOT
from tests.factories import decide, facts, today
from tests.stored_rows import something_happened
from tests.training_rows import School

PEOPLE = 1_200
"""More than one batch of an insert."""
DIES = """
import os, signal, sys
from datetime import date, datetime
from lms.domain.access import SYSTEM
from lms.models import RequirementInstance
from lms.services.assign_module import open_period
from lms.storage.database import Database
from lms.storage.engine import make_engine
from sqlalchemy import func, select

def die(session, *, now):
    open_period(session, day=date.fromisoformat(sys.argv[3]), by=SYSTEM, now=now)
    count = select(func.count()).select_from(RequirementInstance)
    print(session.execute(count).scalar_one(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

now = datetime.fromisoformat(sys.argv[2])
Database(make_engine(sys.argv[1]), lambda: now).writing(die)
"""


def _many(session: Session, *, now: datetime) -> None:
    seq = something_happened(session, now)
    ids = range(1, PEOPLE + 1)
    session.execute(insert(Member), [{"id": each, "created_at": now} for each in ids])
    said = asdict(facts("0000"))
    said.pop("supervisor_badge")
    session.execute(
        insert(ServiceRecord),
        [
            {
                **said,
                "member_id": each,
                "badge_number": f"{each:05}",
                "supervisor_id": None,
                "recorded_at": now,
                "event_seq": seq,
            }
            for each in ids
        ],
    )


def _opened(database: Database) -> tuple[int, int]:
    """How many duties there are, and how many entries opened a period."""
    with database.reading() as session:
        duties = select(func.count()).select_from(RequirementInstance)
        entries = select(func.count()).where(Journal.kind == "period-opened")
        return session.execute(duties).scalar_one(), session.execute(entries).scalar_one()


def _killed(database: Database, day: date) -> int:
    """Let a process be killed when everything is written and nothing is kept."""
    url = database.engine.url.render_as_string(hide_password=False)
    moment = database.clock().isoformat()
    died = subprocess.run(
        [sys.executable, "-c", DIES, url, moment, day.isoformat()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    return int(died.stdout)


def test_a_process_killed_while_it_opens_the_year_leaves_it_to_the_next_run_whole(
    database: Database,
) -> None:
    decide(database)
    School.opened(database)
    database.writing(_many)
    day = today(database)
    assert _killed(database, day) == PEOPLE
    assert _opened(database) == (0, 0)
    again = partial(open_period, day=day, by=SYSTEM)
    assert (database.writing(again), database.writing(again)) == (PEOPLE, 0)
    assert _opened(database) == (PEOPLE, 1)
