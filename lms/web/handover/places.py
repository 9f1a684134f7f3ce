"""Where each kind of open matter and each duty is seen to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from lms.domain.access import Permission, reach
from lms.domain.duty_calendar import DutyKind, DutyState
from lms.domain.open_matter import MatterKind
from lms.web.access import current


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what opens it."""

    endpoint: str
    gate: Permission
    arguments: Mapping[str, Any] = field(default_factory=dict)


_APPROVALS = Place("proposals.waiting", Permission.PROPOSAL_VIEW)
_CLASSES = Place("training_unit.classes", Permission.CLASS_RECORD)
_DESK = Place("training_unit.desk", Permission.COMPLETION_VIEW)
_YEAR = Place("training_unit.year", Permission.COMPLETION_VIEW)
_CONTENT = Place("training_unit.content", Permission.CONTENT_VIEW, {"state": "in-review"})
_REGISTER = Place("register.index", Permission.REGISTER_VIEW)
_IMPORTS = Place("directives.imports", Permission.DOCUMENT_IMPORT)
_POLICY = Place("directives.index", Permission.POLICY_READ)
_DECISIONS = Place("administration.decisions", Permission.COMPLETION_VIEW)
_ACCOUNTS = Place("administration.accounts", Permission.ACCOUNT_MANAGE)
_RECORD = Place("accreditation.record", Permission.RECORD_AUDIT)
_REMINDERS = Place("training_unit.reminders", Permission.COMPLETION_VIEW)
_STANDARDS = Place("evidence.standard_list", Permission.STANDARD_MANAGE)
_NO_CHANGE = Place("register.year_close", Permission.REGISTER_VIEW)
_RULES = Place("training_unit.rules", Permission.ASSIGNMENT_MANAGE)

MATTERS: Mapping[MatterKind, Place] = {
    MatterKind.PROPOSALS: _APPROVALS,
    MatterKind.CLASSES: _CLASSES,
    MatterKind.PAPERS: Place("training_unit.papers", Permission.RECORD_CORRECT),
    MatterKind.ROSTERS: Place("training_unit.roster_files", Permission.ROSTER_MANAGE),
    MatterKind.OUTSIDE: Place("training_unit.outside", Permission.COMPLETION_VIEW),
    MatterKind.ANSWERS: _CLASSES,
    MatterKind.TALKS: _DESK,
    MatterKind.PACE: Place("pace_review.listed", Permission.PACE_REVIEW),
    MatterKind.CHALLENGES: Place("authoring.challenges", Permission.CHALLENGE_ANSWER),
    MatterKind.UNCLOSED: _YEAR,
    MatterKind.DRAFTS: Place("authoring.draft_list", Permission.CONTENT_WRITE),
    MatterKind.IN_REVIEW: _CONTENT,
    MatterKind.DOCUMENTS: _IMPORTS,
    MatterKind.REVISIONS: _POLICY,
    MatterKind.UNDATED: _POLICY,
    MatterKind.UNREVIEWED: Place(
        "register.index", Permission.REGISTER_VIEW, {"standing": "unreviewed"}
    ),
    MatterKind.UNDECIDED: Place(
        "register.index", Permission.REGISTER_VIEW, {"standing": "reviewed"}
    ),
    MatterKind.AWAITED: _REGISTER,
    MatterKind.FILES: _STANDARDS,
    MatterKind.HOLDS: Place("evidence.hold_list", Permission.HOLD_MANAGE),
    MatterKind.UNSET: _DECISIONS,
    MatterKind.COMING: _DECISIONS,
    MatterKind.LAPSING: _ACCOUNTS,
    MatterKind.LONE: _ACCOUNTS,
    MatterKind.WITHOUT_TWO: _ACCOUNTS,
    MatterKind.FACTORS: _ACCOUNTS,
    MatterKind.UNSIGNED: _RECORD,
    MatterKind.LETTERS: _REMINDERS,
}
"""What has no page here is seen to at the server, as its words say."""

DUTIES: Mapping[DutyKind, Place] = {
    DutyKind.OPEN_YEAR: _YEAR,
    DutyKind.TELL_LATE: _YEAR,
    DutyKind.CLOSE_YEAR: _YEAR,
    DutyKind.NO_CHANGE: _NO_CHANGE,
    DutyKind.LAST_UPDATE: _REGISTER,
    DutyKind.ROSTERS: _CLASSES,
    DutyKind.HEAD: _RECORD,
    DutyKind.WINDOW: _STANDARDS,
    DutyKind.CREDENTIAL: _CLASSES,
    DutyKind.BACK: _DESK,
    DutyKind.DUE: _DESK,
    DutyKind.GRACE: _RULES,
    DutyKind.EXTENSION: _DESK,
    DutyKind.EXCUSE: _DESK,
    DutyKind.ROLE: _ACCOUNTS,
    DutyKind.SETTING: _DECISIONS,
    DutyKind.REVISION: _POLICY,
    DutyKind.RULE: _RULES,
}

STATES: Mapping[DutyState, tuple[str, str]] = {
    DutyState.DONE: ("Done", "done"),
    DutyState.OPEN: ("To do", "waiting"),
    DutyState.LATE: ("Late", "overdue"),
    DutyState.PAST: ("Past", "excused"),
    DutyState.UNSAID: ("Kept outside", "info"),
}


def matter_url(kind: str) -> str:
    """The page of a matter; empty where there is none, or this person may not open it."""
    known = kind in set(MatterKind)
    return _url(MATTERS.get(MatterKind(kind))) if known else ""


def duty_url(kind: str) -> str:
    """The page of a duty; empty where there is none, or this person may not open it."""
    return _url(DUTIES.get(DutyKind(kind))) if kind in set(DutyKind) else ""


def _url(place: Place | None) -> str:
    if place is None or reach(current().roles, place.gate) is None:
        return ""
    return url_for(place.endpoint, **place.arguments)
