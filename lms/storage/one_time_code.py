"""Codes of authenticator apps (RFC 6238): six digits, a new one every thirty seconds."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_DIGITS = 6
_SKEW = 1
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


def new_secret() -> str:
    """A secret of 160 random bits, as apps read it."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, *, person: str, issuer: str) -> str:
    """The address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=issuer)


def matching_step(secret: str, typed: str, *, now: datetime) -> int | None:
    """The thirty-second step that a typed code belongs to, one step of skew allowed.

    None where it belongs to none; whether the step was used before is the caller's to ask.
    """
    code = "".join(typed.split())
    if len(code) != _DIGITS or not code.isascii() or not code.isdigit():
        return None
    here = int(now.timestamp()) // STEP_SECONDS
    steps = range(here - _SKEW, here + _SKEW + 1)
    totp = pyotp.TOTP(secret)
    found = [step for step in steps if hmac.compare_digest(totp.at(step * STEP_SECONDS), code)]
    return found[-1] if found else None


def new_recovery_code() -> str:
    """A code of sixteen letters and digits (79 random bits), none of them easily mistaken."""
    letters = [secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP)]
    parts = ["".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP)]
    return "-".join(parts)


def plain_recovery_code(typed: str) -> str:
    """What was typed without blanks and hyphens, in small letters."""
    return "".join(char for char in typed.casefold() if char.isalnum())
