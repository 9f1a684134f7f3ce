"""Acts that take two people: who proposes, who decides, and who is kept out of both.

One account proposes, another one decides; neither is the person the act is about. Everything
here is about accounts: that one person holds two of them is for the roster to show.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.access import Actor, Role, TwoPersonAct
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError

PROPOSAL_LIFE = timedelta(days=30)
"""After this long nobody remembers why; a proposal is then made again or forgotten."""


class ProposalOutcome(StrEnum):
    """How a proposal ended."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class OneAccountError(ForbiddenError):
    """Both halves of an act would be by the same account."""


class OwnRecordError(ForbiddenError):
    """The act is about the person who acts."""


class TakesTwoPeopleError(ForbiddenError):
    """One account alone would do what two decide."""


class UndatedGrantError(InvalidError):
    """A grant to somebody from outside, or to a delegate, does not say when it ends."""


class DecidedError(ConflictError):
    """The proposal has its decision."""


class StaleProposalError(ConflictError):
    """What the proposal rests on has changed since, or it has waited too long."""


@dataclass(frozen=True, slots=True)
class ActRule:
    """The roles that propose an act and those that decide it; both with a recent sign-in."""

    proposers: frozenset[Role]
    deciders: frozenset[Role]


def _rule(proposers: set[Role], deciders: set[Role]) -> ActRule:
    return ActRule(frozenset(proposers), frozenset(deciders))


_TRAINING_AND_CHIEF = {Role.TRAINING_UNIT, Role.CHIEF}
_POLICY_AND_CHIEF = {Role.POLICY_OWNER, Role.CHIEF}

ACTS: Mapping[TwoPersonAct, ActRule] = {
    TwoPersonAct.CREDIT_ADD: _rule({Role.TRAINING_UNIT}, _TRAINING_AND_CHIEF),
    TwoPersonAct.KEY_CHANGE: _rule(
        {Role.TRAINING_UNIT, Role.POLICY_OWNER}, {Role.TRAINING_UNIT, *_POLICY_AND_CHIEF}
    ),
    TwoPersonAct.REVISION_PUBLISH: _rule(
        {Role.TRAINING_UNIT, Role.POLICY_OWNER}, _POLICY_AND_CHIEF
    ),
    TwoPersonAct.PROVISION_UNBLOCK: _rule(
        {Role.TRAINING_UNIT, Role.POLICY_OWNER}, _POLICY_AND_CHIEF
    ),
    TwoPersonAct.CERTIFICATE_ISSUE: _rule({Role.TRAINING_UNIT}, _TRAINING_AND_CHIEF),
    TwoPersonAct.CERTIFICATE_REVOKE: _rule(
        {Role.TRAINING_UNIT, Role.ACCREDITATION_MANAGER}, _TRAINING_AND_CHIEF
    ),
    TwoPersonAct.ROLE_GRANT: _rule({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR}),
    TwoPersonAct.MASS_SEPARATION: _rule(
        {Role.TRAINING_UNIT, Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, *_TRAINING_AND_CHIEF}
    ),
    TwoPersonAct.YEAR_RULE: _rule({Role.TRAINING_UNIT}, _TRAINING_AND_CHIEF),
    TwoPersonAct.RETENTION: _rule(
        {Role.TRAINING_UNIT, Role.ADMINISTRATOR, Role.ACCREDITATION_MANAGER},
        {Role.ACCREDITATION_MANAGER, Role.CHIEF},
    ),
    TwoPersonAct.MAIL_SETTING: _rule({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.CHIEF}),
    TwoPersonAct.KEY_SETTING: _rule({Role.ADMINISTRATOR}, {Role.ADMINISTRATOR, Role.CHIEF}),
    TwoPersonAct.PAPER_IMPORT: _rule({Role.TRAINING_UNIT}, _TRAINING_AND_CHIEF),
    TwoPersonAct.VISITOR_INVITE: _rule(
        {Role.ACCREDITATION_MANAGER, Role.CHIEF}, {Role.ADMINISTRATOR, Role.CHIEF}
    ),
    TwoPersonAct.HOLD_RELEASE: _rule(
        {Role.ACCREDITATION_MANAGER, Role.CHIEF, Role.COUNSEL},
        {Role.ACCREDITATION_MANAGER, Role.CHIEF},
    ),
}


@dataclass(frozen=True, slots=True)
class About:
    """The person an act is about: an account, a member, both, or nobody in particular."""

    account_id: int | None = None
    member_id: int | None = None


NOBODY = About()


def is_about(actor: Actor, about: About) -> bool:
    """Whether the act is about the one who acts, as an account or as a member."""
    same_account = actor.account_id is not None and actor.account_id == about.account_id
    same_member = actor.member_id is not None and actor.member_id == about.member_id
    return same_account or same_member


def may_propose(act: TwoPersonAct, by: Actor) -> bool:
    """Whether the actor's roles propose acts of this kind."""
    return by.account_id is not None and bool(by.roles & ACTS[act].proposers)


def may_decide(act: TwoPersonAct, by: Actor, *, outside: int | None = None) -> bool:
    """Whether the actor's roles decide acts of this kind.

    Args:
        outside: the account that a small department named as its outside second person. It
            decides every act for as long as it holds that role, and proposes none.
    """
    if by.account_id is None:
        return False
    is_outside = by.account_id == outside and Role.SECOND_PERSON in by.roles
    return is_outside or bool(by.roles & ACTS[act].deciders)


def check_proposer(act: TwoPersonAct, about: About, by: Actor) -> None:
    """Refuse a proposer without the role, and one whom the act is about.

    Raises:
        ForbiddenError: the roles do not propose this.
        OwnRecordError: it is about the proposer.
    """
    if not may_propose(act, by):
        raise ForbiddenError(act=act.value, reason="the role does not propose this")
    if is_about(by, about):
        raise OwnRecordError(act=act.value)


def check_decider(
    act: TwoPersonAct, about: About, by: Actor, *, proposed_by: int, outside: int | None
) -> None:
    """Refuse a decider without the role, the proposer, and one whom the act is about.

    Raises:
        ForbiddenError: the roles do not decide this.
        OneAccountError: the proposer decides.
        OwnRecordError: it is about the decider.
    """
    if not may_decide(act, by, outside=outside):
        raise ForbiddenError(act=act.value, reason="the role does not decide this")
    if by.account_id == proposed_by:
        raise OneAccountError(act=act.value)
    if is_about(by, about):
        raise OwnRecordError(act=act.value)


def check_untouched(act: TwoPersonAct, members: Collection[int], by: Actor) -> None:
    """Refuse somebody whose own record is among those the act changes.

    Raises:
        OwnRecordError: it is.
    """
    if by.member_id in members:
        raise OwnRecordError(act=act.value)


def check_alone(act: TwoPersonAct, by: Actor) -> None:
    """Refuse a person who does alone what takes two; the system is an operator at the server.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind the act.
    """
    if not by.is_system and by.proposal_id is None:
        raise TakesTwoPeopleError(act=act.value)


def is_expired(proposed_at: datetime, now: datetime) -> bool:
    """Whether a proposal has waited too long to be approved; it can still be declined."""
    return now - proposed_at >= PROPOSAL_LIFE


def acts_without_two(
    holders: Mapping[Role, Collection[int]], *, outside: int | None = None
) -> tuple[TwoPersonAct, ...]:
    """The acts that nobody can bring about now, since there are not two accounts for them.

    Args:
        holders: the accounts that hold each role and can sign in.
        outside: the outside second person in force, where there is one.
    """
    return tuple(
        act
        for act, rule in ACTS.items()
        if not _has_two(
            {each for role in rule.proposers for each in holders.get(role, ())},
            {each for role in rule.deciders for each in holders.get(role, ())}
            | ({outside} if outside in holders.get(Role.SECOND_PERSON, ()) else set()),
        )
    )


def _has_two(proposers: Collection[int], deciders: Collection[int | None]) -> bool:
    return any(one != other for one in proposers for other in deciders)


_NEEDED = (Role.ADMINISTRATOR, Role.TRAINING_UNIT)


def lone_roles(holders: Mapping[Role, Collection[int]]) -> tuple[tuple[Role, int], ...]:
    """The roles that a department cannot do without and fewer than two accounts hold."""
    counted = ((role, len(holders.get(role, ()))) for role in _NEEDED)
    return tuple((role, count) for role, count in counted if count < 2)  # noqa: PLR2004 - two
