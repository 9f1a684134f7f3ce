from __future__ import annotations

from dataclasses import replace

from lms.domain.policy import ClauseTree
from lms.domain.provision import Provision, ProvisionKind, ProvisionStatus, placed
from lms.domain.provision_fate import Carrying, Fate, carrying
from lms.domain.revision_diff import compare
from tests.domain.test_revision_diff import ASK, CALL, COPY, TELL, tree

PROVISION = Provision(
    id="I.1",
    label="I.1",
    quotations=(COPY,),
    summary="A copy goes to court.",
    kind=ProvisionKind.DUTY,
    also=(),
    actor=None,
    actor_named=False,
    trigger=None,
    exception=None,
    status=ProvisionStatus.TESTABLE,
    status_reason=None,
    guardrail=None,
    gaps=(),
    phrases=(),
    standards=(),
)


def seen(before: ClauseTree, after: ClauseTree, *quotations: str) -> Carrying:
    provision = replace(PROVISION, quotations=quotations or (COPY,))
    found = placed([provision], before)
    assert found, "the quotation does not stand in the older text"
    return carrying(found, after, compare(before, after))


def fate(before: ClauseTree, after: ClauseTree, *quotations: str) -> Fate:
    (found,) = seen(before, after, *quotations).fates
    return found.fate


def test_words_that_stand_under_another_label_carry_over() -> None:
    (found,) = seen(tree(COPY, CALL), tree(CALL, TELL, COPY)).fates
    assert found.fate is Fate.CARRIED
    assert [place.key for place in found.places] == ["I.3"]
    assert not found.around_changed


def test_words_that_stand_while_others_around_them_changed_carry_over_and_say_so() -> None:
    words = "attach it to the report in the court drawer"
    after = tree(COPY.replace("Make a copy", "Make two copies"), CALL)
    (found,) = seen(tree(COPY, CALL), after, words).fates
    assert found.fate is Fate.CARRIED
    assert found.around_changed


def test_changed_words_ask() -> None:
    assert fate(tree(COPY), tree(COPY.replace("court", "evidence"))) is Fate.ASKS


def test_words_parted_by_a_split_ask() -> None:
    after = tree("Make a copy of the detainer", "and attach it to the report in the court drawer.")
    assert fate(tree(COPY), after) is Fate.ASKS


def test_words_that_now_stand_twice_ask() -> None:
    words = "to the report in the court drawer"
    assert fate(tree(COPY, CALL), tree(COPY, CALL, f"Go back {words}."), words) is Fate.ASKS


def test_words_that_came_up_in_another_clause_ask() -> None:
    words = "shall not question any person"
    after = tree(ASK.replace("question", "ever ask"), f"{CALL} Dispatch {words}.")
    assert fate(tree(ASK, CALL), after, words) is Fate.ASKS


def test_a_provision_of_deleted_clauses_is_gone() -> None:
    assert fate(tree(COPY, CALL), tree(CALL)) is Fate.GONE


def test_one_of_two_quotations_that_went_asks() -> None:
    assert fate(tree(COPY, CALL, TELL), tree(CALL, TELL), COPY, CALL) is Fate.ASKS


def test_a_new_clause_asks_for_its_provisions() -> None:
    found = seen(tree(COPY, CALL), tree(COPY, ASK, CALL))
    assert [clause.key for clause in found.asking] == ["I.2"]


def test_a_new_sentence_asks_where_no_provision_carries_it() -> None:
    after = tree(f"{COPY} {TELL}")
    found = seen(tree(COPY), after)
    assert found.of(Fate.CARRIED)
    assert [clause.key for clause in found.asking] == ["I.1"]


def test_a_clause_whose_provision_asks_already_asks_once() -> None:
    assert seen(tree(COPY), tree(COPY.replace("court", "evidence"))).asking == ()


def test_punctuation_alone_asks_for_nothing() -> None:
    assert seen(tree(COPY, "Mayhem, or"), tree(COPY, "Mayhem;")).asking == ()
