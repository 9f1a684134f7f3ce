from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from lms.domain.policy import Clause, ClauseKind, ClauseTree, Place, Span
from lms.domain.policy_blocks import Piece, display_blocks
from lms.domain.policy_header import PolicyHeader
from lms.domain.policy_search import search
from lms.domain.provision import (
    PlacedProvision,
    Provision,
    ProvisionKind,
    ProvisionStatus,
    placed,
    provision_findings,
    quotation_digest,
)
from lms.domain.revision import Revision


def clause(key: str, text: str, order: int, parent: str | None = None) -> Clause:
    level = 0 if parent is None else 1
    span = Span(order, order + 1)
    return Clause(key, key, ClauseKind.PARAGRAPH, text, (span,), level, parent, order, "")


TREE = ClauseTree(
    (
        clause("I", "Scope of the non-emergency rules", 0),
        clause("I-1", "Officers shall help. Officers may wait, but not long.", 1, "I"),
        clause("I-2", "An officer\u2019s “green cards” \u2013 and MİCE ice", 2, "I"),
        clause("I-10", "Police go on", 3, "I"),
    ),
    (),
)
PROVISION = Provision(
    id="I-1a",
    label="I-1a",
    quotations=("Officers shall help.",),
    summary="Officers help.",
    kind=ProvisionKind.DUTY,
    also=(),
    actor="officers",
    actor_named=True,
    trigger=None,
    exception=None,
    status=ProvisionStatus.TESTABLE,
    status_reason=None,
    guardrail=None,
    gaps=(),
    phrases=(),
    standards=(),
)


def standing(*provisions: Provision) -> tuple[PlacedProvision, ...]:
    return placed(provisions, TREE)


def quoting(name: str, *quotations: str) -> Provision:
    return replace(PROVISION, id=name, label=name, quotations=quotations)


REVISION = Revision(
    slug="x",
    title="X",
    source_sha256="0" * 64,
    tree=TREE,
    provisions=standing(
        quoting("I-2", "An officer\u2019s", "ice"),
        quoting("I-1b", "Officers may wait,", "not long."),
        PROVISION,
        quoting("I-10", "Police go on"),
    ),
    header=PolicyHeader(None, None, ()),
    corrections=(),
)


def test_the_digest_is_of_composed_words_with_single_spaces() -> None:
    wanted = hashlib.sha256("Jos\u00e9 went".encode()).hexdigest()

    assert quotation_digest("  Jose\u0301\n\n went ") == wanted
    assert quotation_digest("José went.") != wanted


def test_the_digest_of_two_quotations_knows_where_one_ends() -> None:
    assert quotation_digest("a b", "c") != quotation_digest("a", "b c")
    assert PROVISION.digest == quotation_digest("Officers shall help.")


def test_provisions_stand_in_text_order() -> None:
    assert [each.id for each in REVISION.provisions] == ["I-1a", "I-1b", "I-2", "I-10"]


def test_a_provision_without_its_words_stands_nowhere() -> None:
    assert standing(quoting("x", "Officers shall help.", "Nobody waits.")) == ()
    assert standing(quoting("x")) == ()


def test_the_anchor_is_the_clause_of_the_first_words_or_of_the_same_name() -> None:
    (first,) = standing(quoting("x", "Officers shall help.", "An officer\u2019s"))
    (named,) = standing(quoting("I-2", "Officers shall help.", "An officer\u2019s"))

    assert (first.anchor, first.clauses) == ("I-1", ("I-1", "I-2"))
    assert (named.anchor, named.clauses) == ("I-2", ("I-2", "I-1"))
    assert named.path == ("I", "I-2")
    assert named.places[0] == Place("I-1", 0, 20)


def test_left_out_words_show_as_an_ellipsis() -> None:
    (gap,) = standing(quoting("x", "Officers may wait,", "not long."))
    (none,) = standing(quoting("x", "Officers shall help.", "Officers may wait,"))

    assert gap.exact_words == "Officers may wait, … not long."
    assert none.exact_words == "Officers shall help. Officers may wait,"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": "I 1"}, "id"),
        ({"id": "І-1"}, "id"),  # noqa: RUF001  a Cyrillic letter that looks Latin
        ({"id": ""}, "id"),
        ({"label": " "}, "label"),
        ({"summary": ""}, "summary"),
        ({"also": (ProvisionKind.DUTY,)}, "also"),
        ({"gaps": ("G0",)}, "gaps.0"),
        ({"actor": None}, "actor_named"),
        ({"quotations": ()}, "quotations"),
        ({"quotations": ("Officers shall", "Officers")}, "quotations.1"),
        ({"quotations": ("Officers shall help. Officers may not",)}, "quotations.0"),
        ({"status": ProvisionStatus.BACKGROUND}, "status_reason"),
        ({"status": ProvisionStatus.BACKGROUND, "status_reason": " "}, "status_reason"),
        ({"status": ProvisionStatus.GUARDED, "status_reason": "Why."}, "guardrail"),
        ({"guardrail": "Keep to it."}, "guardrail"),
        ({"status": ProvisionStatus.BLOCKED, "status_reason": "Why."}, "phrases"),
        ({"phrases": ("held",)}, "phrases"),
    ],
)
def test_each_mistake_is_found_at_its_place(change: dict[str, object], place: str) -> None:
    wrong = replace(PROVISION, **change)  # type: ignore[arg-type]

    assert [each.place for each in provision_findings([PROVISION, wrong], TREE)][-1] == f"1.{place}"


@pytest.mark.parametrize("phrase", ["Held", "held  on", " held", ""])
def test_phrases_are_lower_case_words_with_single_spaces(phrase: str) -> None:
    wrong = replace(
        PROVISION, status=ProvisionStatus.BLOCKED, status_reason="Why.", phrases=("held", phrase)
    )

    assert [each.place for each in provision_findings([wrong], TREE)] == ["0.phrases.1"]


def test_the_same_id_or_label_twice_is_found() -> None:
    other = replace(PROVISION, id="I-1b")

    assert [each.place for each in provision_findings([PROVISION, PROVISION], TREE)] == ["1.id"]
    assert [each.place for each in provision_findings([PROVISION, other], TREE)] == ["1.label"]


def test_provisions_without_mistakes_have_no_findings() -> None:
    guarded = replace(
        PROVISION,
        id="I-1b",
        label="I-1b",
        status=ProvisionStatus.GUARDED,
        status_reason="Why.",
        guardrail="Keep to it.",
        actor=None,
        actor_named=False,
    )

    assert provision_findings([PROVISION, guarded], TREE) == ()


def test_only_testable_and_guarded_ones_may_be_scored() -> None:
    assert [each.value for each in ProvisionStatus if each.may_be_scored] == ["testable", "guarded"]


def test_below_a_label_are_its_parts_and_not_its_neighbors() -> None:
    def under(label: str) -> list[str]:
        return [each.id for each in REVISION.under(label)]

    assert under("I") == ["I-1a", "I-1b", "I-2", "I-10"]
    assert under("I-1") == ["I-1a", "I-1b"]
    assert under("I-1a") == ["I-1a"]
    assert under("X") == []


def test_search_ignores_case_and_typographic_signs() -> None:
    def keys(words: str) -> list[str]:
        return [each.clause.key for each in search(REVISION, words)]

    assert keys("GREEN CARD") == keys('"green cards"') == keys("“green") == ["I-2"]
    assert keys("officer's") == ["I-2"]
    assert keys("cards” - and") == ["I-2"]
    assert keys("non\u2011emergency") == ["I"]
    assert keys("shall   help") == ["I-1"]


def test_search_finds_words_from_their_beginning_only() -> None:
    assert [each.clause.key for each in search(REVISION, "ice")] == ["I-2"]
    assert search(REVISION, "een card") == search(REVISION, "card green") == ()


@pytest.mark.parametrize("words", ["", " ", "a", '"', "''"])
def test_search_for_next_to_nothing_finds_nothing(words: str) -> None:
    assert search(REVISION, words) == ()


def test_a_match_is_marked_where_it_stands_even_after_letters_that_grow_in_lower_case() -> None:
    (hit,) = search(REVISION, "ice")

    assert [hit.clause.text[start:end] for start, end in hit.matches] == ["ice"]
    assert hit.provisions == ("I-2",)


def test_search_names_the_provisions_that_hold_the_match() -> None:
    (hit,) = search(REVISION, "wait")
    (outside,) = search(REVISION, "but")

    assert hit.provisions == ("I-1b",)
    assert outside.provisions == ()


def test_search_takes_labels() -> None:
    assert [(each.clause.key, each.provisions) for each in search(REVISION, "i-1")] == [
        ("I-1", ("I-1a", "I-1b"))
    ]


def test_blocks_nest_and_give_each_address_once() -> None:
    (section,) = display_blocks(TREE, REVISION.provisions)

    assert [each.clause.key for each in section.children] == ["I-1", "I-2", "I-10"]
    assert [each.anchors for each in section.children] == [
        ("I-1", "I-1a", "I-1b"),
        ("I-2",),
        ("I-10",),
    ]
    assert section.children[0].provisions == section.children[0].quoted_by == ("I-1a", "I-1b")
    assert section.pieces == (Piece("Scope of the non-emergency rules", None),)


def test_a_provision_keeps_the_address_it_shares_with_a_clause_above_it() -> None:
    provisions = standing(quoting("I", "Police go on"))

    (section,) = display_blocks(TREE, provisions)

    assert section.anchors == ()
    assert section.children[2].anchors == ("I-10", "I")
