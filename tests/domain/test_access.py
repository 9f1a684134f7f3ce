"""Roles, permissions and the second person."""

from __future__ import annotations

import pytest

from lms.domain.access import GRANTS, SYSTEM, Actor, Permission, Reach, Role, may_approve, reach


def test_every_permission_says_who_has_it() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(GRANTS[permission] for permission in Permission)


@pytest.mark.parametrize(
    "permission",
    [
        Permission.ASSIGNMENT_MANAGE,
        Permission.CONTENT_APPROVE,
        Permission.TALK_RECORD,
        Permission.TRAINING_TAKE,
        Permission.POLICY_DECIDE,
    ],
)
def test_administrators_hold_no_training_authority(permission: Permission) -> None:
    assert reach({Role.ADMINISTRATOR}, permission) is None


def test_the_widest_reach_of_several_roles_counts() -> None:
    roles = {Role.OFFICER, Role.SUPERVISOR, Role.TRAINING_UNIT}
    assert reach(roles, Permission.STANDING_VIEW) is Reach.ALL
    assert reach({Role.SUPERVISOR}, Permission.STANDING_VIEW) is Reach.SUBORDINATES


@pytest.mark.parametrize(
    "permission", [Permission.TALK_RECORD, Permission.ACCOUNT_MANAGE, Permission.ATTEMPT_SUBMIT]
)
def test_an_assessor_writes_nothing(permission: Permission) -> None:
    assert reach({Role.ASSESSOR}, permission) is None


def test_an_author_does_not_approve() -> None:
    assert not may_approve(author=5, approver=Actor(account_id=5))
    assert may_approve(author=5, approver=Actor(account_id=6))
    assert not may_approve(author=5, approver=SYSTEM)
