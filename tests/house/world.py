"""The cast of test people with one thing of each kind, made for the officer and the stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from lms.queries.signed_in import devices
from lms.services.sign_in import start_sign_in
from lms.storage.database import Database
from tests.factories import Someone, cast
from tests.house.access_table import Whose

Arguments = Mapping[str, object]
Maker = Callable[[Database, Someone], Arguments]

OWNERS = ("officer", "stranger")
SUPERVISES = {"supervisor": "officer"}
NEVER_AN_ID = 9_999_999


@dataclass(frozen=True, slots=True)
class World:
    """Who there is, and by kind and owner what an address of their thing is filled with."""

    people: Mapping[str, Someone]
    things: Mapping[str, Mapping[str, Arguments]]

    def cases(self, kind: str, name: str | None) -> Iterator[tuple[Whose, Arguments]]:
        """Every thing of a kind as the person ``name`` sees it, and one that is missing."""
        if not kind:
            yield Whose.NOBODY, {}
            return
        for owner, arguments in self.things[kind].items():
            yield whose(name, owner), arguments
        sample = next(iter(self.things[kind].values()))
        yield Whose.MISSING, {key: _missing(value) for key, value in sample.items()}


def whose(name: str | None, owner: str) -> Whose:
    """To whom the owner's thing belongs, seen by the person ``name``."""
    if name == owner:
        return Whose.OWN
    supervised = name is not None and SUPERVISES.get(name) == owner
    return Whose.SUBORDINATE if supervised else Whose.OTHER


def _missing(value: object) -> object:
    return NEVER_AN_ID if isinstance(value, int) else "no-such-thing"


def _sign_in(database: Database, someone: Someone) -> Arguments:
    database.writing(
        partial(
            start_sign_in,
            account_id=someone.account_id,
            login=someone.login,
            source="127.0.0.1",
            device="Android",
        )
    )
    with database.reading() as session:
        newest = devices(session, account_id=someone.account_id, now=database.clock())[0]
    return {"sign_in_id": newest.id}


MAKERS: Mapping[str, Maker] = {"sign-in": _sign_in}
"""How a thing of each kind in ``access_table`` is made for somebody."""


def make_world(database: Database) -> World:
    """Fill an empty database."""
    people = cast(database)
    return World(
        people,
        {
            kind: {owner: make(database, people[owner]) for owner in OWNERS}
            for kind, make in MAKERS.items()
        },
    )
