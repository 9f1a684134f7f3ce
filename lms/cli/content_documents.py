"""Training content as commands write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from lms.content.whole_folder import WholeFolder
from lms.domain.nominal import Nominal, nominal_minutes
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.services.import_content import ImportedContent


def checked_document(read: WholeFolder) -> dict[str, object]:
    """What a folder holds."""
    return {
        "folder": str(read.path),
        "policy": read.slug,
        "provisions": len(read.revision.provisions) if read.revision else 0,
        "scenarios": len(read.scenarios),
        "items": read.items,
        "practice_items": _items(read, graded=False),
        "graded_items": _items(read, graded=True),
        "lessons": len(read.lessons),
        "modules": [_module_document(read, module) for module in read.modules],
        "findings": len(read.findings),
    }


def _items(read: WholeFolder, *, graded: bool) -> int:
    return sum(
        scenario.item_count
        for scenario in read.scenarios
        if (scenario.use.graded if graded else scenario.use.practiced)
    )


def _module_document(read: WholeFolder, module: TrainingModule) -> dict[str, object]:
    return {
        "id": module.id,
        "number": module.number,
        "title": module.title,
        "lessons": len(module.lessons),
        "nominal_minutes": _minutes(read, module),
        "pool": len(module.pool(read.scenarios)),
    }


def _minutes(read: WholeFolder, module: TrainingModule) -> int:
    scenarios: Mapping[str, Scenario] = {each.id: each for each in read.scenarios}
    lessons = {each.id: each for each in read.lessons}
    parts = (
        nominal_minutes(lessons[name], scenarios)
        for name in module.lessons
        if name in lessons and set(lessons[name].practice) <= set(scenarios)
    )
    return sum(parts, Nominal(0, 0)).minutes


def checked_lines(read: WholeFolder) -> Iterator[str]:
    """The same for people."""
    provisions = len(read.revision.provisions) if read.revision else 0
    yield f"{read.path}: {len(read.findings)} findings"
    yield (
        f"    {provisions} provisions, {len(read.scenarios)} scenarios, {read.items} items "
        f"({_items(read, graded=False)} practice, {_items(read, graded=True)} graded), "
        f"{len(read.lessons)} lessons"
    )
    for module in read.modules:
        pool = len(module.pool(read.scenarios))
        yield (
            f"    {module.number} {module.title}: {len(module.lessons)} lessons of "
            f"{_minutes(read, module)} minutes, {pool} scenarios to draw"
        )


def imported_document(read: WholeFolder, imported: ImportedContent) -> dict[str, object]:
    """What an import did, by kind."""
    return {
        "policy": read.slug,
        **{name: asdict(kind) for name, kind in imported.by_kind().items()},
        "in_review": imported.versions,
        "findings": [],
    }
