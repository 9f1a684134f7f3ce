"""A past year completed on the screen after its last day: what officer, desk and archive see."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest

from lms.domain.access import SYSTEM, Role
from lms.domain.package import TOTALS, PackageKind
from lms.queries.owed import owed_on
from lms.queries.standing import seconds_by_limb
from lms.queries.training_records import training_record
from lms.rendering.package import verify
from lms.services.assign_module import open_period
from lms.services.keep_keys import record_key
from lms.services.packages.build import build_package
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.demonstrations import Loaded
from tests.department import COMPLETE, NEARLY, Find
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.studying import POLICY, answer_rightly, pin, practice, read, served

LAST, DAY = date(2026, 12, 31), date(2027, 2, 16)
MODULES = ("exceptions", "ice-in-the-city")
STATEMENTS = 90


@pytest.fixture
def database(department: Database) -> Database:
    return department


def _lesson(database: Database, who: Someone, sitting_id: int, lesson: str, clock: Clock) -> None:
    pinned = pin(database, who, sitting_id, lesson)
    for page in pinned.lesson.pages:
        token = served(who, pinned, clock, page.id)
        clock.advance(seconds=100)
        read(database, who, pinned, page.id, token)
    for scenario in pinned.scenarios:
        practice(database, who, pinned, scenario)


def _pass(database: Database, who: Someone, sitting_id: int) -> int:
    attempt_id = database.writing(
        partial(start_attempt, sitting_id=sitting_id, member_id=who.member, by=who.actor)
    )
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
    return attempt_id


def _seconds(database: Database, who: Someone, day: date) -> int:
    with database.reading() as session:
        period = owed_on(session, day)[0].period
        return sum(seconds_by_limb(session, member_id=who.member, period=period).values())


def test_a_year_is_completed_late_on_the_screen(
    database: Database,
    find: Find,
    clock: Clock,
    new_client: Callable[[], PageClient],
    loaded: Loaded,
    tmp_path: Path,
) -> None:
    officer = find(NEARLY)
    clock.now = datetime(2027, 2, 16, 15, tzinfo=UTC)
    database.writing(partial(open_period, day=DAY, by=SYSTEM))
    before = _seconds(database, officer, LAST)
    desk = new_client().become(
        sign_up(database, Role.TRAINING_UNIT, login="luis", name="Luis Other")
    )
    desk.most_statements = STATEMENTS
    page = new_client().become(officer)
    page.most_statements = 60
    _it_is_offered(page, new_client().become(find(COMPLETE)))
    _the_desk_opens_it(desk)
    sitting_ids = [_begin(page, module) for module in MODULES]
    for sitting_id, module in zip(sitting_ids, MODULES, strict=True):
        _study(database, page, officer, sitting_id, module, clock)
    counted = _seconds(database, officer, LAST)
    assert counted > before
    assert _seconds(database, officer, DAY) == 0
    attempts = [_pass(database, officer, sitting_id) for sitting_id in sitting_ids]
    _the_officer_sees_it(page, attempts[-1])
    later = new_client().become(
        sign_up(database, Role.TRAINING_UNIT, login="rosa", name="Rosa Third")
    )
    later.most_statements = STATEMENTS
    _the_desk_sees_it(later, officer.member)
    _the_record_says_it(database, officer.member)
    assert verify_journal(database).findings == ()
    _the_archive_agrees(database, loaded, officer.member, counted, tmp_path)


def _it_is_offered(page: PageClient, complete: PageClient) -> None:
    home = page.get("/training")
    assert "2026 is not complete" in home.text
    page.get(home.link("Complete 2026"))
    assert "Still missing in 2026" in page.get("/training/late/2026").text
    complete.most_statements = 33
    assert "is not complete" not in complete.get("/training").text
    assert "Nothing to do for 2026" in complete.get("/training/late/2026").text
    complete.post("/training/late/2026", status=303)
    assert "What you do now counts for 2027." in complete.get("/training").text
    plain = page.get(f"/training/{POLICY}/{MODULES[0]}")
    assert "This page counts for 2027" in plain.text
    refused = page.post(
        f"/training/{POLICY}/{MODULES[0]}/visits?year=2026", {"duty": "on-duty"}, status=303
    )
    assert refused.response.location.endswith("/training"), "nobody has opened it yet"
    page.get("/training/late/2028", status=404)


def _the_desk_opens_it(desk: PageClient) -> None:
    year = desk.get("/desk/year?year=2026")
    assert "Completing 2026 late" in year.text
    desk.submit("/desk/year/2026/late", statements=400)
    opened = desk.get("/desk/year?year=2026").text
    assert "neither excused nor on leave" not in opened
    assert "have it open" in opened
    desk.post("/desk/year/2026/late", status=303)
    assert "Nobody waits for 2026" in desk.get("/desk/year?year=2026").text


def _begin(page: PageClient, module: str) -> int:
    late = page.get("/training/late/2026")
    assert "Modules of 2026" in late.text
    where = f"/training/{POLICY}/{module}?year=2026"
    assert "Counts for 2026, late" in page.get(where).text
    path, _, asked = where.partition("?")
    begun = page.post(f"{path}/visits?{asked}", {"duty": "on-duty"}, status=303)
    return int(begun.response.location.split("/sittings/")[1].partition("/")[0])


def _study(
    database: Database, page: PageClient, who: Someone, sitting_id: int, module: str, clock: Clock
) -> None:
    own = page.get(f"/training/{POLICY}/{module}?year=2026").text
    lessons = {
        "exceptions": ("terrorism-and-smuggling", "gangs-and-probable-cause"),
        "ice-in-the-city": (
            *("when-ice-calls", "assist-or-stand-down", "detention-during-an-assist"),
            "federal-updates",
        ),
    }[module]
    assert "Lessons" in own
    for lesson in lessons:
        _lesson(database, who, sitting_id, lesson, clock)
    first = pin(database, who, sitting_id, lessons[0])
    shown = page.get(
        f"/sittings/{sitting_id}/lessons/{lessons[0]}/pages/{first.lesson.pages[0].id}"
    )
    assert "count for 2027" in shown.text or "Counts for 2026, late" in shown.text


def _the_officer_sees_it(page: PageClient, attempt_id: int) -> None:
    assert "is not complete" not in page.get("/training").text
    this = page.get("/minutes").text
    assert "count for 2026, late, and not here" in this
    assert "Late for 2026" in page.get("/minutes?year=2026").text
    page.get("/minutes?year=2030", status=404)
    links = page.get(f"/attempts/{attempt_id}/result").reader.links
    assert any("year=2026" in href for href, _ in links), "its lessons are read in their year"


def _the_desk_sees_it(desk: PageClient, number: int) -> None:
    old = desk.get(f"/desk/members/{number}?year=2026").text
    assert "Complete, late" in old
    assert "2026 was opened once more" in old
    assert "February 16, 2027" in old
    assert "Complete, late" not in desk.get(f"/desk/members/{number}").text
    assert "Complete, late" in desk.get("/desk/year?year=2026&all=yes").text
    text = desk.get("/desk/exports/completion.csv?year=2026").response.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    (mine,) = (dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == NEARLY)
    assert (mine["Status"], mine["Completion Date"]) == ("Complete, late", DAY.isoformat())
    assert mine["Certificate"]


def _the_record_says_it(database: Database, number: int) -> None:
    with database.reading() as session:
        then = training_record(session, member_id=number, day=LAST)
        now = training_record(session, member_id=number, day=DAY)
    early = " ".join(f"{fact.what}, {fact.detail}" for part in then.parts for fact in part.then)
    late = [f"{fact.what}, {fact.detail}" for part in now.parts for fact in part.then]
    assert "late" not in early
    assert any("opened once more" in each for each in late)
    assert any("minutes, " in each and "late for 2026" in each for each in late)
    minutes = {each.period: each.now for each in now.minutes if each.subject == "Together"}
    assert minutes["2026"] >= 120
    assert minutes.get("2027", 0) == 0


def _the_archive_agrees(
    database: Database, loaded: Loaded, number: int, counted: int, tmp_path: Path
) -> None:
    key = make_journal_key(tmp_path / "data")
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))
    out = tmp_path / "archive.zip"
    build_package(
        database,
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
        year["name"]: next(each for each in year["members"] if each["member_id"] == number)
        for year in years
    }
    assert (mine["2026"]["seconds"], mine["2026"]["complete"]) == (counted, True)
    assert (mine["2027"]["seconds"], mine["2027"]["complete"]) == (0, False)
