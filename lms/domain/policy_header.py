"""The form at the head of a policy: its dates, its number, what it does to older ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.domain.findings import Finding

_LABEL = (
    r"(?!(?:DATE|ISSUED|EFFECTIVE|REVIEW|AMENDS|RESCINDS|SUPERSEDES|NEW|ACTION|STANDARDS?|POLICY"
    r"|ACCREDITATION|NUMBER|NO\.|AUTHORITY|APPROVED|BY ORDER|PAGES?|DISTRIBUTION)\b[^:\n]{0,20}:)"
)
_VALUE = rf"(?P<value>\S+(?: {_LABEL}\S+)*)?"
_DATE = re.compile(
    r"(?<!REVIEW )(?<!EVALUATION )\b(?:DATE(?:[ ]OF[ ](?:ISSUE|ISSUANCE))?|ISSUED(?:[ ]ON)?)"
    rf"[ \t]*:[ \t]*{_VALUE}",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(rf"\bEFFECTIVE(?:[ ](?:DATE|ON|FROM))?[ \t]*:[ \t]*{_VALUE}", re.IGNORECASE)
_REVIEW = re.compile(
    rf"\b(?:REVIEW|RE-?EVALUATION|NEXT[ ]REVIEW)(?:[ ](?:DATE|BY|DUE))?[ \t]*:[ \t]*{_VALUE}",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:ISSUED[ ]BY|BY[ ]ORDER[ ]OF|ISSUING[ ]AUTHORITY|APPROVED[ ]BY|AUTHORITY)"
    rf"[ \t]*:[ \t]*{_VALUE}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:(?:POLICY[ \t]+)?(?:NUMBER|NO\.|#)[ \t]*:?"
    r"|GENERAL[ ]ORDER|G\.O\.|DIRECTIVE|POLICY(?=[ \t]+[0-9]))"
    r"[ \t]*(?P<value>[\w][\w.\-/]*)",
    re.IGNORECASE,
)
_STANDARDS = re.compile(
    r"\bSTANDARDS?[ \t]*(?:CITED|REFERENCED)?[ \t]*:[ \t]*"
    r"(?P<value>[^\n\t]*(?:(?<=,)[ \t]*\n[^\n\t:]*$)*)",
    re.IGNORECASE | re.MULTILINE,
)
_STANDARD = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){1,3}(?:\([a-z]\))?", re.IGNORECASE)
_ACTIONS = ("NEW", "AMENDS", "RESCINDS")
_TICK = r"(?:[☑☒✓✔✗✘■⊠]|\[[xX]\]|\([xX]\)|\b[xX])"


@dataclass(frozen=True, slots=True)
class PolicyHeader:
    """What the form says, as printed; None and empty where it says nothing."""

    date: str | None
    number: str | None
    actions: tuple[str, ...]
    authority: str | None = None
    effective: str | None = None
    review: str | None = None
    standards: tuple[str, ...] = ()


def read_header(form: str) -> PolicyHeader:
    """Read the form's text; two columns are parted by a tab, two spaces or a new line.

    An action counts where a tick stands directly before or after it, and where it names what
    it does it to. A form with an effective date alone has that date.
    """
    effective = _said(_EFFECTIVE, form)
    ticked = (action for action in _ACTIONS if _ticked(action, form) or _named(action, form))
    standards = _STANDARDS.search(form)
    return PolicyHeader(
        date=_said(_DATE, form) or effective,
        number=_said(_NUMBER, form),
        actions=tuple(ticked),
        authority=_said(_AUTHORITY, form),
        effective=effective,
        review=_said(_REVIEW, form),
        standards=tuple(dict.fromkeys(_STANDARD.findall(standards["value"]))) if standards else (),
    )


def header_findings(header: PolicyHeader) -> tuple[Finding, ...]:
    """What a department must settle before a certificate can name this text, then the rest."""
    asked = (
        ("date", header.date, "The date is blank."),
        ("action", header.actions, "None of NEW, AMENDS and RESCINDS is ticked."),
        ("number", header.number, "There is no policy number."),
        ("authority", header.authority, "No issuing authority is named."),
        ("effective", header.effective, "There is no effective date."),
        ("review", header.review, "There is no review date."),
        ("standards", header.standards, "No accreditation standard is cited in the head."),
    )
    return tuple(Finding(("header", name), words) for name, value, words in asked if not value)


def _said(pattern: re.Pattern[str], form: str) -> str | None:
    found = pattern.search(form)
    return (found["value"] or None) if found else None


def _named(action: str, form: str) -> bool:
    """Whether the form says ``Amends: General Order 4 of 2019`` instead of a tick."""
    return re.search(rf"\b{action}[ \t]*:[ \t]*[^\s\[☐☑☒]", form, re.IGNORECASE) is not None


def _ticked(action: str, form: str) -> bool:
    """Ticks stand before their word in a form; one after it counts where nothing follows."""
    before = rf"{_TICK}[ \t]?{action}\b"
    after = rf"\b{action}[ \t]?{_TICK}(?![ \t]?(?:{'|'.join(_ACTIONS)}))"
    return re.search(before, form) is not None or re.search(after, form) is not None
