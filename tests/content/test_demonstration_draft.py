"""The real policy beside the draft of a second revision: exactly what was edited is found."""

from __future__ import annotations

from functools import cache

from lms.domain.policy import joined_words
from lms.domain.provision_fate import Carrying, Fate, carrying
from lms.domain.revision_diff import Comparison, Way, compare
from lms.domain.word_marks import WordChange, side
from tests.policies import DRAFT, FOLDER, draft, policy

CHANGES = [
    # A paragraph of section I is two now, and the one after it has a new number.
    ("I-p4", "I-p4 I-p5", "split"),
    ("I-p5", "I-p6", "renumbered"),
    # Two footnotes.
    ("fn2", "fn2", "reworded"),
    ("fn5", "fn5", "reworded"),
    # Section IV.A is written anew; two of its sentences stay as they are.
    ("IV.A-1", "IV.A-1", "reworded"),
    ("IV.A-2", "IV.A-2", "reworded"),
    ("IV.A-3(1)", "IV.A-3(1)", "reworded"),
    ("IV.A-3(2)", "IV.A-3(2)", "reworded"),
    ("IV.A-3n", "IV.A-3n", "reworded"),
    ("IV.A-4", "IV.A-4", "reworded"),
    ("IV.A-5", "IV.A-5", "reworded"),
    ("IV.A-6", "IV.A-6", "reworded"),
    ("IV.A-7", "", "deleted"),
    # One clause is put into IV.B.
    ("", "IV.B.3", "added"),
    ("IV.B.3", "IV.B.4", "renumbered"),
    # The list under IV.D.3 stands in another order.
    ("IV.D.3-d", "IV.D.3-a", "moved"),
    ("IV.D.3-a", "IV.D.3-b", "renumbered"),
    ("IV.D.3-b", "IV.D.3-c", "renumbered"),
    ("IV.D.3-c", "IV.D.3-d", "renumbered"),
    ("IV.D.3-f", "IV.D.3-e", "renumbered"),
    ("IV.D.3-e", "IV.D.3-f", "moved"),
]


@cache
def comparison() -> Comparison:
    return compare(policy().tree, draft().tree)


@cache
def carried() -> Carrying:
    return carrying(policy().provisions, draft().tree, comparison())


def test_the_comparison_finds_exactly_the_edits() -> None:
    found = [
        (
            " ".join(clause.key for clause in each.before),
            " ".join(clause.key for clause in each.after),
            " ".join(way.value for way in each.ways),
        )
        for each in comparison().only_changes
    ]
    assert sorted(found) == sorted(CHANGES)


def test_everything_else_is_unchanged() -> None:
    touched = {key for before, _, _ in CHANGES for key in before.split()}
    unchanged = [each for each in comparison().changes if not each.is_change]
    assert {each.before[0].key for each in unchanged} == {
        clause.key for clause in policy().tree.clauses
    } - touched


def test_the_comparison_turned_round_finds_the_same() -> None:
    back = compare(draft().tree, policy().tree)
    turned = {Way.ADDED: 1, Way.DELETED: 1, Way.MERGED: 1, Way.REWORDED: 10}
    assert {way: count for way, count in back.counts.items() if way in turned} == turned


def test_the_word_marks_give_both_texts_back() -> None:
    for each in comparison().changes:
        for clauses, change in ((each.before, WordChange.GONE), (each.after, WordChange.NEW)):
            text = "".join(stretch.text for stretch in side(each.words, change))
            assert text == "\n".join(clause.text for clause in clauses)


def test_a_provision_whose_words_stand_carries_over_wherever_they_stand() -> None:
    places = {each.id: each.places[0].key for each in carried().of(Fate.CARRIED)}
    assert places["IV.B.3-a"] == "IV.B.4"
    assert places["I-p4c"] == "I-p5"
    assert places["IV.D.3-d"] == "IV.D.3-a"
    assert {each.id for each in draft().provisions} == set(places)


def test_a_provision_whose_words_changed_asks_and_one_whose_clause_went_is_gone() -> None:
    assert {each.id for each in carried().of(Fate.GONE)} == {"IV.A-7"}
    assert {each.id for each in carried().of(Fate.ASKS)} == {
        *("fn2", "fn5", "IV.A-1", "IV.A-2(a)", "IV.A-2(b)", "IV.A-2(c)", "IV.A-3(1)"),
        *("IV.A-3(2)", "IV.A-3n", "IV.A-4", "IV.A-5", "IV.A-6"),
    }


def test_only_the_new_clause_asks_for_provisions_of_its_own() -> None:
    assert [clause.key for clause in carried().asking] == ["IV.B.3"]


def test_the_draft_says_that_nobody_has_adopted_it() -> None:
    text = (FOLDER / DRAFT / "policy.txt").read_text(encoding="utf-8")
    assert "no department has adopted it" in joined_words(text.partition("I. PURPOSE")[0])
    assert draft().header.number == "DEMONSTRATION-DRAFT"
