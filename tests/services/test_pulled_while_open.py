"""A development that pulls four scenarios while an attempt is open: one of the serial outcomes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier, Event

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import ItemRef
from lms.models import AttemptResult, Journal
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.policy_reader import statuses_on
from lms.queries.sittings import own_attempt
from lms.services.review_development import review_development
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.changes import enter, entry, superseding
from tests.department import NEARLY, SERGEANT, somebody
from tests.factories import today
from tests.policies import SLUG
from tests.studying import answer_rightly, open_attempt

OWNER = "0103"
PULLED = 4


class Case:
    """An attempt that is open and answered, and a development that pulls four of its scenarios."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.officer = somebody(database, NEARLY)
        self.owner = somebody(database, OWNER)
        self.attempt_id = open_attempt(database, self.officer, "exceptions")
        self.reviewed = answer_rightly(database, self.officer, self.attempt_id)
        attempt = self._opened()
        with database.reading() as session:
            held = statuses_on(session, policy=SLUG, day=today(database))
        scored = {code for code, row in held.items() if row.status.may_be_scored}
        four = attempt.scenarios[:PULLED]
        codes = sorted({code for each in four for code in each.provisions if code in scored})
        sergeant = somebody(database, SERGEANT)
        self.code = enter(database, superseding(codes), sergeant)
        self.digest = entry(database, self.code).newest.digest
        self.pulled = {
            str(ItemRef(scenario.id, item.id))
            for scenario in attempt.scenarios
            for item in scenario.every_item
            if not set(codes).isdisjoint(scenario.provisions_of(item))
        }
        assert {ref.partition("/")[0] for ref in self.pulled} >= {each.id for each in four}

    def _opened(self) -> OpenedAttempt:
        with self.database.reading() as session:
            row = own_attempt(session, attempt_id=self.attempt_id, member_id=self.officer.member)
            assert row is not None
            return opened_attempt(session, row)

    def review(self, session: Session, *, now: datetime) -> None:
        """The request that pulls the scenarios."""
        review_development(
            session,
            code=self.code,
            digest=self.digest,
            note="",
            by=self.owner.actor,
            now=now,
        )

    def submit(self, session: Session, *, now: datetime) -> None:
        """The request that submits the attempt."""
        submit_attempt(
            session,
            attempt_id=self.attempt_id,
            member_id=self.officer.member,
            reviewed_digest=self.reviewed,
            attested=True,
            token=None,
            scripted=False,
            by=self.officer.actor,
            now=now,
        )

    def unscored(self) -> set[str]:
        """The items that were not scored."""
        with self.database.reading() as session:
            detail = session.execute(
                select(AttemptResult.detail).where(AttemptResult.attempt_id == self.attempt_id)
            ).scalar_one()
        return set(detail["unscored"])

    def order(self) -> list[str]:
        """The two acts in the journal's order."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Journal.kind, Journal.body)
                .where(Journal.kind.in_(("development-reviewed", "attempt-submitted")))
                .order_by(Journal.seq)
            ).all()
        return [
            row.kind
            for row in rows
            if row.kind == "development-reviewed"
            or json.loads(row.body)["data"]["attempt_id"] == self.attempt_id
        ][-2:]

    def assert_serial(self) -> None:
        """What was scored is what the journal's order says, and all of it replays."""
        reviewed_first = self.order() == ["development-reviewed", "attempt-submitted"]
        assert self.unscored() == (self.pulled if reviewed_first else set())
        with self.database.reading() as session:
            held = statuses_on(session, policy=SLUG, day=today(self.database))
        pulled = entry(self.database, self.code).newest.entry.touched
        assert {held[each.provision].status for each in pulled} == {ProvisionStatus.BLOCKED}
        assert verify_journal(self.database).findings == ()


@pytest.fixture
def case(either_department: Database) -> Case:
    return Case(either_department)


def test_pulled_and_submitted_at_once_ends_as_if_one_had_come_first(case: Case) -> None:
    barrier = Barrier(2)

    def at_once(work: object) -> None:
        barrier.wait()
        case.database.writing(work)  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(at_once, case.review), pool.submit(at_once, case.submit)):
            done.result(timeout=60)
    case.assert_serial()


def test_a_submission_waits_for_a_review_that_has_begun(case: Case) -> None:
    begun = Event()

    def slow_review(session: Session, *, now: datetime, hold: Event) -> None:
        case.review(session, now=now)
        begun.set()
        hold.wait(0.5)

    with ThreadPoolExecutor(2) as pool:
        reviewing = pool.submit(case.database.writing, partial(slow_review, hold=Event()))
        assert begun.wait(30)
        submitting = pool.submit(case.database.writing, case.submit)
        reviewing.result(timeout=60)
        submitting.result(timeout=60)
    assert case.order() == ["development-reviewed", "attempt-submitted"]
    case.assert_serial()


def test_a_review_waits_for_a_submission_that_has_begun(case: Case) -> None:
    begun = Event()

    def slow_submission(session: Session, *, now: datetime, hold: Event) -> None:
        case.submit(session, now=now)
        begun.set()
        hold.wait(0.5)

    with ThreadPoolExecutor(2) as pool:
        submitting = pool.submit(case.database.writing, partial(slow_submission, hold=Event()))
        assert begun.wait(30)
        reviewing = pool.submit(case.database.writing, case.review)
        submitting.result(timeout=60)
        reviewing.result(timeout=60)
    assert case.order() == ["attempt-submitted", "development-reviewed"]
    case.assert_serial()
