"""The register's words for people."""

from __future__ import annotations

from collections.abc import Mapping

from lms.domain.development import (
    Confidence,
    DevelopmentDecision,
    DevelopmentKind,
    Jurisdiction,
    Outcome,
    Standing,
    Touch,
)
from lms.queries.developments import Entry

KINDS: Mapping[DevelopmentKind, str] = {
    DevelopmentKind.STATUTE: "Statute",
    DevelopmentKind.REGULATION: "Regulation",
    DevelopmentKind.COURT_DECISION: "Court decision",
    DevelopmentKind.EXECUTIVE_ORDER: "Executive order",
    DevelopmentKind.AGENCY_POLICY: "Agency policy",
    DevelopmentKind.GUIDANCE: "Guidance",
    DevelopmentKind.BILL: "Bill",
    DevelopmentKind.PRACTICE: "Practice",
    DevelopmentKind.REPORT: "Report",
}
JURISDICTIONS: Mapping[Jurisdiction, str] = {
    Jurisdiction.FEDERAL: "Federal",
    Jurisdiction.STATE: "State law",
}
CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.VERIFIED: "A public source says it",
    Confidence.SECONDARY: "Only a second-hand source says it",
    Confidence.GENERAL: "Common knowledge, no source at hand",
    Confidence.UNCERTAIN: "Uncertain",
}
TOUCHES: Mapping[Touch, str] = {
    Touch.SUPERSEDES: "Supersedes",
    Touch.LIMITS: "Limits",
    Touch.AWAITS: "Waits for the outcome",
    Touch.EXPLAINS: "Explains",
    Touch.BACKGROUND: "Background",
}
TOUCH_MEANS: Mapping[Touch, str] = {
    Touch.SUPERSEDES: "can no longer be trained as current; once reviewed it leaves all scoring",
    Touch.LIMITS: "the words hold, but no longer alone",
    Touch.AWAITS: "stays blocked until the outcome of this bill is recorded",
    Touch.EXPLAINS: "helps to understand the words",
    Touch.BACKGROUND: "context only",
}
DECISIONS: Mapping[DevelopmentDecision, tuple[str, str]] = {
    DevelopmentDecision.NO_ACTION: ("No action", "Nothing changes for the department."),
    DevelopmentDecision.UPDATE: ("Update", "People are told; nothing is trained anew."),
    DevelopmentDecision.MODULE: ("Module", "A module trains it; days to 90 % trained are counted."),
    DevelopmentDecision.REVISION: ("Revision", "The policy's own words are to change."),
}
OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ENACTED: ("Enacted", "Enter the law as a development of its own and review that."),
    Outcome.NOT_ENACTED: ("Not enacted", "What waited for it may be proposed for opening."),
    Outcome.PENDING: ("Still pending", "What waits for it stays blocked."),
}
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.UNREVIEWED: ("Not reviewed", "waiting"),
    Standing.REVIEWED: ("Waits for a decision", "due"),
    Standing.DECIDED: ("Decided", "done"),
}
NO_ADVICE = (
    "Facts and their source only. Legal advice is not typed here: not a lawyer's opinion, not "
    "a question to one, and no name of a person in a case."
)
DAYS_DEFINED = (
    "Days from the first review (or from the day of effect, where that is later) to the day on "
    "which 90 % of those who serve today and are assigned the module had passed it. Earlier "
    "passes do not count."
)


def standing_words(entry: Entry) -> tuple[str, str]:
    """What a tag says of an entry, and its picture."""
    if entry.decision is not None and entry.standing is Standing.DECIDED:
        return DECISIONS[entry.decision.decision][0], "done"
    return STANDINGS[entry.standing]
