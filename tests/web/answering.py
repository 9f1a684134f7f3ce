"""What a form must hold to answer an item rightly or wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, right_answer
from lms.domain.presentation import present
from lms.domain.scenario import Scenario
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.sittings import own_attempt
from lms.storage.database import Database
from tests.page_client import Page, PageClient

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


def answer_all(
    client: PageClient, database: Database, attempt_id: int, member_id: int, *, right: bool
) -> None:
    """Answer every scenario of an attempt on its page."""
    attempt = opened(database, attempt_id, member_id)
    for number, scenario in enumerate(attempt.scenarios, 1):
        path = f"/attempts/{attempt_id}/scenarios/{number}"
        if scenario.tree is None:
            fields = fields_of_scenario(scenario, attempt.row.seed, right=right)
            client.post(path, fields, statements=30)
            continue
        step: Item | None = scenario.tree.step(scenario.tree.start)
        while step is not None:
            fields = fields_of(step, scenario.id, attempt.row.seed, right=right)
            client.post(path, {**fields, "go": str(number)})
            given = {
                ref.item: answer
                for ref, answer in opened(database, attempt_id, member_id).responses.items()
                if ref.scenario == scenario.id
            }
            served = scenario.tree.way(given)
            step = served[-1] if served[-1].id != step.id else None


def submit(client: PageClient, attempt_id: int, *, status: int = 303) -> Page:
    """Look the answers over and submit them."""
    client.get(f"/attempts/{attempt_id}/review")
    return client.submit("submission", {"attested": "y"}, status=status, statements=60)


def secrets_of(attempt: OpenedAttempt, *, most: int = 60) -> Iterator[str]:
    """What no page may show before a pass: the beginnings of rationales and feedback."""
    for scenario in attempt.scenarios:
        for item in scenario.every_item:
            yield item.rationale.strip()[:most]
            if isinstance(item, ChooseOne):
                yield from (option.feedback.strip()[:most] for option in item.options)
