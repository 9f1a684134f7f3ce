from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.demonstration import EVERYBODY_ELSE, NotEmptyError, accounts, people
from lms.demonstration.loading import load_demonstration
from lms.demonstration.plans import plans
from lms.domain.access import Role
from lms.domain.attempt_rules import Opening
from lms.domain.certificate import CertificateKind
from lms.domain.compliance import YearState
from lms.models import Certificate, Sitting
from lms.queries.attempt_work import open_module
from lms.queries.certificates import certificates_of
from lms.queries.roster import roster
from lms.queries.settings import settings_on
from lms.queries.signed_in import credentials, roles_of
from lms.queries.sittings import own_sitting
from lms.queries.standing import member_standing, owed_on
from lms.queries.training import module_cards
from lms.services.load_policy_folder import FolderFindingsError
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.secret import SHORTEST_PASSWORD, password_matches, weakness
from tests.demonstrations import (
    BASE_URL,
    Loaded,
    LoadedOnPostgresql,
    demonstration,
    load,
    made_from,
    noon,
    whole_folder,
)

ZONE = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 24)
OTHER_DAYS = (date(2026, 1, 5), date(2026, 7, 1), date(2024, 2, 29))


@pytest.fixture(scope="module")
def small(shared_folder: Path, sqlite_template: Path) -> Loaded:
    return demonstration(shared_folder, sqlite_template, TODAY, small=True)


@pytest.fixture
def opened(small: Loaded, tmp_path: Path) -> Iterator[Database]:
    database = small.copy_to(tmp_path / "lms.db")
    yield database
    database.dispose()


def member_ids(session: Session) -> dict[str, int]:
    return {each.badge_number: each.member_id for each in roster(session, TODAY)}


def test_the_same_day_gives_the_same_people_visits_and_minutes(
    small: Loaded, sqlite_template: Path, tmp_path: Path
) -> None:
    database = made_from(sqlite_template, tmp_path / "again.db", small.now)
    again = load(database, tmp_path / "files", small.now, small=True)
    database.dispose()
    assert again == small.summary


@pytest.mark.parametrize("day", OTHER_DAYS)
def test_it_can_be_loaded_on_any_day(day: date, sqlite_template: Path, tmp_path: Path) -> None:
    database = made_from(sqlite_template, tmp_path / "lms.db", noon(day))
    summary = load(database, tmp_path / "files", noon(day), small=True)
    assert summary.seconds == summary.expected
    assert summary.year[YearState.COMPLETE] == 1
    assert all(
        visit.starts_at.astimezone(ZONE).year == day.year and visit.ends_at <= noon(day)
        for visit in summary.visits
    )
    assert verify_journal(database).findings == ()
    database.dispose()


def test_on_new_year_there_is_no_history_yet(sqlite_template: Path, tmp_path: Path) -> None:
    now = noon(date(2027, 1, 1)).replace(hour=5, minute=30)
    database = made_from(sqlite_template, tmp_path / "lms.db", now)
    summary = load(database, tmp_path / "files", now, small=True)
    database.dispose()
    assert (summary.sworn, summary.visits, summary.seconds) == (9, (), {})


@pytest.mark.postgres
def test_it_is_the_same_on_both_databases(
    loaded_on_postgresql: LoadedOnPostgresql, postgres_department: Database, small: Loaded
) -> None:
    assert loaded_on_postgresql.summary == small.summary
    assert verify_journal(postgres_department).findings == ()


def test_a_database_that_holds_anything_is_refused(opened: Database, tmp_path: Path) -> None:
    with pytest.raises(NotEmptyError):
        load(opened, tmp_path, noon(TODAY), small=True)


def test_a_folder_with_mistakes_is_refused(sqlite_template: Path, tmp_path: Path) -> None:
    database = made_from(sqlite_template, tmp_path / "lms.db", noon(TODAY))
    with pytest.raises(FolderFindingsError):
        load_demonstration(
            database,
            FileStore(tmp_path),
            folder=replace(whole_folder(), revision=None),
            base_url=BASE_URL,
        )
    database.dispose()


def test_everybody_signs_in_with_what_is_listed(opened: Database) -> None:
    with opened.reading() as session:
        for account in accounts():
            found = credentials(session, login=account.login, day=TODAY)
            assert found is not None
            assert password_matches(found.password_hash, account.password)
            assert roles_of(session, found.account_id, opened.clock()) == account.roles
        other = credentials(session, login=people.DISPATCHER, day=TODAY)
    assert other is not None
    assert password_matches(other.password_hash, EVERYBODY_ELSE)


def test_the_passwords_would_pass_as_anybodys(opened: Database) -> None:
    with opened.reading() as session:
        department = settings_on(session, TODAY).department
    for account in accounts():
        assert len(account.password) >= SHORTEST_PASSWORD
        words = (account.badge_number or "", account.name, department)
        assert weakness(account.password, known_words=words) is None
    assert weakness(EVERYBODY_ELSE) is None
    assert len({account.password for account in accounts()}) == len(accounts())


def test_there_is_an_account_for_every_role_but_own_counsel_and_the_second_person() -> None:
    assert {role for each in accounts() for role in each.roles} == set(Role) - {
        Role.COUNSEL,
        Role.SECOND_PERSON,
    }


def test_visitors_are_here_for_a_time(opened: Database) -> None:
    with opened.reading() as session:
        for login in ("assessor", "outside-counsel"):
            found = credentials(session, login=login, day=TODAY)
            assert found is not None
            later = opened.clock() + timedelta(days=181)
            assert roles_of(session, found.account_id, later) == frozenset()


def test_an_officer_has_fourteen_minutes_left_and_a_lesson_to_go_on_with(opened: Database) -> None:
    with opened.reading() as session:
        owed = owed_on(session, TODAY)[0]
        member_id = member_ids(session)[people.NEARLY_DONE]
        standing = member_standing(session, member_id=member_id, owed=owed)
        cards = module_cards(session, member_id=member_id, period=owed.period)
    assert -(-standing.short // 60) == 14
    under_way = [card for card in cards if card.sitting and card.passed_on is None]
    lesson = under_way[0].next_lesson
    assert lesson is not None
    assert lesson.begun


def test_an_officer_who_failed_twice_waits_for_a_talk(opened: Database) -> None:
    with opened.reading() as session:
        member_id = member_ids(session)[people.FAILED_TWICE]
        sitting_id = session.execute(
            select(Sitting.id).where(Sitting.member_id == member_id)
        ).scalar_one()
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=member_id)
        assert sitting is not None
        assert open_module(session, sitting, opened.clock()).opening is Opening.TALK_FIRST


def test_a_complete_officer_holds_the_years_certificate(opened: Database) -> None:
    with opened.reading() as session:
        member_id = member_ids(session)[people.COMPLETE]
        held = certificates_of(session, member_id=member_id)
        facts = session.execute(select(Certificate.facts)).scalars().all()
    assert CertificateKind.YEAR in {each.kind for each in held}
    assert all(each["demonstration"] for each in facts)


def test_the_lieutenant_has_people_to_supervise(opened: Database) -> None:
    with opened.reading() as session:
        people_now = roster(session, TODAY)
        lieutenant = member_ids(session)[people.LIEUTENANT]
    assert sum(each.supervisor_id == lieutenant for each in people_now) >= 4


def test_every_plan_is_somebodys_on_the_roster() -> None:
    assert set(plans(small=False)) == set(people.everybody())
    assert set(plans(small=True)) < set(people.FEW)


def test_badges_are_text_and_names_are_what_people_are_called() -> None:
    names = {each.full_name for each in people.everybody().values()}
    assert people.NEARLY_DONE == "0147"
    assert any("-" in name for name in names)
    assert any(len(name) > 40 for name in names)
    assert any(not name.isascii() for name in names)
    assert len(names) == 66
