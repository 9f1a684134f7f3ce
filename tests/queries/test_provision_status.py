"""Which status of a provision holds, and what nothing may be scored on."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.provision import ProvisionStatus
from lms.models import Policy, Provision, ProvisionStatusRecord
from lms.queries.provision_status import unscored_codes
from lms.storage.database import Database
from tests.stored_rows import something_happened

BEFORE, MARCH, MAY, JULY = (date(2026, month, 1) for month in (1, 3, 5, 7))


def _set(status: ProvisionStatus, valid_from: date, session: Session, now: datetime) -> None:
    provision_id = session.execute(select(Provision.id)).scalar_one()
    session.execute(
        insert(ProvisionStatusRecord).values(
            provision_id=provision_id,
            status=status,
            valid_from=valid_from,
            reason="",
            guardrail="",
            gaps=[],
            phrases=[],
            decided_by="the chief",
            recorded_at=now,
            event_seq=something_happened(session, now),
        )
    )


@pytest.fixture
def policy_id(database: Database) -> int:
    def make(session: Session, *, now: datetime) -> int:
        policy_id = session.execute(
            insert(Policy).values(slug="p", title="P").returning(Policy.id)
        ).scalar_one()
        session.execute(insert(Provision).values(policy_id=policy_id, code="I"))
        _set(ProvisionStatus.TESTABLE, MARCH, session, now)
        _set(ProvisionStatus.BLOCKED, JULY, session, now)
        _set(ProvisionStatus.BACKGROUND, MAY, session, now)
        return policy_id

    return database.writing(make)


@pytest.mark.parametrize(
    ("day", "unscored"), [(BEFORE, True), (MARCH, False), (MAY, True), (JULY, True)]
)
def test_the_latest_valid_status_holds_and_an_undecided_one_is_never_scored(
    database: Database, policy_id: int, day: date, *, unscored: bool
) -> None:
    with database.reading() as session:
        assert (unscored_codes(session, policy_id=policy_id, day=day) == {"I"}) is unscored


def test_a_status_recorded_later_for_an_earlier_day_does_not_undo_a_later_one(
    database: Database, policy_id: int
) -> None:
    def back_date(session: Session, *, now: datetime) -> None:
        _set(ProvisionStatus.TESTABLE, MARCH, session, now)

    database.writing(back_date)
    with database.reading() as session:
        assert unscored_codes(session, policy_id=policy_id, day=JULY) == {"I"}
