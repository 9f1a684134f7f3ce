"""requirement.yaml: what a policy asks of people each period, with the provision that sets it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import Findings, StrictModel
from lms.domain.findings import Finding
from lms.domain.requirement import Limb, LimbRule, PeriodKind, Requirement

_SECONDS_AN_HOUR = 3600


class LimbModel(StrictModel):
    """A subject that the requirement names."""

    id: Text
    title: Text
    rule: LimbRule

    def to_domain(self) -> Limb:
        """The same in the domain's words."""
        return Limb(self.id, self.title, self.rule)


class RequirementModel(StrictModel):
    """The whole file."""

    id: Text
    title: Text
    provision: Text
    period: PeriodKind
    hours: int
    hour_definition: Text
    limbs: tuple[LimbModel, ...]

    def to_domain(self) -> Requirement:
        """The same in the domain's words."""
        return Requirement(
            slug=self.id,
            title=self.title,
            period=self.period,
            seconds=self.hours * _SECONDS_AN_HOUR,
            limbs=tuple(limb.to_domain() for limb in self.limbs),
            source=self.provision,
            hour_definition=self.hour_definition,
        )


def read_requirement(path: Path) -> Reading[Requirement]:
    """Read the file; None of it where anything is misshapen."""
    return read(path, RequirementModel, RequirementModel.to_domain, None)


def requirement_findings(reading: Reading[Requirement], provisions: Collection[str]) -> Findings:
    """What is wrong with it beyond its shape.

    Args:
        reading: the file as read.
        provisions: codes of the policy's provisions.
    """
    requirement, source = reading.thing, reading.source
    if requirement is None or source is None:
        return reading.found
    found = list(reading.found)
    if requirement.source not in provisions:
        message = f"there is no provision {requirement.source}"
        found.append(source.locate(Finding(("provision",), message)))
    if requirement.seconds <= 0:
        found.append(source.locate(Finding(("hours",), "must be at least one")))
    slugs = [limb.slug for limb in requirement.limbs]
    found.extend(
        source.locate(Finding(("limbs", at, "id"), f"{slug} is there twice"))
        for at, slug in enumerate(slugs)
        if slug in slugs[:at]
    )
    if not slugs:
        found.append(source.locate(Finding(("limbs",), "are missing: what does it train?")))
    return tuple(found)
