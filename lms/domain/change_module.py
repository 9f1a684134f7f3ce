"""The module that trains what a revision changed, drafted from the comparison.

Each page shows words as they were and as they are, in their clause, with the reason that was
given for the change. Two pages make a lesson. The graded scenarios are those on the changed
provisions that somebody has approved since; where there are none, none is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lms.domain.draw import Candidate, DrawImpossibleError, History, draw
from lms.domain.lesson import Lesson, Objective, Page
from lms.domain.policy import Clause, ClauseKind, ClauseTree
from lms.domain.revision_diff import Change
from lms.domain.scenario import Audience
from lms.domain.training import Blueprint, Group, LessonPlan, TrainingModule

MOST_ITEMS = 10
_PAGES_A_LESSON = 2
_TITLES = frozenset({ClauseKind.SECTION, ClauseKind.HEADING})
_TECHNIQUE = "Reading the old words beside the new ones, then deciding cases"
_LIMB = "policy"


@dataclass(frozen=True, slots=True)
class TrainedChange:
    """A change of substance: why it was made, and the provisions that stand on it now."""

    change: Change
    reason: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a module is drafted from.

    Attributes:
        tested: provisions that may be scored, which the graded scenarios test.
        number: of the module in its course.
    """

    before: int
    after: int
    true_as_of: date
    author: str
    number: int
    tree: ClauseTree
    older: ClauseTree
    changes: Sequence[TrainedChange]
    tested: Sequence[str]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A module with its lessons."""

    module: TrainingModule
    lessons: tuple[Lesson, ...]


def module_id(after: int) -> str:
    """The name of the module that trains a revision's changes."""
    return f"revision-{after}"


def drafted(ground: Ground, pool: Sequence[Candidate]) -> Drafted | None:
    """Draft it; None where no scenario of the pool tests what changed.

    Args:
        ground: the changes.
        pool: graded scenarios that are approved and not stale.
    """
    blueprint = _blueprint(ground, pool)
    if blueprint is None:
        return None
    pages = list(_pages(ground))
    lessons = tuple(
        _lesson(ground, number, pages[at : at + _PAGES_A_LESSON])
        for number, at in enumerate(range(0, len(pages), _PAGES_A_LESSON), 1)
    )
    title = f"What revision {ground.after} of the policy changes"
    module = TrainingModule(
        id=module_id(ground.after),
        number=ground.number,
        title=title,
        summary=f"Every change of substance from revision {ground.before}, and nothing else.",
        audience=(Audience.OFFICER,),
        lessons=tuple(each.id for each in lessons),
        blueprint=blueprint,
        plan=LessonPlan(
            author=ground.author,
            technique=_TECHNIQUE,
            true_as_of=ground.true_as_of,
            objectives=(_objective(ground, ground.tested),),
        ),
        revises=ground.after,
    )
    return Drafted(module, lessons)


def _objective(ground: Ground, provisions: Sequence[str]) -> Objective:
    return Objective(f"Act by the words of revision {ground.after}.", tuple(provisions))


def _blueprint(ground: Ground, pool: Sequence[Candidate]) -> Blueprint | None:
    """As many items as one attempt can have, up to ten, all on changed provisions."""
    group = tuple(ground.tested)
    fits = [each for each in pool if not set(each.provisions).isdisjoint(group)]
    for items in range(min(MOST_ITEMS, sum(each.items for each in fits)), 0, -1):
        blueprint = Blueprint(items, (Group("What changed", group, items),))
        try:
            draw(blueprint, fits, History(ground.true_as_of), "draft")
        except DrawImpossibleError:
            continue
        return blueprint
    return None


def _lesson(ground: Ground, number: int, pages: Sequence[Page]) -> Lesson:
    cited = tuple(dict.fromkeys(code for page in pages for code in page.provisions))
    titles = " and ".join(page.title for page in pages)
    return Lesson(
        id=f"{module_id(ground.after)}-{number}",
        title=titles if len(titles) <= _LONGEST_TITLE else pages[0].title,
        summary=f"What revision {ground.after} says there, beside what revision "
        f"{ground.before} said.",
        limb=_LIMB,
        audience=(Audience.OFFICER,),
        true_as_of=ground.true_as_of,
        technique=_TECHNIQUE,
        objectives=(_objective(ground, cited or ground.tested),),
        pages=tuple(pages),
        practice=(),
    )


_LONGEST_TITLE = 80


def _pages(ground: Ground) -> Iterator[Page]:
    placed = [(_heading(each, ground), each) for each in ground.changes]
    for number, (heading, group) in enumerate(groupby(placed, key=lambda pair: pair[0]), 1):
        changes = [each for _, each in group]
        codes = dict.fromkeys(code for each in changes for code in each.provisions)
        yield Page(
            id=f"change-{number}",
            title=_title(heading),
            body="\n\n".join(_body(each, ground) for each in changes),
            provisions=tuple(codes),
        )


def _heading(each: TrainedChange, ground: Ground) -> Clause | None:
    """The nearest heading above the change, in the newer text where it stands there."""
    now = each.change.after
    tree, side = (ground.tree, now) if now else (ground.older, each.change.before)
    path = [tree.get(key) for key in tree.path(side[0].key)]
    found = [clause for clause in path if clause is not None and clause.kind in _TITLES]
    return found[-1] if found else None


def _title(heading: Clause | None) -> str:
    if heading is None:
        return "Changed words"
    words = heading.text.rstrip(":").strip()
    words = words.capitalize() if words.isupper() else words
    title = f"{heading.key}: {words}"
    return title if len(title) <= _LONGEST_TITLE else f"Section {heading.key}"


def _body(each: TrainedChange, ground: Ground) -> str:
    parts = []
    if each.change.before:
        parts.append(f"**Before, in revision {ground.before}:**")
        parts += [_quoted(clause) for clause in each.change.before]
    else:
        parts.append(f"**New in revision {ground.after}:**")
    if each.change.after:
        if each.change.before:
            parts.append(f"**Now, in revision {ground.after}:**")
        parts += [_quoted(clause) for clause in each.change.after]
    else:
        parts.append(f"**Revision {ground.after} has nothing in its place.**")
    parts.append(f"**Why:** {_plain(each.reason)}")
    return "\n\n".join(parts)


def _quoted(clause: Clause) -> str:
    return f"> {_plain(clause.text)}"


def _plain(text: str) -> str:
    """Words that Markdown leaves as they are."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", " ".join(text.split()))


def asked_by_name(
    tested: Sequence[str], pool: Sequence[Candidate], labels: Mapping[str, str]
) -> tuple[str, ...]:
    """The changed sections that no approved graded scenario tests yet, as people call them."""
    covered = {code for each in pool for code in each.tested}
    return tuple(labels[code] for code in tested if code not in covered)
