"""Developments: what has changed outside the department since a policy was written.

A development is entered as a reference and nothing follows from it. The clock of knowledge
starts when a named person reviews it; then the legal-currency gate acts: a provision that it
supersedes is not scored as current until two people decide that it may be again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from lms.domain.findings import Finding
from lms.domain.provision import ProvisionStatus

TRAINED_PERCENT = 90
"""The share of an audience whose last member closes "days from change to trained"."""

_LONGEST_TITLE = 140
_LONGEST_TEXT = 2_000


class Jurisdiction(StrEnum):
    """Whose law or practice has changed; state law has a tag of its own in training."""

    FEDERAL = "federal"
    STATE = "state"


class DevelopmentKind(StrEnum):
    """What sort of change it is."""

    STATUTE = "statute"
    REGULATION = "regulation"
    COURT_DECISION = "court-decision"
    EXECUTIVE_ORDER = "executive-order"
    AGENCY_POLICY = "agency-policy"
    GUIDANCE = "guidance"
    BILL = "bill"
    PRACTICE = "practice"
    REPORT = "report"


class Confidence(StrEnum):
    """What it rests on."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    GENERAL = "general"
    UNCERTAIN = "uncertain"


class Touch(StrEnum):
    """How a development touches a provision.

    ``SUPERSEDES``: the words can no longer be trained as current. ``LIMITS``: they hold, but
    no longer alone. ``AWAITS``: they stay blocked until the development's outcome is recorded.
    ``EXPLAINS`` and ``BACKGROUND`` take nothing away.
    """

    SUPERSEDES = "supersedes"
    LIMITS = "limits"
    AWAITS = "awaits"
    EXPLAINS = "explains"
    BACKGROUND = "background"


SPEAKS = (Touch.SUPERSEDES, Touch.LIMITS)
"""Touches that stand beside the policy's words as what has happened since then."""


class Outcome(StrEnum):
    """What became of something that was still open, such as a bill."""

    ENACTED = "enacted"
    NOT_ENACTED = "not-enacted"
    PENDING = "pending"

    @property
    def is_known(self) -> bool:
        """Whether nothing waits for it any more."""
        return self is not Outcome.PENDING


class DevelopmentDecision(StrEnum):
    """What the department does about a reviewed development."""

    NO_ACTION = "no-action"
    UPDATE = "update"
    MODULE = "module"
    REVISION = "revision"


class Standing(StrEnum):
    """How far the department has come with a development."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Touched:
    """A provision that a development touches, how, and a few words on why."""

    provision: str
    how: Touch
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """One version of an entry in the register.

    Attributes:
        code: its name in the register, for ever: ``PC-06``.
        date_words: its date as people say it, since many have no single day.
        dated_on: the day, where there is one (or the first of several); the register is
            ordered by it.
        effective_on: the day from which it has effect, where that is another one.
        what_changed: in neutral words; facts, never advice.
        consequence: what it means for training.
        sources: addresses under which somebody else can read it.
    """

    code: str
    title: str
    kind: DevelopmentKind
    jurisdiction: Jurisdiction
    confidence: Confidence
    date_words: str
    dated_on: date | None
    effective_on: date | None
    what_changed: str
    consequence: str
    touched: tuple[Touched, ...]
    sources: tuple[str, ...]

    @property
    def in_effect_on(self) -> date | None:
        """The day from which it has effect, where it is known."""
        return self.effective_on or self.dated_on

    def touching(self, *how: Touch) -> tuple[str, ...]:
        """The provisions that it touches in one of these ways."""
        return tuple(each.provision for each in self.touched if each.how in how)


def document_of(development: Development) -> dict[str, object]:
    """A development as plain data; the digest over it tells whether an entry has changed."""
    return {
        "code": development.code,
        "title": development.title,
        "kind": development.kind.value,
        "jurisdiction": development.jurisdiction.value,
        "confidence": development.confidence.value,
        "date_words": development.date_words,
        "dated_on": _written(development.dated_on),
        "effective_on": _written(development.effective_on),
        "what_changed": development.what_changed,
        "consequence": development.consequence,
        "touched": [[each.provision, each.how.value, each.note] for each in development.touched],
        "sources": list(development.sources),
    }


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def held_back(
    superseded: Iterable[str], statuses: Mapping[str, ProvisionStatus]
) -> tuple[str, ...]:
    """The provisions that the legal-currency gate takes out of scoring.

    Background and blocked ones are not scored anyway and keep what they say of themselves.

    Args:
        superseded: by a development that was just reviewed.
        statuses: of every provision, on the day of the review.
    """
    return tuple(
        code
        for code in dict.fromkeys(superseded)
        if code in statuses and statuses[code].may_be_scored
    )


def may_be_proposed(code: str, awaited: Collection[str]) -> bool:
    """Whether a blocked provision may be opened by two people: no open outcome holds it."""
    return code not in awaited


def trained_on(completed: Sequence[date | None], percent: int = TRAINED_PERCENT) -> date | None:
    """The day on which ``percent`` of an audience had completed a module, or None: not yet.

    Args:
        completed: one entry for each person of the audience; None where it is still open.
    """
    needed = -(-len(completed) * percent // 100)
    days = sorted(day for day in completed if day is not None)
    return days[needed - 1] if completed and needed <= len(days) else None


def clock_starts(*, reviewed_on: date, effective_on: date | None) -> date:
    """The day from which the days to training are counted.

    It is the review, from which the department knew, or the day of effect where that is later.
    """
    return reviewed_on if effective_on is None else max(reviewed_on, effective_on)


def development_findings(
    developments: Sequence[Development], provisions: Collection[str]
) -> tuple[Finding, ...]:
    """Everything that is wrong with developments; paths begin with the position of each."""
    codes: dict[str, int] = {}
    found: list[Finding] = []
    for at, development in enumerate(developments):
        if codes.setdefault(development.code, at) != at:
            found.append(Finding((at, "code"), f"{development.code} is there twice"))
        found += [
            Finding((at, *finding.path), finding.message)
            for finding in entry_findings(development, provisions)
        ]
    return tuple(found)


def entry_findings(development: Development, provisions: Collection[str]) -> tuple[Finding, ...]:
    """Everything that is wrong with one development; paths are those of its fields."""
    return (
        *_texts(development),
        *_dates(development),
        *_touches(development, provisions),
        *_sources(development.sources),
    )


def _texts(development: Development) -> Iterator[Finding]:
    texts = (
        ("code", development.code, 24),
        ("title", development.title, _LONGEST_TITLE),
        ("date_words", development.date_words, 80),
        ("what_changed", development.what_changed, _LONGEST_TEXT),
        ("consequence", development.consequence, _LONGEST_TEXT),
    )
    for name, text, longest in texts:
        if not text.strip():
            yield Finding((name,), "is empty")
        elif len(text) > longest:
            yield Finding((name,), f"has {len(text)} characters; it may have {longest}")


def _dates(development: Development) -> Iterator[Finding]:
    dated_on, effective_on = development.dated_on, development.effective_on
    if dated_on is not None and effective_on is not None and effective_on < dated_on:
        yield Finding(("effective_on",), "is before the date of the change")


def _touches(development: Development, provisions: Collection[str]) -> Iterator[Finding]:
    if not development.touched:
        yield Finding(("touched",), "is empty: which section does it concern?")
    seen: set[str] = set()
    for at, each in enumerate(development.touched):
        path = ("touched", at, "provision")
        if each.provision not in provisions:
            yield Finding(path, f"there is no provision {each.provision}")
        if each.provision in seen:
            yield Finding(path, f"{each.provision} is there twice")
        if each.how is Touch.AWAITS and development.kind is not DevelopmentKind.BILL:
            yield Finding(("touched", at, "how"), "only what waits for a bill awaits an outcome")
        seen.add(each.provision)


def _sources(sources: Sequence[str]) -> Iterator[Finding]:
    if not sources:
        yield Finding(("sources",), "are missing: where can somebody else read it?")
    for at, source in enumerate(sources):
        if not is_address(source):
            yield Finding(("sources", at), "is no web address")
        if source in sources[:at]:
            yield Finding(("sources", at), "is there twice")


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, and nothing that a browser would run."""
    if len(text) > 500 or any(char.isspace() for char in text):  # noqa: PLR2004 - a long address
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc
