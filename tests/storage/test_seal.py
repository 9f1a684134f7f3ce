"""Sealed secrets open for their own installation and their own purpose only."""

from __future__ import annotations

import pytest

from lms.storage.seal import Seal, SealedElsewhereError

SEAL = Seal("one secret of an installation")


def test_what_was_sealed_opens_again_and_looks_different_each_time() -> None:
    first, second = (SEAL.close("a secret", bound_to="x") for _ in range(2))
    assert first != second
    assert "a secret" not in first
    assert SEAL.open(first, bound_to="x") == SEAL.open(second, bound_to="x") == "a secret"


def test_another_installation_or_purpose_opens_nothing_and_says_which_key() -> None:
    sealed = SEAL.close("a secret", bound_to="authenticator:1")
    with pytest.raises(SealedElsewhereError):
        SEAL.open(sealed, bound_to="authenticator:2")
    with pytest.raises(SealedElsewhereError, match="sealed_under"):
        Seal("another secret").open(sealed, bound_to="authenticator:1")


def test_after_a_rotation_the_former_secret_still_opens() -> None:
    sealed = SEAL.close("a secret", bound_to="x")
    rotated = Seal("a new secret", former=(SEAL.secret,))
    assert rotated.open(sealed, bound_to="x") == "a secret"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.close("a secret", bound_to="x"))
    with pytest.raises(SealedElsewhereError):
        SEAL.open(rotated.close("a secret", bound_to="x"), bound_to="x")


@pytest.mark.parametrize("at", [0, 2, 12, 30, -1])
def test_an_altered_character_opens_nothing(at: int) -> None:
    sealed = SEAL.close("a secret", bound_to="x")
    at %= len(sealed)
    altered = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
    with pytest.raises(SealedElsewhereError):
        SEAL.open(altered, bound_to="x")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "1.00000000.", "1", "1.x.y", "\u00e9.\u00e9.\u00e9"]
)
def test_what_was_never_sealed_opens_nothing(text: str) -> None:
    with pytest.raises(SealedElsewhereError):
        SEAL.open(text, bound_to="x")
