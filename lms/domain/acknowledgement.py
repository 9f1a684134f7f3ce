"""What a member acknowledges of a policy: all of it the first time, then what changed.

An acknowledgement says "received, and I know where to find it", and nothing about agreement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.change_nature import asks_for_mark
from lms.domain.revision_diff import Change, Comparison

WHOLE = "*"
WORDS = "I have received this, and I know where to find it."


class Answer(StrEnum):
    """What a member says."""

    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one member is asked to acknowledge now.

    Attributes:
        parts: names of what takes an act of its own: the whole, or each changed section.
        open: those without an answer yet.
    """

    parts: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole policy in one act."""
        return self.parts == (WHOLE,)


def changed_parts(comparison: Comparison) -> tuple[str, ...]:
    """The names of what changed in words or place; a new number alone asks nobody."""
    return tuple(each.key for each in comparison.only_changes if asks_for_mark(each))


def change_of(comparison: Comparison, part: str) -> Change | None:
    """The change of that name."""
    return next((each for each in comparison.only_changes if each.key == part), None)


def asked(
    changed: Sequence[str] | None, answered: Iterable[str], earlier: Collection[int]
) -> Asked:
    """What a member is asked about the revision in force.

    Args:
        changed: what changed from the revision before; None for a first one.
        answered: the parts of this revision that the member answered.
        earlier: the earlier revisions of which the member received anything.
    """
    said = frozenset(answered)
    whole = changed is None or not earlier
    parts = (WHOLE,) if whole and not (said - {WHOLE}) else tuple(changed or ())
    if WHOLE in said:
        return Asked((WHOLE,), ())
    return Asked(parts, tuple(each for each in parts if each not in said))
