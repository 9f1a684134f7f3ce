"""One year completed after its last day, seen from everywhere that speaks of it.

An officer begins the last module on New Year's Eve and finishes it after midnight; minutes of
December are entered in February. The lessons are late for the year in which the module was
begun; the minutes count in the year they were worked in (IV.E), and nowhere twice.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.domain.access import SYSTEM, Role, TwoPersonAct
from lms.domain.certificate import CertificateKind
from lms.domain.package import TOTALS, PackageKind
from lms.domain.training import TrainingModule
from lms.domain.two_people import ProposalOutcome
from lms.domain.year_close import YearOutcome
from lms.models import Certificate
from lms.queries.content import thing, version
from lms.queries.ledger import verified_in
from lms.queries.owed import owed_on
from lms.queries.sittings import own_sitting
from lms.queries.standing import member_standing, seconds_by_limb
from lms.queries.statements import year_statement
from lms.queries.training_records import training_record
from lms.queries.year_close import closing_year
from lms.rendering.package import verify
from lms.services.acts.certificate_revoke import RevocationAsked
from lms.services.acts.credit_add import CreditAsked
from lms.services.assign_module import open_period
from lms.services.decide_proposal import decide_proposal
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.services.propose import propose
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import NEARLY, Find, somebody
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of
from tests.studying import (
    answer_rightly,
    begin,
    open_attempt,
    pin,
    practice,
    read,
    served,
)

LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)
DONE = date(2027, 2, 16)
EVENING = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
"""Ten o'clock on New Year's Eve in Haverhill."""
NIGHT = datetime(2027, 1, 1, 5, 10, tzinfo=UTC)
"""Ten past midnight."""
MODULE, LESSON = "ice-in-the-city", "federal-updates"


@dataclass(frozen=True)
class Late:
    """The officer, and the seconds that belong to the new year."""

    database: Database
    officer: Someone
    worked_after_midnight: int


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _submit(database: Database, who: Someone, attempt_id: int) -> None:
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=who.member,
            reviewed_digest=answer_rightly(database, who, attempt_id),
            attested=True,
            token=None,
            scripted=False,
            by=who.actor,
        )
    )


def _study(database: Database, who: Someone, sitting_id: int, *, all_but: str) -> None:
    with database.reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=who.member)
        assert sitting is not None
        found = thing(session, version(session, sitting.module_version_id), TrainingModule)
    for lesson in found.lessons:
        if lesson != all_but:
            _finish(database, who, sitting_id, lesson)


def _finish(
    database: Database, who: Someone, sitting_id: int, lesson: str, clock: Clock | None = None
) -> None:
    pinned = pin(database, who, sitting_id, lesson)
    for page in pinned.lesson.pages:
        token = None
        if clock is not None:
            token = served(who, pinned, clock, page.id)
            clock.advance(seconds=60)
        read(database, who, pinned, page.id, token)
    for scenario in pinned.scenarios:
        practice(database, who, pinned, scenario)


def _add_minutes(database: Database, who: Someone, number: int, day: date) -> None:
    proposer = sign_up(database, Role.TRAINING_UNIT, login="proposer", name="Paula Proposer")
    decider = sign_up(database, Role.TRAINING_UNIT, login="decider", name="Dana Decider")
    asked = CreditAsked(who.member, "policy", number, day.isoformat())
    proposal_id = database.writing(
        partial(
            propose,
            act=TwoPersonAct.CREDIT_ADD,
            payload=asked,
            reason="A class that nobody had entered.",
            by=proposer.actor,
        )
    )
    _approve(database, proposal_id, decider)


def _approve(database: Database, proposal_id: int, decider: Someone) -> None:
    database.writing(
        partial(
            decide_proposal,
            proposal_id=proposal_id,
            outcome=ProposalOutcome.APPROVED,
            by=decider.actor,
        )
    )


def _seconds(database: Database, who: Someone, day: date) -> int:
    with database.reading() as session:
        period = owed_on(session, day)[0].period
        return sum(seconds_by_limb(session, member_id=who.member, period=period).values())


def _certificates(database: Database, who: Someone) -> list[Certificate]:
    with database.reading() as session:
        rows = session.execute(
            select(Certificate)
            .where(Certificate.member_id == who.member, Certificate.kind == CertificateKind.YEAR)
            .order_by(Certificate.id)
        )
        found = list(rows.scalars())
        session.expunge_all()
    return found


@pytest.fixture
def late(database: Database, find: Find, clock: Clock) -> Late:
    """The last lesson and its scenarios come after midnight, the time of December in February."""
    officer = find(NEARLY)
    clock.now = datetime(2026, 12, 7, 15, tzinfo=UTC)
    _submit(database, officer, open_attempt(database, officer, "exceptions"))
    clock.now = EVENING
    sitting_id = begin(database, officer, MODULE)
    _study(database, officer, sitting_id, all_but=LESSON)
    clock.now = NIGHT
    database.writing(partial(open_period, day=FIRST, by=SYSTEM))
    assert _seconds(database, officer, FIRST) == 0
    _finish(database, officer, sitting_id, LESSON, clock)
    attempt_id = database.writing(
        partial(start_attempt, sitting_id=sitting_id, member_id=officer.member, by=officer.actor)
    )
    _submit(database, officer, attempt_id)
    worked = _seconds(database, officer, FIRST)
    assert worked > 0
    clock.now = datetime(2027, 2, 16, 15, tzinfo=UTC)
    with database.reading() as session:
        owed = owed_on(session, LAST)[0]
        assert member_standing(session, member_id=officer.member, owed=owed).short > 0
    assert _outcome(database, officer) is YearOutcome.LATE
    assert not _certificates(database, officer)
    _add_minutes(database, officer, 120, date(2026, 12, 4))
    return Late(database, officer, worked)


def _outcome(database: Database, who: Someone) -> YearOutcome:
    """What the close of the year before would fix."""
    with database.reading() as session:
        closing = closing_year(session, owed_on(session, LAST)[0], day=DONE)
    outcomes = closing.at_close.outcomes
    return next(each.outcome for each in outcomes if each.member_id == who.member)


def test_a_year_completed_after_its_last_day_is_late_for_its_year_and_no_minute_counts_twice(
    late: Late,
    new_client: Callable[[], PageClient],
    loaded: Loaded,
    tmp_path: Path,
) -> None:
    database = late.database
    _the_ledger_and_the_close(late)
    certificate = _the_certificate(late)
    _the_record(late)
    desk = new_client().become(
        sign_up(database, Role.TRAINING_UNIT, login="luis", name="Luis Other")
    )
    desk.most_statements = 90
    _the_pages(late, desk)
    _the_files(late, desk, certificate.code)
    _another_by_hand(late, desk)
    assert verify_journal(database).findings == ()
    _the_archive(late, loaded, tmp_path)


def _the_ledger_and_the_close(late: Late) -> None:
    """Complete and late for 2026; the minutes after midnight are of 2027."""
    database, who = late.database, late.officer
    with database.reading() as session:
        old, new = owed_on(session, LAST)[0], owed_on(session, DONE)[0]
        before, now = (
            member_standing(session, member_id=who.member, owed=owed) for owed in (old, new)
        )
        closing = closing_year(session, old, day=DONE)
        counted = [
            sum(verified_in(session, member_id=who.member, period=owed.period).values())
            for owed in (old, new)
        ]
        stated = [
            year_statement(session, member_id=who.member, owed=owed, now=database.clock())
            for owed in (old, new)
        ]
    assert [each.counted_seconds for each in stated] == counted
    assert sum(line.counted_seconds for line in stated[1].lines) == late.worked_after_midnight
    assert (before.met, now.met) == (True, False)
    assert now.worked == late.worked_after_midnight
    assert counted[1] == late.worked_after_midnight
    assert counted[0] <= before.worked
    outcome = next(each for each in closing.at_close.outcomes if each.member_id == who.member)
    assert outcome.outcome is YearOutcome.LATE
    assert outcome.seconds == before.worked
    (year,) = (each for each in closing.years if each.person.member_id == who.member)
    assert year.late


def _the_certificate(late: Late) -> Certificate:
    """It is of 2026, and says the day in February."""
    (certificate,) = _certificates(late.database, late.officer)
    facts = certificate.facts
    assert certificate.period_start == date(2026, 1, 1)
    assert (facts["period"], facts["completed_on"]) == ("2026", DONE.isoformat())
    together = facts["limbs"][-1]
    with late.database.reading() as session:
        period = owed_on(session, LAST)[0].period
        verified = verified_in(session, member_id=late.officer.member, period=period)
    assert together["verified"] == sum(verified.values()) // 60
    return certificate


def _the_record(late: Late) -> None:
    """As of the last day it is not complete; later the lesson says for which year."""
    with late.database.reading() as session:
        then = training_record(session, member_id=late.officer.member, day=LAST)
        now = training_record(session, member_id=late.officer.member, day=DONE)
    early = {f"{fact.what}, {fact.detail}" for part in then.parts for fact in part.then}
    after = {f"{fact.what}, {fact.detail}" for part in now.parts for fact in part.then}
    assert not any("late for 2026" in each for each in early)
    assert not any(each.startswith("Issued: ") and ", 2026" in each for each in early)
    assert sum("late for 2026" in each for each in after) == 2
    assert any(each.startswith("Issued: ") and ", 2026" in each for each in after)
    minutes = {each.period: each.now for each in now.minutes if each.subject == "Together"}
    assert minutes["2027"] == late.worked_after_midnight // 60


def _the_pages(late: Late, desk: PageClient) -> None:
    """The year's close, the officer's page for both years, and the desk of this year."""
    number = late.officer.member
    page = desk.get("/desk/year?year=2026&all=yes")
    assert "Complete, late" in page.text
    old = desk.get(f"/desk/members/{number}?year=2026").text
    assert "Complete, late" in old
    assert old.count("Late for 2026.") >= 3
    assert "January 1, 2027" in old
    assert "February 16, 2027" in old
    this = desk.get(f"/desk/members/{number}").text
    assert "Late for 2026" not in this
    assert "Complete, late" not in this
    for address in ("/desk", "/desk/members"):
        assert "Complete, late" not in desk.get(address).text


def _the_files(late: Late, desk: PageClient, code: str) -> None:
    """CSV, XLSX and PDF say the same of both years."""
    del late
    text = desk.get("/desk/exports/completion.csv?year=2026").response.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    (mine,) = (dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == NEARLY)
    assert (mine["Year"], mine["Status"], mine["Completion Date"], mine["Certificate"]) == (
        *("2026", "Complete, late"),
        *(DONE.isoformat(), code),
    )
    only = desk.get("/desk/exports/completion.csv?year=2026&standing=Complete, late")
    assert only.response.get_data(as_text=True).count("\n") == 2
    data = desk.get("/desk/exports/completion.xlsx?year=2026").response.get_data()
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert next(row for row in cells if row[0] == NEARLY)[rows[0].index("Status")] == (
        "Complete, late"
    )
    pdf = desk.get("/desk/exports/completion.pdf?year=2026").response.get_data()
    assert "Complete, late" in " ".join(text_of(pdf).split())
    this = desk.get("/desk/exports/completion.csv").response.get_data(as_text=True)
    assert "late" not in this


def _another_by_hand(late: Late, desk: PageClient) -> None:
    """One that is revoked is issued anew for its year, and keeps the day."""
    database, number = late.database, late.officer.member
    (first,) = _certificates(database, late.officer)
    paula, dana = (somebody(database, login) for login in ("proposer", "decider"))
    asked = partial(propose, act=TwoPersonAct.CERTIFICATE_REVOKE, payload=RevocationAsked(first.id))
    _approve(database, database.writing(partial(asked, reason="A slip.", by=paula.actor)), dana)
    page = desk.get(f"/desk/members/{number}?year=2026")
    desk.get(page.link("Issue that of 2026 by hand"))
    where = desk.submit(fields={"reason": "The one there was is revoked."}).response.location
    _approve(database, int(where.rpartition("/")[2]), dana)
    newest = _certificates(database, late.officer)[-1]
    assert newest.id != first.id
    assert (newest.facts["period"], newest.facts["completed_on"]) == ("2026", DONE.isoformat())


def _the_archive(late: Late, loaded: Loaded, tmp_path: Path) -> None:
    """Its totals hold both years, and its own verifier agrees from the entries alone."""
    key = make_journal_key(tmp_path / "data")
    late.database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    out = tmp_path / "archive.zip"
    build_package(
        late.database,
        FileStore(loaded.files),
        kind=PackageKind.ARCHIVE,
        folder=tmp_path / "archive",
        first=2026,
        last=2027,
        key=key,
        out=out,
    )
    files, findings = verify.read(str(out))
    assert verify.examine(files, findings)[1] == []
    with ZipFile(out) as opened:
        years = json.loads(opened.read(TOTALS))["years"]
    mine = {
        year["name"]: next(
            each for each in year["members"] if each["member_id"] == late.officer.member
        )
        for year in years
    }
    assert (mine["2026"]["complete"], mine["2027"]["complete"]) == (True, False)
    assert mine["2027"]["seconds"] == late.worked_after_midnight
