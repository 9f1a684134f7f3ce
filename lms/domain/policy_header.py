"""The form at the head of a policy: its date, its number, what it does to older ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.domain.findings import Finding

_DATE = re.compile(r"\bDATE[ \t]*:[ \t]*(?P<date>\S+(?: \S+)*)?", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:POLICY[ \t]+)?(?:NUMBER|NO\.|#)[ \t]*:?[ \t]*(?P<number>[\w][\w.\-/]*)", re.IGNORECASE
)
_ACTIONS = ("NEW", "AMENDS", "RESCINDS")
_TICK = r"(?:[☑☒✓✔✗✘■⊠]|\[[xX]\]|\([xX]\)|\b[xX])"


@dataclass(frozen=True, slots=True)
class PolicyHeader:
    """What the form says, as printed; None and empty where it says nothing."""

    date: str | None
    number: str | None
    actions: tuple[str, ...]


def read_header(form: str) -> PolicyHeader:
    """Read the form's text; an action counts where a tick stands directly before or after it."""
    date = _DATE.search(form)
    number = _NUMBER.search(form)
    ticked = tuple(action for action in _ACTIONS if _ticked(action, form))
    return PolicyHeader(
        date=date["date"] if date else None,
        number=number["number"] if number else None,
        actions=ticked,
    )


def header_findings(header: PolicyHeader) -> tuple[Finding, ...]:
    """What a department must settle before a certificate can name this text."""
    found: list[Finding] = []
    if header.date is None:
        found.append(Finding(("header", "date"), "The date is blank."))
    if not header.actions:
        found.append(Finding(("header", "action"), "None of NEW, AMENDS and RESCINDS is ticked."))
    if header.number is None:
        found.append(Finding(("header", "number"), "There is no policy number."))
    return tuple(found)


def _ticked(action: str, form: str) -> bool:
    """Ticks stand before their word in a form; one after it counts where nothing follows."""
    before = rf"{_TICK}[ \t]?{action}\b"
    after = rf"\b{action}[ \t]?{_TICK}(?![ \t]?(?:{'|'.join(_ACTIONS)}))"
    return re.search(before, form) is not None or re.search(after, form) is not None
