"""Which passwords are taken, and how many are looked at at once."""

from __future__ import annotations

import threading

import pytest

from lms.storage import secret
from lms.storage.secret import (
    TooBusyError,
    hash_password,
    is_short,
    password_matches,
    weakness,
)

WORDS = ("0147", "Ann", "Corrigan", "Haverhill", "Police", "Department")


@pytest.mark.parametrize(
    "password",
    [
        "four quiet words at night",
        "planning the annual cannery",
        "пять тихих слов ночью здесь",
        "\u56db\u500b\u5b89\u975c\u7684\u8a5e\u5728\u591c\u88e1\u6e05\u695a\u5730\u8aaa\u8457\u8a71",
        "no capitals, no digits, no signs",
        "seven gray herons wading " * 10,
    ],
)
def test_a_long_password_of_any_kind_is_taken(password: str) -> None:
    assert weakness(password, known_words=WORDS) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen chars", "at least 15"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaaaaaaaaaa", "tried first"),
        ("passwordpassword", "tried first"),
        ("qwertyuiop1234567890", "tried first"),
        ("password1234567890", "tried first"),
        ("badge 0147 walks home", "Leave out your name"),
        ("ann walks home at night", "Leave out your name"),
        ("mrcorriganwalkshome", "Leave out your name"),
        ("the HAVERHILL night shift", "Leave out your name"),
    ],
)
def test_a_password_that_is_tried_first_is_refused_with_its_reason(password: str, why: str) -> None:
    found = weakness(password, known_words=WORDS)
    assert found is not None
    assert why in found


def test_beside_a_second_factor_eight_characters_are_enough() -> None:
    assert weakness("quiet7owl", second_factor=True) is None
    assert weakness("quiet7owl") is not None
    assert weakness("quiet7o", second_factor=True) is not None
    assert weakness("password1", second_factor=True) is not None
    assert is_short("quiet7owl")
    assert not is_short("fifteen letters")


def test_two_spellings_of_the_same_letters_are_one_password() -> None:
    stored = hash_password("caf\u00e9 noir at midnight")
    assert password_matches(stored, "cafe\u0301 noir at midnight")


@pytest.mark.parametrize("password", ["", "\0", "x" * 100_000, "'; DROP TABLE account; --"])
def test_anything_can_be_looked_at(password: str) -> None:
    assert not password_matches(None, password)


def test_at_most_two_are_looked_at_and_the_rest_is_turned_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secret, "_PATIENCE_SECONDS", 0.01)
    places = threading.BoundedSemaphore(2)
    monkeypatch.setattr(secret, "_AT_ONCE", places)
    with places, places, pytest.raises(TooBusyError):
        password_matches(None, "a guess at a password")
    assert not password_matches(None, "a guess at a password")
