from __future__ import annotations

import pytest

from lms.domain.policy_header import PolicyHeader, header_findings, read_header


def test_a_blank_form_leaves_three_things_open() -> None:
    header = read_header(" DATE:  \n\n     NEW    AMENDS    RESCINDS     \n\n \n")

    assert header == PolicyHeader(None, None, ())
    assert [str(each) for each in header_findings(header)] == [
        "header.date: The date is blank.",
        "header.action: None of NEW, AMENDS and RESCINDS is ticked.",
        "header.number: There is no policy number.",
    ]


@pytest.mark.parametrize(
    ("form", "header"),
    [
        ("DATE: May 1, 2024   NO. 41\n☒ NEW  AMENDS", PolicyHeader("May 1, 2024", "41", ("NEW",))),
        ("Effective Date: 5/1/24\n[ ] NEW [x] AMENDS", PolicyHeader("5/1/24", None, ("AMENDS",))),
        ("POLICY NUMBER: 4.2-a\nNEW AMENDS RESCINDS ✓", PolicyHeader(None, "4.2-a", ("RESCINDS",))),
        ("NEW ☑ AMENDS ☑ RESCINDS", PolicyHeader(None, None, ("AMENDS", "RESCINDS"))),
        ("☐ NEW ☐ AMENDS ☐ RESCINDS", PolicyHeader(None, None, ())),
    ],
)
def test_a_filled_form_says_what_it_says(form: str, header: PolicyHeader) -> None:
    assert read_header(form) == header


def test_a_complete_form_leaves_nothing_open() -> None:
    assert header_findings(PolicyHeader("5/1/24", "41", ("NEW",))) == ()
