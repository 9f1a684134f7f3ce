"""Assignments by rule: the rules, who fits them on a day, and the shares they gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.assignment_rule import (
    IN_CHARGE,
    Candidate,
    HeldShare,
    RuleAudience,
    Timing,
    fits,
)
from lms.domain.errors import NotFoundError
from lms.domain.events import AssignmentRuleApplied
from lms.domain.member import ServiceFacts
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Assignment,
    AssignmentRule,
    AssignmentRuleEnd,
    AssignmentRuleModule,
    Content,
    ContentKind,
    Journal,
    MemberAssignment,
    MemberAssignmentEnd,
    Policy,
    RuleAssignment,
    RuleShare,
    ServiceRecord,
)
from lms.queries.assignments import period_of_work
from lms.queries.content import approved, things
from lms.queries.progress_facts import ProgressFacts
from lms.queries.role_holders import role_holders
from lms.queries.roster import Person, roster


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it was made, and its end where somebody ended it.

    Attributes:
        whole_course: whether it gives every module of the policy's course.
        named: the modules it names, by their content, in the order of those numbers.
    """

    id: int
    policy: str
    whole_course: bool
    named: tuple[int, ...]
    name: str
    audience: RuleAudience
    timing: Timing
    made_by: str
    made_at: datetime
    ended_by: str
    ended_at: datetime | None
    end_reason: str


_ENDER = aliased(Account)
_RULE = (
    select(
        AssignmentRule,
        Policy.slug.label("policy"),
        func.coalesce(Account.display_name, "").label("made_by"),
        func.coalesce(_ENDER.display_name, "").label("ended_by"),
        AssignmentRuleEnd.ended_at,
        func.coalesce(AssignmentRuleEnd.reason, "").label("end_reason"),
    )
    .join(Content, Content.id == AssignmentRule.content_id)
    .join(Policy, Policy.id == Content.policy_id)
    .outerjoin(Account, Account.id == AssignmentRule.made_by)
    .outerjoin(AssignmentRuleEnd, AssignmentRuleEnd.rule_id == AssignmentRule.id)
    .outerjoin(_ENDER, _ENDER.id == AssignmentRuleEnd.ended_by)
)


def assignment_rules(session: Session) -> tuple[RuleRow, ...]:
    """Every rule, those that stand first, the newest before older ones."""
    rows = session.execute(_RULE.order_by(AssignmentRule.id.desc())).all()
    named = _named(session)
    found = (_rule(row, named) for row in rows)
    return tuple(sorted(found, key=lambda row: row.ended_at is not None))


def assignment_rule(session: Session, rule_id: int) -> RuleRow:
    """One rule.

    Raises:
        NotFoundError: there is none.
    """
    row = session.execute(_RULE.where(AssignmentRule.id == rule_id)).one_or_none()
    if row is None:
        raise NotFoundError(rule=rule_id)
    return _rule(row, _named(session, rule_id))


def _named(session: Session, rule_id: int | None = None) -> Mapping[int, tuple[int, ...]]:
    """The modules that rules name, by rule; of one rule or of all."""
    statement = select(AssignmentRuleModule.rule_id, AssignmentRuleModule.content_id)
    if rule_id is not None:
        statement = statement.where(AssignmentRuleModule.rule_id == rule_id)
    found: dict[int, list[int]] = {}
    for each, content_id in session.execute(statement.order_by(AssignmentRuleModule.content_id)):
        found.setdefault(each, []).append(content_id)
    return {each: tuple(modules) for each, modules in found.items()}


def _rule(row: Any, named: Mapping[int, tuple[int, ...]]) -> RuleRow:  # noqa: ANN401 - of _RULE
    held: AssignmentRule = row.AssignmentRule
    return RuleRow(
        id=held.id,
        policy=row.policy,
        whole_course=held.whole_course,
        named=named.get(held.id, ()),
        name=held.name,
        audience=RuleAudience.from_document(held.audience),
        timing=Timing(held.repeats, held.opens_on, held.due_on, held.grace_days),
        made_by=row.made_by,
        made_at=held.made_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )


def modules_given(session: Session, rule: RuleRow) -> tuple[int, ...]:
    """The modules that a rule gives now, by their content, in the order of the course.

    A module that is in use no more is given no more; a new one of the course is.
    """
    versions = approved(session, ContentKind.MODULE, policy=rule.policy)
    modules = things(session, versions.values(), TrainingModule)
    by_number = sorted(versions, key=lambda slug: modules[slug].number)
    return tuple(
        versions[slug].content_id
        for slug in by_number
        if versions[slug].content_id in rule.named
        or (rule.whole_course and modules[slug].is_course)
    )


def candidates(session: Session, day: date, *, now: datetime) -> tuple[Candidate, ...]:
    """Everybody on the roster on ``day``, those who left included, as rules see them."""
    people = roster(session, day, serving_only=False)
    roles = _roles(session, now)
    chiefs = {person.supervisor_id for person in people if _serves(person, day)}
    return tuple(
        Candidate(
            person.member_id,
            _service(person),
            roles.get(person.member_id, frozenset())
            | (frozenset({IN_CHARGE}) if person.member_id in chiefs else frozenset()),
        )
        for person in people
    )


def _serves(person: Person, day: date) -> bool:
    return person.separated_on is None or person.separated_on > day


def _service(person: Person) -> ServiceFacts:
    values = asdict(person)
    for name in ("member_id", "supervisor_id"):
        values.pop(name)
    return ServiceFacts(**values, supervisor_badge=None, valid_from=person.hired_on)


def _roles(session: Session, now: datetime) -> Mapping[int, frozenset[str]]:
    """The roles of members' accounts, by member."""
    owners = session.execute(
        select(Account.id, Account.member_id).where(Account.member_id.is_not(None))
    )
    member_of = {row.id: row.member_id for row in owners}
    found: dict[int, frozenset[str]] = {}
    for role, accounts in role_holders(session, now=now).items():
        for member_id in {member_of[each] for each in accounts if each in member_of}:
            found[member_id] = found.get(member_id, frozenset()) | {role.value}
    return found


def people_who_fit(
    session: Session, audience: RuleAudience, day: date, *, now: datetime
) -> tuple[Person, ...]:
    """Who belongs to an audience on ``day``, by family name."""
    fitting = {
        someone.member_id
        for someone in candidates(session, day, now=now)
        if fits(audience, someone, day)
    }
    return tuple(person for person in roster(session, day) if person.member_id in fitting)


def held_shares(session: Session, rule: RuleRow, day: date) -> Mapping[int, tuple[HeldShare, ...]]:
    """The shares of the round that is open on ``day``, by module; none the rule took back."""
    current = rule.timing.round_on(day)
    if current is None:
        return {}
    taken_back = Journal.kind == AssignmentRuleApplied.kind
    rows = session.execute(
        select(
            MemberAssignment.id,
            MemberAssignment.member_id,
            MemberAssignment.due_on,
            MemberAssignmentEnd.ended_at,
            Assignment.content_id,
        )
        .join(RuleAssignment, RuleAssignment.assignment_id == MemberAssignment.assignment_id)
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .outerjoin(Journal, Journal.seq == MemberAssignmentEnd.event_seq)
        .where(
            RuleAssignment.rule_id == rule.id,
            RuleAssignment.round_on == current.opens_on,
            or_(MemberAssignmentEnd.ended_at.is_(None), ~taken_back),
        )
        .order_by(MemberAssignment.id)
    ).all()
    if not rows:
        return {}
    first = period_of_work(min(row.due_on for row in rows)).starts_on
    passed = ProgressFacts.of(session, first, day).passed
    found: dict[int, list[HeldShare]] = {}
    for row in rows:
        done = (row.member_id, row.content_id, period_of_work(row.due_on).starts_on) in passed
        share = HeldShare(row.id, row.member_id, row.due_on, row.ended_at is not None or done)
        found.setdefault(row.content_id, []).append(share)
    return {content_id: tuple(shares) for content_id, shares in found.items()}


@dataclass(frozen=True, slots=True)
class ShareChange:
    """One share that a rule gave or took back, of which module, with its reason."""

    at: datetime
    member_id: int
    name: str
    content_id: int
    given: bool
    due_on: date
    reason: str


def share_changes(session: Session, rule_id: int, *, most: int) -> tuple[ShareChange, ...]:
    """What a rule gave and took back, the latest first."""
    given = [
        ShareChange(row.at, row.member_id, row.name, row.content_id, True, row.due_on, row.reason)
        for row in _changes(session, rule_id, given=True, most=most)
    ]
    taken = [
        ShareChange(row.at, row.member_id, row.name, row.content_id, False, row.due_on, row.reason)
        for row in _changes(session, rule_id, given=False, most=most)
    ]
    latest = sorted((*given, *taken), key=lambda each: (each.at, each.name), reverse=True)
    return tuple(latest[:most])


def _changes(session: Session, rule_id: int, *, given: bool, most: int) -> Sequence[Any]:
    at, reason = (
        (MemberAssignment.assigned_at, RuleShare.reason)
        if given
        else (MemberAssignmentEnd.ended_at, MemberAssignmentEnd.reason)
    )
    of_share = RuleShare.member_assignment_id if given else MemberAssignmentEnd.member_assignment_id
    return session.execute(
        select(
            at.label("at"),
            MemberAssignment.member_id,
            _newest_name().label("name"),
            Assignment.content_id,
            MemberAssignment.due_on,
            reason.label("reason"),
        )
        .join(RuleAssignment, RuleAssignment.assignment_id == MemberAssignment.assignment_id)
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .join(RuleShare if given else MemberAssignmentEnd, of_share == MemberAssignment.id)
        .where(RuleAssignment.rule_id == rule_id)
        .order_by(at.desc(), MemberAssignment.id.desc())
        .limit(most)
    ).all()


def _newest_name() -> ColumnElement[str]:
    return (
        select(ServiceRecord.family_name + ", " + ServiceRecord.given_name)
        .where(ServiceRecord.member_id == MemberAssignment.member_id)
        .order_by(ServiceRecord.valid_from.desc(), ServiceRecord.id.desc())
        .limit(1)
        .correlate(MemberAssignment)
        .scalar_subquery()
    )


def standing_shares(session: Session) -> Mapping[int, int]:
    """How many people hold a share of each rule, by rule."""
    rows = session.execute(
        select(RuleAssignment.rule_id, func.count(MemberAssignment.member_id.distinct()))
        .join(MemberAssignment, MemberAssignment.assignment_id == RuleAssignment.assignment_id)
        .where(MemberAssignment.id.not_in(select(MemberAssignmentEnd.member_assignment_id)))
        .group_by(RuleAssignment.rule_id)
    )
    return {rule_id: int(count) for rule_id, count in rows}


def standing_rules(session: Session, day: date) -> Iterator[RuleRow]:
    """The rules that stand and have opened, the oldest first."""
    for rule in reversed(assignment_rules(session)):
        if rule.ended_at is None and rule.timing.round_on(day) is not None:
            yield rule
