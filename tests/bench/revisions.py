"""Two long revisions in which most clauses differ, compared with everything a page shows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from lms.domain.policy import Clause, ClauseTree
from lms.domain.provision import Provision, placed
from lms.domain.provision_fate import carrying
from lms.domain.revision_diff import compare
from tests.bench.report import Row
from tests.policies import draft, policy

PROVISIONS = 300
_SECONDS = 2.0
_COPIES = -(-PROVISIONS // 70)


def _copied(tree: ClauseTree, copies: int, *, reworded: bool) -> ClauseTree:
    """The same text several times, each with its own labels and a mark in every clause."""
    count = len(tree.clauses)
    return ClauseTree(
        tuple(
            _copy(clause, number, number * count, reworded=reworded)
            for number in range(copies)
            for clause in tree.clauses
        ),
        (),
    )


def _copy(clause: Clause, number: int, first: int, *, reworded: bool) -> Clause:
    text = f"{clause.text} Chapter{number} {clause.key}."
    return replace(
        clause,
        key=f"{number}-{clause.key}",
        parent=clause.parent and f"{number}-{clause.parent}",
        order=first + clause.order,
        text=text.replace(" the ", " that very ") if reworded else text,
    )


def _provisions(copies: int) -> Iterator[Provision]:
    for number in range(copies):
        for each in policy().provisions:
            clause = policy().tree.get(each.anchor)
            if clause is not None:
                quotation = f"Chapter{number} {clause.key}."
                name = f"{number}-{each.id}"
                yield replace(each.provision, id=name, label=name, quotations=(quotation,))


def revision_rows(rounds: int) -> Iterator[Row]:
    """How long a comparison takes, its word marks and what becomes of provisions included."""
    before = _copied(policy().tree, _COPIES, reworded=False)
    after = _copied(draft().tree, _COPIES, reworded=True)
    provisions = placed(tuple(_provisions(_COPIES)), before)[:PROVISIONS]
    if len(provisions) != PROVISIONS:
        raise RuntimeError(f"there are {len(provisions)} provisions")
    found = []
    for _ in range(rounds):
        since = time.process_time()
        comparison = compare(before, after)
        carrying(provisions, after, comparison)
        changed = sum(bool(each.words) and each.changes_words for each in comparison.changes)
        found.append(time.process_time() - since)
    note = f"{changed} of {len(before.clauses)} clauses changed"
    what = f"comparing revisions of {PROVISIONS} provisions, CPU"
    yield Row(what, median(found), "s", None, _SECONDS, note)
