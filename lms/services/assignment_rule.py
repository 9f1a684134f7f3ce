"""Making an assignment rule, holding it against the roster, and ending it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Actor
from lms.domain.assignment import AudienceKind
from lms.domain.assignment_rule import (
    PLAN,
    Addition,
    Candidate,
    RuleAudience,
    RuleChange,
    Timing,
    rule_change,
)
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import AssignmentRuleApplied, AssignmentRuleEnded, AssignmentRuleMade
from lms.domain.training import TrainingModule
from lms.models import (
    Assignment,
    AssignmentRule,
    AssignmentRuleEnd,
    AssignmentRuleModule,
    ContentKind,
    MemberAssignment,
    MemberAssignmentEnd,
    RuleAssignment,
    RuleShare,
)
from lms.queries.assignment_rules import (
    RuleRow,
    assignment_rule,
    candidates,
    held_shares,
    modules_given,
)
from lms.queries.content import approved, approved_module, things
from lms.queries.local_day import local_day
from lms.queries.provisions import RescindedError, refuse_rescinded
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def make_assignment_rule(  # noqa: PLR0913 - a rule has this many parts
    session: Session,
    *,
    name: str,
    policy: str,
    modules: Collection[str],
    whole_course: bool = False,
    audience: RuleAudience,
    timing: Timing,
    by: Actor,
    now: datetime,
) -> int:
    """Record a rule and hold it against today's roster; returns the rule.

    The same rule sent twice is one: a standing rule of the same modules, people and dates is
    returned.

    Args:
        modules: of the policy, by slug.
        whole_course: whether it gives the year's plan: every module of the policy's course, as
            it is on each day, beside the modules it names.

    Raises:
        NotFoundError: there is no such approved module.
        InvalidError: its first round is due before today, it has no name, or gives nothing.
        RescindedError: the policy it trains is no rule any more.
    """
    today = local_day(session, now)
    if timing.due_on < today:
        raise InvalidError(field="due_on", reason="The due date is in the past.")
    if not name.strip():
        raise InvalidError(field="name", reason="Give the rule a name.")
    refuse_rescinded(session, policy=policy, day=today)
    named = {
        slug: approved_module(session, policy=policy, slug=slug).content_id
        for slug in sorted(set(modules))
    }
    first = next(iter(named.values()), None)
    if first is None and whole_course:
        first = _first_of_course(session, policy)
    if first is None:
        raise InvalidError(field="module", reason="Choose one module at least.")
    asked = _Asked(first, frozenset(named.values()), whole_course, audience, timing)
    there = _same(session, asked)
    if there is not None:
        return there
    rule_id = allot_id(session, AssignmentRule)
    event = AssignmentRuleMade(
        rule_id=rule_id,
        module=", ".join([*([PLAN] if whole_course else []), *named]),
        audience=audience.document(),
        repeats=timing.repeat.value,
        opens_on=timing.opens_on.isoformat(),
        due_on=timing.due_on.isoformat(),
        grace_days=timing.grace_days,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(AssignmentRule)
        .values(id=rule_id, name=name.strip(), made_by=by.account_id, made_at=now, event_seq=seq)
        .values(**asked.columns())
    )
    if named:
        session.execute(
            insert(AssignmentRuleModule),
            [{"rule_id": rule_id, "content_id": each} for each in sorted(asked.named)],
        )
    apply_assignment_rule(session, rule_id=rule_id, now=now)
    return rule_id


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rule gives, to whom and when; ``first`` is one module of its policy."""

    first: int
    named: frozenset[int]
    whole_course: bool
    audience: RuleAudience
    timing: Timing

    def columns(self) -> dict[str, Any]:
        """The same as columns of the rule, without the modules it names."""
        return {
            "content_id": self.first,
            "whole_course": self.whole_course,
            "audience": self.audience.document(),
            "repeats": self.timing.repeat,
            "opens_on": self.timing.opens_on,
            "due_on": self.timing.due_on,
            "grace_days": self.timing.grace_days,
        }


def _first_of_course(session: Session, policy: str) -> int | None:
    """A module of the policy's course; None where it has none."""
    versions = approved(session, ContentKind.MODULE, policy=policy)
    modules = things(session, versions.values(), TrainingModule)
    course = (versions[slug].content_id for slug in sorted(versions) if modules[slug].is_course)
    return next(course, None)


def _same(session: Session, asked: _Asked) -> int | None:
    """A standing rule that says the same."""
    rules = session.execute(
        select(AssignmentRule.id)
        .outerjoin(AssignmentRuleEnd, AssignmentRuleEnd.rule_id == AssignmentRule.id)
        .where(
            AssignmentRuleEnd.rule_id.is_(None),
            *(getattr(AssignmentRule, name) == value for name, value in asked.columns().items()),
        )
        .order_by(AssignmentRule.id)
    ).scalars()
    found = (each for each in rules if asked.named == set(assignment_rule(session, each).named))
    return next(found, None)


def apply_assignment_rule(session: Session, *, rule_id: int, now: datetime) -> RuleChange:
    """Hold a rule against today's roster; a second look on the same day changes nothing.

    The rule's row is locked first, so that two workers look one after the other, then the
    members whose shares end, in order.

    Raises:
        NotFoundError: there is no such rule.
    """
    session.execute(select(AssignmentRule.id).where(AssignmentRule.id == rule_id).with_for_update())
    rule, day = assignment_rule(session, rule_id), local_day(session, now)
    modules = _modules(session, rule, day)
    if not modules:
        return RuleChange((), ())
    people = candidates(session, day, now=now)
    changes = _changes(session, rule, modules, people, day)
    losing = {each.member_id for change in changes.values() for each in change.withdrawn}
    for member_id in sorted(losing):
        lock_member(session, member_id)
    if losing:
        changes = _changes(session, rule, modules, people, day)
    for content_id, change in changes.items():
        if not change.is_nothing:
            _carry_out(session, rule, content_id, change, day=day, now=now)
    return RuleChange(
        tuple(each for change in changes.values() for each in change.added),
        tuple(each for change in changes.values() for each in change.withdrawn),
    )


def _changes(
    session: Session,
    rule: RuleRow,
    modules: Sequence[int],
    people: Collection[Candidate],
    day: date,
) -> Mapping[int, RuleChange]:
    """What one look brings about, by module."""
    held = held_shares(session, rule, day)
    return {
        content_id: rule_change(rule.audience, rule.timing, people, held.get(content_id, ()), day)
        for content_id in modules
    }


def _carry_out(
    session: Session,
    rule: RuleRow,
    content_id: int,
    change: RuleChange,
    *,
    day: date,
    now: datetime,
) -> None:
    event = AssignmentRuleApplied(
        rule_id=rule.id,
        day=day.isoformat(),
        given=len(change.added),
        taken=len(change.withdrawn),
        members_given=tuple(each.member_id for each in change.added),
        members_taken=tuple(each.member_id for each in change.withdrawn),
        content_id=content_id,
    )
    seq = record(session, event, by=SYSTEM, now=now)
    if change.added:
        _give(session, rule, content_id, change.added, day=day, now=now, seq=seq)
    if change.withdrawn:
        session.execute(
            insert(MemberAssignmentEnd),
            [
                {
                    "member_assignment_id": each.share_id,
                    "ended_at": now,
                    "reason": each.reason,
                    "event_seq": seq,
                }
                for each in change.withdrawn
            ],
        )


def _modules(session: Session, rule: RuleRow, day: date) -> Sequence[int]:
    """What the rule gives on a day: nothing once it was ended, or its policy is rescinded."""
    if rule.ended_at is not None:
        return ()
    try:
        refuse_rescinded(session, policy=rule.policy, day=day)
    except RescindedError:
        return ()
    return modules_given(session, rule)


def _give(
    session: Session,
    rule: RuleRow,
    content_id: int,
    additions: Sequence[Addition],
    *,
    day: date,
    now: datetime,
    seq: int,
) -> None:
    """One assignment for all who come on one day: they share its dates."""
    assignment_id, dates = allot_id(session, Assignment), additions[0].dates
    session.execute(
        insert(Assignment).values(
            id=assignment_id,
            content_id=content_id,
            audience={"kind": AudienceKind.RULE.value, "value": str(rule.id)},
            opens_on=day,
            due_on=dates.due_on,
            assigned_by=None,
            assigned_at=now,
            event_seq=seq,
        )
    )
    session.execute(
        insert(RuleAssignment).values(
            assignment_id=assignment_id,
            rule_id=rule.id,
            round_on=dates.opens_on,
            grace_on=dates.grace_on,
            event_seq=seq,
        )
    )
    session.execute(
        insert(MemberAssignment),
        [
            {
                "assignment_id": assignment_id,
                "member_id": each.member_id,
                "due_on": dates.due_on,
                "assigned_at": now,
                "event_seq": seq,
            }
            for each in additions
        ],
    )
    shares = session.execute(
        select(MemberAssignment.member_id, MemberAssignment.id).where(
            MemberAssignment.assignment_id == assignment_id
        )
    )
    share_of = {row.member_id: row.id for row in shares}
    session.execute(
        insert(RuleShare),
        [
            {
                "member_assignment_id": share_of[each.member_id],
                "reason": each.reason,
                "event_seq": seq,
            }
            for each in additions
        ],
    )


def end_assignment_rule(
    session: Session, *, rule_id: int, reason: str, by: Actor, now: datetime
) -> None:
    """End a rule: it gives nothing more and takes nothing back; what it assigned stays.

    Raises:
        NotFoundError: there is no such rule, or no person ends it.
        InvalidError: it does not say why.
        ConflictError: it was ended before.
    """
    if not reason.strip():
        raise InvalidError(field="reason", reason="Say why.")
    session.execute(select(AssignmentRule.id).where(AssignmentRule.id == rule_id).with_for_update())
    rule = assignment_rule(session, rule_id)
    if by.account_id is None:
        raise NotFoundError(rule=rule_id)
    if rule.ended_at is not None:
        raise ConflictError(rule=rule_id)
    event = AssignmentRuleEnded(
        rule_id=rule_id, reason_digest=keep_private(session, reason.strip())
    )
    session.execute(
        insert(AssignmentRuleEnd).values(
            rule_id=rule_id,
            ended_at=now,
            ended_by=by.account_id,
            reason=reason.strip(),
            event_seq=record(session, event, by=by, now=now),
        )
    )
