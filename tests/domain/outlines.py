"""Outlines made at random, and edits of them whose result is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random

from lms.domain.policy import Clause, ClauseKind, ClauseTree

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_WORDS = tuple("".join(each) for each in product(("ba", "co", "di", "fu", "le", "mo"), repeat=4))
_COMMON = ("shall", "the", "officer", "department", "of", "arrest", "detainer", "any")


@dataclass(frozen=True)
class Node:
    """A clause by a name that no edit changes."""

    name: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Outline:
    """Sections with clauses; labels are places, so they change with every edit."""

    sections: list[list[Node]]

    def tree(self) -> ClauseTree:
        return ClauseTree(tuple(self._clauses()), ())

    def keys(self) -> dict[str, str]:
        """The key of every node by its name."""
        return {
            node.name: f"{_ROMAN[at]}.{place}"
            for at, section in enumerate(self.sections)
            for place, node in enumerate(section, 1)
        }

    def _clauses(self) -> Iterator[Clause]:
        order = 0
        for at, section in enumerate(self.sections):
            title = _ROMAN[at]
            heading = f"Section about {_WORDS[at * 7]}"
            yield _clause(title, ClauseKind.SECTION, heading, None, order)
            order += 1
            for place, node in enumerate(section, 1):
                key = f"{title}.{place}"
                yield _clause(key, ClauseKind.CLAUSE, node.text, title, order)
                order += 1


def _clause(key: str, kind: ClauseKind, text: str, parent: str | None, order: int) -> Clause:
    return Clause(key, key, kind, text, (), 0 if parent is None else 1, parent, order, "")


@dataclass
class Edit:
    """What was done to an outline.

    Attributes:
        split: by the name of what was split, the names of its parts.
        merged: by the name of what came out, the names of what went in.
    """

    before: Outline
    after: Outline
    added: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    reworded: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    split: dict[str, tuple[str, str]] = field(default_factory=dict)
    merged: dict[str, tuple[str, str]] = field(default_factory=dict)


def outline(chance: Random) -> Outline:
    """Some sections with some clauses each."""
    sections = [
        [_node(chance, f"{at}-{place}") for place in range(chance.randint(1, 6))]
        for at in range(chance.randint(1, 4))
    ]
    return Outline(sections)


def _node(chance: Random, name: str) -> Node:
    return Node(name, _words(chance, chance.randint(10, 24)))


def _words(chance: Random, count: int) -> tuple[str, ...]:
    """One word in five is one that every policy is full of."""
    return tuple(
        chance.choice(_COMMON if chance.random() < 1 / 5 else _WORDS) for _ in range(count)
    )


def edited(chance: Random, before: Outline, kinds: Sequence[str]) -> Edit:
    """Do these edits one after the other, each to a clause that no other has touched."""
    edit = Edit(before, Outline([list(section) for section in before.sections]))
    touched: set[str] = set()
    for place, kind in enumerate(kinds):
        sections = edit.after.sections
        free = [
            (section, at)
            for section in sections
            for at, node in enumerate(section)
            if node.name not in touched
        ]
        if free:
            section, at = chance.choice(free)
            touched |= _DO[kind](chance, edit, section, at, f"new-{place}")
    return edit


def _insert(chance: Random, edit: Edit, section: list[Node], at: int, name: str) -> set[str]:
    section.insert(at, _node(chance, name))
    edit.added.add(name)
    return {name}


def _delete(_chance: Random, edit: Edit, section: list[Node], at: int, _name: str) -> set[str]:
    node = section.pop(at)
    edit.deleted.add(node.name)
    return {node.name}


def _reword(chance: Random, edit: Edit, section: list[Node], at: int, _name: str) -> set[str]:
    node = section[at]
    words = list(node.words)
    for place in chance.sample(range(len(words)), chance.randint(1, len(words) // 4)):
        words[place] = f"{chance.choice(_WORDS)}nu"
    section[at] = replace(node, words=tuple(words))
    edit.reworded.add(node.name)
    return {node.name}


def _move(chance: Random, edit: Edit, section: list[Node], at: int, _name: str) -> set[str]:
    """To another section where there is one, so that it is known which clause moved."""
    others = [each for each in edit.after.sections if each is not section]
    if not others:
        return set()
    node = section.pop(at)
    target = chance.choice(others)
    target.insert(chance.choice(_outside_splits(edit, target)), node)
    edit.moved.add(node.name)
    return {node.name}


def _outside_splits(edit: Edit, section: Sequence[Node]) -> list[int]:
    """Where a clause can stand without parting what was split."""
    second = {parts[1] for parts in edit.split.values()}
    inside = {at for at, node in enumerate(section) if node.name in second}
    return [at for at in range(len(section) + 1) if at not in inside]


def _split(chance: Random, edit: Edit, section: list[Node], at: int, name: str) -> set[str]:
    node = section[at]
    cut = chance.randint(4, len(node.words) - 4)
    parts = (Node(f"{name}-a", node.words[:cut]), Node(f"{name}-b", node.words[cut:]))
    section[at : at + 1] = parts
    edit.split[node.name] = (parts[0].name, parts[1].name)
    return {node.name, parts[0].name, parts[1].name}


def _merge(_chance: Random, edit: Edit, section: list[Node], at: int, name: str) -> set[str]:
    """Only neighbors that were neighbors before."""
    names = [[node.name for node in each] for each in edit.before.sections]
    pair = [node.name for node in section[at : at + 2]]
    is_old = any(pair == each[place : place + 2] for each in names for place in range(len(each)))
    untouched = not {*pair} & {*edit.reworded, *edit.moved}
    if len(pair) < 2 or not is_old or not untouched:
        return set()
    whole = Node(name, section[at].words + section[at + 1].words)
    section[at : at + 2] = [whole]
    edit.merged[name] = (pair[0], pair[1])
    return {name, *pair}


_DO = {
    "insert": _insert,
    "delete": _delete,
    "reword": _reword,
    "move": _move,
    "split": _split,
    "merge": _merge,
}
KINDS = tuple(_DO)
