"""What a served page carries so that its first sign of life can be judged.

The server signs it and stores nothing until it comes back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageToken:
    """One serving of one page to one member.

    Attributes:
        unit: what the page's time is posted with, ``lesson:<id>`` or ``attempt:<id>``.
        page: the page's name within the unit.
        limb: the subject its seconds count to.
        expected_seconds: from the page's words and items.
        served_ms: when the interval opened, milliseconds since the epoch.
        nonce: spent by the first beat that brings it.
        opening: whether it came with the page itself, not with the answer to a beat.
    """

    member_id: int
    sitting_id: int
    unit: str
    page: str
    limb: str
    expected_seconds: int
    served_ms: int
    nonce: str
    opening: bool

    @property
    def page_key(self) -> str:
        """The page's key among all pages of the member's sittings."""
        return f"{self.sitting_id}/{self.unit}/{self.page}"


def lesson_unit(lesson: str) -> str:
    """The unit that a lesson's pages are posted with."""
    return f"lesson:{lesson}"


def attempt_unit(attempt_id: int) -> str:
    """The unit that an attempt's pages are posted with."""
    return f"attempt:{attempt_id}"
