"""Legal holds by page: one person places one, two lift it, and the nightly removal obeys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from lms.domain.access import Role
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import Beat, Journal, LegalHold, ServiceRecord
from lms.services.legal_hold import end_hold
from lms.services.remove_beats import remove_outlived_beats
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, Find
from tests.factories import decide, sign_up, today
from tests.page_client import PageClient

Browsers = Callable[[], PageClient]
FIELDS = {
    "whom": "named",
    "badges": COMPLETE,
    "matter": "Docket 2026-117",
    "first_year": "2026",
    "last_year": "2026",
    "reason": "A suit is pending.",
}


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def counsel(database: Database, new_client: Browsers) -> PageClient:
    """The department's own counsel."""
    made = new_client().become(sign_up(database, Role.COUNSEL, login="counsel", name="Quinn"))
    made.most_statements = 40
    return made


def _left_long_ago(database: Database, clock: Clock, member_id: int) -> None:
    """Somebody left today, and the decided retention has just passed."""
    decide(database, retention_years=3)
    columns = [each for each in ServiceRecord.__table__.columns if each.name != "id"]
    day: date = today(database)
    with database.engine.begin() as connection:
        latest = connection.execute(
            select(*columns)
            .where(ServiceRecord.member_id == member_id)
            .order_by(ServiceRecord.valid_from.desc(), ServiceRecord.id.desc())
            .limit(1)
        ).one()
        values = {**latest._mapping, "separated_on": day, "valid_from": day}
        connection.execute(insert(ServiceRecord).values(values))
    clock.advance(days=366 * 3)


def _raw(database: Database, member_id: int) -> int:
    with database.reading() as session:
        found = select(func.count()).select_from(Beat).where(Beat.member_id == member_id)
        return int(session.execute(found).scalar_one())


def _night(database: Database, member_id: int) -> int:
    return database.writing(partial(remove_outlived_beats, member_id=member_id))


def test_a_hold_by_page_keeps_raw_records_until_two_people_lift_it(
    counsel: PageClient, find: Find, new_client: Browsers, database: Database, clock: Clock
) -> None:
    member = find(COMPLETE).member
    counsel.get("/evidence/holds")
    counsel.post("/evidence/holds", FIELDS)
    page = counsel.get("/evidence/holds")
    assert "Docket 2026-117" in page.text
    assert "Years: 2026." in page.text
    manager, chief = (new_client().become(find(login)) for login in ("accreditation", "0101"))
    counsel.get("/evidence/holds/1/release")
    found = counsel.submit("release", {"reason": "The suit has ended."})
    raw = _raw(database, member)
    chief.most_statements = manager.most_statements = 60
    assert "The suit has ended." in counsel.follow(found).text
    counsel.post(f"{found.location}/decision", {"outcome": "approved", "note": ""}, status=403)
    manager.get(found.location)
    assert "Docket 2026-117" in manager.get("/evidence/holds").text
    manager.post(f"{found.location}/decision", {"outcome": "approved", "note": ""})
    assert "No hold stands" in counsel.get("/evidence/holds").text
    counsel.post("/evidence/holds", {**FIELDS, "badges": f"{COMPLETE}, {NEARLY}"})
    _left_long_ago(database, clock, member)
    assert _night(database, member) == 0
    assert _raw(database, member) == raw > 50
    assert verify_journal(database).findings == ()


def test_the_same_hold_lifted_lets_them_go(
    counsel: PageClient, find: Find, new_client: Browsers, database: Database, clock: Clock
) -> None:
    member = find(COMPLETE).member
    counsel.get("/evidence/holds")
    counsel.post("/evidence/holds", {**FIELDS, "whom": "everybody", "badges": ""})
    with database.reading() as session:
        assert session.execute(select(LegalHold.member_id)).scalar_one() is None
    counsel.get("/evidence/holds/1/release")
    found = counsel.submit("release", {"reason": "The suit has ended."})
    chief = new_client().become(find("0101"))
    chief.most_statements = 60
    chief.get(found.location)
    chief.post(f"{found.location}/decision", {"outcome": "approved", "note": ""})
    _left_long_ago(database, clock, member)
    assert _night(database, member) > 50
    with database.reading() as session:
        kinds = set(session.execute(select(Journal.kind)).scalars())
    assert {"legal-hold-placed", "legal-hold-ended", "beats-removed"} <= kinds


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"badges": ""}, "at least one person"),
        ({"badges": "9999"}, "has the badge 9999"),
        ({"matter": ""}, "Name the matter"),
        ({"reason": ""}, "Say why"),
        ({"first_year": "2027"}, "first year comes after"),
        ({"first_year": "27"}, "four digits"),
    ],
)
def test_a_hold_that_says_too_little_is_refused(
    counsel: PageClient, database: Database, changes: dict[str, str], words: str
) -> None:
    counsel.get("/evidence/holds")
    assert words in counsel.post("/evidence/holds", {**FIELDS, **changes}, status=422).text
    with database.reading() as session:
        assert session.execute(select(LegalHold.id)).first() is None


def test_nobody_lifts_a_hold_alone(counsel: PageClient, find: Find, database: Database) -> None:
    counsel.get("/evidence/holds")
    counsel.post("/evidence/holds", FIELDS)
    alone = partial(end_hold, hold_id=1, reason="I say so.", decided_by="me")
    with pytest.raises(TakesTwoPeopleError):
        database.writing(partial(alone, by=find("accreditation").actor))
