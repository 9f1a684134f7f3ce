"""Drawing an attempt: which scenarios, so that the blueprint is met exactly.

Whole scenarios are drawn. Among all draws that give every group its items and test every
must-pass provision, one with the fewest items already seen is taken, among these one that
leaves out what was seen last, among these one with the most unseen halves of pairs whose
other half was seen, and among these the seed decides. The search is exact: it finds a draw
wherever there is one. Years make no difference: what was seen in any of them is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from lms.domain.errors import DomainError
from lms.domain.scenario import Scenario
from lms.domain.shuffle import numbers, shuffled
from lms.domain.training import Blueprint, Group

_LUCK_BITS = 32
_OWED_BITS = 16


class DrawImpossibleError(DomainError):
    """The pool cannot meet the blueprint.

    Attributes:
        group: the name of the group that falls short.
        missing: how many items; must-pass provisions where ``provisions`` names some.
        provisions: the must-pass provisions that no draw tests together.
    """

    def __init__(self, *, group: str | None, missing: int, provisions: tuple[str, ...]) -> None:
        super().__init__(group=group, missing=missing, provisions=provisions)
        self.group = group
        self.missing = missing
        self.provisions = provisions


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the draw knows of a scenario.

    Attributes:
        tested: provisions that an item of it lists, in a tree one on every way through.
        items: how many items anybody is asked.
    """

    scenario: str
    provisions: tuple[str, ...]
    tested: frozenset[str]
    items: int
    pair: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What one member has met before.

    Attributes:
        today: the local day of the draw.
        seen: for each scenario met in an attempt, a number that grows from attempt to attempt.
        practiced: for each scenario practiced, the last local day.
        rest_days: how long a practiced scenario is not graded.
        own: scenarios that this member wrote; they are never drawn for them.
    """

    today: date
    seen: Mapping[str, int] = field(default_factory=dict)
    practiced: Mapping[str, date] = field(default_factory=dict)
    rest_days: int = 60
    own: frozenset[str] = frozenset()

    def rests(self, scenario: str) -> bool:
        """Whether a scenario is not drawn: their own, or practiced too lately to be graded."""
        if scenario in self.own:
            return True
        practiced = self.practiced.get(scenario)
        return practiced is not None and (self.today - practiced).days < self.rest_days


@dataclass(frozen=True, slots=True)
class Drawn:
    """One scenario of an attempt and the group whose items it brings."""

    scenario: str
    items: int
    group: str


class _State(NamedTuple):
    """What matters of a part of a draw: items in this group, bits of must-pass and of pairs."""

    items: int
    tested: int
    pairs: int


class _Priced(NamedTuple):
    candidate: Candidate
    cost: int
    tested: int
    pair: int


_Picks: TypeAlias = tuple["_Picks", Candidate] | None
_Best: TypeAlias = dict[_State, tuple[int, _Picks]]


def candidates(pool: Iterable[Scenario]) -> tuple[Candidate, ...]:
    """The scenarios of a pool that may be graded."""
    return tuple(
        Candidate(
            scenario.id,
            scenario.provisions,
            scenario.surely_tested(),
            scenario.item_count,
            scenario.pair,
        )
        for scenario in pool
        if scenario.use.graded
    )


def draw(
    blueprint: Blueprint, pool: Sequence[Candidate], history: History, seed: str
) -> tuple[Drawn, ...]:
    """Draw an attempt; the same pool, history and seed give the same draw.

    Two halves of a pair never meet in it.

    Raises:
        DrawImpossibleError: no draw from what does not rest meets the blueprint.
    """
    rested = [each for each in pool if not history.rests(each.scenario)]
    members = _by_group(blueprint, _priced(blueprint, rested, history, seed))
    best: _Best = {_State(0, 0, 0): (0, None)}
    for group in blueprint.groups:
        best = _add_group(best, group, members[group])
    complete = (1 << len(blueprint.must_pass)) - 1
    full = [found for state, found in best.items() if state.tested == complete]
    if not full:
        raise _untested(blueprint, rested, best)
    _, picks = min(full, key=lambda found: found[0])
    drawn = [
        Drawn(each.scenario, each.items, _group(blueprint, each).name) for each in _unrolled(picks)
    ]
    return shuffled(sorted(drawn, key=lambda each: each.scenario), seed, "order")


def _priced(
    blueprint: Blueprint, pool: Sequence[Candidate], history: History, seed: str
) -> list[_Priced]:
    """Each candidate with a cost whose sum compares draws as the module's first words say.

    From the highest bits down: items seen before, one bit for each seen scenario with the
    latest highest, items that are no owed half of a pair, luck.
    """
    ordered = sorted(pool, key=lambda each: each.scenario)
    luck = {
        each.scenario: number for each, number in zip(ordered, numbers(seed, "draw"), strict=False)
    }
    seen = [each.scenario for each in ordered if each.scenario in history.seen]
    seen.sort(key=lambda scenario: (history.seen[scenario], luck[scenario]))
    rank = {scenario: at for at, scenario in enumerate(seen)}
    met = {each.pair for each in pool if each.scenario in rank and each.pair is not None}
    pair_bits = _pair_bits(blueprint, ordered)
    base = _LUCK_BITS + _OWED_BITS
    priced = []
    for each in ordered:
        cost = each.items * (luck[each.scenario] >> 8)
        if each.scenario in rank:
            cost += 1 << (base + rank[each.scenario])
            cost += each.items << (base + len(seen))
        elif each.pair not in met:
            cost += each.items << _LUCK_BITS
        tested = sum(
            1 << bit for bit, name in enumerate(blueprint.must_pass) if name in each.tested
        )
        priced.append(_Priced(each, cost, tested, pair_bits.get(each.pair or "", 0)))
    return priced


def _pair_bits(blueprint: Blueprint, pool: Iterable[Candidate]) -> dict[str, int]:
    """A bit for each pair whose halves belong to different groups."""
    groups: dict[str, set[Group | None]] = {}
    for each in pool:
        if each.pair is not None:
            groups.setdefault(each.pair, set()).add(blueprint.group_of(each.provisions))
    apart = [pair for pair, where in groups.items() if len(where) > 1]
    return {pair: 1 << bit for bit, pair in enumerate(apart)}


def _by_group(
    blueprint: Blueprint, priced: Iterable[_Priced]
) -> dict[Group, dict[str, list[_Priced]]]:
    """For each group its candidates in slots: of a slot at most one is drawn."""
    members: dict[Group, dict[str, list[_Priced]]] = {group: {} for group in blueprint.groups}
    for each in priced:
        group = blueprint.group_of(each.candidate.provisions)
        if group is not None:
            pair = each.candidate.pair
            slot = f"scenario {each.candidate.scenario}" if pair is None else f"pair {pair}"
            members[group].setdefault(slot, []).append(each)
    return members


def _add_group(best: _Best, group: Group, slots: Mapping[str, Sequence[_Priced]]) -> _Best:
    for alternatives in slots.values():
        best = _add_slot(best, group.items, alternatives)
    exact = {
        _State(0, state.tested, state.pairs): found
        for state, found in best.items()
        if state.items == group.items
    }
    if not exact:
        reached = max(state.items for state in best)
        raise DrawImpossibleError(group=group.name, missing=group.items - reached, provisions=())
    return exact


def _add_slot(best: _Best, most: int, alternatives: Sequence[_Priced]) -> _Best:
    """All states reached by drawing one of these or none, each at its least cost."""
    reached = dict(best)
    for each in alternatives:
        for (items, tested, pairs), (cost, picks) in best.items():
            if items + each.candidate.items > most or pairs & each.pair:
                continue
            state = _State(items + each.candidate.items, tested | each.tested, pairs | each.pair)
            known = reached.get(state)
            if known is None or cost + each.cost < known[0]:
                reached[state] = (cost + each.cost, (picks, each.candidate))
    return reached


def _unrolled(picks: _Picks) -> Iterator[Candidate]:
    while picks is not None:
        picks, candidate = picks
        yield candidate


def _group(blueprint: Blueprint, candidate: Candidate) -> Group:
    group = blueprint.group_of(candidate.provisions)
    assert group is not None  # noqa: S101 - only members of groups are drawn
    return group


def _untested(blueprint: Blueprint, pool: Sequence[Candidate], best: _Best) -> DrawImpossibleError:
    """Names the must-pass provisions nothing tests, or all of them where they do not fit."""
    usable = [each for each in pool if blueprint.group_of(each.provisions) is not None]
    untested = [
        name for name in blueprint.must_pass if not any(name in each.tested for each in usable)
    ]
    named = tuple(untested or blueprint.must_pass)
    group = blueprint.group_of(named[:1])
    return DrawImpossibleError(
        group=None if group is None else group.name,
        missing=len(blueprint.must_pass) - max(state.tested.bit_count() for state in best),
        provisions=named,
    )
