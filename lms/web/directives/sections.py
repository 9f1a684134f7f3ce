"""A policy's clauses in reading order, as the reader's pages show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.domain.policy import Clause, ClauseKind
from lms.domain.policy_blocks import Block
from lms.domain.policy_search import Hit
from lms.domain.provision import PlacedProvision, ProvisionStatus
from lms.domain.revision import Revision
from lms.queries.developments import SinceThen
from lms.queries.policy_reader import PolicyReading
from lms.web.directives.words import Run, runs

_HEADINGS = {ClauseKind.SECTION: 2, ClauseKind.HEADING: 3}
_PARAGRAPH = re.compile(r"-p(\d+)$")
_INDENTS = 4


@dataclass(frozen=True, slots=True)
class Note:
    """What training may do with words of a section, in the reader's margin.

    Attributes:
        label: which words are meant, where the section has several; else empty.
    """

    status: ProvisionStatus
    reason: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """One clause on the page.

    Attributes:
        id: its address; empty where a provision below it has the same name.
        label: short, for the margin; ``name`` says it in full.
        heading: the level of its heading element; 0 where it is none.
        provisions: ids of those anchored here; a search for a label finds them.
        path: keys down to this clause, for the same.
        since: what reviewed developments say beside these words.
        again: the notes repeat those of the section before.
        back: address of the mark that leads to this footnote or note.
    """

    id: str
    label: str
    name: str
    kind: str
    level: int
    heading: int
    runs: tuple[Run, ...]
    notes: tuple[Note, ...]
    since: tuple[SinceThen, ...]
    again: bool
    provisions: tuple[str, ...]
    path: tuple[str, ...]
    back: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    url: str
    label: str
    text: str
    level: int


Voices = Mapping[str, tuple[SinceThen, ...]]


def whole(reading: PolicyReading, since: Voices) -> tuple[tuple[Section, ...], ...]:
    """Every section in groups that begin with a heading."""
    show = _show(reading.revision, {}, since)
    return tuple(_grouped(show(block) for block in _flat(reading.blocks)))


def found(
    reading: PolicyReading, hits: Sequence[Hit], since: Voices
) -> tuple[tuple[Section, ...], ...]:
    """The sections that a search found, and nothing else."""
    wanted = {hit.clause.key: hit.matches for hit in hits}
    show = _show(reading.revision, wanted, since)
    sections = [show(block) for block in _flat(reading.blocks) if block.clause.key in wanted]
    return (tuple(sections),) if sections else ()


def around(
    reading: PolicyReading, key: str, since: Voices
) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The headings above a clause, and the clause with everything below it.

    A footnote is shown with the clause that carries its mark; a case of a list, after the
    sentence that the list completes.
    """
    path = list(reading.revision.tree.path(key))
    blocks = {block.clause.key: block for block in _flat(reading.blocks)}
    if blocks[key].clause.kind is ClauseKind.FOOTNOTE and len(path) > 1:
        path.pop()
    show = _show(reading.revision, {}, since)
    above = [show(blocks[each]) for each in (*path[:-1], *_lead_in(reading.revision, path[-1]))]
    return tuple(above), _in_order(map(show, _flat((blocks[path[-1]],))))


def _lead_in(revision: Revision, key: str) -> Iterator[str]:
    """The paragraph before a list that ends in a colon and goes on in each of its cases."""
    clause = revision.tree.get(key)
    if clause is None or clause.kind not in {ClauseKind.CLAUSE, ClauseKind.BULLET}:
        return
    before = [
        each
        for each in revision.tree.children(clause.parent)
        if each.order < clause.order and each.kind is ClauseKind.PARAGRAPH
    ]
    if before and before[-1].text.endswith(":"):
        yield before[-1].key


def ids(shown: Iterable[Section]) -> frozenset[str]:
    """Every address on a page that shows these sections, reference marks included."""
    found: set[str] = set()
    for section in shown:
        found.add(section.id)
        for run in section.runs:
            found.update(run.anchors)
            found.update(
                f"mark-{piece.mark.leads_to}" for piece in run.pieces if piece.mark is not None
            )
    return frozenset(found)


def contents(reading: PolicyReading, page: str = "") -> tuple[Entry, ...]:
    """The headings, as they stand in the policy.

    Args:
        page: address of the whole policy, for a page that does not show all of it.
    """
    return tuple(
        Entry(
            url=f"{page}#{block.clause.key}",
            label=block.clause.key,
            text=_title(block.clause.text),
            level=block.clause.level,
        )
        for block in _flat(reading.blocks)
        if block.clause.kind in _HEADINGS
    )


def _title(text: str) -> str:
    """A heading for a list: without its colon, and not in capitals."""
    plain = text.rstrip(":").strip()
    return plain.capitalize() if plain.isupper() else plain


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Reading order; footnotes directly after the words that carry their marks."""
    for block in blocks:
        yield block
        yield from _flat(block.footnotes)
        yield from _flat(block.children)


def _grouped(sections: Iterable[Section]) -> Iterator[tuple[Section, ...]]:
    group: list[Section] = []
    for section in sections:
        if section.heading and any(not each.heading for each in group):
            yield _in_order(group)
            group = []
        group.append(section)
    if group:
        yield _in_order(group)


def _in_order(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Mark sections whose notes say what was just said."""
    ordered: list[Section] = []
    said: tuple[Note, ...] = ()
    for section in sections:
        again = bool(section.notes) and _saying(section.notes) == _saying(said)
        ordered.append(replace(section, again=again))
        said = section.notes
    return tuple(ordered)


def _saying(notes: Iterable[Note]) -> tuple[tuple[str, str], ...]:
    return tuple((note.status.value, note.reason) for note in notes)


def _show(
    revision: Revision, matches: Mapping[str, Sequence[tuple[int, int]]], since: Voices
) -> Callable[[Block], Section]:
    by_id = {each.id: each for each in revision.provisions}
    known = {clause.key for clause in revision.tree.clauses}

    def show(block: Block) -> Section:
        clause = block.clause
        quoting = [by_id[name] for name in block.quoted_by if name in by_id]
        here = [by_id[name] for name in block.provisions if name in by_id]
        return Section(
            id=clause.key if clause.key in block.anchors else "",
            label=_label(clause),
            name=clause.label,
            kind=clause.kind.value,
            level=min(max(clause.level, 1), _INDENTS),
            heading=_HEADINGS.get(clause.kind, 0),
            runs=runs(clause, quoting, matches.get(clause.key, ()), known),
            notes=_notes(here),
            since=_since(here, since),
            again=False,
            provisions=block.provisions,
            path=revision.tree.path(clause.key),
            back=f"mark-{clause.key}" if _has_mark(clause) else "",
        )

    return show


def _since(provisions: Iterable[PlacedProvision], voices: Voices) -> tuple[SinceThen, ...]:
    """What has happened to the words anchored here, each development once."""
    every = (voice for each in provisions for voice in voices.get(each.id, ()))
    return tuple({voice.code: voice for voice in every}.values())


def _has_mark(clause: Clause) -> bool:
    """Whether a mark in the text leads here: footnotes, and notes under a star."""
    return clause.kind in {ClauseKind.FOOTNOTE, ClauseKind.NOTE}


def _label(clause: Clause) -> str:
    if clause.kind is ClauseKind.PARAGRAPH and (number := _PARAGRAPH.search(clause.key)):
        return f"¶ {number[1]}"
    if clause.kind is ClauseKind.NOTE:
        return "Note"
    return clause.label if clause.kind is ClauseKind.FOOTNOTE else clause.key


def _notes(provisions: Sequence[PlacedProvision]) -> tuple[Note, ...]:
    """One note for each status that is not plainly testable, or one where all say the same."""
    notes = tuple(
        Note(
            status=each.provision.status,
            reason=each.provision.status_reason or "",
            label=each.provision.label,
            anchor=each.id,
        )
        for each in provisions
        if each.provision.status is not ProvisionStatus.TESTABLE
    )
    if len(notes) == len(provisions) and len(set(_saying(notes))) <= 1:
        return tuple(replace(note, label="") for note in notes[:1])
    return notes
