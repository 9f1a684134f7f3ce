from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.content.roster_file import read_roster
from lms.domain.access import SYSTEM, Actor
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError
from lms.domain.events import Event
from lms.domain.member import ServiceFacts
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_row import RosterRow
from lms.domain.roster_sync import RosterDifference, difference
from lms.models import Account, Journal, Member, PrivateText, ServiceRecord
from lms.queries.roster import person, service_histories
from lms.services import import_roster as service
from lms.services.import_roster import OpenedAccount, RosterCounts, import_roster
from lms.services.journal import record
from lms.storage.database import Database
from tests.domain.roster_people import ANA, BO

TODAY = date(2027, 3, 1)
SHA256 = "ab" * 32
LED = replace(ANA, supervisor_badge="S-7")
MANY = tuple(
    replace(ANA, badge_number=f"P{number}", given_name=f"N{number}", email="")
    for number in range(2, 12)
)


def compared(
    database: Database,
    *facts: ServiceFacts,
    confirmed: Mapping[str, Confirmation] | None = None,
) -> RosterDifference:
    rows = [RosterRow(number, each) for number, each in enumerate(facts, 2)]
    with database.reading() as session:
        return difference(rows, service_histories(session), TODAY, confirmed=confirmed)


def take_in(database: Database, found: RosterDifference) -> RosterCounts:
    def work(session: Session, *, now: datetime) -> RosterCounts:
        return import_roster(session, difference=found, file_sha256=SHA256, by=SYSTEM, now=now)

    return database.writing(work)


def imported(database: Database, *facts: ServiceFacts) -> RosterCounts:
    return take_in(database, compared(database, *facts))


def counted(database: Database) -> tuple[int, int, int, int]:
    """Members, service records, journal entries and private texts."""
    tables = (Member, ServiceRecord, Journal, PrivateText)
    with database.reading() as session:
        members, records, entries, texts = (
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        )
    return members, records, entries, texts


def test_a_file_becomes_members_records_and_events(database: Database) -> None:
    assert imported(database, LED, BO) == RosterCounts(2, 0, 0, 0, 0)
    with database.reading() as session:
        ana, bo = service_histories(session)
        kinds = session.execute(select(Journal.kind).order_by(Journal.seq)).scalars().all()
        seqs = session.execute(select(ServiceRecord.event_seq)).scalars().all()
    assert ana.facts(TODAY) == LED
    assert ana.around(TODAY).supervisor_id == bo.member_id
    assert bo.facts(TODAY) == BO
    assert kinds == ["roster-imported", "service-recorded", "service-recorded"]
    assert sorted(seqs) == [2, 3]


def test_the_journal_holds_no_name_but_a_digest_whose_text_stands_beside_it(
    database: Database,
) -> None:
    imported(database, BO)
    with database.reading() as session:
        bodies = session.execute(select(Journal.body).order_by(Journal.seq)).scalars().all()
        digest, text = session.execute(select(PrivateText.digest, PrivateText.text)).one()
    assert "Chan" not in "".join(bodies)
    assert json.loads(bodies[0])["data"] == {
        "file_sha256": SHA256,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
    }
    data = json.loads(bodies[1])["data"]
    assert data["valid_from"] == "2026-01-01"
    assert data["facts_digest"] == digest
    facts = json.loads(text)
    assert (facts["family_name"], facts["hired_on"]) == ("Chan", "2009-09-01")


def test_up_07_the_same_file_twice_changes_nothing(database: Database) -> None:
    imported(database, LED, BO)
    before = counted(database)
    assert imported(database, LED, BO) == RosterCounts(0, 0, 0, 0, 2)
    assert counted(database) == before


def test_up_07_the_same_bytes_twice_change_nothing(database: Database) -> None:
    data = (
        "badge;name;rank;unit;shift;supervisor_badge;email;sworn;hired_on;separated_on;valid_from\n"
        '007;"Nguyễn, Văn\nAn";Officer;=1+1;"<b>Days</b>";0100;;yes;2020-02-29;;2026-01-01\n'
        "0100;Müller, Jörg;Sergeant;Patrol;;;;yes;2001-01-01;;2026-01-01\n"
    ).encode()
    file = read_roster(data)
    facts = [row.facts for row in file.rows]
    assert imported(database, *facts) == RosterCounts(2, 0, 0, 0, 0)
    assert imported(database, *facts) == RosterCounts(0, 0, 0, 0, 2)
    with database.reading() as session:
        first = service_histories(session)[0].facts(TODAY)
    assert (first.badge_number, first.given_name, first.unit) == ("007", "Văn An", "=1+1")


def test_a_change_is_one_more_record_and_the_old_one_stays(database: Database) -> None:
    imported(database, ANA, BO)
    moved = replace(LED, shift="Nights", valid_from=date(2026, 9, 1))
    left = replace(BO, separated_on=date(2026, 12, 31), valid_from=date(2026, 12, 31))
    assert imported(database, moved, left) == RosterCounts(0, 1, 0, 1, 0)
    with database.reading() as session:
        ana, bo = service_histories(session)
    assert [each.service.facts.shift for each in ana.records] == ["Nights", "Days"]
    assert ana.facts(date(2026, 8, 31)) == ANA
    assert ana.facts(date(2026, 9, 1)) == moved
    assert not bo.serves(TODAY)
    back = replace(BO, hired_on=date(2027, 2, 1), valid_from=date(2027, 2, 1))
    assert imported(database, back) == RosterCounts(0, 0, 1, 0, 0)


def test_of_two_records_from_one_day_the_one_recorded_last_holds(database: Database) -> None:
    imported(database, ANA)
    imported(database, replace(ANA, unit="Traffic"))
    corrected = replace(ANA, unit="Records")
    imported(database, corrected)
    assert imported(database, corrected) == RosterCounts(0, 0, 0, 0, 1)


def test_the_roster_as_listed_and_as_compared_agree_on_every_day(database: Database) -> None:
    day = date(2026, 1, 1)
    for place, shift in enumerate(("Days", "Nights", "Evenings", "Days")):
        held = replace(LED, shift=shift, valid_from=day + timedelta(days=(place * 7) % 5))
        imported(database, held, BO)
    with database.reading() as session:
        ana, _ = service_histories(session)
        for offset in range(8):
            on = day + timedelta(days=offset)
            listed = person(session, ana.member_id, on)
            assert listed is not None
            assert listed.shift == ana.facts(on).shift


def test_up_05_a_file_in_doubt_is_refused_as_a_whole(database: Database) -> None:
    imported(database, ANA)
    before = counted(database)
    found = compared(database, BO, replace(MANY[0], badge_number="0042"))
    with pytest.raises(InvalidError):
        take_in(database, found)
    assert counted(database) == before


def test_up_05_a_confirmed_name_is_recorded_for_the_same_member(database: Database) -> None:
    imported(database, ANA)
    married = replace(ANA, family_name="Ortiz", valid_from=date(2026, 9, 1))
    confirmed = {"0042": Confirmation.SAME_PERSON}
    found = compared(database, married, confirmed=confirmed)
    assert take_in(database, found) == RosterCounts(0, 1, 0, 0, 0)
    assert counted(database)[:2] == (1, 2)
    assert imported(database, ANA, replace(BO)) == RosterCounts(1, 0, 0, 0, 1)


def test_a_row_that_could_not_be_read_forbids_the_import(database: Database) -> None:
    with database.reading() as session:
        found = difference([RosterRow(2, ANA)], service_histories(session), TODAY, unread={"row 3"})
    with pytest.raises(InvalidError):
        take_in(database, found)


def test_up_10_a_mass_separation_is_refused_and_leaving_out_separates_nobody(
    database: Database,
) -> None:
    imported(database, *MANY)
    gone = [replace(each, separated_on=TODAY, valid_from=TODAY) for each in MANY]
    before = counted(database)
    with pytest.raises(ForbiddenError):
        imported(database, *gone[:2])
    assert counted(database) == before
    assert imported(database, gone[0]) == RosterCounts(0, 0, 0, 1, 0)
    with database.reading() as session:
        assert sum(each.serves(TODAY) for each in service_histories(session)) == 9


def test_up_09_a_difference_from_before_the_roster_changed_is_refused(database: Database) -> None:
    imported(database, ANA)
    seen = compared(database, replace(ANA, shift="Nights", valid_from=date(2026, 9, 1)))
    imported(database, replace(ANA, shift="Evenings", valid_from=date(2026, 6, 1)))
    before = counted(database)
    with pytest.raises(ConflictError):
        take_in(database, seen)
    assert counted(database) == before


def test_up_09_a_difference_that_became_a_doubt_is_refused(database: Database) -> None:
    seen = compared(database, replace(BO, badge_number="0042"))
    imported(database, ANA)
    with pytest.raises(ConflictError):
        take_in(database, seen)


def test_up_07_of_two_people_who_import_at_once_one_wins(database: Database) -> None:
    same = compared(database, LED, BO)
    other = compared(database, replace(LED, shift="Nights"), BO)
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def run(found: RosterDifference) -> None:
        start.wait()
        try:
            outcomes.append("new" if take_in(database, found).added else "unchanged")
        except ConflictError:
            outcomes.append("refused")

    runs = [threading.Thread(target=run, args=(found,)) for found in (same, same, other)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    assert sorted(outcomes) in (["new", "refused", "unchanged"], ["new", "refused", "refused"])
    assert counted(database)[:2] == (2, 2)


def test_up_07_an_import_that_is_interrupted_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(1_000))

    def interrupted(session: Session, event: Event, *, by: Actor, now: datetime) -> int:
        if next(calls) == len(MANY) // 2:
            raise KeyboardInterrupt
        return record(session, event, by=by, now=now)

    monkeypatch.setattr(service, "record", interrupted)
    with pytest.raises(KeyboardInterrupt):
        imported(database, *MANY)
    assert counted(database) == (0, 0, 0, 0)


def test_up_14_no_import_removes_renames_or_merges_anybody(database: Database) -> None:
    imported(database, ANA, BO)
    merged = replace(ANA, given_name="Bo", family_name="Chan")
    with pytest.raises(InvalidError):
        imported(database, merged)
    with pytest.raises(InvalidError):
        imported(database, replace(ANA, badge_number="9"), BO)
    with database.reading() as session:
        names = [each.facts(TODAY).full_name for each in service_histories(session)]
    assert names == ["Ana Díaz", "Bo Chan"]


def open_accounts(database: Database) -> tuple[OpenedAccount, ...]:
    def work(session: Session, *, now: datetime) -> tuple[OpenedAccount, ...]:
        return service.open_member_accounts(session, day=TODAY, by=SYSTEM, now=now)

    return database.writing(work)


def test_accounts_are_opened_apart_once_and_for_those_who_serve(database: Database) -> None:
    imported(database, ANA, BO, replace(MANY[0], separated_on=date(2026, 12, 31)))
    assert [each.badge_number for each in open_accounts(database)] == ["0042", "S-7"]
    assert open_accounts(database) == ()
    with database.reading() as session:
        names = session.execute(select(Account.display_name).order_by(Account.id)).scalars().all()
    assert names == ["Ana Díaz", "Bo Chan"]
