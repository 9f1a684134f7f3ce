"""A piece as those will see it whom it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from lms.domain.cited import Thing
from lms.domain.errors import DomainError
from lms.domain.item import right_answer
from lms.domain.lesson import Lesson, Page
from lms.domain.scenario import Scenario
from lms.web.answer_fields import Field, Shown, field_of, shown_with_key
from lms.web.markdown import render

SEED, UNWRITTEN = "preview", "…"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page shows of a piece.

    Attributes:
        items: each question as it is asked, and as it looks answered.
        pages: a lesson's pages with their words, and where their minutes count if elsewhere.
    """

    thing: Thing
    items: tuple[tuple[Field, Shown | None], ...] = ()
    pages: tuple[tuple[str, Markup, str], ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the piece, as a template asks for it."""
        return type(self.thing).__name__


def preview(thing: Thing | None) -> Preview | None:
    """The preview of a piece; None of one that has not the shape of any."""
    match thing:
        case None:
            return None
        case Scenario():
            return Preview(thing, tuple(_items(thing)))
        case Lesson():
            pages = tuple((page.title, render(page.body), _counts(page)) for page in thing.pages)
            return Preview(thing, pages=pages)
        case _:
            return Preview(thing)


def _items(scenario: Scenario) -> list[tuple[Field, Shown | None]]:
    found: list[tuple[Field, Shown | None]] = []
    for item in scenario.every_item:
        field = _readable(field_of(item, SEED, scenario.id))
        try:
            shown = shown_with_key(item, right_answer(item), SEED, scenario.id)
        except (DomainError, ValueError):
            shown = None
        found.append((field, shown))
    return found


def _readable(field: Field) -> Field:
    """The same with a sign where nothing is written yet: every choice has a label."""
    options = tuple({**each, "text": each["text"] or UNWRITTEN} for each in field.options)
    item = replace(field.item, stem=field.item.stem or UNWRITTEN)
    return replace(field, options=options, item=item)


def _counts(page: Page) -> str:
    """Where a page's minutes count, where that is not where the lesson's do."""
    if page.law is not None:
        return "Explained by state law; its minutes count as policy minutes."
    return f"Its minutes count toward {page.limb.replace('_', ' ')}." if page.limb else ""
