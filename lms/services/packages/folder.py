"""Thin folders: one folder a standard and year, five papers at most, the passage marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from lms.domain.errors import InvalidError
from lms.domain.package import safe_name
from lms.domain.standard import PROOF_WORDS, ProofKind
from lms.queries.package_totals import year_totals, years_owed
from lms.queries.policy_reader import stored_revision
from lms.queries.provisions import provisions, revision_in_force_any
from lms.queries.record import journal_head
from lms.queries.settings import settings_on
from lms.queries.standards import all_memos, all_proofs, standards
from lms.queries.updates_of_year import statements
from lms.rendering.csv_lines import csv_lines
from lms.rendering.report import Heading, Paragraph, Part, Table, facts
from lms.rendering.report_words import Emphasis, Words
from lms.services.packages.papers import Workshop, class_paper, plan_paper
from lms.services.packages.spool import Made, Spool

INDEX = "index.csv"
FILES = "Standards"


def write_choice(session: Session, spool: Spool, *, year: int) -> None:
    """Read in one snapshot what the manager has chosen for a year, and plan the papers.

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
    numbers = [number for number in titles if number in filled]
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
            number: {
                "title": titles[number].title,
                "provisions": list(titles[number].provisions),
                "rationale": titles[number].rationale,
                "proofs": [
                    [each.kind.value, each.thing, each.reason, each.chosen_by, each.event_seq]
                    for each in chosen
                    if each.number == number
                ],
                "memos": [
                    [each.text, each.signed_by, each.signed_at.date().isoformat(), each.event_seq]
                    for each in memos
                    if each.number == number
                ],
            }
            for number in numbers
        },
        "steps": [*(["standard", place] for place in range(len(numbers))), ["closing", 0]],
    }


def make_standard(shop: Workshop, place: int) -> None:
    """The papers of one standard: the directive with its passage, two proofs, the memos."""
    plan = shop.spool.plan
    number, held = list(plan["standards"].items())[place]
    folder = f"{safe_name(number)}-{plan['year']}"
    title = f"{number} {held['title']}"
    lead = f"Standard {title}, {plan['year']}"
    directive = shop.paper("Directive", lead, tuple(_directive(shop, held["provisions"])))
    shop.keep(f"{folder}/1-directive.pdf", f"{title}: the directive", FILES, directive)
    for at, (kind, thing, reason, by, entry) in enumerate(held["proofs"], 2):
        words = PROOF_WORDS[ProofKind(kind)]
        why = (
            Heading("Why this proves the standard"),
            Paragraph.of(f"{reason} Chosen by {by}, journal entry {entry}."),
        )
        parts = (*why, *_proof(shop, ProofKind(kind), thing))
        data = shop.paper(words, lead, parts)
        shop.keep(f"{folder}/{at}-{safe_name(kind)}.pdf", f"{title}: {words}", FILES, data)
    if held["memos"]:
        data = shop.paper("Memo to file", lead, tuple(_memos(held["memos"])))
        shop.keep(f"{folder}/4-memo.pdf", f"{title}: memo to file", FILES, data)


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
        yield Heading(f"Section {row.label}", 3)
        clause = clauses.get(row.clause_key)
        text = clause.text if clause is not None else ""
        yield Paragraph(tuple(marked(text, row.quotations)), quoted=True)


def marked(text: str, quotations: Iterable[str]) -> Iterator[Words]:
    """A text with some of its sentences marked; a quotation from elsewhere follows, marked."""
    rest, elsewhere = text, []
    for quotation in quotations:
        before, found, after = rest.partition(quotation)
        if not found:
            elsewhere.append(quotation)
            continue
        if before:
            yield Words(before)
        yield Words(found, Emphasis.MARKED)
        rest = after
    if rest:
        yield Words(rest)
    for quotation in elsewhere:
        yield Words(" \u2026 ")
        yield Words(quotation, Emphasis.MARKED)


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
