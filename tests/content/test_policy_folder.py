"""Folders with mistakes: all are told, each at its line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lms.content import policy_folder
from lms.content.clauses import TreeReading, read_tree
from lms.content.policy_folder import revision_from_folder
from lms.content.readers.text import SourceText
from lms.domain.policy import Correction
from lms.domain.provision import ProvisionKind

TEXT = """\
DATE: May 1, 2024

NUMBER: 4.2   [x] NEW

I. SCOPE\x20

\x20

Officers serve everyone. Officers may help.\x20

"""

GOOD = """\
policy:
  title: A policy
provisions:
  - id: I-1
    quotations: [Officers serve everyone.]
    summary: Everyone is served.
    kind: duty
    actor: officers
    status: testable
"""


def folder(path: Path, *, text: str = TEXT, provisions: str = GOOD, corrections: str = "") -> Path:
    here = path / "policies" / "a-policy"
    here.mkdir(parents=True)
    (here / "policy.txt").write_bytes(text.encode())
    (here / "provisions.yaml").write_text(provisions)
    if corrections:
        (here / "corrections.yaml").write_text(corrections)
    return here


def told(here: Path) -> list[str]:
    revision, found = revision_from_folder(here)
    assert revision is None
    return [str(each).removeprefix(f"{here}/") for each in found]


def test_a_good_folder_is_a_revision(tmp_path: Path) -> None:
    revision, found = revision_from_folder(folder(tmp_path))

    assert found == ()
    assert revision is not None
    assert (revision.slug, revision.title) == ("a-policy", "A policy")
    assert revision.source_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert {each.path[-1] for each in revision.header_findings} == {
        "authority",
        "effective",
        "review",
        "standards",
    }
    assert (revision.header.number, revision.header.actions) == ("4.2", ("NEW",))
    (placed,) = revision.provisions
    assert (placed.anchor, placed.provision.label) == ("I-p1", "I-1")
    assert placed.provision.kind is ProvisionKind.DUTY
    assert placed.provision.actor_named


def test_every_mistake_in_provisions_is_told_at_once(tmp_path: Path) -> None:
    provisions = """\
policy:
  title: A policy
provisions:
  - id: I-1
    quotations:
      - Officers serve everyone.
      - Officers obey everyone.
      - Officers
    summary: Everyone is served.
    kind: duty
    status: guarded
    gaps: [twelve]
  - id: I-1
    quotations: [Officers may help.]
    summary: Help.
    kind: permission
    status: blocked
    status_reason: It is open.
    guardrail: None.
  - id: I-2
    label: I-1
    quotations: []
    summary: " "
    kind: background
    status: background
    phrases: [Held On]
"""
    assert told(folder(tmp_path, provisions=provisions)) == [
        "provisions.yaml:4: provisions.0.status_reason: is missing: say why this is guarded",
        "provisions.yaml:4: provisions.0.guardrail: is missing: say what an author keeps to",
        (
            "provisions.yaml:7: provisions.0.quotations.1: is not in the policy: "
            "“Officers obey everyone.”"
        ),
        (
            "provisions.yaml:8: provisions.0.quotations.2: stands in 2 places "
            "(I-p1, I-p1); quote more words"
        ),
        "provisions.yaml:12: provisions.0.gaps.0: twelve is not the number of an open question",
        "provisions.yaml:13: provisions.1.id: I-1 is there twice",
        (
            "provisions.yaml:13: provisions.1.phrases: are missing: by which words "
            "does an option mention it?"
        ),
        (
            "provisions.yaml:19: provisions.1.guardrail: belongs to guarded "
            "provisions; this one is blocked"
        ),
        "provisions.yaml:20: provisions.2.status_reason: is missing: say why this is background",
        "provisions.yaml:21: provisions.2.label: I-1 is the label of I-1 too",
        (
            "provisions.yaml:22: provisions.2.quotations: are missing: a provision "
            "stands on words of the policy"
        ),
        "provisions.yaml:23: provisions.2.summary: is empty",
        (
            "provisions.yaml:26: provisions.2.phrases: belong to blocked "
            "provisions; this one is background"
        ),
        "provisions.yaml:26: provisions.2.phrases.0: must be lower-case words with single spaces",
    ]


def test_unknown_keys_kinds_and_statuses_are_told_with_their_lines(tmp_path: Path) -> None:
    provisions = GOOD.replace("kind: duty", "kind: dutty").replace("actor:", "acter:")

    assert told(folder(tmp_path, provisions=provisions))[1:] == [
        "provisions.yaml:8: provisions.0.acter: unknown key"
    ]
    assert "provisions.yaml:7: provisions.0.kind: " in told(tmp_path / "policies" / "a-policy")[0]


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    corrections = "source_sha256: abc\ncorrections: [{line: 1, words: x}]\n"
    text = TEXT + " \n\n\x20bullet \n\n \n\nAn unmarked line. \n\n"
    here = folder(tmp_path, text=text, provisions="policy: {}\n", corrections=corrections)

    assert told(here) == [
        "corrections.yaml:2: corrections.0.reads: missing",
        "corrections.yaml:2: corrections.0.reason: missing",
        "provisions.yaml:1: policy.title: missing",
        "provisions.yaml:1: provisions: missing",
        (
            "policy.txt:17: is an unmarked paragraph after a list; read as "
            "paragraph; settle it in corrections.yaml"
        ),
    ]


def test_corrections_are_bound_to_their_text(tmp_path: Path) -> None:
    corrections = "source_sha256: abc\ncorrections: []\n"

    (message,) = told(folder(tmp_path, corrections=corrections))

    assert message.startswith("corrections.yaml:1: source_sha256: is not the digest of policy.txt")


def test_corrections_that_settle_nothing_or_give_no_reason_are_told(tmp_path: Path) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    corrections = f"""\
source_sha256: {digest}
corrections:
  - line: 9
    words: Officers serve
    reads: paragraph
    reason: ""
  - line: 9
    words: Somebody serves
    reads: paragraph
    reason: It begins one.
"""
    assert told(folder(tmp_path, corrections=corrections)) == [
        "corrections.yaml:6: corrections.0.reason: is empty",
        "corrections.yaml:3: corrections.0.line: settles nothing: line 9 has one reading",
        "corrections.yaml:7: corrections.1.line: line 9 does not begin with “Somebody serves”",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("No section at all.\n", "policy.txt:1: has no section marked I."),
        ("I. X\n\0", "policy.txt:1: holds NUL, so it is no text"),
    ],
)
def test_a_text_that_is_no_policy_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert told(folder(tmp_path, text=text))[0] == message


def test_a_reading_that_loses_or_changes_words_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(source: SourceText, corrections: Sequence[Correction]) -> TreeReading:
        whole = read_tree(source, corrections)
        section, paragraph = whole.tree.clauses
        lost = replace(section, spans=())
        changed = replace(paragraph, text="Officers serve everyone.")
        return replace(whole, tree=replace(whole.tree, clauses=(lost, changed)))

    monkeypatch.setattr(policy_folder, "read_tree", careless)

    assert told(folder(tmp_path))[:2] == [
        "policy.txt:5: holds characters that are in no clause",
        "policy.txt:1: was not read word for word: I, I-p1",
    ]


def test_missing_files_are_told(tmp_path: Path) -> None:
    assert told(tmp_path) == [
        "policy.txt:1: cannot be read: No such file or directory",
        "provisions.yaml:1: cannot be read: No such file or directory",
    ]
