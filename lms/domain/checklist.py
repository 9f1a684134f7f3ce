"""Checklists for the moment itself: one page, each line resting on a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lms.domain.citation import Known, citation_findings, mention_findings
from lms.domain.findings import Finding
from lms.domain.nominal import count_words
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Audience
from lms.domain.wording import (
    blank_findings,
    count_findings,
    id_findings,
    repeat_findings,
    title_findings,
)

FEWEST_LINES, MOST_LINES = 3, 10
MOST_WORDS = 260
"""What fits on one printed page in type that is read standing."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to do or to know, and what it rests on. ``detail`` may be empty."""

    text: str
    provisions: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """One page for the moment itself.

    Attributes:
        moment: when it is taken out, in a few words.
        lines: in the order in which they are read; the policy may fix no order.
        silent: what the sections leave open, and whom to ask.
    """

    id: str
    title: str
    moment: str
    audience: tuple[Audience, ...]
    true_as_of: date
    lines: tuple[CheckLine, ...]
    silent: str

    @property
    def provisions(self) -> tuple[str, ...]:
        """Everything it rests on, each once, as first met."""
        return tuple(dict.fromkeys(code for line in self.lines for code in line.provisions))

    @property
    def words(self) -> int:
        """How many words somebody reads."""
        return sum(count_words(text) for _, text in _texts(self))


def checklist_findings(checklist: Checklist, known: Known) -> tuple[Finding, ...]:
    """Everything that is wrong with one checklist; nothing of it may rest on a blocked section."""
    return (
        *id_findings(("id",), checklist.id),
        *title_findings(("title",), checklist.title),
        *(() if checklist.audience else (Finding(("audience",), "is empty"),)),
        *count_findings(("lines",), len(checklist.lines), FEWEST_LINES, MOST_LINES, "lines"),
        *(found for path, text in _texts(checklist) for found in blank_findings(path, text)),
        *repeat_findings(*_lines(checklist)),
        *_rests(checklist, known),
        *mention_findings(tuple(_texts(checklist)), (), known),
        *_length(checklist),
    )


def across_checklists(checklists: Sequence[Checklist]) -> tuple[Finding, ...]:
    """Ids that are there twice; paths begin with the position in ``checklists``."""
    ids = [checklist.id for checklist in checklists]
    return tuple(
        Finding((at, "id"), f"{ids.count(name)} checklists have this id")
        for at, name in enumerate(ids)
        if ids.count(name) > 1
    )


def _rests(checklist: Checklist, known: Known) -> Iterator[Finding]:
    for at, line in enumerate(checklist.lines):
        path = ("lines", at, "provisions")
        if not line.provisions:
            yield Finding(path, "are missing: what does it rest on?")
        yield from citation_findings(path, line.provisions, known, scored=False)
        for which, name in enumerate(line.provisions):
            provision = known.provisions.get(name)
            if provision is not None and provision.status is ProvisionStatus.BLOCKED:
                yield Finding((*path, which), f"{name} is blocked and stands on no checklist")


def _length(checklist: Checklist) -> Iterator[Finding]:
    if checklist.words > MOST_WORDS:
        message = f"have {checklist.words} words; one page has at most {MOST_WORDS}"
        yield Finding(("lines",), message)


def _texts(checklist: Checklist) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("moment",), checklist.moment
    for at, line in enumerate(checklist.lines):
        yield ("lines", at, "text"), line.text
        if line.detail:
            yield ("lines", at, "detail"), line.detail
    yield ("silent",), checklist.silent


def _lines(
    checklist: Checklist,
) -> tuple[list[tuple[str | int, ...]], list[str]]:
    paths: list[tuple[str | int, ...]] = []
    paths += [("lines", at, "text") for at in range(len(checklist.lines))]
    return paths, [line.text for line in checklist.lines]
