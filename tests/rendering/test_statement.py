"""The statement of time as a stranger reads it from the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest

from lms.domain.statement import MEASURED, Line, Statement, Unusual
from lms.rendering.statement import clock, statement_pdf
from tests.rendering.certificate_paper import text_of, words_of

LINE = Line("What the policy asks: first page", 305, 280, 12, no_signal=False)
STATEMENT = Statement(
    department="Haverhill Police Department",
    member_name="Marisol Ortega-Pe\u00f1a",
    rank="Sergeant",
    badge_number="0142",
    about="Visit of March 1, 2027, 10:02 to 10:40",
    circumstances=(("Training", "Asking about status"), ("Duty status stated", "On duty")),
    lines=(LINE, replace(LINE, what="Second page", counted_seconds=60, no_signal=True)),
    counted_seconds=365,
    unusual=(Unusual("12 minutes did not count.", ("A call for service.", "A dead spot.")),),
    made_on="2027-03-02",
    record_position=321,
    record_digest="a" * 64,
    hour_definition="60 minutes of verified work",
    demonstration=False,
)
FULL = replace(
    STATEMENT,
    lines=tuple(
        replace(LINE, what=f"A lesson with a rather long title, number {number}")
        for number in range(60)
    ),
    unusual=tuple(
        Unusual(f"{number} minutes did not count because of something.", ("One reason. " * 9,))
        for number in range(10)
    ),
    demonstration=True,
)


def test_every_fact_can_be_read_from_the_paper() -> None:
    text = text_of(statement_pdf(STATEMENT), "-raw")
    stated = [
        "Statement of time",
        STATEMENT.department,
        "Marisol Ortega-Pe\u00f1a, Sergeant, badge number 0142",
        STATEMENT.about,
        "Duty status stated On duty",
        "What the policy asks: first page 5:05 4:40 0:12",
        "Second page (no activity signal) 1:00",
        "Total 6:05 9:20 0:24",
        "12 minutes did not count.",
        "May be explained by this: A call for service. A dead spot.",
        *MEASURED,
        "Definition of the hour: 60 minutes of verified work",
        f"Record position 321, digest {'a' * 64}",
        "March 2, 2027",
    ]
    assert [fact for fact in stated if fact not in text] == []


@pytest.mark.parametrize("made", [STATEMENT, FULL], ids=["short", "full"])
def test_a_statement_is_one_tagged_page_that_nothing_leaves(made: Statement) -> None:
    data = statement_pdf(made)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-US"
        assert "/StructTreeRoot" in pdf.Root
    for word, left, top, right, bottom in words_of(data):
        assert 40 <= left <= right <= 572, word
        assert 20 <= top <= bottom <= 772, word


def test_the_rows_of_a_full_statement_do_not_lie_on_each_other() -> None:
    data = statement_pdf(FULL)
    tops = sorted(top for word, _, top, _, _ in words_of(data) if word == "number")[1:]
    assert len(tops) > 20
    assert all(later - before > 6 for before, later in pairwise(tops))
    text = text_of(data, "-raw")
    more = int(text.split(" more, together")[0].rsplit(" ", 1)[1])
    assert more + len(tops) == 60


def test_the_same_facts_give_the_same_bytes() -> None:
    assert statement_pdf(STATEMENT) == statement_pdf(STATEMENT)


def test_minutes_and_seconds_are_written_as_on_a_watch() -> None:
    assert [clock(seconds) for seconds in (0, 59, 60, 3605)] == ["0:00", "0:59", "1:00", "60:05"]
