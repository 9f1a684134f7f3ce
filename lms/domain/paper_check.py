"""Comparing a certificate's paper with the record: every printed fact, and every other word.

The paper is compared with the department's own rendering of the same facts, read by the same
reader. Words alone prove little: fonts and layers can show other letters than they spell, so
only the very bytes that were issued are the certificate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.certificate import CertificateFacts, clean_code, spaced

_CODES = re.compile(r"(?<![0-9A-Za-z])(?:[2-9A-HJ-NP-Z]{5}-?){5}[2-9A-HJ-NP-Z](?![0-9A-Za-z])")
_MOST = 12


class PaperVerdict(StrEnum):
    """What a file is, compared with the record."""

    ISSUED = "issued"
    SAME_WORDS = "same-words"
    OTHER_WORDS = "other-words"
    NO_CODE = "no-code"
    SEVERAL_CODES = "several-codes"
    UNKNOWN_CODE = "unknown-code"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what the record says, and what the file says in its place."""

    label: str
    recorded: str


def codes_in(text: str) -> tuple[str, ...]:
    """The different codes that a text names, in its order."""
    found = (clean_code(each.group()) for each in _CODES.finditer(text))
    return tuple(dict.fromkeys(code for code in found if code))


def printed_facts(facts: CertificateFacts) -> Iterator[tuple[str, str]]:
    """Every fact as the paper shows it, with the name of its place."""
    yield "Department", facts.department
    yield "Name", facts.member_name
    yield "Rank and badge", f"{facts.rank}, badge number {facts.badge_number}"
    yield "Completed", facts.completed
    yield "Period", facts.period
    yield "Policy", f"Policy: {facts.policy_title} — Revision: {facts.policy_revision}"
    yield "Result", facts.outcome
    yield "Completed on", facts.completed_on
    yield "Issued on", facts.issued_on
    yield "How", facts.delivery
    for limb in facts.subjects:
        yield f"Minutes, {limb.title}", f"{limb.title} {limb.verified} {limb.credited}"
    yield "Minutes in all", f"Total {facts.together.verified} {facts.together.credited}"
    yield "Minutes asked for", f"Required {facts.minutes_owed or 'none'}"
    yield "Issued by", facts.issuing_official
    yield "Code", spaced(facts.code)
    yield "Address", facts.verification_url
    if facts.mptc:
        yield "Hours toward the MPTC\u2019s 40", facts.mptc
    yield "An hour is", facts.hour_definition
    yield "Digest of the facts", facts.facts_digest
    yield "Journal head", facts.journal_head
    if facts.signed_head:
        yield "Newest signed head", facts.signed_head


def differences(
    facts: CertificateFacts, *, expected: str, found: str
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """The facts that a text does not show as recorded, and words the department never printed.

    Args:
        expected: the text of the department's own rendering.
        found: the text of the file.
    """
    drawn, shown = _plain(expected), _plain(found)
    missing = tuple(
        Difference(label, value)
        for label, value in printed_facts(facts)
        if shown.count(_plain(value)) < drawn.count(_plain(value))
    )
    return missing, tuple(_added(expected.splitlines(), found.splitlines()))


def _added(expected: Iterable[str], found: Iterable[str]) -> list[str]:
    """Lines, apart from blanks, that the rendering does not have, or not so often."""
    more = Counter(filter(None, map(_plain, found))) - Counter(filter(None, map(_plain, expected)))
    return list(more)[:_MOST]


def _plain(text: str) -> str:
    return " ".join(text.split())


def verdict(
    missing: tuple[Difference, ...], added: tuple[str, ...], *, expected: str, found: str
) -> PaperVerdict:
    """What a file with the code of a certificate is whose bytes are not the ones issued."""
    same = not missing and not added and _plain(expected) == _plain(found)
    return PaperVerdict.SAME_WORDS if same else PaperVerdict.OTHER_WORDS
