from __future__ import annotations

from datetime import date

import pytest

from lms.domain.edition import edition_before, is_due_again, is_read_short, short_form
from lms.domain.lesson import Objective, Page
from lms.domain.nominal import reading_page
from lms.domain.requirement import PeriodKind, period_of
from tests.domain.content_factories import lesson

YEAR = period_of(PeriodKind.CALENDAR_YEAR, date(2027, 3, 1))


def test_the_edition_before_is_the_year_before() -> None:
    before = edition_before(PeriodKind.CALENDAR_YEAR, YEAR)
    assert (before.starts_on, before.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "due"),
    [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (date(2027, 5, 1), False)],
)
def test_a_plan_is_approved_again_in_each_edition(day: date, *, due: bool) -> None:
    assert is_due_again(approved_on=day, edition=YEAR) is due


@pytest.mark.parametrize(
    ("passed", "read", "short"),
    [(True, "same", True), (False, "same", False), (True, "older", False), (True, None, False)],
)
def test_only_who_passed_and_read_this_very_text_reads_it_short(
    passed: bool,  # noqa: FBT001 - a row of the table
    read: str | None,
    short: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert is_read_short(passed_before=passed, read_before=read, now="same") is short


def test_the_short_form_has_the_aims_of_the_page_and_takes_less_time() -> None:
    page = Page(id="it", title="It", body="Plain words. " * 300, provisions=("IV.B.2",))
    aims = (Objective("Serve everyone.", ("IV.B.1",)), Objective("Say when to ask.", ("IV.B.2",)))
    taught = lesson(pages=(page,), objectives=aims)
    short = short_form(taught, page)
    assert short.body == "- Say when to ask."
    assert (short.id, short.title, short.provisions) == (page.id, page.title, page.provisions)
    assert reading_page(short).seconds < reading_page(page).seconds


def test_a_page_that_no_aim_is_about_shows_all_of_them() -> None:
    page = Page(id="it", title="It", body="Words.", provisions=("I.1",))
    assert short_form(lesson(), page).body == "- State when to ask."
