"""How long a lesson is expected to take, counted once for the versions it follows from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lms.domain.lesson import Lesson
from lms.domain.nominal import Nominal, nominal_minutes
from lms.domain.scenario import Scenario
from lms.queries.content import Version

_kept: dict[tuple[str, ...], Nominal] = {}
"""Expected time by the digests it follows from; counting words takes long."""


def expected_time(
    lesson: Lesson,
    version: Version,
    scenarios: Mapping[str, Scenario],
    scenario_versions: Mapping[str, Version],
) -> Nominal:
    """The expected time of a lesson of one version, with its practice.

    A scenario that was taken out of use is practiced no more.
    """
    in_use = tuple(each for each in lesson.practice if each in scenario_versions)
    key = (version.digest, *(scenario_versions[each].digest for each in in_use))
    if key not in _kept:
        _kept[key] = nominal_minutes(replace(lesson, practice=in_use), scenarios)
    return _kept[key]
