"""What every (method, address) asks for, whose thing it names, and what it answers.

``test_access.py`` makes the matrix of it: every row, by everybody of the cast, on the
officer's own thing, the stranger's, and one that does not exist. A route without a row fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.domain.access import Permission, Reach, Role, reach


class Whose(StrEnum):
    """To whom the thing in an address belongs, as the person who asks sees it."""

    NOBODY = "nobody"
    OWN = "own"
    SUBORDINATE = "subordinate"
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one address.

    Attributes:
        gate: the permission its view asks for; None where it is public.
        thing: the kind of thing in the address that belongs to a person, made by
            ``world.MAKERS``; empty where there is none.
        answers: the statuses of one who may.
        arguments: what else the address needs.
        fields: what a POST sends beside its token.
    """

    gate: Permission | None
    thing: str = ""
    answers: frozenset[int] = frozenset({200})
    arguments: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


SEEN = frozenset({200})
DONE = frozenset({303})
REFUSED = frozenset({422})

TABLE: Mapping[tuple[str, str], Row] = {
    ("GET", "/"): Row(None, answers=frozenset({302})),
    ("GET", "/sign-in"): Row(None, answers=frozenset({200, 302})),
    ("POST", "/sign-in"): Row(None, answers=REFUSED),
    ("POST", "/sign-out"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/lock"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("GET", "/locked"): Row(Permission.ACCOUNT_OWN, answers=frozenset({200, 302, 303})),
    ("POST", "/locked"): Row(Permission.ACCOUNT_OWN, answers=frozenset({303, 422})),
    ("GET", "/devices"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/devices/end-others"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/devices/<int:sign_in_id>/end"): Row(
        Permission.ACCOUNT_OWN, thing="sign-in", answers=DONE
    ),
}

_NEEDED = {Whose.OWN: Reach.OWN, Whose.SUBORDINATE: Reach.SUBORDINATES, Whose.OTHER: Reach.ALL}
_TO_SIGN_IN = frozenset({302})


def expected(row: Row, roles: frozenset[Role] | None, whose: Whose) -> frozenset[int]:
    """The statuses that somebody of these roles may get; None is nobody signed in."""
    if row.gate is None:
        return frozenset({404}) if whose is Whose.MISSING else row.answers
    if roles is None:
        return _TO_SIGN_IN
    granted = reach(roles, row.gate)
    if granted is None:
        return frozenset({403})
    if whose is Whose.MISSING or granted < _NEEDED.get(whose, Reach.OWN):
        return frozenset({404})
    return row.answers
