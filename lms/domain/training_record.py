"""A member's training record as of a day: what was true by then, and what was recorded by then.

It states facts, each with its place in the journal, and concludes nothing about anybody.
What happened by that day and was entered later stands apart from what was entered by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, Sort, checked
from lms.domain.journal_chain import digest
from lms.domain.mptc import RECORD_PART

TITLE = "Training record"
NOT_ANSWERED = "Not answered"
POLICY = "Policy in force that day"
SERVICE = "Service"
HOLDS_ON = frozenset({POLICY, SERVICE, RECORD_PART})
"""Parts whose newest fact holds on until another takes its place."""


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """Something that was true by a day, and the entry of the journal that says so.

    Attributes:
        what: in one sentence or less.
        detail: what else the entry holds, may be empty.
        true_on: the local day it happened or holds from.
        position: its place in the journal.
        recorded_on: the local day of that entry.
    """

    what: str
    detail: str
    true_on: date
    position: int
    recorded_on: date


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One kind of fact, the oldest first.

    Attributes:
        then: what the record said on the day.
        later: what was entered later about the time until that day.
        nothing: the words where both are empty.
    """

    title: str
    then: tuple[RecordedFact, ...]
    later: tuple[RecordedFact, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class ItemMet:
    """A question as it was put, the answer given, and the sections it is about."""

    situation: str
    question: str
    answer: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemsMet:
    """The questions of one attempt or one practiced lesson.

    Attributes:
        position: the journal entry that holds or closes it.
    """

    what: str
    met_on: date
    position: int
    items: tuple[ItemMet, ...]


@dataclass(frozen=True, slots=True)
class MinutesOf:
    """Whole minutes of one period, as recorded on the day and as recorded until now."""

    period: str
    subject: str
    then: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecord:
    """Everything the document states.

    Attributes:
        as_of: the day the record is about.
        position: the newest journal entry that was read; with the day and the member it
            determines every word, so the same document can be made again.
        made_on: the local day of that entry.
    """

    department: str
    demonstration: bool
    member_name: str
    rank: str
    badge_number: str
    as_of: date
    parts: tuple[RecordPart, ...]
    minutes: tuple[MinutesOf, ...]
    items: tuple[ItemsMet, ...]
    position: int
    position_digest: str
    made_on: date

    @property
    def seal(self) -> str:
        """SHA-256 over everything the document states, in canonical form."""
        return digest(_primitive(asdict(self)))


def split(
    facts: Iterable[RecordedFact], day: date
) -> tuple[tuple[RecordedFact, ...], tuple[RecordedFact, ...]]:
    """What of the time until ``day`` was recorded by then, and what later; in their order.

    What came true after the day is in neither.
    """
    by_then = sorted(
        (fact for fact in facts if fact.true_on <= day),
        key=lambda fact: (fact.true_on, fact.position),
    )
    return (
        tuple(fact for fact in by_then if fact.recorded_on <= day),
        tuple(fact for fact in by_then if fact.recorded_on > day),
    )


def part(title: str, facts: Iterable[RecordedFact], day: date, *, nothing: str) -> RecordPart:
    """Facts of one kind as a part of the record as of ``day``."""
    then, later = split(facts, day)
    return RecordPart(title, then, later, nothing)


def within(record: TrainingRecord, first: date) -> TrainingRecord:
    """The record without what was over before ``first``, which it says itself.

    What still held on that day stays: the policy in force, what was asked, the service record.
    """
    left_out = RecordPart(
        "What is left out", (), (), f"What was over before {first.isoformat()} is not part of this."
    )
    return replace(
        record,
        parts=(*(_part_within(each, first) for each in record.parts), left_out),
        minutes=tuple(each for each in record.minutes if each.period[-4:] >= str(first.year)),
        items=tuple(each for each in record.items if each.met_on >= first),
    )


def _part_within(each: RecordPart, first: date) -> RecordPart:
    then, later = (_facts_within(each, facts, first) for facts in (each.then, each.later))
    return replace(each, then=then, later=later)


def _facts_within(
    each: RecordPart, facts: tuple[RecordedFact, ...], first: date
) -> tuple[RecordedFact, ...]:
    before = [fact for fact in facts if fact.true_on < first]
    holding = before[-1:] if each.title in HOLDS_ON else []
    return (*holding, *(fact for fact in facts if fact.true_on >= first))


def answer_words(item: Item, answer: Answer | None) -> str:
    """An answer as the member read it; nothing tells whether it was right.

    Raises:
        InvalidError: it is no answer to this item.
    """
    if answer is None:
        return NOT_ANSWERED
    given = checked(item, answer)
    chosen = (given,) if isinstance(given, int) else given
    match item:
        case ChooseOne() | ChooseAll():
            return _listed(item.options[at].text for at in chosen) or "None of them"
        case Order():
            rows = enumerate(chosen, 1)
            return _listed(f"{place}. {item.sequence[at].text}" for place, at in rows)
        case Sort():
            pairs = zip(item.things, chosen, strict=True)
            return _listed(f"{thing.text.rstrip('.')}: {item.places[at]}" for thing, at in pairs)


def _listed(texts: Iterable[str]) -> str:
    """Several texts as one line; a text alone stays as it is."""
    found = tuple(texts)
    return found[0] if len(found) == 1 else "; ".join(text.rstrip(".") for text in found)


def foot_lines(record: TrainingRecord) -> Iterator[str]:
    """What stands under the record, on paper and on the page."""
    yield (
        "It states what the record holds and concludes nothing about what anybody understood or "
        "remembered. The officer and those in the department who may see it get the same document."
    )
    yield (
        f"Read up to journal entry {record.position}, whose digest is {record.position_digest}. "
        "The same member, day and entry give the same document again."
    )
    yield f"Seal (SHA-256 over every fact stated here): {record.seal}"


def _primitive(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _primitive(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_primitive(each) for each in value]
    return value
