"""Which modules make up what somebody is short of.

First come the modules whose lessons the year itself asks for, such as updates; then the
course in its order, until the expected time of what is open covers the minutes missing. What
somebody has assigned already, with a due date to come, counts and is not assigned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """A module that can be assigned.

    Attributes:
        lessons: expected seconds by lesson, in order.
        is_course: whether it is for every officer.
    """

    content_id: int
    number: int
    lessons: Mapping[str, int]
    is_course: bool

    def open_lessons(self, done: AbstractSet[str]) -> frozenset[str]:
        """Its lessons that somebody has not completed."""
        return frozenset(self.lessons) - done


@dataclass(frozen=True, slots=True)
class Lacking:
    """What somebody is short of.

    Attributes:
        seconds: missing.
        asked: lessons that the year itself asks for.
        done: lessons completed in the year.
        assigned: modules, by content, that they have to do by a day to come.
    """

    seconds: int
    asked: frozenset[str]
    done: frozenset[str]
    assigned: frozenset[int]


@dataclass(frozen=True, slots=True)
class MakeUp:
    """What to assign to somebody.

    Attributes:
        modules: by content, in the order of the course.
        uncovered: seconds that nothing online is left for; a class has to cover them.
    """

    modules: tuple[int, ...]
    uncovered: int


def make_up(lacking: Lacking, offers: Iterable[Offer]) -> MakeUp:
    """Choose what makes up what is missing, and say what nothing is left for."""
    ordered = sorted(offers, key=lambda offer: offer.number)
    chosen = _asked_for(lacking, ordered)
    seen = lacking.done.union(*(frozenset(offer.lessons) for offer in chosen))
    left = lacking.seconds - _expected(chosen, lacking.done)
    for offer in _in_hand_first(lacking, ordered):
        if left <= 0:
            break
        if offer not in chosen and offer.open_lessons(seen):
            left -= _expected([offer], seen)
            seen |= frozenset(offer.lessons)
            chosen.append(offer)
    new = [offer for offer in chosen if offer.content_id not in lacking.assigned]
    new.sort(key=lambda offer: offer.number)
    return MakeUp(tuple(offer.content_id for offer in new), max(0, left))


def _asked_for(lacking: Lacking, offers: Sequence[Offer]) -> list[Offer]:
    """The modules that hold what the year asks for; one that is assigned before another."""
    still_open = lacking.asked - lacking.done
    chosen: list[Offer] = []
    for offer in sorted(offers, key=lambda each: each.content_id not in lacking.assigned):
        if still_open & frozenset(offer.lessons):
            chosen.append(offer)
            still_open -= frozenset(offer.lessons)
    return chosen


def _in_hand_first(lacking: Lacking, offers: Sequence[Offer]) -> list[Offer]:
    """What somebody has in hand, whatever it is, and then the course."""
    in_hand = [offer for offer in offers if offer.content_id in lacking.assigned]
    return [*in_hand, *(each for each in offers if each.is_course and each not in in_hand)]


def _expected(offers: Iterable[Offer], done: AbstractSet[str]) -> int:
    """Expected seconds of what is open in some modules, each lesson once."""
    lessons = {slug: seconds for offer in offers for slug, seconds in offer.lessons.items()}
    return sum(seconds for slug, seconds in lessons.items() if slug not in done)
