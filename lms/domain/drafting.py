"""What the policy's text leaves open, as questions to those who draft and advise.

No training item is keyed on an answer to one of them: the text does not carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.citation import Known, citation_findings
from lms.domain.findings import Finding
from lms.domain.wording import blank_findings, id_findings, repeat_findings, title_findings

_GAP = re.compile(r"G[1-9][0-9]*")


class Handling(StrEnum):
    """What training does until a question is answered."""

    BLOCKED = "blocked"
    CLEAR_CASES = "clear-cases"
    BACKGROUND = "background"
    NOT_ASKED = "not-asked"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class DraftingQuestion:
    """One open point of the text.

    Attributes:
        id: its number, such as ``G12``.
        where: the places in words, for people.
        question: neutral; it suggests no answer.
        until: what training does until it is answered, in a sentence.
        provisions: the sections it is about; empty where the text has none.
    """

    id: str
    where: str
    question: str
    handling: Handling
    until: str
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftingQuestions:
    """All of a policy's open points."""

    id: str
    title: str
    true_as_of: date
    questions: tuple[DraftingQuestion, ...]

    @property
    def provisions(self) -> tuple[str, ...]:
        """Every section that a question is about, each once."""
        return tuple(dict.fromkeys(code for each in self.questions for code in each.provisions))


def drafting_findings(
    asked: DraftingQuestions, known: Known, gaps: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Everything that is wrong with the questions of a policy.

    Args:
        asked: the questions.
        known: the policy's provisions.
        gaps: for each provision the numbers that it says are open about it; every one of them
            has its question here, and that question names the provision.
    """
    yield from id_findings(("id",), asked.id)
    yield from title_findings(("title",), asked.title)
    ids = [each.id for each in asked.questions]
    yield from repeat_findings([("questions", at, "id") for at in range(len(ids))], ids)
    for at, each in enumerate(asked.questions):
        path = ("questions", at)
        if not _GAP.fullmatch(each.id):
            yield Finding((*path, "id"), f"{each.id} is not written G and a number")
        for key, text in (
            ("where", each.where),
            ("question", each.question),
            ("until", each.until),
        ):
            yield from blank_findings((*path, key), text)
        if not each.question.rstrip().endswith("?"):
            yield Finding((*path, "question"), "is no question: it does not end in a question mark")
        yield from citation_findings((*path, "provisions"), each.provisions, known, scored=False)
    yield from _unasked(asked, gaps)


def _unasked(asked: DraftingQuestions, gaps: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    by_id = {each.id: (at, each) for at, each in enumerate(asked.questions)}
    for provision, numbers in gaps.items():
        for number in sorted(numbers):
            if number not in by_id:
                yield Finding(("questions",), f"lack {number}, which {provision} names as open")
            elif provision not in by_id[number][1].provisions:
                path = ("questions", by_id[number][0], "provisions")
                yield Finding(path, f"lack {provision}, which names {number} as open")
