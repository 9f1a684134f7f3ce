"""Lessons: about ten minutes of reading and practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.domain.scenario import Audience


class Law(StrEnum):
    """A tag of pages that explain the policy by law of one's own state."""

    STATE = "state"


@dataclass(frozen=True, slots=True)
class Objective:
    """What somebody can do afterwards, and the provisions it rests on."""

    text: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One reading page. ``body`` is Markdown without raw HTML or links.

    Attributes:
        provisions: their exact words stand beside the text.
        limb: where its minutes count; None means where the lesson's do.
        law: the tag of state law, which counts where it explains the policy's own words.
    """

    id: str
    title: str
    body: str
    provisions: tuple[str, ...] = ()
    limb: str | None = None
    law: Law | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Reading pages, then practice.

    Attributes:
        practice: ids of scenarios, in order.
        limb: the part of the requirement its minutes count toward.
    """

    id: str
    title: str
    summary: str
    limb: str
    audience: tuple[Audience, ...]
    true_as_of: date
    technique: str
    objectives: tuple[Objective, ...]
    pages: tuple[Page, ...]
    practice: tuple[str, ...]

    def limb_of(self, page: Page) -> str:
        """Where the minutes of a page count."""
        return page.limb or self.limb
