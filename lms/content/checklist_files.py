"""Checklist files: their shape, and the way into the domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.checklist import CheckLine, Checklist
from lms.domain.scenario import Audience


class LineModel(StrictModel):
    """One thing to do or to know."""

    text: Text
    detail: Text = ""
    provisions: tuple[Text, ...]

    def to_domain(self) -> CheckLine:
        """The same in the domain's words."""
        return CheckLine(self.text, self.provisions, self.detail)


class ChecklistModel(StrictModel):
    """One checklist file."""

    id: Text
    title: Text
    moment: Text
    audience: tuple[Audience, ...]
    true_as_of: date
    lines: tuple[LineModel, ...]
    silent: Text

    def to_domain(self) -> Checklist:
        """The same in the domain's words."""
        return Checklist(
            id=self.id,
            title=self.title,
            moment=self.moment,
            audience=self.audience,
            true_as_of=self.true_as_of,
            lines=tuple(line.to_domain() for line in self.lines),
            silent=self.silent,
        )


def read_checklist(path: Path, *, shown_as: str | None = None) -> Reading[Checklist]:
    """Read one checklist file.

    Args:
        path: the file.
        shown_as: its name in messages; the path as given where it is left out.
    """
    return read(path, ChecklistModel, ChecklistModel.to_domain, shown_as)
