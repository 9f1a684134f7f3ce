"""Lesson files: their shape, and the way into the domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.lesson import Law, Lesson, Objective, Page
from lms.domain.scenario import Audience


class ObjectiveModel(StrictModel):
    """What somebody can do afterwards."""

    text: Text
    provisions: tuple[Text, ...]

    def to_domain(self) -> Objective:
        """The same in the domain's words."""
        return Objective(self.text, self.provisions)


class PageModel(StrictModel):
    """One reading page."""

    id: Text
    title: Text
    limb: Text | None = None
    law: Law | None = None
    provisions: tuple[Text, ...] = ()
    body: Text

    def to_domain(self) -> Page:
        """The same in the domain's words."""
        return Page(
            id=self.id,
            title=self.title,
            body=self.body,
            provisions=self.provisions,
            limb=self.limb,
            law=self.law,
        )


class LessonModel(StrictModel):
    """One lesson file."""

    id: Text
    title: Text
    summary: Text
    limb: Text = "policy"
    audience: tuple[Audience, ...]
    true_as_of: date
    technique: Text
    objectives: tuple[ObjectiveModel, ...]
    pages: tuple[PageModel, ...]
    practice: tuple[Text, ...]

    def to_domain(self) -> Lesson:
        """The same in the domain's words."""
        return Lesson(
            id=self.id,
            title=self.title,
            summary=self.summary,
            limb=self.limb,
            audience=self.audience,
            true_as_of=self.true_as_of,
            technique=self.technique,
            objectives=tuple(objective.to_domain() for objective in self.objectives),
            pages=tuple(page.to_domain() for page in self.pages),
            practice=self.practice,
        )


def read_lesson(path: Path, *, shown_as: str | None = None) -> Reading[Lesson]:
    """Read one lesson file.

    Args:
        path: the file.
        shown_as: its name in messages; the path as given where it is left out.
    """
    return read(path, LessonModel, LessonModel.to_domain, shown_as)
