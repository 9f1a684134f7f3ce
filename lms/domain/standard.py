"""Standards of an accreditation: what proves each, and what is wrong with a file.

Standards are cited by number; the manager types the title, since their text is not ours to
copy. A standard and a year make one file: at most five papers, two of them chosen as proofs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_PROOFS = 2
MOST_PAPERS = 5
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,3}){0,3}(\([a-z]\))?")


class ProofKind(StrEnum):
    """What may prove that a standard was kept in a year."""

    LESSON_PLAN = "lesson-plan"
    CLASS_RECORD = "class-record"
    COMPLETION = "completion"
    NO_CHANGE = "no-change"


PROOF_WORDS = {
    ProofKind.LESSON_PLAN: "Lesson plan",
    ProofKind.CLASS_RECORD: "Class record with its roster",
    ProofKind.COMPLETION: "Who completed the year, by name",
    ProofKind.NO_CHANGE: "Signed statement that nothing changed",
}


def folder_papers(kinds: Sequence[ProofKind], *, memos: bool) -> tuple[tuple[str, str], ...]:
    """The papers of a standard's folder of one year: file name and words, in their order."""
    return (
        ("1-directive.pdf", "Directive"),
        *((f"{at}-{kind.value}.pdf", PROOF_WORDS[kind]) for at, kind in enumerate(kinds, 2)),
        *((("4-memo.pdf", "Memo to file"),) if memos else ()),
    )


class Fault(StrEnum):
    """What is wrong with a file."""

    TOO_LITTLE = "too-little"
    GAP = "gap"
    OVER_STUFFED = "over-stuffed"
    OUT_OF_WINDOW = "out-of-window"
    UNDATED = "undated-directive"
    NO_TIMES = "roster-without-times"
    NO_PLAN = "test-without-plan"
    CREDENTIAL = "credential-expired"
    CERTIFICATE = "certificate-without-entry"
    UNSTATED = "no-change-statement-missing"


def is_number(text: str) -> bool:
    """Whether a text is a standard's number, such as ``42.2.8`` or ``42.2.8(a)``."""
    return _NUMBER.fullmatch(text) is not None


def by_number(text: str) -> tuple[tuple[int, ...], str]:
    """The order of numbers in a tree: 9.1 before 42.1, 42.2 before 42.2.1."""
    digits, _, letter = text.partition("(")
    return tuple(int(part) for part in digits.split(".")), letter


def parent_of(text: str) -> str:
    """The number above in the tree; empty at its top."""
    if text.endswith(")"):
        return text.partition("(")[0]
    return text.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Window:
    """The days an assessment looks back on, both included."""

    name: str
    starts_on: date
    ends_on: date

    @property
    def years(self) -> tuple[int, ...]:
        """The years it touches."""
        return tuple(range(self.starts_on.year, self.ends_on.year + 1))


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the check looks at of a class that is chosen as a proof."""

    id: int
    held_on: date
    minutes: int
    credential_expires_on: date | None


@dataclass(frozen=True, slots=True)
class ModuleTested:
    """A module that was tested in a version nobody approved: where it is read, and its title."""

    policy: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFile:
    """The file of one standard and one year, as far as the check needs it.

    Attributes:
        has_come: whether the year has begun; nothing is missing of one to come.
        is_over: whether it has ended.
        undated: whether the directive in force carries neither date nor a memo why.
        tests_without_plan: modules that were tested in versions nobody approved.
        unproven: public codes of certificates that no entry of the record brought about.
        unstated: whether the year had no updates and nobody signed that there were none.
    """

    year: int
    proofs: int
    memos: int
    has_come: bool
    is_over: bool
    undated: bool
    classes: Sequence[ClassFacts] = ()
    tests_without_plan: Sequence[ModuleTested] = ()
    unproven: Sequence[str] = ()
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file, in words.

    Attributes:
        year: None where it is about all of the file.
        about: the class or the module that is wrong; None where it is the file itself.
    """

    fault: Fault
    words: str
    year: int | None = None
    about: ClassFacts | ModuleTested | None = None


def check(files: Sequence[YearFile], window: Window) -> tuple[Finding, ...]:
    """Everything that is wrong with a standard's file over a window, year by year."""
    found = [finding for file in files for finding in _year(file, window)]
    inside = [file for file in files if file.year in window.years and file.has_come]
    if inside and sum(file.proofs for file in inside) < len(inside):
        words = f"There are fewer proofs than years in the window {window.name}."
        found.append(Finding(Fault.TOO_LITTLE, words))
    return tuple(found)


def _year(file: YearFile, window: Window) -> Iterator[Finding]:
    year = file.year
    if year not in window.years:
        if file.proofs:
            words = f"{year} is outside the window {window.name}, and has proofs."
            yield Finding(Fault.OUT_OF_WINDOW, words, year)
        return
    if not file.has_come:
        return
    if not file.proofs and not file.memos:
        yield Finding(Fault.GAP, f"{year} has no proof and no memo that says why.", year)
    if file.proofs > MOST_PROOFS:
        words = f"{year} has {file.proofs} proofs; an assessor reads {MOST_PROOFS}."
        yield Finding(Fault.OVER_STUFFED, words, year)
    if file.undated:
        words = f"The directive in force in {year} carries no date, and no memo says why."
        yield Finding(Fault.UNDATED, words, year)
    if file.unstated and file.is_over:
        words = f"{year} had no updates, and nobody signed that nothing had changed."
        yield Finding(Fault.UNSTATED, words, year)
    yield from _papers(file)


def _papers(file: YearFile) -> Iterator[Finding]:
    year = file.year
    for held in file.classes:
        if held.minutes <= 0:
            words = f"The roster of the class of {held.held_on} states no time."
            yield Finding(Fault.NO_TIMES, words, year, held)
        expires = held.credential_expires_on
        if expires is not None and expires < held.held_on:
            words = f"On {held.held_on} the instructor\u2019s credential had expired ({expires})."
            yield Finding(Fault.CREDENTIAL, words, year, held)
    for test in file.tests_without_plan:
        words = f"\u201c{test.title}\u201d was tested in {year} without an approved lesson plan."
        yield Finding(Fault.NO_PLAN, words, year, test)
    for code in file.unproven:
        words = f"No entry of the record brought about certificate {code}."
        yield Finding(Fault.CERTIFICATE, words, year)


def tree(numbers: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """Numbers in the order of their tree, each with how deep it stands below those given."""
    ordered = sorted(set(numbers), key=by_number)
    known = set(ordered)
    return tuple((_depth(number, known), number) for number in ordered)


def _depth(number: str, known: set[str]) -> int:
    above, depth = parent_of(number), 0
    while above:
        depth += above in known
        above = parent_of(above)
    return depth
