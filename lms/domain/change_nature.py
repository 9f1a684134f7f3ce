"""Whether a change of the policy matters for what people do, and what follows for training.

A person says of each change whether it is editorial or substantive, and why. A clause that
has its old words under another label, or in two parts, or joined with the next, is editorial
by itself: no rule of it can have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.provision_fate import Carrying, Fate, ProvisionFate
from lms.domain.revision_diff import Change, Way

_SAME_WORDS = frozenset({Way.RENUMBERED, Way.SPLIT, Way.MERGED})


class Nature(StrEnum):
    """What a change is."""

    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"


@dataclass(frozen=True, slots=True)
class ChangedProvision:
    """A provision whose words are not what they were.

    Attributes:
        nature: None while a change that it stands on has no mark; it is taken for substantive.
    """

    fate: ProvisionFate
    nature: Nature | None

    @property
    def code(self) -> str:
        """The provision's own id."""
        return self.fate.id

    @property
    def retrains(self) -> bool:
        """Whether training that rests on it must be looked at again."""
        return self.nature is not Nature.EDITORIAL


def asks_for_mark(change: Change) -> bool:
    """Whether somebody has to say what a change is."""
    return change.is_change and not set(change.ways) <= _SAME_WORDS


def nature_of(change: Change, marks: Mapping[str, Nature]) -> Nature | None:
    """What a change is, by its mark or by itself; None where nobody has said so yet.

    Args:
        marks: what was said, by the key of a change.
    """
    return marks.get(change.key) if asks_for_mark(change) else Nature.EDITORIAL


def unmarked(changes: Iterable[Change], marks: Mapping[str, Nature]) -> tuple[Change, ...]:
    """The changes that still wait for a mark."""
    return tuple(each for each in changes if each.is_change and nature_of(each, marks) is None)


def changed_provisions(
    carrying: Carrying, marks: Mapping[str, Nature]
) -> tuple[ChangedProvision, ...]:
    """The provisions that do not carry over, each with the nature of what happened to it.

    One that is gone is changed in substance whatever the marks say: nobody can act on it
    any more. Another one is as grave as the gravest change that it stands on.
    """
    return tuple(
        ChangedProvision(each, _nature(each, marks))
        for each in carrying.fates
        if each.fate is not Fate.CARRIED
    )


def _nature(fate: ProvisionFate, marks: Mapping[str, Nature]) -> Nature | None:
    if fate.fate is Fate.GONE:
        return Nature.SUBSTANTIVE
    found = {nature_of(each, marks) for each in fate.changes if each.is_change}
    if Nature.SUBSTANTIVE in found:
        return Nature.SUBSTANTIVE
    return None if None in found else Nature.EDITORIAL
