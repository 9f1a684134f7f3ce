from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.documents import questions_from_document, to_document
from lms.domain.drafting import DraftingQuestion, DraftingQuestions, Handling, drafting_findings
from lms.domain.findings import Finding
from tests.domain.content_factories import KNOWN, TODAY

ONE = DraftingQuestion(
    "G1", "IV.A", "Does it stay?", Handling.BLOCKED, "It is in no item.", ("IV.A-7",)
)
TWO = DraftingQuestion("G2", "IV.B", "Whom does it bind?", Handling.NOT_ASKED, "No item.")


def asked(*questions: DraftingQuestion) -> DraftingQuestions:
    return DraftingQuestions(
        id="questions", title="Questions", true_as_of=TODAY, questions=questions or (ONE, TWO)
    )


def findings(*questions: DraftingQuestion, **gaps: str) -> list[Finding]:
    open_points = {code: frozenset(numbers.split()) for code, numbers in gaps.items()}
    return list(drafting_findings(asked(*questions), KNOWN, open_points))


def test_good_questions_have_no_findings() -> None:
    assert list(drafting_findings(asked(), KNOWN, {"IV.A-7": frozenset({"G1"})})) == []


def test_every_open_point_of_a_section_is_asked_about_and_names_it() -> None:
    gaps = {"IV.B.1": frozenset({"G2"}), "IV.B.2": frozenset({"G9"})}
    assert list(drafting_findings(asked(), KNOWN, gaps)) == [
        Finding(("questions", 1, "provisions"), "lack IV.B.1, which names G2 as open"),
        Finding(("questions",), "lack G9, which IV.B.2 names as open"),
    ]


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"id": "gap-2"}, ("id",), "gap-2 is not written G and a number"),
        ({"id": "G1"}, ("id",), "is there twice"),
        ({"where": " "}, ("where",), "is empty"),
        ({"until": ""}, ("until",), "is empty"),
        (
            {"question": "Decide this."},
            ("question",),
            "is no question: it does not end in a question mark",
        ),
        ({"provisions": ("X",)}, ("provisions", 0), "there is no provision X"),
    ],
)
def test_each_mistake_is_told_at_its_place(
    changes: dict[str, object], path: tuple[str | int, ...], message: str
) -> None:
    changed = replace(TWO, **changes)  # type: ignore[arg-type]
    assert findings(ONE, changed) == [Finding(("questions", 1, *path), message)]


def test_questions_come_back_from_their_document() -> None:
    assert questions_from_document(to_document(asked())) == asked()
