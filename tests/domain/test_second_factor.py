"""Which permissions take more than a password, and when a confirmation is recent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.access import (
    CONFIRMED,
    ONE_FACTOR,
    Permission,
    Reach,
    Role,
    asks_second_factor,
    needs_second_factor,
)
from lms.domain.sign_in import (
    KNOWN_FOR,
    RECENT_TO_OPEN,
    RECENT_TO_SEND,
    Failures,
    asked_at_sign_in,
    is_recent,
    login_key,
    wait_elsewhere,
)

_NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("permission", sorted(set(Permission) - ONE_FACTOR))
def test_whatever_reaches_beyond_oneself_takes_a_second_factor(permission: Permission) -> None:
    assert asks_second_factor(permission, Reach.ALL)
    assert asks_second_factor(permission, Reach.SUBORDINATES)
    assert not asks_second_factor(permission, Reach.OWN)


@pytest.mark.parametrize("permission", sorted(ONE_FACTOR))
def test_one_s_own_training_takes_a_password(permission: Permission) -> None:
    assert not asks_second_factor(permission, Reach.ALL)


def test_acts_that_weigh_much_are_confirmed() -> None:
    assert {Permission.ACCOUNT_MANAGE, Permission.POLICY_DECIDE} <= CONFIRMED
    assert not CONFIRMED & ONE_FACTOR


def test_every_role_but_officer_needs_a_second_factor() -> None:
    assert not needs_second_factor({Role.OFFICER})
    assert all(needs_second_factor({Role.OFFICER, role}) for role in set(Role) - {Role.OFFICER})


@pytest.mark.parametrize(
    ("roles", "has_second", "short", "asked"),
    [
        ({Role.OFFICER}, False, False, False),
        ({Role.OFFICER}, True, False, True),
        ({Role.OFFICER, Role.SUPERVISOR}, True, False, False),
        ({Role.OFFICER, Role.SUPERVISOR}, True, True, True),
        ({Role.CHIEF}, False, False, False),
    ],
)
def test_who_is_asked_before_anything_opens(
    roles: set[Role], *, has_second: bool, short: bool, asked: bool
) -> None:
    found = asked_at_sign_in(roles, has_second_factor=has_second, short_password=short)
    assert found is asked


def test_a_form_opened_in_time_can_be_sent_in_time() -> None:
    def recent(age: timedelta, *, sending: bool) -> bool:
        return is_recent(confirmed_at=_NOW - age, now=_NOW, sending=sending)

    second = timedelta(seconds=1)
    assert recent(RECENT_TO_OPEN, sending=False)
    assert not recent(RECENT_TO_OPEN + second, sending=False)
    assert recent(RECENT_TO_SEND, sending=True)
    assert not recent(RECENT_TO_SEND + second, sending=True)


@pytest.mark.parametrize("typed", ["k12", " K12 ", "\uff4b\uff11\uff12", "K12\u00a0", "\u212a12"])
def test_every_spelling_of_a_login_has_one_key(typed: str) -> None:
    assert login_key(typed) == "k12"


def test_a_dotless_letter_gets_no_guesses_of_its_own() -> None:
    assert login_key("c\u0131ty") == login_key("CITY")


def test_what_cannot_be_printed_is_no_login() -> None:
    assert "\0" not in login_key("0147\0")
    assert login_key("0147\0") != "0147"


def test_a_stranger_s_source_waits_a_minute_at_most_and_a_known_one_does_not() -> None:
    many = Failures(90, _NOW)
    assert wait_elsewhere(many, _NOW, known_since=None) == timedelta(minutes=1)
    assert wait_elsewhere(Failures(5, _NOW), _NOW, known_since=None) == timedelta(seconds=2)
    assert not wait_elsewhere(Failures(4, _NOW), _NOW, known_since=None)
    assert not wait_elsewhere(many, _NOW, known_since=_NOW - KNOWN_FOR)
    assert wait_elsewhere(many, _NOW, known_since=_NOW - KNOWN_FOR - timedelta(seconds=1))
