"""What a coming revision asks about its sections, as pages show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.domain.coming_provisions import Choice, of_clause, of_section
from lms.domain.provision_fate import Fate
from lms.domain.revision_diff import Change
from lms.domain.word_marks import Stretch
from lms.queries.coming_revision import ComingRevision


@dataclass(frozen=True, slots=True)
class Ask:
    """An old section on changed words, or a new clause without one.

    Attributes:
        old: the words it stood on; empty for a new clause.
        lines: the clauses as they are now, with what was put in and taken out.
        filled: what the form shows at first.
        answer: what was decided, in words; empty where nothing was.
    """

    subject: str
    label: str
    is_new: bool
    is_open: bool
    old: str
    lines: tuple[tuple[Stretch, ...], ...]
    filled: Mapping[str, str]
    answer: str

    @property
    def kind(self) -> str:
        """The first half of its name."""
        return self.subject.partition(":")[0]

    @property
    def code(self) -> str:
        """The second half."""
        return self.subject.partition(":")[2]


def asks(found: ComingRevision) -> tuple[Ask, ...]:
    """Everything that asks, old sections first."""
    return (*_sections(found), *_clauses(found))


def _sections(found: ComingRevision) -> Iterator[Ask]:
    for each in found.impact.carried.of(Fate.ASKS):
        provision, choice = each.provision.provision, found.choices.get(of_section(each.id))
        now = [clause.text for change in each.changes for clause in change.after]
        yield Ask(
            subject=of_section(each.id),
            label=provision.label,
            is_new=False,
            is_open=choice is None,
            old=each.provision.exact_words,
            lines=tuple(_marked(each.changes)),
            filled=_filled(choice, "\n\n".join(now), provision.label, provision.summary),
            answer=_answer(choice, "It ends with the old revision."),
        )


def _clauses(found: ComingRevision) -> Iterator[Ask]:
    for clause in found.impact.carried.asking:
        choice = found.choices.get(of_clause(clause.key))
        change = found.impact.pair.comparison.by_after[clause.key]
        yield Ask(
            subject=of_clause(clause.key),
            label=f"New words at {clause.key}",
            is_new=True,
            is_open=of_clause(clause.key) in found.open,
            old="",
            lines=tuple(_marked((change,))),
            filled=_filled(choice, clause.text, clause.key, ""),
            answer=_answer(choice, "No section for training is needed."),
        )


def _marked(changes: tuple[Change, ...]) -> Iterator[tuple[Stretch, ...]]:
    for change in changes:
        yield change.words


def _filled(choice: Choice | None, words: str, label: str, summary: str) -> dict[str, str]:
    if choice is None:
        return {"words": words, "label": label, "summary": summary}
    if choice.is_none:
        return {"outcome": "none", "words": words, "label": label, "summary": summary}
    return {
        "outcome": "stands",
        "words": "\n\n".join(choice.words),
        "label": choice.label,
        "summary": choice.summary,
        "kind": choice.kind.value if choice.kind else "duty",
        "status": choice.status.value,
        "status_reason": choice.status_reason,
    }


def _answer(choice: Choice | None, none: str) -> str:
    if choice is None:
        return ""
    return none if choice.is_none else f"“{' … '.join(choice.words)}”"
