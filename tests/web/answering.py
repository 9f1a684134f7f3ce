"""What a form must hold to answer an item rightly or wrongly."""

from __future__ import annotations

from collections.abc import Sequence

from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, right_answer
from lms.domain.presentation import present
from lms.domain.scenario import Scenario
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.sittings import own_attempt
from lms.storage.database import Database

Fields = dict[str, str | Sequence[str]]


def opened(database: Database, attempt_id: int, member_id: int) -> OpenedAttempt:
    """The attempt as the database holds it."""
    with database.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
        assert row is not None
        return opened_attempt(session, row)


def fields_of(item: Item, scenario: str, seed: str, *, right: bool) -> Fields:
    """The fields of one item."""
    positions = present(item, seed, scenario).presented(right_answer(item))
    return _fields(item, positions, right=right)


def _fields(item: Item, positions: Answer, *, right: bool) -> Fields:
    name = f"item-{item.id}"
    if isinstance(positions, int):
        return {name: str(positions if right else (1 if positions != 1 else 2))}
    if isinstance(item, ChooseAll):
        return {name: [str(at) for at in (positions if right else positions[:1])]}
    wanted = positions if right else (*positions[1:], positions[0])
    if isinstance(item, Order):
        return {f"{name}-{value}": str(at) for at, value in enumerate(wanted, 1)}
    assert not isinstance(item, ChooseOne)
    return {f"{name}-{at}": str(value) for at, value in enumerate(wanted, 1)}


def fields_of_scenario(scenario: Scenario, seed: str, *, right: bool) -> Fields:
    """The fields of a scenario whose items stand on one page."""
    found: Fields = {}
    for item in scenario.items:
        found |= fields_of(item, scenario.id, seed, right=right)
    return found
