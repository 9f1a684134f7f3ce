"""Who proposes, who decides, and who is kept out of both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from lms.domain.access import SYSTEM, Actor, Permission, Role, TwoPersonAct, reach
from lms.domain.errors import ForbiddenError
from lms.domain.two_people import (
    ACTS,
    NOBODY,
    PROPOSAL_LIFE,
    About,
    OneAccountError,
    OwnRecordError,
    TakesTwoPeopleError,
    check_alone,
    check_decider,
    check_proposer,
    is_about,
    is_expired,
    may_decide,
    may_propose,
)

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
TRAINING_ACTS = {
    TwoPersonAct.CREDIT_ADD,
    TwoPersonAct.KEY_CHANGE,
    TwoPersonAct.CERTIFICATE_ISSUE,
    TwoPersonAct.CERTIFICATE_REVOKE,
    TwoPersonAct.YEAR_RULE,
    TwoPersonAct.PROVISION_UNBLOCK,
    TwoPersonAct.REVISION_PUBLISH,
}


def _decide(
    act: TwoPersonAct, by: Actor, about: About = NOBODY, outside: int | None = None
) -> None:
    check_decider(act, about, by, proposed_by=1, outside=outside)


def test_every_act_has_its_row_with_somebody_on_both_sides() -> None:
    assert set(ACTS) == set(TwoPersonAct)
    assert all(rule.proposers and rule.deciders for rule in ACTS.values())


@pytest.mark.parametrize("act", TwoPersonAct)
def test_whoever_is_in_the_table_opens_the_queue(act: TwoPersonAct) -> None:
    for role in ACTS[act].proposers | ACTS[act].deciders:
        assert reach({role}, Permission.PROPOSAL_VIEW) is not None
    for role in ACTS[act].deciders:
        assert reach({role}, Permission.PROPOSAL_DECIDE) is not None


@pytest.mark.parametrize("act", sorted(TRAINING_ACTS))
def test_an_administrator_has_no_part_in_training_acts(act: TwoPersonAct) -> None:
    administrator = Actor(5, roles=frozenset({Role.ADMINISTRATOR}))
    assert not may_propose(act, administrator)
    assert not may_decide(act, administrator)


_NO_PART = (Role.OFFICER, Role.SUPERVISOR, Role.INSTRUCTOR, Role.ASSESSOR, Role.OUTSIDE_COUNSEL)


@pytest.mark.parametrize(
    ("act", "role"),
    [
        *((act, role) for act in TwoPersonAct for role in _NO_PART),
        *((act, Role.COUNSEL) for act in TwoPersonAct if act is not TwoPersonAct.HOLD_RELEASE),
    ],
)
def test_nobody_else_proposes_or_decides(act: TwoPersonAct, role: Role) -> None:
    somebody = Actor(5, 5, frozenset({role}))
    with pytest.raises(ForbiddenError):
        check_proposer(act, NOBODY, somebody)
    with pytest.raises(ForbiddenError):
        _decide(act, somebody)


@pytest.mark.parametrize("act", TwoPersonAct)
def test_az_13_nobody_decides_what_they_proposed_whatever_their_roles(act: TwoPersonAct) -> None:
    with pytest.raises(OneAccountError):
        _decide(act, Actor(1, roles=frozenset(Role)), outside=1)


@pytest.mark.parametrize(("act", "about"), list(product(TwoPersonAct, (About(7), About(None, 8)))))
def test_az_11_nobody_proposes_or_decides_about_themselves(act: TwoPersonAct, about: About) -> None:
    myself = Actor(7, 8, frozenset(Role))
    with pytest.raises(OwnRecordError):
        check_proposer(act, about, myself)
    with pytest.raises(OwnRecordError):
        _decide(act, myself, about)


def test_an_act_about_nobody_in_particular_is_about_no_one() -> None:
    assert not is_about(Actor(7), NOBODY)
    assert not is_about(SYSTEM, NOBODY)
    assert not is_about(Actor(7, 8), About(9, 10))


def test_the_outside_second_person_decides_while_named_and_holding_the_role() -> None:
    outsider = Actor(5, roles=frozenset({Role.SECOND_PERSON}))
    for act in TwoPersonAct:
        assert may_decide(act, outsider, outside=5)
        assert not may_decide(act, outsider, outside=6)
        assert not may_decide(act, outsider)
        assert not may_decide(act, Actor(5), outside=5)
        assert not may_propose(act, outsider)


@pytest.mark.parametrize("act", TwoPersonAct)
def test_the_system_neither_proposes_nor_decides(act: TwoPersonAct) -> None:
    assert not may_propose(act, SYSTEM)
    assert not may_decide(act, SYSTEM)


@pytest.mark.parametrize("act", TwoPersonAct)
def test_one_account_alone_is_refused(act: TwoPersonAct) -> None:
    with pytest.raises(TakesTwoPeopleError):
        check_alone(act, Actor(5, roles=frozenset(Role)))
    check_alone(act, Actor(5, proposal_id=3))
    check_alone(act, SYSTEM)


def test_a_proposal_waits_thirty_days() -> None:
    assert not is_expired(NOON, NOON + PROPOSAL_LIFE - timedelta(seconds=1))
    assert is_expired(NOON, NOON + PROPOSAL_LIFE)
