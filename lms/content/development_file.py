"""developments.yaml: what a register of changes is first filled with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import Findings, StrictModel
from lms.domain.development import (
    Confidence,
    Development,
    DevelopmentKind,
    Jurisdiction,
    Touch,
    Touched,
    development_findings,
)
from lms.domain.findings import Finding


class TouchedModel(StrictModel):
    """A provision that is touched."""

    provision: Text
    how: Touch
    note: Text = ""

    def to_domain(self) -> Touched:
        """The same in the domain's words."""
        return Touched(self.provision, self.how, self.note)


class DevelopmentModel(StrictModel):
    """One entry."""

    code: Text
    title: Text
    kind: DevelopmentKind
    jurisdiction: Jurisdiction
    confidence: Confidence
    when: Text
    dated_on: date | None = None
    effective_on: date | None = None
    what_changed: Text
    consequence: Text
    touched: tuple[TouchedModel, ...]
    sources: tuple[Text, ...]

    def to_domain(self) -> Development:
        """The same in the domain's words."""
        return Development(
            code=self.code,
            title=self.title,
            kind=self.kind,
            jurisdiction=self.jurisdiction,
            confidence=self.confidence,
            date_words=self.when,
            dated_on=self.dated_on,
            effective_on=self.effective_on,
            what_changed=self.what_changed,
            consequence=self.consequence,
            touched=tuple(each.to_domain() for each in self.touched),
            sources=self.sources,
        )


class DevelopmentsModel(StrictModel):
    """The whole file."""

    developments: tuple[DevelopmentModel, ...]

    def to_domain(self) -> tuple[Development, ...]:
        """The entries in the order of the file."""
        return tuple(each.to_domain() for each in self.developments)


def read_developments(path: Path) -> Reading[tuple[Development, ...]]:
    """Read the file; None of it where anything is misshapen."""
    return read(path, DevelopmentsModel, DevelopmentsModel.to_domain, None)


def developments_file_findings(
    reading: Reading[tuple[Development, ...]], provisions: Collection[str]
) -> Findings:
    """What is wrong with it, by line.

    Args:
        reading: the file as read.
        provisions: codes of the policy's provisions.
    """
    if reading.thing is None or reading.source is None:
        return reading.found
    wrong = development_findings(reading.thing, provisions)
    return (
        *reading.found,
        *(
            reading.source.locate(Finding(("developments", *_in_file(each.path)), each.message))
            for each in wrong
        ),
    )


def _in_file(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The path of a finding by the names that the file has."""
    return tuple("when" if part == "date_words" else part for part in path)
