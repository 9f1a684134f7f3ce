"""Every two acts on one attempt that meet end as if one had come after the other.

The attempt is open, answered and reviewed, and its submission completes the year once one
more assignment is withdrawn. Each pair runs one after the other in both orders, and then with
the second arriving while the first has done its work and not committed: what the tables hold
and what each act was told must be one of the two serial outcomes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lms.domain.duty import Duty
from lms.domain.errors import DomainError
from lms.domain.item import ChooseOne
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import ItemRef
from lms.domain.training import TrainingModule
from lms.models import (
    Attempt,
    AttemptResult,
    AttemptShared,
    Certificate,
    CreditEntry,
    MemberAssignmentEnd,
    Policy,
    Provision,
    ProvisionStatusRecord,
    Response,
    RevisionDecision,
    SignIn,
    Visit,
)
from lms.queries.attempt_work import opened_attempt
from lms.queries.content import thing, version
from lms.queries.sittings import own_attempt, own_sitting
from lms.services.issue_certificate import issue_module_certificate
from lms.services.lock_policy import hold_policy
from lms.services.open_sitting import open_sitting
from lms.services.record_beat import milliseconds
from lms.services.save_answers import save_answers
from lms.services.sign_in import end_sign_in, start_sign_in
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.services.withdraw_assignment import withdraw_assignment
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.clock import Clock
from tests.demonstrations import Loaded, LoadedOnPostgresql
from tests.department import NEARLY, SERGEANT, somebody
from tests.factories import Someone
from tests.studying import POLICY, answer_rightly, begin, open_attempt, pin, practice, read

pytestmark = pytest.mark.heavy

MODULE, STILL_ASSIGNED, ITS_ASSIGNMENT = "exceptions", "ice-in-the-city", 4
HOLD_SECONDS = 0.06
Outcome = tuple[object, ...]
Work = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Stage:
    """An attempt that is ready to be submitted, and who and what the acts need."""

    officer: Someone
    sergeant: Someone
    sitting_id: int
    attempt_id: int
    reviewed: str
    phone: int
    desk: int
    item: ItemRef
    code: str


def _sign_in(database: Database, who: Someone, device: str) -> int:
    start = partial(
        start_sign_in,
        account_id=who.account_id,
        login=who.login,
        source="127.0.0.1",
        device=device,
    )
    database.writing(start)
    with database.reading() as session:
        return int(session.execute(select(func.max(SignIn.id))).scalar_one())


def _take_lessons(database: Database, who: Someone, module: str, clock: Clock) -> None:
    """Complete a module's lessons, five minutes a reading page, without scripts."""
    sitting_id = begin(database, who, module)
    with database.reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=who.member)
        assert sitting is not None
        lessons = thing(session, version(session, sitting.module_version_id), TrainingModule)
    for lesson in lessons.lessons:
        pinned = pin(database, who, sitting_id, lesson)
        for page in pinned.lesson.pages:
            token = PageToken(
                member_id=who.member,
                sitting_id=sitting_id,
                unit=lesson_unit(lesson),
                page=page.id,
                limb=pinned.lesson.limb,
                expected_seconds=300,
                served_ms=milliseconds(clock.now),
                nonce=f"{lesson}/{page.id}",
                opening=True,
            )
            clock.advance(minutes=5)
            read(database, who, pinned, page.id, token)
        for scenario in pinned.scenarios:
            practice(database, who, pinned, scenario)


def _stage(database: Database, clock: Clock) -> Stage:
    officer, sergeant = somebody(database, NEARLY), somebody(database, SERGEANT)
    _take_lessons(database, officer, STILL_ASSIGNED, clock)
    attempt_id = open_attempt(database, officer, MODULE)
    reviewed = answer_rightly(database, officer, attempt_id)
    with database.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=officer.member)
        assert row is not None
        attempt = opened_attempt(session, row)
    scenario, item = next(
        (scenario, item)
        for scenario in attempt.scenarios
        for item in scenario.items
        if isinstance(item, ChooseOne)
    )
    return Stage(
        officer=officer,
        sergeant=sergeant,
        sitting_id=row.sitting_id,
        attempt_id=attempt_id,
        reviewed=reviewed,
        phone=_sign_in(database, officer, "Android"),
        desk=_sign_in(database, officer, "Windows"),
        item=ItemRef(scenario.id, item.id),
        code=scenario.provisions_of(item)[0],
    )


def _answer(stage: Stage, sign_in_id: int, session: Session, *, now: datetime) -> None:
    """Save another answer to one item than the right one."""
    save_answers(
        session,
        attempt_id=stage.attempt_id,
        member_id=stage.officer.member,
        answers=lambda found: {stage.item: 1 if found.responses[stage.item] == 0 else 0},
        token=None,
        scripted=False,
        sign_in_id=sign_in_id,
        by=stage.officer.actor,
        now=now,
    )


def _submit(stage: Stage, sign_in_id: int, session: Session, *, now: datetime) -> None:
    submit_attempt(
        session,
        attempt_id=stage.attempt_id,
        member_id=stage.officer.member,
        reviewed_digest=stage.reviewed,
        attested=True,
        token=None,
        scripted=False,
        sign_in_id=sign_in_id,
        by=stage.officer.actor,
        now=now,
    )


def _withdraw(stage: Stage, session: Session, *, now: datetime) -> int:
    return withdraw_assignment(
        session,
        assignment_id=ITS_ASSIGNMENT,
        reason="It came too early.",
        by=stage.sergeant.actor,
        now=now,
    )


def _block(stage: Stage, session: Session, *, now: datetime) -> None:
    """Pull whatever tests the provision of one item, as the legal gate does it."""
    policy_id = session.execute(select(Policy.id).where(Policy.slug == POLICY)).scalar_one()
    hold_policy(session, policy_id)
    provision_id = session.execute(
        select(Provision.id).where(Provision.code == stage.code)
    ).scalar_one()
    seq = session.execute(select(RevisionDecision.event_seq).limit(1)).scalar_one()
    session.execute(
        insert(ProvisionStatusRecord).values(
            provision_id=provision_id,
            status=ProvisionStatus.BLOCKED,
            valid_from=now.date(),
            reason="superseded",
            guardrail="",
            gaps=[],
            phrases=[],
            decided_by="the chief",
            recorded_at=now,
            event_seq=seq,
        )
    )


def _start(stage: Stage, session: Session, *, now: datetime) -> int:
    return start_attempt(
        session,
        sitting_id=stage.sitting_id,
        member_id=stage.officer.member,
        by=stage.officer.actor,
        now=now,
    )


def _off_duty(stage: Stage, session: Session, *, now: datetime) -> int:
    return open_sitting(
        session,
        member_id=stage.officer.member,
        policy=POLICY,
        module=MODULE,
        duty=Duty.OFF_DUTY_OWN,
        device="a phone",
        by=stage.officer.actor,
        now=now,
    )


def _sign_out(stage: Stage, session: Session, *, now: datetime) -> bool:
    return end_sign_in(
        session, account_id=stage.officer.account_id, sign_in_id=stage.phone, now=now
    )


def _certify(stage: Stage, session: Session, *, now: datetime) -> None:
    issue_module_certificate(
        session,
        sitting_id=stage.sitting_id,
        member_id=stage.officer.member,
        by=stage.officer.actor,
        now=now,
    )


def _acts(stage: Stage) -> Mapping[str, Work]:
    return {
        "answer": partial(_answer, stage, stage.phone),
        "answer on a second device": partial(_answer, stage, stage.desk),
        "submit": partial(_submit, stage, stage.phone),
        "submit on a second device": partial(_submit, stage, stage.desk),
        "withdraw the assignment": partial(_withdraw, stage),
        "block a section": partial(_block, stage),
        "start an attempt": partial(_start, stage),
        "begin a visit on one's own time": partial(_off_duty, stage),
        "sign out": partial(_sign_out, stage),
        "issue the module's certificate": partial(_certify, stage),
    }


NAMES = tuple(_acts(Stage(*[None] * 9)))  # type: ignore[arg-type]  # only the names


def _told(work: Work, session: Session, now: datetime) -> object:
    """What an act was told, with a transaction of its own within the session's."""
    try:
        with session.begin_nested():
            return work(session, now=now)
    except DomainError as error:
        return type(error).__name__


def _held(session: Session, stage: Stage) -> Outcome:
    """What the tables hold of the attempt and what hangs on it."""
    member = stage.officer.member
    result = session.execute(
        select(
            AttemptResult.points,
            AttemptResult.maximum,
            AttemptResult.passed,
            AttemptResult.answers_digest,
            AttemptResult.detail,
        ).where(AttemptResult.attempt_id == stage.attempt_id)
    ).all()
    counts = [
        session.execute(statement).scalar_one()
        for statement in (
            select(func.coalesce(func.sum(CreditEntry.seconds), 0)).where(
                CreditEntry.member_id == member
            ),
            select(func.count()).select_from(Certificate).where(Certificate.member_id == member),
            select(func.count())
            .select_from(Response)
            .where(Response.attempt_id == stage.attempt_id),
            select(func.count()).select_from(Attempt).where(Attempt.member_id == member),
            select(func.count()).select_from(AttemptShared),
            select(func.count()).select_from(MemberAssignmentEnd),
            select(func.count()).select_from(ProvisionStatusRecord),
            select(func.count()).select_from(Visit).where(Visit.sitting_id == stage.sitting_id),
            select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_not(None)),
        )
    ]
    return (repr(result), *counts)


def _serial(database: Database, stage: Stage, first: Work, second: Work) -> Outcome:
    """The outcome of one act after the other; nothing of it stays."""
    with database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            now = database.clock()
            told = (_told(first, session, now), _told(second, session, now))
            outcome = (told, *_held(session, stage))
        outer.rollback()
    return outcome


def _raced(database: Database, stage: Stage, first: Work, second: Work) -> Outcome:
    """The outcome of the second act arriving while the first has not committed."""
    done, go_on = Event(), Event()

    def slow(session: Session, *, now: datetime) -> object:
        try:
            return first(session, now=now)
        finally:
            done.set()
            go_on.wait(HOLD_SECONDS)

    def told(work: Work) -> object:
        try:
            return database.writing(work)
        except DomainError as error:
            return type(error).__name__

    def after() -> object:
        done.wait(10)
        try:
            return told(second)
        finally:
            go_on.set()

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(told, slow), pool.submit(after)
        answers = (one.result(), two.result())
    with database.reading() as session:
        return (answers, *_held(session, stage))


@dataclass(frozen=True, slots=True)
class Theatre:
    """A stage, and how to get a database of one's own with it."""

    stage: Stage
    copies: Callable[[], AbstractContextManager[Database]]


def _on_sqlite(loaded: Loaded, folder: Path) -> Iterator[Theatre]:
    clock = Clock(loaded.now)
    database = loaded.copy_to(folder / "stage.db")
    database.clock = clock
    stage = _stage(database, clock)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()

    @contextmanager
    def copies() -> Iterator[Database]:
        shutil.copyfile(folder / "stage.db", folder / "copy.db")
        copied = Database(make_engine(f"sqlite:///{folder / 'copy.db'}"), clock)
        yield copied
        copied.dispose()
        for each in folder.glob("copy.db*"):
            each.unlink()

    yield Theatre(stage, copies)


def _on_postgresql(loaded: LoadedOnPostgresql) -> Iterator[Theatre]:
    clock = Clock(loaded.now)
    with loaded.copy() as database:
        database.clock = clock
        stage = _stage(database, clock)
        database.dispose()

        @contextmanager
        def copies() -> Iterator[Database]:
            name = str(database.engine.url.database)
            with loaded.cluster.database(like=name) as own:
                copied = Database(make_engine(own), clock)
                yield copied
                copied.dispose()

        yield Theatre(stage, copies)


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def theatre(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Theatre]:
    if request.param == "sqlite":
        yield from _on_sqlite(request.getfixturevalue("loaded"), tmp_path_factory.mktemp("races"))
    else:
        yield from _on_postgresql(request.getfixturevalue("loaded_on_postgresql"))


def _differs(theatre: Theatre, one: str, two: str) -> Iterator[str]:
    """Where the race of two acts is neither of their serial outcomes."""
    stage = theatre.stage
    acts = _acts(stage)
    for first, second in dict.fromkeys([(one, two), (two, one)]):
        with theatre.copies() as database:
            forth = _serial(database, stage, acts[first], acts[second])
            back = _serial(database, stage, acts[second], acts[first])
            there = {forth, ((back[0][1], back[0][0]), *back[1:])}  # type: ignore[index]
            raced = _raced(database, stage, acts[first], acts[second])
            if raced not in there:
                yield f"{second}, while {first}: {raced}, not one of {there}"
            if "submit" in {first, second} and verify_journal(database).findings:
                yield f"{second}, while {first}: the journal does not replay"


@pytest.mark.parametrize("one", NAMES)
def test_qz_17_two_acts_that_meet_end_as_if_one_had_come_after_the_other(
    theatre: Theatre, one: str
) -> None:
    others = NAMES[NAMES.index(one) :]
    faults = [fault for two in others for fault in _differs(theatre, one, two)]
    assert not faults, "\n".join(faults)


def test_the_serial_outcomes_are_those_one_expects(theatre: Theatre) -> None:
    stage = theatre.stage
    acts = _acts(stage)
    withdraw, submit = acts["withdraw the assignment"], acts["submit"]
    with theatre.copies() as database:
        before = _serial(database, stage, acts["sign out"], acts["sign out"])
        certified = _serial(database, stage, withdraw, submit)
        waiting = _serial(database, stage, submit, withdraw)
        changed = _serial(database, stage, acts["answer"], submit)
        pulled = _serial(database, stage, acts["block a section"], submit)
    certificates = 3
    assert before[0] == (True, False)
    assert certified[certificates] == before[certificates] + 1  # type: ignore[operator]
    assert waiting[certificates] == before[certificates]
    assert changed[0] == (None, "AnswersDifferError")
    assert "'unscored': []" not in str(pulled[1])
