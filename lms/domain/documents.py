"""Every kind of content as plain documents, and back.

A version of content is stored as the canonical JSON of its document and its digest is the
version's identity, so the form never changes: a new form takes a new ``format`` number and
the old one stays readable. Documents hold text, whole numbers, booleans, lists and
dictionaries only; what is absent has no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch

from lms.domain.attempt import Responses
from lms.domain.checklist import Checklist
from lms.domain.coverage import CoveragePlan
from lms.domain.document_entry import Entry
from lms.domain.drafting import DraftingQuestions
from lms.domain.errors import InvalidError
from lms.domain.item import Answer
from lms.domain.item_document import (
    answer_from_document,
    answer_to_document,
    item_from_document,
    item_to_document,
    step_from_document,
)
from lms.domain.lesson import Law, Lesson, Objective, Page
from lms.domain.paper_document import (
    checklist_fields,
    checklist_of,
    plan_fields,
    plan_of,
    questions_fields,
    questions_of,
)
from lms.domain.scenario import Audience, ItemRef, Scenario, Tree, Use
from lms.domain.training import Blueprint, Gate, Group, LessonPlan, TrainingModule

FORMAT = 1

Document = dict[str, object]


@singledispatch
def to_document(thing: object) -> Document:
    """A piece of content as plain data."""
    raise TypeError(type(thing).__name__)


@to_document.register
def _(scenario: Scenario) -> Document:
    document: Document = {
        "document": "scenario",
        "format": FORMAT,
        "id": scenario.id,
        "title": scenario.title,
        "audience": [audience.value for audience in scenario.audience],
        "use": scenario.use.value,
        "limb": scenario.limb,
        "provisions": list(scenario.provisions),
        "banners": list(scenario.banners),
        "true_as_of": scenario.true_as_of.isoformat(),
        "situation": scenario.situation,
    }
    if scenario.pair is not None:
        document["pair"] = scenario.pair
    if scenario.fact is not None:
        document["fact"] = scenario.fact
    if scenario.tree is None:
        document["items"] = [item_to_document(item) for item in scenario.items]
    else:
        document["start"] = scenario.tree.start
        document["steps"] = [item_to_document(step) for step in scenario.tree.steps]
    return document


@to_document.register
def _(lesson: Lesson) -> Document:
    return {
        "document": "lesson",
        "format": FORMAT,
        "id": lesson.id,
        "title": lesson.title,
        "summary": lesson.summary,
        "limb": lesson.limb,
        "audience": [audience.value for audience in lesson.audience],
        "true_as_of": lesson.true_as_of.isoformat(),
        "technique": lesson.technique,
        "objectives": _objectives(lesson.objectives),
        "pages": [_page(page) for page in lesson.pages],
        "practice": list(lesson.practice),
    }


@to_document.register
def _(module: TrainingModule) -> Document:
    document: Document = {
        "document": "module",
        "format": FORMAT,
        "id": module.id,
        "number": module.number,
        "title": module.title,
        "summary": module.summary,
        "audience": [audience.value for audience in module.audience],
        "lessons": list(module.lessons),
        "blueprint": {
            "items": module.blueprint.items,
            "groups": [
                {"name": group.name, "provisions": list(group.provisions), "items": group.items}
                for group in module.blueprint.groups
            ],
            "must_pass": list(module.blueprint.must_pass),
        },
        "plan": {
            "author": module.plan.author,
            "technique": module.plan.technique,
            "true_as_of": module.plan.true_as_of.isoformat(),
            "objectives": _objectives(module.plan.objectives),
        },
    }
    if module.developments:
        document["developments"] = list(module.developments)
    if module.gate is not None:
        document["gate"] = _gate(module.gate)
    if module.revises is not None:
        document["revises"] = module.revises
    return document


@to_document.register
def _(checklist: Checklist) -> Document:
    return {"document": "checklist", "format": FORMAT, **checklist_fields(checklist)}


@to_document.register
def _(plan: CoveragePlan) -> Document:
    return {"document": "coverage", "format": FORMAT, **plan_fields(plan)}


@to_document.register
def _(asked: DraftingQuestions) -> Document:
    return {"document": "questions", "format": FORMAT, **questions_fields(asked)}


def responses_to_document(responses: Responses) -> dict[str, object]:
    """Answers by ``scenario/item``: an index, or a list of indexes."""
    return {
        str(ref): answer_to_document(answer)
        for ref, answer in sorted(responses.items(), key=lambda each: each[0])
    }


def responses_from_document(document: Mapping[str, object]) -> dict[ItemRef, Answer]:
    """Read answers back.

    Raises:
        InvalidError: not the form that ``responses_to_document`` writes.
    """
    return {ItemRef.parse(name): answer_from_document(value) for name, value in document.items()}


def scenario_from_document(document: Mapping[str, object]) -> Scenario:
    """Read a scenario back.

    Raises:
        InvalidError: it is no scenario, or of another format.
    """
    entry = Entry(document).of("scenario", FORMAT)
    tree = None
    if "start" in document:
        tree = Tree(
            entry.text("start"), tuple(step_from_document(each) for each in entry.entries("steps"))
        )
    return Scenario(
        id=entry.text("id"),
        title=entry.text("title"),
        audience=_audience_from(entry),
        use=entry.read("use", Use),
        limb=entry.text("limb"),
        provisions=entry.texts("provisions"),
        banners=entry.texts("banners"),
        true_as_of=entry.day("true_as_of"),
        situation=entry.text("situation"),
        pair=entry.maybe("pair"),
        fact=entry.maybe("fact"),
        items=() if tree else tuple(item_from_document(each) for each in entry.entries("items")),
        tree=tree,
    )


def lesson_from_document(document: Mapping[str, object]) -> Lesson:
    """Read a lesson back.

    Raises:
        InvalidError: it is no lesson, or of another format.
    """
    entry = Entry(document).of("lesson", FORMAT)
    return Lesson(
        id=entry.text("id"),
        title=entry.text("title"),
        summary=entry.text("summary"),
        limb=entry.text("limb"),
        audience=_audience_from(entry),
        true_as_of=entry.day("true_as_of"),
        technique=entry.text("technique"),
        objectives=_objectives_from(entry),
        pages=tuple(_page_from(page) for page in entry.entries("pages")),
        practice=entry.texts("practice"),
    )


def module_from_document(document: Mapping[str, object]) -> TrainingModule:
    """Read a module back.

    Raises:
        InvalidError: it is no module, or of another format.
    """
    entry = Entry(document).of("module", FORMAT)
    blueprint, plan = entry.entry("blueprint"), entry.entry("plan")
    groups = tuple(
        Group(group.text("name"), group.texts("provisions"), group.whole("items"))
        for group in blueprint.entries("groups")
    )
    return TrainingModule(
        id=entry.text("id"),
        number=entry.whole("number"),
        title=entry.text("title"),
        summary=entry.text("summary"),
        audience=_audience_from(entry),
        lessons=entry.texts("lessons"),
        blueprint=Blueprint(blueprint.whole("items"), groups, blueprint.texts("must_pass")),
        plan=LessonPlan(
            author=plan.text("author"),
            technique=plan.text("technique"),
            true_as_of=plan.day("true_as_of"),
            objectives=_objectives_from(plan),
        ),
        developments=entry.texts("developments") if "developments" in document else (),
        gate=_gate_from(entry.entry("gate")) if "gate" in document else None,
        revises=entry.whole("revises") if "revises" in document else None,
    )


def checklist_from_document(document: Mapping[str, object]) -> Checklist:
    """Read a checklist back.

    Raises:
        InvalidError: it is no checklist, or of another format.
    """
    return checklist_of(Entry(document).of("checklist", FORMAT))


def plan_from_document(document: Mapping[str, object]) -> CoveragePlan:
    """Read a plan of coverage back.

    Raises:
        InvalidError: it is no such plan, or of another format.
    """
    return plan_of(Entry(document).of("coverage", FORMAT))


def questions_from_document(document: Mapping[str, object]) -> DraftingQuestions:
    """Read drafting questions back.

    Raises:
        InvalidError: these are none, or of another format.
    """
    return questions_of(Entry(document).of("questions", FORMAT))


def _gate(gate: Gate) -> Document:
    document: Document = {"waits_for": gate.waits_for, "signatures": gate.signatures}
    if gate.outcome_of is not None:
        document["outcome_of"] = gate.outcome_of
    return document


def _gate_from(entry: Entry) -> Gate:
    return Gate(entry.text("waits_for"), entry.whole("signatures"), entry.maybe("outcome_of"))


def _page(page: Page) -> Document:
    document: Document = {
        "id": page.id,
        "title": page.title,
        "body": page.body,
        "provisions": list(page.provisions),
    }
    if page.limb is not None:
        document["limb"] = page.limb
    if page.law is not None:
        document["law"] = page.law.value
    return document


def _page_from(page: Entry) -> Page:
    return Page(
        id=page.text("id"),
        title=page.text("title"),
        body=page.text("body"),
        provisions=page.texts("provisions"),
        limb=page.maybe("limb"),
        law=Law.STATE if page.maybe("law") == Law.STATE else None,
    )


def _objectives(objectives: tuple[Objective, ...]) -> list[Document]:
    return [{"text": each.text, "provisions": list(each.provisions)} for each in objectives]


def _objectives_from(entry: Entry) -> tuple[Objective, ...]:
    return tuple(
        Objective(each.text("text"), each.texts("provisions"))
        for each in entry.entries("objectives")
    )


def _audience_from(entry: Entry) -> tuple[Audience, ...]:
    try:
        return tuple(Audience(name) for name in entry.texts("audience"))
    except ValueError as error:
        raise InvalidError(reason="no such audience") from error
