from __future__ import annotations

import pytest

from lms.domain.policy_header import PolicyHeader, header_findings, read_header


def test_a_blank_form_leaves_everything_open() -> None:
    header = read_header(" DATE:  \n\n     NEW    AMENDS    RESCINDS     \n\n \n")

    assert header == PolicyHeader(None, None, ())
    assert [str(each) for each in header_findings(header)] == [
        "header.date: The date is blank.",
        "header.action: None of NEW, AMENDS and RESCINDS is ticked.",
        "header.number: There is no policy number.",
        "header.authority: No issuing authority is named.",
        "header.effective: There is no effective date.",
        "header.review: There is no review date.",
        "header.standards: No accreditation standard is cited in the head.",
    ]


@pytest.mark.parametrize(
    ("form", "header"),
    [
        ("DATE: May 1, 2024   NO. 41\n☒ NEW  AMENDS", PolicyHeader("May 1, 2024", "41", ("NEW",))),
        (
            "Effective Date: 5/1/24\n[ ] NEW [x] AMENDS",
            PolicyHeader("5/1/24", None, ("AMENDS",), effective="5/1/24"),
        ),
        ("POLICY NUMBER: 4.2-a\nNEW AMENDS RESCINDS ✓", PolicyHeader(None, "4.2-a", ("RESCINDS",))),
        ("NEW ☑ AMENDS ☑ RESCINDS", PolicyHeader(None, None, ("AMENDS", "RESCINDS"))),
        ("☐ NEW ☐ AMENDS ☐ RESCINDS", PolicyHeader(None, None, ())),
    ],
)
def test_a_filled_form_says_what_it_says(form: str, header: PolicyHeader) -> None:
    assert read_header(form) == header


def test_a_complete_form_leaves_nothing_open() -> None:
    header = PolicyHeader("5/1/24", "41", ("NEW",), "Chief", "6/1/24", "6/1/25", ("42.2.8",))
    assert header_findings(header) == ()


@pytest.mark.parametrize(
    ("form", "header"),
    [
        (
            "GENERAL ORDER 61.3\nEffective: 2/1/26\tReview Date: 2/1/27",
            PolicyHeader("2/1/26", "61.3", (), None, "2/1/26", "2/1/27"),
        ),
        (
            "Issued: 1/5/26  By order of: Chief A. Lee  Rescinds: Policy 4 of 2019",
            PolicyHeader("1/5/26", "4", ("RESCINDS",), "Chief A. Lee"),
        ),
        (
            "Accreditation Standards: 1.2.3(a), 41.2.2,\n61.3.4\nOther: 9.9.9",
            PolicyHeader(None, None, (), standards=("1.2.3(a)", "41.2.2", "61.3.4")),
        ),
        ("Amends:\nRescinds: ☐", PolicyHeader(None, None, ())),
    ],
)
def test_a_form_in_two_columns_is_read_by_its_labels(form: str, header: PolicyHeader) -> None:
    assert read_header(form) == header
