"""What lies open on a desk: the kinds of things that wait for somebody, and how each is said.

One table, read by the page, by its paper and by a handover, so that all three speak of the
same things in the same words. What is counted is for ``queries`` to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LAPSE_WITHIN = timedelta(days=60)
"""A role that ends sooner is named: a successor needs time to ask for another grant."""
STAGED_FOR = timedelta(days=60)
"""A file that was read longer ago and never taken in is forgotten, not waiting."""
FAILED_FOR = timedelta(days=30)
"""A failure that is older than that has nobody who waits for it."""


class Area(StrEnum):
    """Where a matter belongs, in the order of the page."""

    APPROVALS = "approvals"
    TRAINING = "training"
    CONTENT = "content"
    POLICY = "policy"
    EVIDENCE = "evidence"
    SETTINGS = "settings"
    KEYS = "keys"


AREAS: Mapping[Area, str] = {
    Area.APPROVALS: "Approvals",
    Area.TRAINING: "People and training",
    Area.CONTENT: "Drafts and content",
    Area.POLICY: "Policy and register",
    Area.EVIDENCE: "Evidence",
    Area.SETTINGS: "Settings and roles",
    Area.KEYS: "Keys and server",
}


class MatterKind(StrEnum):
    """The kinds of things that lie open."""

    PROPOSALS = "proposals"
    CLASSES = "classes"
    PAPERS = "papers"
    ROSTERS = "rosters"
    OUTSIDE = "outside-training"
    ANSWERS = "answers"
    TALKS = "talks"
    PACE = "pace"
    CHALLENGES = "challenges"
    UNCLOSED = "unclosed-year"
    DRAFTS = "drafts"
    IN_REVIEW = "in-review"
    DOCUMENTS = "documents"
    REVISIONS = "revisions"
    UNDATED = "undated-policy"
    UNREVIEWED = "unreviewed"
    UNDECIDED = "undecided"
    AWAITED = "awaited"
    FILES = "standard-files"
    HOLDS = "holds"
    UNSET = "unset"
    COMING = "coming"
    LAPSING = "lapsing-roles"
    LONE = "lone-roles"
    WITHOUT_TWO = "without-two"
    FACTORS = "second-factors"
    NO_KEY = "no-key"
    UNSIGNED = "unsigned"
    UNRENDERED = "unrendered"
    LETTERS = "letters"
    JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class Said:
    """How a kind of matter is said: one of it, several of it, and who sees to it."""

    area: Area
    one: str
    many: str
    who: str = "the training unit"


_OWNER, _ADMINISTRATOR = "the policy owner", "an administrator"

SAID: Mapping[MatterKind, Said] = {
    MatterKind.PROPOSALS: Said(
        Area.APPROVALS,
        "proposal waits for a second person",
        "proposals wait for a second person",
        "somebody other than its proposer",
    ),
    MatterKind.CLASSES: Said(
        Area.APPROVALS,
        "class roster is not approved",
        "class rosters are not approved",
        "somebody who neither recorded nor taught it",
    ),
    MatterKind.PAPERS: Said(
        Area.APPROVALS,
        "file of training from paper is not taken in",
        "files of training from paper are not taken in",
    ),
    MatterKind.ROSTERS: Said(
        Area.APPROVALS, "roster file is not taken in", "roster files are not taken in"
    ),
    MatterKind.OUTSIDE: Said(
        Area.APPROVALS,
        "training taken elsewhere is not decided",
        "trainings taken elsewhere are not decided",
        "somebody other than who entered it",
    ),
    MatterKind.ANSWERS: Said(
        Area.TRAINING,
        "attendee has not said whether they were there",
        "attendees have not said whether they were there",
        "the attendee, at the next sign-in",
    ),
    MatterKind.TALKS: Said(
        Area.TRAINING,
        "person waits for a talk before the next attempt",
        "people wait for a talk before the next attempt",
    ),
    MatterKind.PACE: Said(
        Area.TRAINING, "review of pace has not ended", "reviews of pace have not ended"
    ),
    MatterKind.CHALLENGES: Said(
        Area.TRAINING, "challenged item has no answer", "challenged items have no answer", _OWNER
    ),
    MatterKind.UNCLOSED: Said(
        Area.TRAINING, "year is not closed", "years are not closed", "the Chief signs it"
    ),
    MatterKind.DRAFTS: Said(
        Area.CONTENT, "piece is being written", "pieces are being written", "its author"
    ),
    MatterKind.IN_REVIEW: Said(
        Area.CONTENT,
        "piece is in review",
        "pieces are in review",
        "somebody other than its author",
    ),
    MatterKind.DOCUMENTS: Said(
        Area.POLICY,
        "document was read and is not confirmed",
        "documents were read and are not confirmed",
        _OWNER,
    ),
    MatterKind.REVISIONS: Said(
        Area.POLICY, "revision is not decided", "revisions are not decided", _OWNER
    ),
    MatterKind.UNDATED: Said(
        Area.POLICY,
        "policy carries neither date nor number",
        "policies carry neither date nor number",
        "the policy owner, or the Chief by a memo",
    ),
    MatterKind.UNREVIEWED: Said(
        Area.POLICY,
        "entry of the register is not reviewed",
        "entries of the register are not reviewed",
        _OWNER,
    ),
    MatterKind.UNDECIDED: Said(
        Area.POLICY,
        "reviewed entry is not decided",
        "reviewed entries are not decided",
        _OWNER,
    ),
    MatterKind.AWAITED: Said(
        Area.POLICY,
        "entry waits for its outcome",
        "entries wait for their outcome",
        _OWNER,
    ),
    MatterKind.FILES: Said(
        Area.EVIDENCE,
        "year of a standard has neither proof nor memo",
        "years of standards have neither proof nor memo",
        "the accreditation manager",
    ),
    MatterKind.HOLDS: Said(
        Area.EVIDENCE, "legal hold stands", "legal holds stand", "whoever decided it"
    ),
    MatterKind.UNSET: Said(
        Area.SETTINGS, "setting was never decided", "settings were never decided", "the Chief"
    ),
    MatterKind.COMING: Said(
        Area.SETTINGS,
        "decision holds from a day to come",
        "decisions hold from a day to come",
        "nobody; it comes by itself",
    ),
    MatterKind.LAPSING: Said(
        Area.SETTINGS,
        f"role ends within {LAPSE_WITHIN.days} days",
        f"roles end within {LAPSE_WITHIN.days} days",
        _ADMINISTRATOR,
    ),
    MatterKind.LONE: Said(
        Area.SETTINGS,
        "role is held by fewer than two people",
        "roles are held by fewer than two people",
        _ADMINISTRATOR,
    ),
    MatterKind.WITHOUT_TWO: Said(
        Area.SETTINGS,
        "act lacks its two people",
        "acts lack their two people",
        _ADMINISTRATOR,
    ),
    MatterKind.FACTORS: Said(
        Area.SETTINGS,
        "account has not set up its second factor",
        "accounts have not set up their second factor",
        "its holder",
    ),
    MatterKind.NO_KEY: Said(
        Area.KEYS, "signing key is missing", "signing keys are missing", _ADMINISTRATOR
    ),
    MatterKind.UNSIGNED: Said(
        Area.KEYS,
        "certificate waits for a signed head",
        "certificates wait for a signed head",
        _ADMINISTRATOR,
    ),
    MatterKind.UNRENDERED: Said(
        Area.KEYS,
        "certificate waits for its paper",
        "certificates wait for their paper",
        "the worker",
    ),
    MatterKind.LETTERS: Said(
        Area.KEYS,
        "letter could not be sent",
        "letters could not be sent",
        _ADMINISTRATOR,
    ),
    MatterKind.JOBS: Said(
        Area.KEYS, "job of the worker failed", "jobs of the worker failed", _ADMINISTRATOR
    ),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of thing that lies open.

    Attributes:
        since: the local day since which the oldest of them waits, where it waits since one.
        named: which they are, where they have short names.
    """

    kind: MatterKind
    count: int
    since: date | None = None
    named: tuple[str, ...] = ()

    @property
    def area(self) -> Area:
        """Where it belongs."""
        return SAID[self.kind].area

    @property
    def who(self) -> str:
        """Who sees to it."""
        return SAID[self.kind].who

    @property
    def words(self) -> str:
        """``3 class rosters are not approved``."""
        said = SAID[self.kind]
        return f"{self.count:,} {said.one if self.count == 1 else said.many}"


def in_order(matters: Mapping[MatterKind, Matter]) -> tuple[Matter, ...]:
    """What lies open in the order of the page; a kind of which there is none is left out."""
    order = list(Area)
    found = [matters[kind] for kind in MatterKind if kind in matters and matters[kind].count]
    return tuple(sorted(found, key=lambda each: order.index(each.area)))
