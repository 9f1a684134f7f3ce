"""A notice of what entered a record on paper, to be handed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.domain.adverse_notice import LAW
from lms.domain.local_time import in_words
from lms.rendering.report import Heading, Paragraph, Part, Report, facts, report_pdf

_LINE = "____________________"


@dataclass(frozen=True, slots=True)
class NoticePaper:
    """What the paper says.

    Attributes:
        entered: what entered the record, in a sentence.
        source: where counsel's decision comes from; empty where none is recorded any more.
        page: the address of the notice.
    """

    department: str
    demonstration: bool
    name: str
    badge_number: str
    entered: str
    placed_on: date
    last_day: date
    source: str
    page: str
    made_on: date


def notice_pdf(paper: NoticePaper) -> bytes:
    """Draw the notice."""
    return report_pdf(
        Report(
            title="Notice about your training record",
            department=paper.department,
            subject=f"{paper.name}, badge number {paper.badge_number}",
            lead=f"To {paper.name}, badge number {paper.badge_number}",
            footer=f"Placed on {in_words(paper.placed_on)}",
            created_on=paper.made_on,
            parts=tuple(_parts(paper)),
            demonstration=paper.demonstration,
        )
    )


def _parts(paper: NoticePaper) -> Iterator[Part]:
    yield Heading("What entered your record")
    yield Paragraph.of(paper.entered)
    yield facts(
        [
            ("Entered on", in_words(paper.placed_on)),
            ("Last day for this notice", in_words(paper.last_day)),
            ("Why you get it", f"The department\u2019s counsel decided to send a notice ({LAW})"),
            ("Where that comes from", paper.source or "not recorded"),
        ]
    )
    yield Heading("What you may do")
    yield Paragraph.of(
        "You may add a statement of your own, now or later. It is kept beside the entry and nobody "
        f"can change it. Sign in and open {paper.page}, or give it to the training unit on paper. "
        "Receiving this notice does not say that you agree."
    )
    yield Heading("Handed over")
    yield facts([("By", _LINE), ("On", _LINE), ("Received, signature", _LINE)])
