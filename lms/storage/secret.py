"""Passwords and one-time tokens: hashing, checking, and refusing what is easily guessed."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from lms.domain.errors import DomainError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE_SECONDS = 3
_COMMON = frozenset(FREQUENCY_LISTS["passwords"])
_NOBODY = _HASHER.hash(secrets.token_urlsafe(32))

SHORTEST_PASSWORD = 15
SHORTEST_BESIDE_A_SECOND_FACTOR = 8
LONGEST_PASSWORD = 256
_READ_BY_ZXCVBN = 72
_EASY_GUESSES = 10**6
_WORD = 5
"""Known words shorter than this count as whole words only: "Ann" is not in "planning"."""


class TooBusyError(DomainError):
    """So many passwords are being looked at that one more would make all of them late."""


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Wait for one of the few places at which passwords are hashed.

    Raises:
        TooBusyError: no place came free in time.
    """
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise TooBusyError
    try:
        yield
    finally:
        _AT_ONCE.release()


def hash_password(password: str) -> str:
    """The argon2id hash of a password (19 MiB, two passes), of its NFKC form.

    Raises:
        TooBusyError: too many are hashed at once.
    """
    with _one_of_few():
        return _HASHER.hash(_normal(password))


def password_matches(stored: str | None, password: str) -> bool:
    """Verify once, on every path: an unknown account costs the same as a known one.

    Raises:
        TooBusyError: too many are looked at at once.
    """
    with _one_of_few():
        try:
            _HASHER.verify(stored or _NOBODY, _normal(password)[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def is_short(password: str) -> bool:
    """Whether a password is too short to stand without a second factor."""
    return len(_normal(password)) < SHORTEST_PASSWORD


def weakness(
    password: str, *, known_words: tuple[str, ...] = (), second_factor: bool = False
) -> str | None:
    """Why a new password is refused, as a sentence; None where it is good.

    Length and block lists decide; no rule asks for kinds of characters (NIST SP 800-63B-4).
    ``known_words`` are the badge, the login, the names and the department. ``second_factor``
    says that the account has one, which lets a shorter password pass.
    """
    text = _normal(password)
    plain = text.casefold()
    shortest = SHORTEST_BESIDE_A_SECOND_FACTOR if second_factor else SHORTEST_PASSWORD
    if len(text) < shortest:
        return f"Use at least {shortest} characters; a few words in a row work well."
    if len(text) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if plain in _COMMON or len(set(plain)) < 5:  # noqa: PLR2004 - too few kinds of characters
        return "This password is among those tried first. Choose another one."
    if any(_holds(plain, word.casefold()) for word in known_words):
        return "Leave out your name, your badge number and the department's name."
    if zxcvbn(text[:_READ_BY_ZXCVBN])["guesses"] < _EASY_GUESSES:
        return "This password is built from what is tried first. Choose words of your own."
    return None


def _holds(plain: str, word: str) -> bool:
    if len(word) >= _WORD or not word.isalpha():
        return len(word) > 2 and word in plain  # noqa: PLR2004 - initials say nothing
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", plain) is not None


def new_token() -> str:
    """A token of 256 random bits for a browser or a link."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
