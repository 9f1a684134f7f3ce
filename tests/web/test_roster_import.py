"""A roster file on its page: compared first, applied as a whole, many leaving by two people."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from lms.content.roster_cells import COLUMNS
from lms.domain.access import Role
from lms.models import Journal, ServiceRecord, StagedImport, StoredFile
from lms.queries.roster import roster
from lms.storage.database import Database
from tests.content.roster_lines import HEADER, line
from tests.factories import decide, enlist, facts, sign_up
from tests.page_client import Page, PageClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FILES = "/desk/roster"
KNOWN = {
    "rank": "Officer",
    "unit": "Patrol",
    "shift": "Days",
    "supervisor_badge": "",
    "email": "",
    "hired_on": "2015-03-02",
    "valid_from": "2027-01-02",
}


def row(badge: str, given: str, family: str, **cells: str) -> str:
    return line(**{**KNOWN, "badge": badge, "given_name": given, "family_name": family, **cells})


@pytest.fixture
def trainer(client: PageClient, database: Database) -> PageClient:
    decide(database)
    enlist(
        database,
        facts("0101", given_name="Minh", family_name="Đặng"),
        facts("0102", given_name="Ana", family_name="Abreu"),
        facts("0103", given_name="Zoe", family_name="Reyes"),
    )
    client.become(sign_up(database, Role.TRAINING_UNIT, login="terry"))
    client.get(FILES)
    return client


def send(client: PageClient, *lines: str, status: int = 303) -> Page:
    data = "\n".join((HEADER, *lines, "")).encode()
    return client.post(FILES, {"roster": (BytesIO(data), "roster.csv")}, status=status)  # type: ignore[dict-item]


def counts(database: Database) -> tuple[int, ...]:
    with database.reading() as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in (ServiceRecord, StagedImport, StoredFile, Journal)
        )


def names(database: Database) -> set[str]:
    with database.reading() as session:
        return {each.full_name for each in roster(session, database.clock().date())}


def test_a_file_shows_who_comes_changes_and_leaves_and_is_taken_in_by_a_press(
    trainer: PageClient, database: Database
) -> None:
    page = trainer.follow(
        send(
            trainer,
            row("0101", "Minh", "Đặng", shift="Nights"),
            row("0103", "Zoe", "Reyes", separated_on="2027-01-02"),
            row("0200", "New", "Person", hired_on="2027-01-02"),
        )
    )
    assert "1 added" in page.text
    assert "1 separated" in page.text
    assert "Shift: Days → Nights" in page.text
    assert "Not in the file, and left as they are: Ana Abreu (0102)" in page.text
    assert "New Person" not in names(database)
    done = trainer.follow(trainer.submit("/application", statements=45))
    assert "The roster is taken in: 1 added, 1 changed, 1 separated." in done.text
    assert names(database) == {"Minh Đặng", "Ana Abreu", "New Person"}
    assert "Taken in" in trainer.get(FILES).text


def test_a_bad_file_names_row_and_field_and_leaves_nothing(
    trainer: PageClient, database: Database
) -> None:
    before = counts(database)
    page = send(
        trainer,
        row("0101", "Minh", "Đặng", shift="Nights"),
        row("0200", "New", "Person", hired_on="01/02/2027", sworn="perhaps"),
        status=422,
    )
    assert counts(database) == before
    rows = [" ".join(part.split()) for part in page.html.split("<tr>")]
    assert any("3</td><td>hired_on</td>" in each for each in rows)
    assert any("3</td><td>sworn</td>" in each for each in rows)
    assert trainer.post(FILES, {}, status=422).text.count("Choose a roster file.") == 2


def test_a_doubt_stops_the_file_until_a_person_settles_it(
    trainer: PageClient, database: Database
) -> None:
    page = trainer.follow(send(trainer, row("0101", "Mina", "Dang")))
    assert "belongs to Minh Đặng on the roster" in page.text
    assert not [form for form in page.reader.forms if form.action.endswith("/application")]
    trainer.submit("/answers", {"who-0101": "same-person"})
    page = trainer.follow()
    assert "Given name: Minh → Mina" in page.text
    trainer.submit("/application", statements=45)
    assert "Mina Dang" in names(database)


def test_what_was_shown_is_what_is_taken_in(trainer: PageClient, database: Database) -> None:
    shown = trainer.follow(send(trainer, row("0101", "Minh", "Đặng", shift="Nights"))).path
    enlist(
        database,
        facts("0101", given_name="Minh", family_name="Đặng", unit="Traffic", shift="Days"),
    )
    trainer.get(shown)
    trainer.post(f"{shown}/application", {"shown": "0" * 64}, statements=45)
    assert "changed meanwhile" in trainer.follow().text
    with database.reading() as session:
        shifts = {
            each.badge_number: each.shift for each in roster(session, database.clock().date())
        }
    assert shifts["0101"] == "Days"


def test_many_who_leave_at_once_wait_for_a_second_person_who_sees_who_they_are(
    trainer: PageClient, database: Database
) -> None:
    page = trainer.follow(
        send(
            trainer,
            row("0102", "Ana", "Abreu", separated_on="2027-01-02"),
            row("0103", "Zoe", "Reyes", separated_on="2027-01-02"),
        )
    )
    path = page.path
    assert "This takes two people" in page.text
    assert not [form for form in page.reader.forms if form.action.endswith("/application")]
    trainer.post(f"{path}/application", {"shown": "0" * 64}, statements=45)
    trainer.get(path)
    trainer.submit("/proposal", {"reason": "Two retire."}, statements=40)
    proposal = trainer.follow()
    assert "Ana Abreu (0102), Zoe Reyes (0103)" in proposal.text
    assert names(database) == {"Minh Đặng", "Ana Abreu", "Zoe Reyes"}
    trainer.become(sign_up(database, Role.CHIEF, login="chief"))
    trainer.get(proposal.path)
    trainer.submit("/decision", {"outcome": "approved"}, statements=60)
    assert names(database) == {"Minh Đặng"}


def test_a_workbook_is_read_as_well(trainer: PageClient) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    cells = {**dict.fromkeys(COLUMNS, ""), **KNOWN, "sworn": "yes", "badge": "0300"}
    sheet.append([*({**cells, "given_name": "=1+1", "family_name": "New"}).values()])
    sheet["B2"].data_type = "s"
    data = BytesIO()
    book.save(data)
    data.seek(0)
    sent = trainer.post(FILES, {"roster": (data, "roster.xlsx")})  # type: ignore[dict-item]
    assert "1 added" in trainer.follow(sent).text
