"""The policy itself, as its folder is read."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from lms.content.clauses import read_tree
from lms.content.policy_folder import revision_from_folder
from lms.content.readers.text import SourceText, read_text
from lms.domain.policy import (
    Clause,
    ClauseKind,
    ClauseTree,
    CorrectionKind,
    FurnitureReason,
    uncovered,
    unfaithful,
    wordy_furniture,
)
from lms.domain.policy_blocks import Block, display_blocks
from lms.domain.policy_search import search
from lms.domain.provision import ProvisionStatus
from lms.domain.revision import Revision

FOLDER = Path(__file__).parents[2] / "scenarios" / "haverhill-immigration"

TESTABLE = """I-p4a I-p4d I-p4c I-p5b III-1 III-2 III-4 III-5 III-6 IV.A-2(a) IV.A-2(b) IV.A-3
    IV.A-3(1) IV.A-3(2) IV.B.1 IV.B.3-a IV.C.0 IV.D.2 IV.D.3-a IV.D.3-d IV.D.3-e"""
GUARDED = """I-p1 I-p2 fn1 I-p4b I-p5a II.2-a II.2-c II.2-b II.3-b fn2 II.5-a II.5-c III-3
    IV.A-1 IV.A-3(3) IV.A-3n IV.A-5 IV.A-6 IV.B.2 IV.B.3-b IV.C.1 IV.C.2 IV.C.3 fn4 IV.C.4
    IV.C.5 IV.D.2-a IV.D.2-b IV.D.3 IV.D.3-b IV.D.3-c IV.D.3-f IV.D.4"""
BACKGROUND = """I-p3 II.0 II.1-a II.1-b II.1-c II.3-a II.4-a II.4-b II.4-c II.4-d II.4-e
    II.4-f II.4-g II.5-m II.5-b III-8 IV.D.1 IV.D.3-n fn5 IV.E"""
BLOCKED = "III-7 IV.A-2(c) IV.A-4 IV.A-7 fn3"
HEADINGS = "I II.1 II.2 II.3 II.4 II.5 III IV IV.A IV.B IV.C IV.D IV.E"
DETAINERS = """IV.A-1 IV.A-2(a) IV.A-2(b) IV.A-2(c) IV.A-3 IV.A-3(1) IV.A-3(2) IV.A-3(3) IV.A-3n
    IV.A-4 IV.A-5 IV.A-6 IV.A-7"""

KEYS = """I I-p1 I-p2 I-p3 fn1 I-p4 I-p5
    II II.1 II.1-p1 II.1-p2 II.2 II.2-p1 II.3 II.3-p1 fn2
    II.4 II.4-p1 II.4-a II.4-b II.4-c II.4-d II.4-e II.4-f II.4-p2
    II.5 II.5-p1 II.5-p2 II.5-p3 II.5-p4
    III III-p1 III-p2
    IV IV.A IV.A-1 IV.A-2 IV.A-3 IV.A-3(1) IV.A-3(2) IV.A-3(3) IV.A-3n IV.A-4 IV.A-5 IV.A-6 IV.A-7
    IV.B IV.B.1 IV.B.2 IV.B.3 fn3
    IV.C IV.C-p1 IV.C.1 IV.C.1-a IV.C.1-b IV.C.1-c IV.C.1-d IV.C.1-e IV.C.1-f IV.C.1-g IV.C.1-h
    IV.C.2 IV.C.3 fn4 IV.C.4 IV.C.5
    IV.D IV.D.1 IV.D.2 IV.D.2-a IV.D.2-b IV.D.3 IV.D.3-a IV.D.3-b fn5 IV.D.3-c IV.D.3-d IV.D.3-e
    IV.D.3-f IV.D.4 IV.E IV.E-p1"""


@cache
def source() -> SourceText:
    return read_text((FOLDER / "policy.txt").read_bytes())


@cache
def revision() -> Revision:
    found, findings = revision_from_folder(FOLDER)
    assert [str(each) for each in findings] == []
    assert found is not None
    return found


def tree() -> ClauseTree:
    return revision().tree


def clause(key: str) -> Clause:
    found = tree().get(key)
    assert found is not None
    return found


def test_the_tree_is_the_policys() -> None:
    assert [each.key for each in tree().clauses] == KEYS.split()


def test_no_character_is_lost() -> None:
    assert uncovered(source().text, tree()) == ()
    assert wordy_furniture(source().text, tree()) == ()
    assert unfaithful(source().text, tree()) == ()


@pytest.mark.parametrize("key", ["I-p3", "fn3", "IV.A-7", "IV.D.3-d", "IV.C.1-a"])
def test_any_span_taken_away_is_noticed(key: str) -> None:
    for gone in clause(key).spans:
        clauses = tuple(
            replace(each, spans=tuple(span for span in each.spans if span != gone))
            for each in tree().clauses
        )
        assert uncovered(source().text, ClauseTree(clauses, tree().furniture)) == (gone,)


def test_the_furniture_is_white_space_and_the_header_form() -> None:
    counts = Counter(each.reason for each in tree().furniture)
    words = "".join(
        each.span.of(source().text)
        for each in tree().furniture
        if each.reason is FurnitureReason.HEADER_FORM
    )

    assert words.split() == ["DATE:", "NEW", "AMENDS", "RESCINDS"]
    assert counts[FurnitureReason.PAGE_TOP] == 7
    assert counts[FurnitureReason.FOOTNOTE_RULE] == 4
    assert counts[FurnitureReason.BULLET] == 29


def test_every_word_of_the_file_is_in_the_clauses_in_order() -> None:
    """An independent count: letters by place, with nothing of the importer's own checks."""
    printed = Counter("".join(source().text.split()))
    shown = Counter("DATE:NEWAMENDSRESCINDS")
    for each in tree().clauses:
        shown.update("".join((each.marker + each.text).split()))
        shown.update("".join(mark.sign for mark in each.marks))

    assert shown == printed


def test_paragraphs_run_over_page_tops() -> None:
    assert "including immigrants, legal and undocumented, in solving" in clause("I-p3").text
    assert "the specific immigration status of any person(s)" in clause("III-p1").text


def test_page_tops_are_told_from_bullets() -> None:
    assert clause("IV.A-6").text.endswith("and sent to records.")
    assert clause("IV.A-7").text.startswith("Federal law provides that the individual")
    assert clause("IV.D.3-d").text.startswith("In all cases the OIC")
    assert clause("II.4-p2").kind is ClauseKind.PARAGRAPH
    assert clause("II.1-p2").text.startswith("However on January 25th")


def test_footnotes_are_tied_to_their_marks() -> None:
    marks = {
        mark.leads_to: (each.key, each.text[: mark.at].split()[-1])
        for each in tree().clauses
        for mark in each.marks
    }

    assert marks == {
        "fn1": ("I-p3", "families."),
        "fn2": ("II.3-p1", "impossible."),
        "fn3": ("IV.B.3", "below."),
        "fn4": ("IV.C.3", "activities;"),
        "fn5": ("IV.D.3-b", "Warrant"),
        "IV.A-3n": ("IV.A-3(3)", "narrative."),
    }
    assert [tree().path(f"fn{number}")[-2] for number in range(1, 6)] == [
        "I-p3",
        "II.3-p1",
        "IV.B.3",
        "IV.C.3",
        "IV.D.3-b",
    ]


def test_footnote_3_is_out_of_the_middle_of_the_list_in_iv_c() -> None:
    listed = [each for each in tree().children("IV.C") if each.kind is ClauseKind.CLAUSE]

    assert [each.marker for each in listed] == ["1)", "2)", "3)", "4)", "5)"]
    assert clause("IV.C.2").text.endswith("of any violent felony;")
    assert clause("IV.C.3").text.startswith("is arrested by HPD Personnel")
    assert clause("fn3").text.endswith("(e.g., Form I-94 or Passport with the entry stamp).")


def test_the_steps_and_their_note_stand_below_the_duty_they_belong_to() -> None:
    assert [each.key for each in tree().children("IV.A-3")] == [
        "IV.A-3(1)",
        "IV.A-3(2)",
        "IV.A-3(3)",
        "IV.A-3n",
    ]
    assert [each.text for each in tree().children("IV.C.1")][::7] == ["Murder,", "Armed Robbery;"]


def test_typographic_quotes_are_kept_and_lines_joined() -> None:
    assert (
        "resident alien cards (i.e., “green cards”), or travel documents" in clause("IV.B.3").text
    )
    assert "two (2) hours of In-service training each calendar year" in clause("IV.E-p1").text
    assert "  " not in "".join(each.text for each in tree().clauses)


def test_corrections_settle_exactly_what_the_text_leaves_open() -> None:
    open_lines = [doubt.line for doubt in read_tree(source()).doubts]

    assert open_lines == [156, 252, 266, 290, 304, 310, 318, 649]
    assert [each.line for each in revision().corrections] == [156, 252, 266, 290, 304, 318, 649]
    assert revision().corrections[-1].reads is CorrectionKind.HYPHEN_KEPT


def test_every_provision_of_the_reading_is_there_with_its_status() -> None:
    by_status: dict[ProvisionStatus, list[str]] = {}
    for each in revision().provisions:
        by_status.setdefault(each.provision.status, []).append(each.id)

    assert {status: sorted(ids) for status, ids in by_status.items()} == {
        ProvisionStatus.TESTABLE: sorted(TESTABLE.split()),
        ProvisionStatus.GUARDED: sorted(GUARDED.split()),
        ProvisionStatus.BACKGROUND: sorted(BACKGROUND.split()),
        ProvisionStatus.BLOCKED: sorted(BLOCKED.split()),
    }
    assert len(revision().provisions) == 79
    assert "H-0" not in {each.id for each in revision().provisions}


def test_every_quotation_is_words_of_the_file() -> None:
    """Independent of the tree: only the hyphen at the end of line 649 is joined by hand."""
    words = " ".join(unicodedata.normalize("NFC", source().text).split())
    words = words.replace("In- service", "In-service")
    for each in revision().provisions:
        for quotation in each.provision.quotations:
            assert " ".join(quotation.split()) in words, each.id


def test_all_words_but_the_headings_are_quoted_by_a_provision() -> None:
    unquoted = []
    for each in tree().clauses:
        held = [False] * len(each.text)
        for provision in revision().provisions:
            for place in provision.places:
                if place.key == each.key:
                    held[place.start : place.end] = [True] * (place.end - place.start)
        pairs = zip(each.text, held, strict=True)
        if "".join(letter for letter, is_held in pairs if not is_held).strip():
            unquoted.append(each.key)

    assert unquoted == HEADINGS.split()


def test_a_prefix_means_everything_below_it_in_text_order() -> None:
    def under(label: str) -> list[str]:
        return [each.id for each in revision().under(label)]

    assert under("IV.A") == DETAINERS.split()
    assert under("IV.D.3")[:3] == ["IV.D.3", "IV.D.3-n", "IV.D.3-a"]
    assert "fn5" in under("IV.D.3")
    assert under("IV.B.3") == ["IV.B.3-a", "IV.B.3-b", "fn3"]
    assert under("I-p4") == ["I-p4a", "I-p4d", "I-p4b", "I-p4c"]
    assert under("II")[0] == "II.0"
    assert not [each for each in under("II") if each.startswith("III")]
    assert under("Section IV (C)") == under("IV.C")
    assert under("III-1") == ["III-1"]
    assert under("(II-4)") == under("II.4") != []
    assert under("V") == under("") == []


def test_a_citation_of_a_provision_means_that_one_alone() -> None:
    assert [each.id for each in revision().resolve("IV.D.3")] == ["IV.D.3"]
    assert [each.id for each in revision().resolve("IV.B")] == [
        each.id for each in revision().under("IV.B")
    ]
    assert revision().exact("IV.B") is None


def test_a_provision_leads_to_its_clauses_and_one_anchor() -> None:
    bullets = revision().exact("IV.C.1")
    first = revision().exact("II.4-a")
    inside = revision().exact("IV.A-2(c)")
    assert bullets is not None
    assert first is not None
    assert inside is not None

    assert (bullets.anchor, len(bullets.clauses)) == ("IV.C.1", 9)
    assert (first.anchor, first.clauses) == ("II.4-a", ("II.4-a", "II.4-p1"))
    assert (inside.anchor, inside.path) == ("IV.A-2", ("IV", "IV.A", "IV.A-2"))


def test_exact_words_show_where_words_are_left_out_and_only_there() -> None:
    def words(name: str) -> str:
        found = revision().exact(name)
        assert found is not None
        return found.exact_words

    assert "other State Warrant for which we" in words("IV.D.3-b")
    assert "decide whether … release on personal recognizance" in words("IV.A-2(b)")
    assert words("IV.C.1").endswith("Rape, (or any Sex Offense) Mayhem, or Armed Robbery;")
    assert "…" not in words("II.5-b")


def test_green_card_shows_iv_b_3_and_nothing_else() -> None:
    (hit,) = search(revision(), "green card")

    assert (hit.clause.key, hit.provisions) == ("IV.B.3", ("IV.B.3-a",))
    assert [hit.clause.text[start:end] for start, end in hit.matches] == ["green card"]


def test_the_header_leaves_everything_open() -> None:
    assert [each.path[-1] for each in revision().header_findings] == [
        "date",
        "action",
        "number",
        "authority",
        "effective",
        "review",
        "standards",
    ]


def test_every_address_stands_once_and_every_clause_and_provision_has_one() -> None:
    def all_blocks(blocks: tuple[Block, ...]) -> list[Block]:
        return [
            one
            for each in blocks
            for one in (each, *all_blocks(each.footnotes), *all_blocks(each.children))
        ]

    blocks = all_blocks(display_blocks(tree(), revision().provisions))
    anchors = [anchor for each in blocks for anchor in each.anchors]

    assert len(anchors) == len(set(anchors))
    assert set(anchors) == set(KEYS.split()) | {each.id for each in revision().provisions}
    assert [each.clause.key for each in blocks] == KEYS.split()


def test_reading_everything_but_the_yaml_is_quick() -> None:
    raw = (FOLDER / "policy.txt").read_bytes()

    begun = time.perf_counter()
    read_tree(read_text(raw))

    assert time.perf_counter() - begun < 0.3


def test_importing_twice_gives_the_same() -> None:
    assert revision_from_folder(FOLDER)[0] == revision()
    assert revision().slug == "haverhill-immigration"
    assert revision().source_sha256 == source().sha256
