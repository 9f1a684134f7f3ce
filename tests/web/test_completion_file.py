from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from lms.domain.completion_file import FIRST_TEMPLATE
from lms.domain.mptc import RECORD_PART, UNDECIDED
from lms.domain.training_record import RecordPart
from lms.models import AccessLog, CompletionColumns, Journal
from lms.queries.training_records import training_record
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN
from tests.factories import decide, enlist, facts, today
from tests.page_client import Page, PageClient
from tests.rendering.certificate_paper import text_of
from tests.rendering.tag_check import assert_all_marked
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.com","x")', 'a"b,c')


def _csv(page: Page) -> list[list[str]]:
    text = page.response.get_data(as_text=True)
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def _xlsx(page: Page) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(page.response.get_data())).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_the_completion_file_has_the_departments_columns_and_everybody_who_owes(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    school.work(members["0101"], 6_361)
    desk.get("/desk/exports")
    desk.submit(fields={"template": 'Badge = badge\nCourse = "IV.E"\nH = hours\nState = standing'})
    assert "has these columns from now on" in desk.get("/desk/exports").text
    rows = _csv(desk.get("/desk/exports/completion.csv"))
    assert rows == [
        ["Badge", "Course", "H", "State"],
        ["0102", "IV.E", "0.00", "Short"],
        ["0120", "IV.E", "0.00", "Short"],
        ["0101", "IV.E", "1.76", "Short"],
        ["0103", "IV.E", "0.00", "Short"],
    ]
    assert _xlsx(desk.get("/desk/exports/completion.xlsx")) == [tuple(row) for row in rows]
    assert len(_csv(desk.get("/desk/exports/completion.csv?shift=Nights"))) == 3


def test_the_completion_file_says_whether_the_hours_count_toward_the_mptcs_forty(
    database: Database, school: School, desk: PageClient
) -> None:
    desk.get("/desk/exports")
    desk.submit(fields={"template": "Badge = badge\nMPTC = mptc\nSince = mptc_from"})
    rows = _csv(desk.get("/desk/exports/completion.csv"))[1:]
    assert {tuple(row[1:]) for row in rows} == {("Not decided", "")}
    decide(database, mptc_hours="yes")
    rows = _csv(desk.get("/desk/exports/completion.csv"))[1:]
    assert {tuple(row[1:]) for row in rows} == {("Yes", today(database).isoformat())}


def test_the_training_record_says_whose_decision_it_is_that_hours_count_toward_the_forty(
    database: Database, school: School, members: dict[str, int]
) -> None:
    def said() -> RecordPart:
        with database.reading() as session:
            day = today(database)
            record = training_record(session, member_id=members["0101"], day=day, answers=False)
        return next(part for part in record.parts if part.title == RECORD_PART)

    assert (said().then, said().nothing) == ((), UNDECIDED)
    decide(database, mptc_hours="yes")
    (fact,) = said().then
    assert fact.what == "The department counts these hours toward the MPTC\u2019s 40"
    assert "the MPTC\u2019s own record is not part of this" in fact.detail
    assert fact.true_on == today(database)


def test_every_line_of_a_template_that_cannot_be_read_is_named_and_nothing_changes(
    database: Database, school: School, desk: PageClient
) -> None:
    desk.get("/desk/exports")
    page = desk.submit(fields={"template": "Badge = bagde\nName"}, status=422)
    assert "Line 1: There is no field \u201cbagde\u201d. Is it \u201cbadge\u201d?" in page.text
    assert "Line 2: Write a heading, an equals sign, and a field" in page.text
    assert "Badge = bagde" in page.html
    with database.reading() as session:
        assert session.execute(select(CompletionColumns.id)).first() is None
    header = _csv(desk.get("/desk/exports/completion.csv"))[0]
    assert header == [line.partition(" =")[0] for line in FIRST_TEMPLATE.strip().splitlines()]


def test_the_same_columns_again_are_no_act(
    database: Database, school: School, desk: PageClient
) -> None:
    for _ in range(2):
        desk.get("/desk/exports")
        desk.submit(fields={"template": "Badge = badge\r\n\r\n"})
    with database.reading() as session:
        acts = session.execute(
            select(func.count()).where(Journal.kind == "completion-columns-set")
        ).scalar()
    assert acts == 1


def test_out_01_names_that_are_formulas_stay_text_in_every_file(
    database: Database, school: School, members: dict[str, int], desk: PageClient
) -> None:
    enlist(
        database,
        *(
            facts(f"3{number:03}", family_name=text, given_name="Z", unit=text)
            for number, text in enumerate(FORMULAS)
        ),
    )
    school.open_year()
    rows = _csv(desk.get("/desk/exports/completion.csv"))
    assert len(rows) == 5 + len(FORMULAS)
    told = {row[1] for row in rows}
    assert {f"'{text}" for text in FORMULAS[:5]} <= told
    assert FORMULAS[5] in told
    in_book = {row[1] for row in _xlsx(desk.get("/desk/exports/completion.xlsx"))}
    assert set(FORMULAS) <= in_book, "a workbook's cell says that it is a text"


def test_an_export_asks_for_a_recent_confirmation_and_is_in_the_access_log(
    database: Database, school: School, desk: PageClient, clock: Clock
) -> None:
    for suffix in ("csv", "xlsx", "pdf"):
        desk.get(f"/desk/exports/completion.{suffix}")
    with database.reading() as session:
        seen = set(session.execute(select(AccessLog.what)).scalars())
    assert {f"completion file as {kind}" for kind in ("CSV", "XLSX", "PDF")} <= seen
    clock.advance(minutes=20)
    for suffix in ("csv", "xlsx", "pdf"):
        asked = desk.get(f"/desk/exports/completion.{suffix}", status=302)
        assert "/confirm" in asked.location


def test_the_report_is_a_tagged_document_and_the_page_speaks_plainly(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    data = desk.get("/desk/exports/completion.pdf").response.get_data()
    assert_all_marked(data)
    assert "Đặng, Minh" in text_of(data)
    page = desk.get("/desk/exports?shift=Days&unit=Patrol&standing=Short")
    assert "Completion file 2 people" in page.text
    assert not FORBIDDEN.search(page.text)
    desk.get("/desk/exports?year=1", status=404)
