"""Checklists, drafting questions and the plan of coverage as plain documents, and back."""

from __future__ import annotations

from lms.domain.checklist import CheckLine, Checklist
from lms.domain.coverage import Ask, CoveragePlan
from lms.domain.document_entry import Entry
from lms.domain.drafting import DraftingQuestion, DraftingQuestions, Handling
from lms.domain.errors import InvalidError
from lms.domain.scenario import Audience

Fields = dict[str, object]


def checklist_fields(checklist: Checklist) -> Fields:
    """What a checklist says; a line without a detail has no key for it."""
    return {
        "id": checklist.id,
        "title": checklist.title,
        "moment": checklist.moment,
        "audience": [audience.value for audience in checklist.audience],
        "true_as_of": checklist.true_as_of.isoformat(),
        "lines": [_line(line) for line in checklist.lines],
        "silent": checklist.silent,
    }


def checklist_of(entry: Entry) -> Checklist:
    """Read a checklist back."""
    return Checklist(
        id=entry.text("id"),
        title=entry.text("title"),
        moment=entry.text("moment"),
        audience=tuple(_audience(name) for name in entry.texts("audience")),
        true_as_of=entry.day("true_as_of"),
        lines=tuple(
            CheckLine(line.text("text"), line.texts("provisions"), line.maybe("detail") or "")
            for line in entry.entries("lines")
        ),
        silent=entry.text("silent"),
    )


def plan_fields(plan: CoveragePlan) -> Fields:
    """What a plan of coverage asks."""
    return {"id": plan.id, "asks": [_ask(ask) for ask in plan.asks]}


def plan_of(entry: Entry) -> CoveragePlan:
    """Read a plan of coverage back."""
    return CoveragePlan(
        id=entry.text("id"),
        asks=tuple(
            Ask(
                ask.text("name"),
                ask.texts("provisions"),
                ask.whole("items"),
                _audience(ask.text("audience")) if "audience" in ask.values else None,
            )
            for ask in entry.entries("asks")
        ),
    )


def questions_fields(asked: DraftingQuestions) -> Fields:
    """What is asked of those who draft."""
    return {
        "id": asked.id,
        "title": asked.title,
        "true_as_of": asked.true_as_of.isoformat(),
        "questions": [
            {
                "id": each.id,
                "where": each.where,
                "question": each.question,
                "handling": each.handling.value,
                "until": each.until,
                "provisions": list(each.provisions),
            }
            for each in asked.questions
        ],
    }


def questions_of(entry: Entry) -> DraftingQuestions:
    """Read drafting questions back."""
    return DraftingQuestions(
        id=entry.text("id"),
        title=entry.text("title"),
        true_as_of=entry.day("true_as_of"),
        questions=tuple(
            DraftingQuestion(
                each.text("id"),
                each.text("where"),
                each.text("question"),
                each.read("handling", Handling),
                each.text("until"),
                each.texts("provisions"),
            )
            for each in entry.entries("questions")
        ),
    )


def _line(line: CheckLine) -> Fields:
    fields: Fields = {"text": line.text, "provisions": list(line.provisions)}
    if line.detail:
        fields["detail"] = line.detail
    return fields


def _ask(ask: Ask) -> Fields:
    fields: Fields = {
        "name": ask.name,
        "provisions": list(ask.provisions),
        "items": ask.items,
    }
    if ask.audience is not None:
        fields["audience"] = ask.audience.value
    return fields


def _audience(name: str) -> Audience:
    try:
        return Audience(name)
    except ValueError as error:
        raise InvalidError(reason="no such audience", given=name) from error
