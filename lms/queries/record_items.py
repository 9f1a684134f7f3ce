"""The questions a member met, with the answers given; what was right is not read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.documents import responses_from_document
from lms.domain.item import Answer
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.training_record import ItemMet, ItemsMet, answer_words
from lms.models import (
    Attempt,
    AttemptResult,
    ContentVersion,
    LessonCompletion,
    LessonPin,
    PracticeResponse,
    Sitting,
)
from lms.queries.content import things, versions_by_id
from lms.queries.record_facts import Reading, title_of
from lms.queries.sittings import as_answer


@dataclass(frozen=True, slots=True)
class _Met:
    """Answers to one scenario's questions."""

    version_id: int
    answers: Mapping[str, Answer]


def graded_items(
    session: Session, reading: Reading, day: date, labels: Mapping[str, str]
) -> Iterator[ItemsMet]:
    """The questions of each attempt submitted by ``day`` and recorded by then."""
    statement = (
        select(
            Attempt.number,
            Attempt.draw,
            AttemptResult.answers,
            AttemptResult.submitted_on,
            ContentVersion.document,
        )
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .join(Sitting, Sitting.id == Attempt.sitting_id)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .where(Attempt.member_id == reading.member_id, AttemptResult.submitted_on <= day)
    )
    rows = list(reading.rows(session, statement, AttemptResult.event_seq))
    drawn = {row.seq: [each["version"] for each in row.draw["scenarios"]] for row in rows}
    scenarios = _scenarios(session, {each for ids in drawn.values() for each in ids})
    for row in rows:
        responses = responses_from_document(row.answers)
        met = [_Met(each, _of(responses, scenarios[each].id)) for each in drawn[row.seq]]
        yield ItemsMet(
            f"Graded scenarios of \u201c{title_of(row.document)}\u201d, attempt {row.number}",
            row.submitted_on,
            row.seq,
            tuple(_items(met, scenarios, labels)),
        )


def practiced_items(
    session: Session, reading: Reading, day: date, labels: Mapping[str, str]
) -> Iterator[ItemsMet]:
    """The practice questions of each lesson completed by ``day``; the first answer to each.

    A practice answer has no entry of its own; the completed lesson's stands for it.
    """
    pinned = (
        select(
            Sitting.id.label("sitting_id"),
            LessonCompletion.completed_at,
            LessonPin.scenario_version_ids,
            ContentVersion.document,
        )
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
        .join(
            LessonPin,
            (LessonPin.sitting_id == Sitting.id) & (LessonPin.lesson == LessonCompletion.lesson),
        )
        .join(ContentVersion, ContentVersion.id == LessonCompletion.lesson_version_id)
        .where(Sitting.member_id == reading.member_id)
    )
    rows = list(reading.rows(session, pinned, LessonCompletion.event_seq))
    answers = _practiced(session, reading.member_id)
    scenarios = _scenarios(session, {each for row in rows for each in row.scenario_version_ids})
    for row in rows:
        met = [
            _Met(each, answers[row.sitting_id, each])
            for each in row.scenario_version_ids
            if (row.sitting_id, each) in answers
        ]
        on = reading.day(row.completed_at)
        if met and on <= day:
            what = f"Practice in the lesson \u201c{title_of(row.document)}\u201d"
            yield ItemsMet(what, on, row.seq, tuple(_items(met, scenarios, labels)))


def _practiced(session: Session, member_id: int) -> dict[tuple[int, int], dict[str, Answer]]:
    rows = session.execute(
        select(
            PracticeResponse.sitting_id,
            PracticeResponse.scenario_version_id,
            PracticeResponse.item,
            PracticeResponse.answer,
        )
        .join(Sitting, Sitting.id == PracticeResponse.sitting_id)
        .where(Sitting.member_id == member_id)
        .order_by(
            PracticeResponse.sitting_id, PracticeResponse.scenario_version_id, PracticeResponse.id
        )
    )
    return {
        key: {row.item: as_answer(row.answer) for row in group}
        for key, group in groupby(rows, lambda row: (row.sitting_id, row.scenario_version_id))
    }


def _scenarios(session: Session, ids: set[int]) -> dict[int, Scenario]:
    """Scenarios by version; two versions of one are two."""
    versions = versions_by_id(session, ids)
    by_slug: dict[str, list[int]] = {}
    for each in versions.values():
        by_slug.setdefault(each.slug, []).append(each.id)
    found: dict[int, Scenario] = {}
    for turn in range(max((len(each) for each in by_slug.values()), default=0)):
        batch = [versions[each[turn]] for each in by_slug.values() if turn < len(each)]
        read = things(session, batch, Scenario)
        found.update({each.id: read[each.slug] for each in batch})
    return found


def _of(responses: Mapping[ItemRef, Answer], scenario: str) -> dict[str, Answer]:
    return {ref.item: answer for ref, answer in responses.items() if ref.scenario == scenario}


def _items(
    met: list[_Met], scenarios: Mapping[int, Scenario], labels: Mapping[str, str]
) -> Iterator[ItemMet]:
    """What was put to the member, in its order; steps of a tree that were never served are none."""
    for each in met:
        scenario = scenarios[each.version_id]
        served = scenario.tree.way(each.answers) if scenario.tree else scenario.items
        for item in served:
            yield ItemMet(
                situation=scenario.title,
                question=item.stem,
                answer=answer_words(item, each.answers.get(item.id)),
                sections=tuple(labels.get(code, code) for code in scenario.provisions_of(item)),
            )
