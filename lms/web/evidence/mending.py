"""What mends a finding about a standard's file: the page, or whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from lms.domain.access import Permission, reach
from lms.domain.standard import ClassFacts, Fault, Finding, ModuleTested
from lms.queries.standards import StandardFile
from lms.web.access import current


@dataclass(frozen=True, slots=True)
class Mend:
    """What to do about a finding.

    Attributes:
        href: the page; empty where whoever looks may not open it.
        words: what is done there, or by whom.
    """

    href: str
    words: str


def mend(file: StandardFile, found: Finding) -> Mend:
    """What mends a finding, for whoever looks at it."""
    number, year, about = file.row.number, found.year, found.about
    if isinstance(about, ModuleTested):
        return _approve(about)
    match found.fault:
        case Fault.GAP:
            page = url_for("evidence.memo", number=number, year=year)
            return Mend(page, "Choose a proof, or write a memo to file")
        case Fault.UNDATED:
            return Mend(url_for("directives.index"), "The policy, and what is open about it")
        case Fault.UNSTATED:
            return Mend(url_for("register.year_close"), "The statement that nothing changed")
        case Fault.CERTIFICATE:
            return Mend(
                url_for("accreditation.record"),
                "Tell the Chief: nothing mends it here. The record\u2019s last check",
            )
    words = "Take one out of the file" if year else "Choose a proof for each year"
    if isinstance(about, ClassFacts):
        words = f"Take class {about.id} out of the file, and choose another or write a memo"
    anchor = f"year-{year}" if year else None
    return Mend(url_for("evidence.standard_page", number=number, _anchor=anchor), words)


def _approve(test: ModuleTested) -> Mend:
    """The module's page is read by those who write and approve; it shows the answers."""
    if reach(current().roles, Permission.CONTENT_VIEW) is None:
        return Mend("", "The training unit approves it on the page of this module")
    page = url_for("authoring.piece", policy=test.policy, kind="module", slug=test.slug)
    return Mend(page, "Approve it as the lesson plan")
