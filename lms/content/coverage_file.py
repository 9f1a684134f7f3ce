"""``coverage.yaml``: how much of each section the content has to ask about."""

from __future__ import annotations

from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.coverage import Ask, CoveragePlan
from lms.domain.scenario import Audience


class AskModel(StrictModel):
    """So many items on each of some provisions."""

    name: Text
    provisions: tuple[Text, ...]
    items: int
    audience: Audience | None = None

    def to_domain(self) -> Ask:
        """The same in the domain's words."""
        return Ask(self.name, self.provisions, self.items, self.audience)


class CoverageModel(StrictModel):
    """The file."""

    id: Text
    asks: tuple[AskModel, ...]

    def to_domain(self) -> CoveragePlan:
        """The same in the domain's words."""
        return CoveragePlan(id=self.id, asks=tuple(ask.to_domain() for ask in self.asks))


def read_coverage(path: Path, *, shown_as: str | None = None) -> Reading[CoveragePlan]:
    """Read the plan of a folder."""
    return read(path, CoverageModel, CoverageModel.to_domain, shown_as)
