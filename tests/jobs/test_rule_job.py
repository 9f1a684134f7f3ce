"""The daily look of assignment rules at the roster, done by real workers side by side."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from lms.domain.assignment_rule import Repeat, RuleAudience, Timing
from lms.jobs.worker import RULES, Worker
from lms.models import Job, JobState, Journal, MemberAssignment, MemberAssignmentEnd, RuleShare
from lms.services.assignment_rule import make_assignment_rule
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.files import FileStore
from tests.clock import Clock
from tests.desk_people import PEOPLE, desk_members, training_sergeant
from tests.factories import enlist
from tests.training_rows import POLICY, School

WORKERS = 4


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    return desk_members(database)


@pytest.fixture
def rule(database: Database, members: dict[str, int]) -> int:
    School.opened(database)
    work = partial(
        make_assignment_rule,
        name="Nights",
        policy=POLICY,
        modules=("module-1",),
        audience=RuleAudience(sworn=True, shifts=("Nights",)),
        timing=Timing(Repeat.ONCE, date(2027, 3, 1), date(2027, 3, 31), 7),
        by=training_sergeant(database, members).actor,
    )
    return database.writing(work)


@pytest.fixture
def workers(database: Database, clock: Clock, tmp_path: Path) -> Iterator[tuple[Worker, ...]]:
    """Several workers, each with connections of its own, as processes have."""
    url = database.engine.url.render_as_string(hide_password=False)
    with ExitStack() as ends:
        made = []
        for _ in range(WORKERS):
            own = Database(make_engine(url), clock)
            ends.callback(own.dispose)
            made.append(Worker(own, FileStore(tmp_path)))
        yield tuple(made)


def _work(workers: tuple[Worker, ...]) -> None:
    """Let all of them take a turn at the same moment."""
    together = Barrier(len(workers))

    def turn(worker: Worker) -> int:
        together.wait()
        return worker.turn()

    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(turn, workers))


def _next_day(database: Database, clock: Clock, **shifts: str) -> None:
    """The roster of the next day, some people on another shift."""
    clock.advance(days=1)
    day = clock().date()
    people = [
        replace(each, shift=shifts.get(each.badge_number, each.shift), valid_from=day)
        for each in PEOPLE
    ]
    enlist(database, *people)


def _looks(database: Database) -> list[tuple[str, JobState, int]]:
    """The rules' jobs by day, and how often each was claimed."""
    with database.reading() as session:
        rows = session.execute(
            select(Job.key, Job.state, Job.attempts).where(Job.kind == RULES).order_by(Job.id)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def _applied(database: Database) -> int:
    with database.reading() as session:
        kind = select(Journal.seq).where(Journal.kind == "assignment-rule-applied")
        return len(session.execute(kind).all())


def _shares(database: Database) -> tuple[dict[int, str], dict[int, str]]:
    """By member, why a share was given, and why it was taken back."""
    with database.reading() as session:
        given = session.execute(
            select(MemberAssignment.member_id, RuleShare.reason).join(
                RuleShare, RuleShare.member_assignment_id == MemberAssignment.id
            )
        )
        taken = session.execute(
            select(MemberAssignment.member_id, MemberAssignmentEnd.reason).join(
                MemberAssignmentEnd,
                MemberAssignmentEnd.member_assignment_id == MemberAssignment.id,
            )
        )
        return dict(given.all()), dict(taken.all())


def test_several_workers_hold_a_rule_against_each_day_s_roster_exactly_once(
    database: Database,
    clock: Clock,
    members: dict[str, int],
    rule: int,
    workers: tuple[Worker, ...],
) -> None:
    before = _applied(database)
    _next_day(database, clock, **{"0101": "Nights", "0102": "Days"})
    day = clock().date().isoformat()
    _work(workers)
    assert _looks(database) == [(day, JobState.DONE, 1)]
    assert _applied(database) == before + 1
    given, taken = _shares(database)
    assert set(given) == {members["0101"], members["0102"], members["0103"]}
    assert taken == {members["0102"]: "No longer fits the rule: shift is Days."}
    _work(workers)
    assert (_looks(database), _applied(database)) == ([(day, JobState.DONE, 1)], before + 1)
    _next_day(database, clock, **{"0101": "Nights", "0102": "Days", "0103": "Days"})
    _work(workers)
    assert [attempts for _, _, attempts in _looks(database)] == [1, 1]
    assert _applied(database) == before + 2
    assert set(_shares(database)[1]) == {members["0102"], members["0103"]}


def test_a_worker_that_dies_over_a_rule_leaves_it_to_the_next_one(
    database: Database,
    clock: Clock,
    members: dict[str, int],
    rule: int,
    workers: tuple[Worker, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = _applied(database)
    _next_day(database, clock, **{"0101": "Nights"})

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("lms.jobs.worker.apply_assignment_rule", dies)
        with pytest.raises(KeyboardInterrupt):
            workers[0].turn()
    workers[1].turn()
    assert _applied(database) == before, "its lease has not ended"
    clock.advance(minutes=6)
    _work(workers)
    assert [attempts for _, _, attempts in _looks(database)] == [2]
    assert _applied(database) == before + 1
    assert members["0101"] in _shares(database)[0]
