"""Making an assignment rule, holding it against the roster, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Actor
from lms.domain.assignment import AudienceKind
from lms.domain.assignment_rule import Addition, RuleAudience, RuleChange, Timing, rule_change
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import AssignmentRuleApplied, AssignmentRuleEnded, AssignmentRuleMade
from lms.models import (
    Assignment,
    AssignmentRule,
    AssignmentRuleEnd,
    MemberAssignment,
    MemberAssignmentEnd,
    RuleAssignment,
    RuleShare,
)
from lms.queries.assignment_rules import RuleRow, assignment_rule, candidates, held_shares
from lms.queries.content import approved_module
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
    module: str,
    audience: RuleAudience,
    timing: Timing,
    by: Actor,
    now: datetime,
) -> int:
    """Record a rule and hold it against today's roster; returns the rule.

    The same rule sent twice is one: a standing rule of the same module, people and dates is
    returned.

    Raises:
        NotFoundError: there is no such approved module.
        InvalidError: its first round is due before today, or it has no name.
        RescindedError: the policy it trains is no rule any more.
    """
    today = local_day(session, now)
    if timing.due_on < today:
        raise InvalidError(field="due_on", reason="The due date is in the past.")
    if not name.strip():
        raise InvalidError(field="name", reason="Give the rule a name.")
    refuse_rescinded(session, policy=policy, day=today)
    version = approved_module(session, policy=policy, slug=module)
    there = _same(session, version.content_id, audience, timing)
    if there is not None:
        return there
    rule_id = allot_id(session, AssignmentRule)
    event = AssignmentRuleMade(
        rule_id=rule_id,
        module=module,
        audience=audience.document(),
        repeats=timing.repeat.value,
        opens_on=timing.opens_on.isoformat(),
        due_on=timing.due_on.isoformat(),
        grace_days=timing.grace_days,
    )
    session.execute(
        insert(AssignmentRule).values(
            id=rule_id,
            content_id=version.content_id,
            name=name.strip(),
            audience=audience.document(),
            repeats=timing.repeat,
            opens_on=timing.opens_on,
            due_on=timing.due_on,
            grace_days=timing.grace_days,
            made_by=by.account_id,
            made_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    apply_assignment_rule(session, rule_id=rule_id, now=now)
    return rule_id


def _same(session: Session, content_id: int, audience: RuleAudience, timing: Timing) -> int | None:
    return session.execute(
        select(AssignmentRule.id)
        .outerjoin(AssignmentRuleEnd, AssignmentRuleEnd.rule_id == AssignmentRule.id)
        .where(
            AssignmentRuleEnd.rule_id.is_(None),
            AssignmentRule.content_id == content_id,
            AssignmentRule.audience == audience.document(),
            AssignmentRule.repeats == timing.repeat,
            AssignmentRule.opens_on == timing.opens_on,
            AssignmentRule.due_on == timing.due_on,
            AssignmentRule.grace_days == timing.grace_days,
        )
        .limit(1)
    ).scalar()


def apply_assignment_rule(session: Session, *, rule_id: int, now: datetime) -> RuleChange:
    """Hold a rule against today's roster; a second look on the same day changes nothing.

    The rule's row is locked first, so that two workers look one after the other, then the
    members whose shares end, in order.

    Raises:
        NotFoundError: there is no such rule.
    """
    session.execute(select(AssignmentRule.id).where(AssignmentRule.id == rule_id).with_for_update())
    rule, day = assignment_rule(session, rule_id), local_day(session, now)
    if not _stands(session, rule, day):
        return RuleChange((), ())
    people = candidates(session, day, now=now)
    change = rule_change(rule.audience, rule.timing, people, held_shares(session, rule, day), day)
    if change.is_nothing:
        return change
    for member_id in sorted(each.member_id for each in change.withdrawn):
        lock_member(session, member_id)
    if change.withdrawn:
        held = held_shares(session, rule, day)
        change = rule_change(rule.audience, rule.timing, people, held, day)
    event = AssignmentRuleApplied(
        rule_id=rule.id,
        day=day.isoformat(),
        given=len(change.added),
        taken=len(change.withdrawn),
        members_given=tuple(each.member_id for each in change.added),
        members_taken=tuple(each.member_id for each in change.withdrawn),
    )
    seq = record(session, event, by=SYSTEM, now=now)
    if change.added:
        _give(session, rule, change.added, day=day, now=now, seq=seq)
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
    return change


def _stands(session: Session, rule: RuleRow, day: date) -> bool:
    """Whether the rule was not ended, and its module can still be assigned."""
    if rule.ended_at is not None:
        return False
    try:
        refuse_rescinded(session, policy=rule.policy, day=day)
        approved_module(session, policy=rule.policy, slug=rule.module)
    except (NotFoundError, RescindedError):
        return False
    return True


def _give(
    session: Session,
    rule: RuleRow,
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
            content_id=rule.content_id,
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
