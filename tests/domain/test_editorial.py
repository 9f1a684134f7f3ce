"""Which changes one person may put in use alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.documents import to_document
from lms.domain.editorial import why_not_editorial
from lms.domain.item import ChooseOne
from lms.domain.scenario import Scenario
from tests.domain.content_factories import choose_one, scenario

BEFORE = scenario(situation="You stand at the curb at 0615 and lissen to the radio, not alone.")


def changed(**changes: object) -> tuple[str, ...]:
    after: Scenario = replace(BEFORE, **changes)  # type: ignore[arg-type]
    return why_not_editorial(to_document(BEFORE), to_document(after))


def told(old: str, new: str) -> tuple[str, ...]:
    return changed(situation=BEFORE.situation.replace(old, new))


def test_a_misspelled_word_is_editorial() -> None:
    assert told("lissen", "listen") == ()
    assert changed(title="At the front desk") == ()
    assert changed() == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not alone", "alone"),
        ("0615", "0715"),
        ("radio,", "“radio”,"),
        ("at the curb", "on a porch of brick"),
    ],
)
def test_a_fact_a_number_a_not_and_a_quotation_are_never_editorial(old: str, new: str) -> None:
    assert told(old, new)


def test_options_keys_sections_and_shape_take_two_people() -> None:
    item = BEFORE.items[0]
    assert isinstance(item, ChooseOne)
    (option, *rest) = item.options
    reworded = replace(item, options=(replace(option, text="Take a report."), *rest))
    assert changed(items=(reworded,)) == ("items.0.options.0.text is changed",)
    assert changed(items=(choose_one(right=1),))
    assert changed(provisions=("IV.B.2",))
    assert changed(items=(item, choose_one("then")))
    assert changed(pair="a-pair", fact="alone")


def test_feedback_may_be_mended_and_not_rewritten() -> None:
    item = choose_one(rationale="Because it sais so.")
    before = replace(BEFORE, items=(item,))
    mended = replace(before, items=(replace(item, rationale="Because it says so."),))
    rewritten = replace(before, items=(replace(item, rationale="The sergeant is always asked."),))
    assert why_not_editorial(to_document(before), to_document(mended)) == ()
    assert why_not_editorial(to_document(before), to_document(rewritten))
