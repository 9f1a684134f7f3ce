"""Training kept on paper: lines and scans in, a second person, and the officer's own record."""

from __future__ import annotations

import zipfile
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.events import PaperCredited
from lms.models import CreditEntry, CreditSource, PaperCompletion, StagedImport, StoredFile
from lms.services.assign_module import open_period
from lms.services.journal import record
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.desk_people import desk_members, second_trainer, training_sergeant
from tests.factories import sign_up, today
from tests.page_client import Page, PageClient
from tests.training_rows import TIME_LIMB, School

PAPERS = "/desk/papers"
HEADER = "badge,family_name,day,minutes,subject,provider,taught_by,scan"
GOOD = (
    f"0101,Dang,2027-02-03,30,{TIME_LIMB.title},Winter class,Jo Instructor,sheet.png",
    f"0102,Abreu,2027-02-03,45,{TIME_LIMB.title},Winter class,,SHEET.png",
)


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, "PNG")
    return data.getvalue()


def packed(*names: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name in names:
            package.writestr(name, picture())
    return data.getvalue()


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    members = desk_members(database)
    School.opened(database)
    opener = sign_up(database, Role.TRAINING_UNIT, login="opener")
    database.writing(partial(open_period, day=today(database), by=opener.actor))
    return members


@pytest.fixture
def sergeant(client: PageClient, database: Database, people: dict[str, int]) -> PageClient:
    client.become(training_sergeant(database, people))
    client.get(PAPERS)
    return client


def send(client: PageClient, *lines: str, scans: Any = None, status: int = 303) -> Page:  # noqa: ANN401 - files
    data = "\n".join((HEADER, *lines, "")).encode()
    fields: Any = {
        "lines": (BytesIO(data), "lines.csv"),
        "scans": scans or [(BytesIO(picture()), "sheet.png")],
    }
    return client.post(PAPERS, fields, status=status)


def counts(database: Database) -> tuple[int, ...]:
    with database.reading() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in (StagedImport, StoredFile, PaperCompletion, CreditEntry)
        )


def test_lines_and_scans_count_when_a_second_person_has_looked_at_them(
    sergeant: PageClient, database: Database, people: dict[str, int]
) -> None:
    sent = send(sergeant, *GOOD, scans=[(BytesIO(packed("in/sheet.png")), "scans.zip")])
    page = sergeant.follow(sent)
    assert page.heading == "2 lines from paper"
    assert "from paper, not timed" in page.text
    sergeant.submit("/proposal", {"reason": "Held before the product came."}, statements=40)
    proposal = sergeant.follow()
    assert "Enter 75 minutes of 2 members, from paper, not timed" in proposal.heading
    assert counts(database)[2:] == (0, 0)
    sergeant.become(second_trainer(database))
    sergeant.get(proposal.path)
    lines = sergeant.get(sergeant.page.link("Every line with its scan"))  # type: ignore[union-attr]
    scan = sergeant.get(lines.link("sheet.png"))
    assert scan.response.mimetype == "image/png"
    sergeant.get(proposal.path)
    sergeant.submit("/decision", {"outcome": "approved"}, statements=90)
    with database.reading() as session:
        held = session.execute(
            select(CreditEntry.member_id, CreditEntry.seconds, CreditEntry.source)
        ).all()
    assert sorted(held) == sorted(
        [(people["0101"], 1800, CreditSource.PAPER), (people["0102"], 2700, CreditSource.PAPER)]
    )
    record = sergeant.get(f"/desk/members/{people['0101']}")
    assert "30 minutes" in record.text
    assert "from paper, not timed" in record.text
    assert sergeant.get(record.link("The scan")).response.mimetype == "image/png"
    assert not verify_journal(database).findings
    officer = sign_up(database, Role.OFFICER, member_id=people["0101"], login="0101")
    sergeant.become(officer)
    mine = sergeant.get("/minutes")
    assert "From paper, not timed" in mine.text
    assert sergeant.get(mine.link("Winter class")).response.mimetype == "image/png"
    other = sign_up(database, Role.OFFICER, member_id=people["0102"], login="0102")
    sergeant.become(other)
    sergeant.get(mine.link("Winter class"), status=404)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mistake_names_its_row_and_nothing_is_kept(
    sergeant: PageClient, database: Database
) -> None:
    before = counts(database)
    page = send(
        sergeant,
        GOOD[0],
        f"0102,Reyes,2027-02-03,45,{TIME_LIMB.title},Winter class,,sheet.png",
        f"0103,Reyes,2026-02-03,45,{TIME_LIMB.title},Winter class,,lost.pdf",
        "0999,Nobody,2027-02-03,0,Astronomy,Winter class,,sheet.png",
        GOOD[0],
        f"0103,Reyes,02/03/2027,many,{TIME_LIMB.title},,,sheet.png",
        status=422,
    )
    rows = [" ".join(part.split()) for part in page.html.split("<tr>")]
    for row, column in (
        (3, "family_name"),
        (4, "day"),
        (4, "scan"),
        (5, "badge"),
        (5, "minutes"),
        (5, "subject"),
        (7, "day"),
        (7, "minutes"),
        (7, "provider"),
    ):
        assert any(f"{row}</td><td>{column}</td>" in each for each in rows), (row, column)
    assert "row 2 says the same" in page.text
    assert counts(database) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_paper_counts_once_and_nobody_enters_their_own(
    sergeant: PageClient, database: Database
) -> None:
    own = f"0120,Corrigan,2027-02-03,30,{TIME_LIMB.title},Winter class,,sheet.png"
    page = sergeant.follow(send(sergeant, own))
    sergeant.post(f"{page.path}/proposal", {"reason": "Mine."}, status=403)
    for name in ("one", "two"):
        page = sergeant.follow(send(sergeant, GOOD[0]))
        sergeant.submit("/proposal", {"reason": f"Paper {name}."}, statements=40)
    one, two = "/proposals/1", "/proposals/2"
    sergeant.become(second_trainer(database))
    for path in (one, two):
        sergeant.get(path)
        sergeant.submit("/decision", {"outcome": "approved"}, statements=90)
    assert counts(database)[2:] == (1, 1)
    page = send(sergeant, GOOD[0], status=422)
    assert "were taken in from paper before" in page.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_changed_completion_is_found(sergeant: PageClient, database: Database) -> None:
    sergeant.follow(send(sergeant, *GOOD))
    sergeant.submit("/proposal", {"reason": "Paper."}, statements=40)
    path = sergeant.follow().path
    sergeant.become(second_trainer(database))
    sergeant.get(path)
    sergeant.submit("/decision", {"outcome": "approved"}, statements=90)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER paper_completion_no_update"))
        connection.execute(text("UPDATE paper_completion SET minutes = 60 WHERE line = 2"))
    assert any("from paper differs" in each for each in verify_journal(database).findings)


def _enter_alone(session: Session, *, member_id: int, now: datetime) -> None:
    entry = PaperCredited(
        completion_id=1,
        proposal_id=99,
        line=2,
        member_id=member_id,
        limb=TIME_LIMB.slug,
        minutes=30,
        earned_on="2027-02-03",
        provider_digest="0" * 64,
        scan_sha256="0" * 64,
    )
    record(session, entry, by=SYSTEM, now=now)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_minutes_from_paper_that_nobody_approved_are_found(
    people: dict[str, int], database: Database
) -> None:
    database.writing(partial(_enter_alone, member_id=people["0101"]))
    said = verify_journal(database).findings
    assert any("was entered without a second person" in each for each in said)
    assert any("the ledger differs from the minutes on paper" in each for each in said)
