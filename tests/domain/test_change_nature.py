from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.change_nature import (
    ChangedProvision,
    Nature,
    asks_for_mark,
    changed_provisions,
    nature_of,
    unmarked,
)
from lms.domain.policy import ClauseTree
from lms.domain.provision import placed
from lms.domain.provision_fate import Fate, carrying
from lms.domain.revision_diff import Comparison, Way, compare
from tests.domain.outlines import edited, outline
from tests.domain.test_provision_fate import PROVISION
from tests.domain.test_revision_diff import CALL, CHANCES, COPY, EDITS, TELL, tree

CHANGED = COPY.replace("court", "evidence")
EDITORIAL, SUBSTANTIVE = Nature.EDITORIAL, Nature.SUBSTANTIVE


def seen(
    before: ClauseTree, after: ClauseTree, marks: Mapping[str, Nature], *quotations: str
) -> tuple[ChangedProvision, ...]:
    provision = replace(PROVISION, quotations=quotations or (COPY,))
    found = placed([provision], before)
    assert found
    return changed_provisions(carrying(found, after, compare(before, after)), marks)


def key_of(comparison: Comparison, way: Way) -> str:
    (found,) = (each.key for each in comparison.changes if way in each.ways)
    return found


def test_the_same_words_under_another_label_are_editorial_by_themselves() -> None:
    comparison = compare(tree(COPY, CALL), tree(TELL, COPY, CALL))
    renumbered = [each for each in comparison.changes if each.ways == (Way.RENUMBERED,)]
    assert len(renumbered) == 2
    assert not any(map(asks_for_mark, renumbered))
    assert {nature_of(each, {}) for each in renumbered} == {EDITORIAL}


def test_the_same_words_in_two_clauses_are_editorial_by_themselves() -> None:
    words = "Make a copy of the detainer", "and attach it to the report in the court drawer."
    (change, *_) = compare(tree(" ".join(words)), tree(*words)).only_changes
    assert Way.SPLIT in change.ways
    assert not asks_for_mark(change)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (tree(COPY), tree(CHANGED), Way.REWORDED),
        (tree(COPY), tree(COPY, CALL), Way.ADDED),
        (tree(COPY, CALL), tree(COPY), Way.DELETED),
        (tree(COPY, CALL, TELL), tree(CALL, TELL, COPY), Way.MOVED),
    ],
)
def test_other_words_and_another_place_ask_somebody(
    before: ClauseTree, after: ClauseTree, way: Way
) -> None:
    comparison = compare(before, after)
    key = key_of(comparison, way)
    assert [each.key for each in unmarked(comparison.changes, {})] == [key]
    assert not unmarked(comparison.changes, {key: EDITORIAL})


@pytest.mark.parametrize(
    ("mark", "retrains"), [(EDITORIAL, False), (SUBSTANTIVE, True), (None, True)]
)
def test_a_section_is_retrained_unless_its_change_is_editorial(
    mark: Nature | None, *, retrains: bool
) -> None:
    before, after = tree(COPY), tree(CHANGED)
    key = key_of(compare(before, after), Way.REWORDED)
    (found,) = seen(before, after, {key: mark} if mark else {})
    assert found.nature is mark
    assert found.retrains is retrains


def test_a_section_that_is_taken_out_is_substantive_whatever_was_said() -> None:
    before, after = tree(COPY, CALL), tree(CALL)
    key = key_of(compare(before, after), Way.DELETED)
    (found,) = seen(before, after, {key: EDITORIAL})
    assert found.fate.fate is Fate.GONE
    assert found.nature is SUBSTANTIVE


def test_one_grave_change_of_two_is_enough() -> None:
    before = tree(COPY, CALL)
    after = tree(CHANGED, CALL.replace("Call", "Telephone").replace("call", "telephone") + " Now.")
    comparison = compare(before, after)
    one, other = (each.key for each in comparison.only_changes)
    marks = {one: EDITORIAL, other: SUBSTANTIVE}
    (found,) = seen(before, after, marks, COPY, CALL)
    assert found.nature is SUBSTANTIVE
    (found,) = seen(before, after, {one: EDITORIAL}, COPY, CALL)
    assert found.nature is None


@given(CHANCES, EDITS, st.sampled_from([EDITORIAL, SUBSTANTIVE, None]))
def test_whatever_is_edited_only_changed_words_retrain(
    chance: Random, kinds: list[str], mark: Nature | None
) -> None:
    before = outline(chance)
    edit = edited(chance, before, kinds)
    old, new = before.tree(), edit.after.tree()
    comparison = compare(old, new)
    provisions = placed(
        [
            replace(PROVISION, id=each.key, label=each.key, quotations=(each.text,))
            for each in old.clauses
        ],
        old,
    )
    carried = carrying(provisions, new, comparison)
    marks = {each.key: mark for each in comparison.only_changes} if mark else {}
    found = changed_provisions(carried, marks)
    kept = {each.id for each in carried.of(Fate.CARRIED)}
    assert kept.isdisjoint(each.code for each in found)
    assert len(kept) + len(found) == len(provisions)
    for each in found:
        if mark is EDITORIAL:
            assert each.retrains is (each.fate.fate is Fate.GONE)
        elif any(asks_for_mark(change) for change in each.fate.changes):
            assert each.retrains
