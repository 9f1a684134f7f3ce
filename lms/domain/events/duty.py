"""What is owed, by whom, and how it is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDecided(Event):
    """A setting of the department was decided, from a day on."""

    kind = "setting-decided"
    words = "The setting {name} is {value} from {valid_from} on ({source})."
    name: str
    value: str
    valid_from: str
    source: str
    decided_by_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementSet(Event):
    """A version of a requirement was recorded with the provision that sets it."""

    kind = "requirement-set"
    words = "{requirement} asks {seconds} seconds a {period_kind} from {valid_from} ({source})."
    requirement: str
    period_kind: str
    seconds: int
    source: str
    valid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOpened(Event):
    """Requirement instances were created for a period."""

    kind = "period-opened"
    words = "{members} members owe {requirement} for the period from {period_start}."
    requirement: str
    period_start: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateYearOpened(Event):
    """A past year was opened once more for a member who is late for it."""

    kind = "late-year-opened"
    words = "Member {member_id} may complete {requirement} from {period_start} late."
    doer = Doer.MEMBER
    member_id: int
    requirement: str
    period_start: str
    opened_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleAssigned(Event):
    """A module was assigned to an audience with a due date."""

    kind = "module-assigned"
    words = "Module {module} was assigned to {audience} ({members} members), due {due_on}."
    assignment_id: int
    module: str
    audience: str
    due_on: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentWithdrawn(Event):
    """An assignment was ended for everybody it still stood for; the reason stands beside it."""

    kind = "assignment-withdrawn"
    words = "Assignment {assignment_id} of {module} was withdrawn from {members} members."
    assignment_id: int
    module: str
    members: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRuleMade(Event):
    """A rule was made that assigns modules to everybody who fits.

    ``module`` is one module, several with commas between them, or the plan of the year.
    """

    kind = "assignment-rule-made"
    words = "Rule {rule_id} assigns {module} {repeats}, from {opens_on}, due {due_on}."
    rule_id: int
    module: str
    audience: Mapping[str, object]
    repeats: str
    opens_on: str
    due_on: str
    grace_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRuleEnded(Event):
    """Somebody ended a rule; the reason stands beside it."""

    kind = "assignment-rule-ended"
    words = "Rule {rule_id} was ended; what it assigned stays."
    rule_id: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRuleApplied(Event):
    """A rule gave shares of a module and took others back, as the roster stood on a day.

    ``content_id`` is the module; entries from before a rule could name several have none.
    """

    kind = "assignment-rule-applied"
    words = "Rule {rule_id} gave {given} shares and took back {taken} on {day}."
    doer = Doer.ITSELF
    rule_id: int
    day: str
    given: int
    taken: int
    members_given: tuple[int, ...]
    members_taken: tuple[int, ...]
    content_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberExtended(Event):
    """A member got more time for an assignment or for the year."""

    kind = "member-extended"
    words = "Member {member_id} has until {extended_to}."
    member_id: int
    assignment_id: int | None
    extended_to: str
    reason_digest: str
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberExcused(Event):
    """A member was excused from an assignment or requirement until a day."""

    kind = "member-excused"
    words = "Member {member_id} was excused until {valid_until}."
    member_id: int
    assignment_id: int | None
    valid_until: str | None
    reason_digest: str
    document: str | None = None
