"""Training taken elsewhere: what an officer claims of it, and what a second person grants.

Nothing of it was timed by the product: it is marked so wherever it is shown, and rests on the
scan of a certificate or agenda that somebody else looked at. Its minutes belong to its last day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.credit import Posting
from lms.domain.findings import Finding
from lms.domain.name_search import folded
from lms.domain.requirement import Period

MARK = "outside training, not timed here"
MOST_MINUTES = 1_440
"""The minutes of a day; longer training is claimed for what it said of the policy."""
MOST_DAYS = 31
LONGEST_LINE = 200
LONGEST_WORDS = 2_000
_DAY_SECONDS = 86_400

Minutes = Mapping[str, int]
"""Whole minutes by the slug of their subject."""


class OutsideOutcome(StrEnum):
    """How a submission ends."""

    GRANTED = "granted"
    ADJUSTED = "adjusted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


GRANTING = frozenset({OutsideOutcome.GRANTED, OutsideOutcome.ADJUSTED})
"""The outcomes that enter minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideTraining:
    """Training as it is claimed.

    Attributes:
        claimed: minutes by subject; a subject without minutes is left out.
        covered: what it was about, in the officer's words.
        sections: those it covered, where the officer can say: as written, then as the policy
            numbers them.
        explanation: how it differs from what the record holds already; may be empty.
    """

    title: str
    provider: str
    first_day: date
    last_day: date
    claimed: Minutes
    covered: str
    sections: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def days(self) -> int:
        """How many days it lasted, the first and the last included."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class OutsideYear:
    """What the record says of the member on the last day of the training.

    Attributes:
        periods: of the duties that the member owes on that day; empty where nothing is owed.
        subjects: what minutes may count as in them.
        closed: the names of those that were signed and closed.
        sworn: whether the member served as a sworn officer from the first day on.
    """

    periods: tuple[Period, ...]
    subjects: frozenset[str]
    closed: tuple[str, ...]
    sworn: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Training of the same member that the record holds or somebody looks at.

    Attributes:
        name: how a sentence names it.
        scan_sha256: of its certificate.
        last_day: the day it counts on.
    """

    name: str
    provider: str
    scan_sha256: str
    last_day: date


def submission_findings(
    training: OutsideTraining,
    year: OutsideYear,
    *,
    scan_sha256: str,
    held: Collection[Held],
    today: date,
) -> Iterator[Finding]:
    """Everything that stands against taking a submission in; the path begins with the field.

    Args:
        held: what counts already or waits, of outside training and from paper.
    """
    yield from _word_findings(training)
    days = [*_day_findings(training, year, today)]
    yield from days
    if not days:
        yield from _minute_findings(training.claimed, year.subjects)
    yield from _alike_findings(training, scan_sha256, held)


def _word_findings(training: OutsideTraining) -> Iterator[Finding]:
    lines = {"title": training.title, "provider": training.provider}
    for field, words in lines.items():
        if not words.strip():
            yield Finding((field,), "This is empty.")
        elif len(words) > LONGEST_LINE:
            yield Finding((field,), f"Keep it under {LONGEST_LINE} characters.")
    texts = {"covered": training.covered, "explanation": training.explanation}
    for field, words in texts.items():
        if len(words) > LONGEST_WORDS:
            yield Finding((field,), f"Keep it under {LONGEST_WORDS:,} characters.")
    if not training.covered.strip():
        yield Finding(("covered",), "Say what it was about.")


def _day_findings(training: OutsideTraining, year: OutsideYear, today: date) -> Iterator[Finding]:
    first, last = training.first_day, training.last_day
    if last < first:
        yield Finding(("last_day",), "The last day is before the first.")
    elif training.days > MOST_DAYS:
        yield Finding(("last_day",), f"Training of more than {MOST_DAYS} days is sent in parts.")
    elif last > today:
        yield Finding(("last_day",), f"{last} is still to come; send it when the training is over.")
    elif not year.sworn:
        yield Finding(("first_day",), "It was not taken in service as a sworn officer.")
    elif not year.periods:
        message = f"Nothing is owed in the year of {last}, so nothing can count in it here."
        yield Finding(("last_day",), message)
    elif any(first < period.starts_on for period in year.periods):
        message = "It began in the year before; send what belongs to each year by itself."
        yield Finding(("first_day",), message)
    elif year.closed:
        message = f"{year.closed[0]} is closed. A correction by two people can still change it."
        yield Finding(("last_day",), message)


def _minute_findings(claimed: Minutes, subjects: Collection[str]) -> Iterator[Finding]:
    for subject, minutes in claimed.items():
        if subject not in subjects:
            yield Finding(("minutes", subject), "This does not count in that year.")
        elif not 1 <= minutes <= MOST_MINUTES:
            message = f"{minutes} is not 1 to {MOST_MINUTES:,} minutes."
            yield Finding(("minutes", subject), message)
    if not claimed:
        yield Finding(("minutes",), "Enter minutes for one subject at least.")
    elif sum(claimed.values()) > MOST_MINUTES:
        message = f"Together they are more than {MOST_MINUTES:,} minutes."
        yield Finding(("minutes",), message)


def _alike_findings(
    training: OutsideTraining, scan_sha256: str, held: Collection[Held]
) -> Iterator[Finding]:
    """The same training twice is refused; what only looks alike asks for an explanation."""
    for each in held:
        scan = each.scan_sha256 == scan_sha256
        day = each.last_day == training.last_day and folded(each.provider) == folded(
            training.provider
        )
        if scan and day:
            message = f"This certificate was sent for the same training before: {each.name}."
            yield Finding(("scan",), message)
        elif (scan or day) and not training.explanation.strip():
            what = "The same certificate" if scan else "The same provider and day"
            message = f"{what} stands behind {each.name}. Say how this is other training."
            yield Finding(("explanation",), message)


def sections_named(text: str, labels: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sections that a text names, and what in it is no section.

    A section that holds others, such as ``IV.A``, may be named as a whole.

    Args:
        text: sections with commas or semicolons between them.
        labels: how the policy numbers its sections.
    """
    known = {folded(each): each for each in labels}
    for label in labels:
        parts = label.split(".")
        for length in range(1, len(parts)):
            above = ".".join(parts[:length])
            known.setdefault(folded(above), above)
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for piece in text.replace(";", ",").split(","):
        said = piece.strip().rstrip(".")
        words = said.split()
        if len(words) > 1 and words[0].casefold() in ("section", "sections", "and"):
            said = words[-1]
        if not said:
            continue
        named = known.get(folded(said))
        (unknown if named is None else found)[named or said] = None
    return tuple(found), tuple(unknown)


class Doubt(StrEnum):
    """What the record holds beside a submission, the gravest first."""

    OTHERS_SCAN = "others-scan"
    SAME_SCAN = "same-scan"
    SAME_TRAINING = "same-training"
    ON_LEAVE = "on-leave"
    CLASS = "class"
    PAPER = "paper"
    OTHER_OUTSIDE = "other-outside"
    ONLINE = "online"


EXPLAINED = frozenset(Doubt) - {Doubt.ONLINE}
"""Minutes are granted beside these only with words that say why. A lesson and a class elsewhere
fit in one day; it is shown, and asks for nothing."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """One thing that the record holds beside a submission.

    Attributes:
        words: what it is, for the person who decides.
        outside_id: the other submission, where it is one.
    """

    doubt: Doubt
    words: str
    outside_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the second person decides.

    Attributes:
        granted: minutes by subject; empty where the submission is declined.
        reason: why, in words that the officer reads.
        explained: why minutes count beside what else the record holds; may be empty.
    """

    outcome: OutsideOutcome
    granted: Minutes
    reason: str = ""
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the record holds at the moment of a decision.

    Attributes:
        room_seconds: what the days of the training have left beside everything counted on them.
    """

    overlaps: tuple[Overlap, ...]
    subjects: frozenset[str]
    closed: tuple[str, ...]
    room_seconds: int

    @property
    def asks_why(self) -> bool:
        """Whether granting takes an explanation."""
        return any(each.doubt in EXPLAINED for each in self.overlaps)


def verdict_findings(claimed: Minutes, verdict: Verdict, seen: Seen) -> Iterator[Finding]:
    """Everything that stands against a decision; the path begins with the field."""
    texts = {"reason": verdict.reason, "explained": verdict.explained}
    for field, words in texts.items():
        if len(words) > LONGEST_WORDS:
            yield Finding((field,), f"Keep it under {LONGEST_WORDS:,} characters.")
    if verdict.outcome is not OutsideOutcome.GRANTED and not verdict.reason.strip():
        yield Finding(("reason",), "Say why; the officer reads it.")
    if verdict.outcome in GRANTING:
        yield from _grant_findings(claimed, verdict, seen)
    elif verdict.granted:
        yield Finding(("outcome",), "What is declined grants no minutes.")


def _grant_findings(claimed: Minutes, verdict: Verdict, seen: Seen) -> Iterator[Finding]:
    granted = dict(verdict.granted)
    total, most = sum(granted.values()), sum(claimed.values())
    adjusted = verdict.outcome is OutsideOutcome.ADJUSTED
    if seen.closed:
        message = f"{seen.closed[0]} is closed, so nothing can be granted in it. Decline it."
        yield Finding(("outcome",), message)
    for subject, minutes in granted.items():
        if subject not in seen.subjects or minutes < 1:
            yield Finding(("minutes", subject), "This does not count in that year.")
    if total > most:
        yield Finding(("minutes",), f"{total} minutes are more than the {most} that were claimed.")
    elif not granted:
        yield Finding(("minutes",), "Leave some minutes, or decline it.")
    elif adjusted and granted == dict(claimed):
        yield Finding(("minutes",), "This is what was claimed. Change it, or grant it as claimed.")
    elif not adjusted and granted != dict(claimed):
        yield Finding(("minutes",), "This differs from what was claimed; adjust it instead.")
    elif total * 60 > seen.room_seconds:
        left = max(0, seen.room_seconds // 60)
        message = f"Its days have {left:,} minutes left beside what else counted on them."
        yield Finding(("minutes",), message)
    if seen.asks_why and not verdict.explained.strip():
        message = "Say why it counts beside what the record holds already."
        yield Finding(("explained",), message)


def room_seconds(days: int, counted_seconds: int) -> int:
    """Seconds that some days have left beside what counted on them."""
    return days * _DAY_SECONDS - counted_seconds


def outside_postings(granted: Minutes, last_day: date) -> tuple[Posting, ...]:
    """What granted minutes enter in the ledger: one posting a subject, on the last day."""
    return tuple(
        Posting(last_day, subject, minutes * 60) for subject, minutes in sorted(granted.items())
    )


def may_decide(
    *, entered_by: int, member_id: int, account_id: int | None, by_member_id: int | None
) -> bool:
    """Whether this person is a second one: neither sent it nor took the training."""
    return account_id is not None and account_id != entered_by and by_member_id != member_id


def outside_unit(outside_id: int) -> str:
    """What entries of the ledger call a submission."""
    return f"outside:{outside_id}"
