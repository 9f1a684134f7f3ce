"""Signing in and out, the ways to do so, and "my devices"."""

from lms.web.account import (
    authenticator,
    devices,
    entrance,
    forgotten,
    lock,
    one_time_link,
    overview,
    passkeys,
    password,
    recovery,
    second_factor,
)
from lms.web.account.blueprint import blueprint

__all__ = [
    "authenticator",
    "blueprint",
    "devices",
    "entrance",
    "forgotten",
    "lock",
    "one_time_link",
    "overview",
    "passkeys",
    "password",
    "recovery",
    "second_factor",
]
