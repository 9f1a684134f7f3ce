"""The sign-ins of the demonstration: one for everything a person may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lms.demonstration import people
from lms.domain.access import Role

_OFFICER = frozenset({Role.OFFICER})
_TRAINING = frozenset({Role.TRAINING_UNIT})

EVERYBODY_ELSE = "demonstration for everybody else"
"""The passphrase of those on the roster who are not named below; they sign in by badge."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in to try the product with.

    Attributes:
        role: what the person is, in a word or two.
        about: what makes this one worth trying.
        login: what is typed to sign in: the badge number, or a login name.
        badge_number: None for somebody outside the roster.
    """

    role: str
    about: str
    login: str
    badge_number: str | None
    name: str
    password: str
    roles: frozenset[Role]


def _on_roster(badge: str, role: str, about: str, *roles: Role, words: str = "") -> DemoAccount:
    return DemoAccount(
        role=role,
        about=about,
        login=badge,
        badge_number=badge,
        name=people.everybody()[badge].full_name,
        password=f"demonstration {words or role}",
        roles=_OFFICER.union(roles),
    )


def _outside(login: str, name: str, about: str, role: Role) -> DemoAccount:
    words = role.value.replace("-", " ")
    return DemoAccount(
        role=words,
        about=about,
        login=login,
        badge_number=None,
        name=name,
        password=f"demonstration {words}",
        roles=frozenset({role}),
    )


@cache
def accounts() -> tuple[DemoAccount, ...]:
    """Every sign-in worth trying, the officers first."""
    return (
        _on_roster(
            people.NEARLY_DONE, "officer", "about 14 minutes left", words="officer nearly done"
        ),
        _on_roster(people.NOT_STARTED, "officer", "has not started", words="officer not started"),
        _on_roster(
            people.FAILED_TWICE, "officer", "waits for a talk", words="officer waiting for a talk"
        ),
        _on_roster(people.COMPLETE, "officer", "the year is done", words="officer all complete"),
        _on_roster(
            people.TRAINING_SERGEANT,
            "training sergeant",
            "assigns, and answers on Monday who is short",
            Role.TRAINING_UNIT,
        ),
        _on_roster(
            people.SECOND_TRAINER,
            "second training member",
            "approves, and holds the talks",
            Role.TRAINING_UNIT,
            Role.INSTRUCTOR,
        ),
        _on_roster(people.LIEUTENANT, "lieutenant", "supervises Evening", Role.SUPERVISOR),
        _on_roster(people.POLICY_OWNER, "policy owner", "decides on revisions", Role.POLICY_OWNER),
        _on_roster(people.CHIEF, "chief", "decides the settings", Role.CHIEF),
        _outside(
            people.AUTHOR, "Ottilie Brandvold", "wrote the course, from outside", Role.TRAINING_UNIT
        ),
        _outside(
            "accreditation", "Harriet Lindqvist", "keeps the proofs", Role.ACCREDITATION_MANAGER
        ),
        _outside("assessor", "Malcolm Tremblay", "visits for a time", Role.ASSESSOR),
        _outside("outside-counsel", "Beatrix Oduya", "reads one matter", Role.OUTSIDE_COUNSEL),
        _outside("administrator", "Joel Abramson", "opens accounts", Role.ADMINISTRATOR),
    )


def by_badge() -> Mapping[str, DemoAccount]:
    """The accounts of people on the roster."""
    return {each.badge_number: each for each in accounts() if each.badge_number is not None}


def outside() -> tuple[DemoAccount, ...]:
    """The accounts of people outside the roster."""
    return tuple(each for each in accounts() if each.badge_number is None)
