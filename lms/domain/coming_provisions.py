"""The provisions of a coming revision: those that carry over, those somebody decided about.

A provision's id is for ever and no number: one that carries over keeps it wherever its words
stand now, and a new one gets an id that no other has ever had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from lms.domain.findings import Finding
from lms.domain.policy import Clause, ClauseTree
from lms.domain.provision import (
    PlacedProvision,
    Provision,
    ProvisionKind,
    ProvisionStatus,
    placed,
    provision_findings,
)
from lms.domain.provision_fate import Carrying, Fate, ProvisionFate


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decided about an old provision that asks, or a clause that asks for some.

    Attributes:
        words: the exact words it stands on now, a quotation each; empty where the old one is
            not carried on, or the clause needs none.
        status: of a new one; an old one keeps its own.
    """

    words: tuple[str, ...] = ()
    label: str = ""
    summary: str = ""
    kind: ProvisionKind | None = None
    status: ProvisionStatus = ProvisionStatus.TESTABLE
    status_reason: str = ""

    @property
    def is_none(self) -> bool:
        """Whether nothing comes of it."""
        return not self.words


def of_section(code: str) -> str:
    """The name under which a choice about an old provision is kept."""
    return f"section:{code}"


def of_clause(key: str) -> str:
    """The name under which a choice about a new clause is kept."""
    return f"clause:{key}"


def open_asks(
    carried: Carrying, asking: Sequence[Clause], choices: Mapping[str, Choice]
) -> tuple[str, ...]:
    """What nobody has decided yet, by name."""
    names = [of_section(each.id) for each in carried.of(Fate.ASKS)]
    names += [of_clause(each.key) for each in asking]
    return tuple(name for name in names if name not in choices)


def choice_findings(choice: Choice, provision: Provision, tree: ClauseTree) -> tuple[Finding, ...]:
    """What is wrong with a choice that is not none, in the words that authors of files read."""
    return () if choice.is_none else provision_findings([provision], tree)


def confirmed(old: Provision, choice: Choice) -> Provision:
    """An old provision on its new words."""
    return replace(
        old,
        quotations=choice.words,
        label=choice.label or old.label,
        summary=choice.summary or old.summary,
    )


def newcomer(clause: Clause, choice: Choice, taken: Collection[str]) -> Provision:
    """A new provision under an id that is free."""
    code = free_id(clause.key, taken)
    return Provision(
        id=code,
        label=choice.label or clause.key,
        quotations=choice.words,
        summary=choice.summary,
        kind=choice.kind or ProvisionKind.DUTY,
        also=(),
        actor=None,
        actor_named=False,
        trigger=None,
        exception=None,
        status=choice.status,
        status_reason=choice.status_reason or None,
        guardrail=None,
        gaps=(),
        phrases=(),
        standards=(),
    )


def free_id(key: str, taken: Collection[str]) -> str:
    """The clause's own key where no provision ever stood on one of that number, or a new name.

    ``IV.B.3-a`` is a provision of the clause that had the number IV.B.3 once, so that a new
    clause of that number does not get ``IV.B.3``.
    """
    if not any(each == key or each.startswith((f"{key}-", f"{key}(")) for each in taken):
        return key
    return next(name for number in count(2) if (name := f"{key}-n{number}") not in taken)


@dataclass(frozen=True, slots=True)
class Coming:
    """The provisions of a coming revision as it places them.

    Attributes:
        carried: codes whose words are the same.
        confirmed: codes that stand on other words by somebody's decision.
        added: codes that are new.
        dropped: codes of the older revision that are in this one no more.
    """

    provisions: tuple[PlacedProvision, ...]
    carried: frozenset[str]
    confirmed: frozenset[str]
    added: frozenset[str]
    dropped: frozenset[str]


def coming(
    fates: Carrying,
    tree: ClauseTree,
    choices: Mapping[str, Choice],
    taken: Collection[str],
) -> Coming:
    """Put the provisions of a coming revision together.

    Args:
        fates: what becomes of the older revision's provisions.
        tree: the newer revision's text.
        choices: what was decided, by name.
        taken: every id that the policy's provisions have or had.
    """
    found = list(_kept(fates, choices))
    carried = frozenset(each.id for each in fates.of(Fate.CARRIED))
    old = {each.id for each in found}
    new = list(_new(tree, choices, {*taken, *old}))
    every = _with_own_labels([*found, *new])
    return Coming(
        provisions=placed(every, tree),
        carried=carried,
        confirmed=frozenset(old) - carried,
        added=frozenset(each.id for each in new),
        dropped=frozenset(each.id for each in fates.fates) - old,
    )


def _kept(fates: Carrying, choices: Mapping[str, Choice]) -> Iterator[Provision]:
    for each in fates.fates:
        choice = choices.get(of_section(each.id), Choice())
        if each.fate is Fate.CARRIED:
            yield replace(each.provision.provision, label=_moved_label(each))
        elif each.fate is Fate.ASKS and not choice.is_none:
            yield confirmed(each.provision.provision, choice)


def _new(
    tree: ClauseTree, choices: Mapping[str, Choice], taken: Collection[str]
) -> Iterator[Provision]:
    names = set(taken)
    for clause in tree.clauses:
        choice = choices.get(of_clause(clause.key), Choice())
        if not choice.is_none:
            provision = newcomer(clause, choice, names)
            names.add(provision.id)
            yield provision


def _moved_label(each: ProvisionFate) -> str:
    """The label with the number that its clause has now, where it began with the old one."""
    label, was = each.provision.provision.label, each.provision.anchor
    now = next(
        (
            place.key
            for place, before in zip(each.places, each.provision.places, strict=True)
            if before.key == was
        ),
        was,
    )
    rest = label.removeprefix(was)
    begins = label.startswith(was) and not rest[:1].isalnum() and not rest.startswith(".")
    return now + rest if begins else label


def _with_own_labels(provisions: Sequence[Provision]) -> list[Provision]:
    """Nobody shares a label; who comes later says its id beside it."""
    seen: set[str] = set()
    made = []
    for each in provisions:
        own = each if each.label not in seen else replace(each, label=f"{each.label} ({each.id})")
        seen.add(own.label)
        made.append(own)
    return made
