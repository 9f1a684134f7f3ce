"""What is taught, and what stands beside it, with versions and approvers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.checklist import Checklist
from lms.domain.coverage import CoveragePlan
from lms.domain.drafting import DraftingQuestions
from lms.domain.edition import is_due_again
from lms.domain.name_search import folded, matches
from lms.domain.requirement import PeriodKind, period_of
from lms.domain.scenario import Use
from lms.queries.content_list import ContentRow, Listed, ListedPaper, listed_content
from lms.web.access import current, requires
from lms.web.content_words import KINDS, STATES
from lms.web.filters import plural
from lms.web.listing import Column, arranged, chosen, searched
from lms.web.local_day import local_date, today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint

_USES: Mapping[Use, str] = {
    Use.PRACTICE: "practice",
    Use.GRADED: "graded",
    Use.BOTH: "practice and graded",
}
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of content in the list.

    Attributes:
        number: a module's place in the course; zero for the others.
        about: what it holds, in a few words.
        sections: the codes of the policy it rests on.
    """

    row: ContentRow
    title: str
    number: int
    about: str
    sections: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Which of ``KINDS`` it is."""
        return self.row.version.kind.value


@blueprint.get("/desk/content")
@requires(Permission.CONTENT_VIEW)
def content() -> ResponseReturnValue:
    """List all content; what it says is read elsewhere, and never keys here."""
    with reading() as session:
        found = listed_content(session)
    lines = list(_lines(found))
    return render_template(
        "training_unit/content.html",
        listing=arranged(_wanted(lines), _COLUMNS, first="kind"),
        counts={kind: sum(line.kind == kind for line in lines) for kind in KINDS},
        kinds=KINDS,
        states=STATES,
        due_again=frozenset(line.row.version.id for line in lines if _is_due_again(line)),
        may_talk=reach(current().roles, Permission.TALK_RECORD) is not None,
    )


def _is_due_again(line: Line) -> bool:
    """Whether a lesson plan in use was last approved for an earlier year's edition."""
    edition = period_of(PeriodKind.CALENDAR_YEAR, today())
    return (
        line.kind == "module"
        and line.row.state == "approved"
        and is_due_again(approved_on=local_date(line.row.decided_at), edition=edition)
    )


def _lines(found: Listed) -> Iterator[Line]:
    for each in found.modules:
        module = each.module
        about = f"{plural(len(module.lessons), 'lesson')}, {module.blueprint.items} graded items"
        sections = (code for group in module.blueprint.groups for code in group.provisions)
        yield Line(each.row, module.title, module.number, about, tuple(dict.fromkeys(sections)))
    for taught in found.lessons:
        lesson = taught.lesson
        about = f"{plural(len(lesson.pages), 'page')}, {len(lesson.practice)} to practice"
        codes = (code for page in lesson.pages for code in page.provisions)
        yield Line(taught.row, lesson.title, 0, about, tuple(dict.fromkeys(codes)))
    for asked in found.scenarios:
        scenario = asked.scenario
        items = plural(len(scenario.every_item), "item")
        about = f"{items}, {_USES[scenario.use]}"
        yield Line(asked.row, scenario.title, 0, about, scenario.provisions)
    yield from map(_paper, found.papers)


def _paper(each: ListedPaper) -> Line:
    match each.paper:
        case Checklist() as page:
            about = plural(len(page.lines), "line")
            return Line(each.row, page.title, 0, about, page.provisions)
        case DraftingQuestions() as asked:
            about = plural(len(asked.questions), "question")
            return Line(each.row, asked.title, 0, about, asked.provisions)
        case CoveragePlan() as plan:
            about = plural(len(plan.asks), "ask")
            named = tuple(dict.fromkeys(code for ask in plan.asks for code in ask.provisions))
            return Line(each.row, "Items wanted for each section", 0, about, named)


def _wanted(lines: list[Line]) -> list[Line]:
    kind, state, query = chosen("kind", KINDS), chosen("state", STATES), searched()
    return [
        line
        for line in lines
        if (not kind or line.kind == kind)
        and (not state or line.row.state == state)
        and (not query or matches(query, (line.title, line.row.version.slug, *line.sections)))
    ]


def _in_order(line: Line) -> tuple[int, int, str]:
    return _PLACE[line.kind], line.number, folded(line.title)


_COLUMNS: tuple[Column[Line], ...] = (
    Column("title", "Title", lambda line: folded(line.title)),
    Column("kind", "Kind", _in_order),
    Column("version", "Version", lambda line: (line.row.version.number, *_in_order(line)), True),
    Column("state", "State", lambda line: (line.row.state, *_in_order(line))),
    Column("author", "Written by", lambda line: (folded(line.row.author), *_in_order(line))),
    Column("decided", "Decided by", lambda line: (folded(line.row.decided_by), *_in_order(line))),
)
