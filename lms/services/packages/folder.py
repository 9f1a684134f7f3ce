"""Thin folders: one folder a standard and year, five papers at most, the passage marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.domain.errors import InvalidError
from lms.domain.package import safe_name
from lms.domain.standard import ProofKind, folder_papers
from lms.queries.package_totals import year_totals, years_owed
from lms.queries.policy_reader import stored_revision
from lms.queries.provisions import provisions, revision_in_force_any
from lms.queries.record import journal_head
from lms.queries.settings import settings_on
from lms.queries.standards import all_memos, all_proofs, standards
from lms.queries.updates_of_year import statements
from lms.rendering.csv_lines import csv_lines
from lms.rendering.report import Heading, Paragraph, Part, Table, facts
from lms.rendering.report_words import Emphasis, Passage, Words
from lms.services.packages.papers import Workshop, class_paper, plan_paper
from lms.services.packages.spool import Made, Spool

INDEX = "index.csv"
FILES = "Standards"


def write_choice(session: Session, spool: Spool, *, year: int, number: str | None = None) -> None:
    """Read in one snapshot what the manager has chosen for a year, and plan the papers.

    Args:
        number: the only standard to plan; every one that has anything, if left out.

    Raises:
        InvalidError: nothing is chosen for the year.
    """
    head = journal_head(session)
    settings = settings_on(session, head.at.date())
    today = head.at.astimezone(settings.zone).date()
    day = min(today, date(year, 12, 31))
    chosen = [each for each in all_proofs(session) if each.year == year]
    memos = [each for each in all_memos(session) if each.year == year]
    titles = {each.number: each for each in standards(session)}
    filled = {each.number for each in chosen} | {each.number for each in memos}
    numbers = [each for each in titles if each in filled and number in {None, each}]
    if not numbers:
        raise InvalidError(reason="Nothing is chosen for this year yet", year=year)
    duties = years_owed(session, range(year, year + 1), today)
    totals = [year_totals(session, owed) for owed in duties]
    spool.plan = {
        "head": {
            "seq": head.seq,
            "digest": head.digest,
            "at": head.at.isoformat(timespec="milliseconds"),
        },
        "department": settings.department,
        "demonstration": settings.demonstration,
        "day": day.isoformat(),
        "made_on": today.isoformat(),
        "year": year,
        "totals": totals,
        "statements": [
            [each.statement, each.by, each.signed_on.isoformat(), each.event_seq]
            for owed in duties
            for each in statements(session, owed)
        ],
        "standards": {
            held: {
                "title": titles[held].title,
                "provisions": list(titles[held].provisions),
                "rationale": titles[held].rationale,
                "proofs": [
                    [each.kind.value, each.thing, each.reason, each.chosen_by, each.event_seq]
                    for each in chosen
                    if each.number == held
                ],
                "memos": [
                    [each.text, each.signed_by, each.signed_at.date().isoformat(), each.event_seq]
                    for each in memos
                    if each.number == held
                ],
            }
            for held in numbers
        },
        "steps": [*(["standard", place] for place in range(len(numbers))), ["closing", 0]],
    }


@dataclass(frozen=True, slots=True)
class FolderPaper:
    """A paper of a standard's folder before it is set.

    Attributes:
        name: its file, such as ``2-lesson-plan.pdf``.
        words: what it is.
    """

    name: str
    words: str
    parts: tuple[Part, ...]


def standard_papers(shop: Workshop, place: int) -> Iterator[FolderPaper]:
    """The papers of one standard, each made as it is asked for: the directive first."""
    held = list(shop.spool.plan["standards"].values())[place]
    kinds = [ProofKind(proof[0]) for proof in held["proofs"]]
    names = iter(folder_papers(kinds, memos=bool(held["memos"])))
    yield FolderPaper(*next(names), tuple(_directive(shop, held["provisions"])))
    for kind, thing, reason, by, entry in held["proofs"]:
        why = (
            Heading("Why this proves the standard"),
            Paragraph.of(f"{reason} Chosen by {by}, journal entry {entry}."),
        )
        yield FolderPaper(*next(names), (*why, *_proof(shop, ProofKind(kind), thing)))
    if held["memos"]:
        yield FolderPaper(*next(names), tuple(_memos(held["memos"])))


def make_standard(shop: Workshop, place: int) -> None:
    """The papers of one standard: the directive with its passage, two proofs, the memos."""
    number, title = standard_title(shop, place)
    folder = f"{safe_name(number)}-{shop.spool.plan['year']}"
    for each in standard_papers(shop, place):
        data = set_paper(shop, place, each)
        shop.keep(f"{folder}/{each.name}", f"{title}: {each.words}", FILES, data)


def standard_title(shop: Workshop, place: int) -> tuple[str, str]:
    """The number of a standard, and number and title in one."""
    number, held = list(shop.spool.plan["standards"].items())[place]
    return number, f"{number} {held['title']}"


def set_paper(shop: Workshop, place: int, asked: FolderPaper) -> bytes:
    """A paper of a standard's folder as a document."""
    lead = f"Standard {standard_title(shop, place)[1]}, {shop.spool.plan['year']}"
    return shop.paper(asked.words, lead, asked.parts)


def _directive(shop: Workshop, codes: list[str]) -> Iterator[Part]:
    """The clauses that a standard is mapped to, its sentences marked."""
    with shop.database.reading() as session:
        revision = revision_in_force_any(session, day=shop.day)
        if revision is None:
            yield Paragraph.of("No policy was in force.")
            return
        wanted = provisions(session, revision_id=revision.id, day=shop.day, codes=codes)
        clauses = {each.key: each for each in stored_revision(session, revision.id).tree.clauses}
    yield facts(
        [
            ("Directive", revision.title),
            ("Revision", revision.name),
            ("In force from", revision.in_force_from.isoformat()),
        ]
    )
    for row in wanted:
        yield Heading(f"Section {row.label}")
        clause = clauses.get(row.clause_key)
        text = clause.text if clause is not None else ""
        yield Paragraph(tuple(marked(text, row.quotations, f"Section {row.label}")), quoted=True)


def marked(text: str, quotations: Iterable[str], note: str) -> Iterator[Words]:
    """A text with some of its sentences marked; a quotation from elsewhere follows, marked.

    Args:
        note: what the highlight over each says of itself.
    """
    rest, elsewhere = text, []
    for quotation in quotations:
        before, found, after = rest.partition(quotation)
        if not found:
            elsewhere.append(quotation)
            continue
        if before:
            yield Words(before)
        yield Words(found, Emphasis.MARKED, Passage(note, found))
        rest = after
    if rest:
        yield Words(rest)
    for quotation in elsewhere:
        yield Words(" \u2026 ")
        yield Words(quotation, Emphasis.MARKED, Passage(note, quotation))


def _proof(shop: Workshop, kind: ProofKind, thing: int) -> tuple[Part, ...]:
    if kind is ProofKind.LESSON_PLAN:
        return plan_paper(shop, thing).parts
    if kind is ProofKind.CLASS_RECORD:
        return class_paper(shop, thing).parts
    if kind is ProofKind.COMPLETION:
        return tuple(_completion(shop))
    return tuple(
        Paragraph.of(f"{text} Signed by {by} on {on}, journal entry {entry}.")
        for text, by, on, entry in shop.spool.plan["statements"]
    )


def _completion(shop: Workshop) -> Iterator[Part]:
    for year in shop.spool.plan["totals"]:
        owing = [member for member in year["members"] if member["owes"]]
        yield Paragraph.of(
            f"{year['complete']} of {len(owing)} members who owed {year['seconds'] // 60} minutes "
            f"(section {year['section']}) had completed {year['name']} by {shop.day}."
        )
        yield Table(
            ("Name", "Badge", "Minutes", "Complete"),
            tuple(
                (
                    member["name"],
                    member["badge_number"],
                    str(member["minutes"]),
                    "yes" if member["complete"] else "no",
                )
                for member in owing
            ),
            (8, 3, 3, 3),
            numeric=frozenset({2}),
        )


def _memos(memos: Iterable[list[str]]) -> Iterator[Part]:
    for text, by, on, entry in memos:
        yield Paragraph.of(text)
        yield Paragraph.of(f"Signed by {by} on {on}, journal entry {entry}.", small=True)


def write_index(spool: Spool) -> None:
    """What is in the folder as a table: standard, year, file, what it is."""
    rows: list[tuple[str, str, str]] = [("file", "what it is", "package pages")]
    rows += [
        (each.name, each.words, f"{each.first_page}-{each.first_page + each.pages - 1}")
        for each in spool.made
        if each.group == FILES
    ]
    spool.put(
        Made(INDEX, "The same list as a table", "About this package"),
        "".join(csv_lines(rows)).encode(),
    )
