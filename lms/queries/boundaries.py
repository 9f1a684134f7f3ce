"""What a member has shown of each fact flip, in attempts and in practice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.attempt import items_served
from lms.domain.documents import responses_from_document
from lms.domain.item import Answer, is_right
from lms.domain.pair import Boundary, Pair, boundary, pairs
from lms.domain.scenario import ItemRef, Scenario
from lms.models import Attempt, AttemptResult, ContentKind, PracticeResponse, Sitting
from lms.queries.content import approved, things, versions_by_id
from lms.queries.sittings import as_answer


def boundaries(session: Session, *, member_id: int) -> tuple[tuple[Pair, Boundary], ...]:
    """Every pair of approved scenarios and how well the member knows where its line runs.

    The versions that the member met are graded, so that a change of a scenario takes nothing
    away; what was answered in practice and in attempts counts alike, the latest last.
    """
    versions = approved(session, ContentKind.SCENARIO)
    known = pairs(things(session, versions.values(), Scenario).values())
    halves = {half.id for pair in known for half in pair.halves}
    right = dict(_practiced(session, member_id, halves))
    right |= dict(_attempted(session, member_id, halves))
    return tuple((pair, boundary(pair, right)) for pair in known)


def _attempted(session: Session, member_id: int, halves: set[str]) -> Iterator[tuple[str, bool]]:
    rows = session.execute(
        select(Attempt.draw, AttemptResult.answers)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.member_id == member_id)
        .order_by(Attempt.id)
    ).all()
    wanted = [
        (entry["version"], responses_from_document(row.answers))
        for row in rows
        for entry in row.draw["scenarios"]
        if entry["scenario"] in halves
    ]
    scenarios = _scenarios(session, [version for version, _ in wanted])
    for version, answers in wanted:
        yield scenarios[version].id, _is_right(scenarios[version], answers)


def _practiced(session: Session, member_id: int, halves: set[str]) -> Iterator[tuple[str, bool]]:
    rows = session.execute(
        select(PracticeResponse.scenario_version_id, PracticeResponse.item, PracticeResponse.answer)
        .join(Sitting, Sitting.id == PracticeResponse.sitting_id)
        .where(Sitting.member_id == member_id)
        .order_by(PracticeResponse.id)
    ).all()
    given: dict[int, dict[str, Answer]] = {}
    for row in rows:
        given.setdefault(row.scenario_version_id, {})[row.item] = as_answer(row.answer)
    scenarios = _scenarios(session, list(given))
    for version, answers in given.items():
        scenario = scenarios[version]
        if scenario.id in halves:
            placed = {ItemRef(scenario.id, item): answer for item, answer in answers.items()}
            yield scenario.id, _is_right(scenario, placed)


def _scenarios(session: Session, ids: list[int]) -> Mapping[int, Scenario]:
    """Scenarios by the ids of their versions, of which several may have one slug.

    All documents are read at once; after that each is at hand.
    """
    found = versions_by_id(session, ids)
    things(session, found.values(), Scenario)
    return {
        version_id: things(session, (version,), Scenario)[version.slug]
        for version_id, version in found.items()
    }


def _is_right(scenario: Scenario, answers: Mapping[ItemRef, Answer]) -> bool:
    """Whether everything that was asked of it is right; what was not answered is not."""
    served = items_served(scenario, answers)
    refs = [ItemRef(scenario.id, item.id) for item in served]
    return all(ref in answers for ref in refs) and all(
        is_right(item, answers[ref]) for item, ref in zip(served, refs, strict=True)
    )
