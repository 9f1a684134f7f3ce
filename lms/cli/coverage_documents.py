"""What ``flask content coverage`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.domain.coverage import Cited, Covered


def coverage_document(covered: Sequence[Covered]) -> list[dict[str, object]]:
    """Each section with its items, its lessons and its holes."""
    return [
        {
            "provision": each.provision,
            "status": each.status.value,
            "items": [_item(item) for item in each.items],
            "lessons": list(each.lessons),
            "wanted": each.wanted,
            "holes": list(each.holes),
        }
        for each in covered
    ]


def _item(item: Cited) -> dict[str, object]:
    return {
        "scenario": item.scenario,
        "item": item.item,
        "kind": item.kind.value,
        "use": item.use.value,
        "audience": [who.value for who in item.audience],
    }


def coverage_lines(slug: str, covered: Sequence[Covered]) -> Iterator[str]:
    """The same for people."""
    holes = sum(len(each.holes) for each in covered)
    yield f"{slug}: {len(covered)} sections, {holes} holes"
    for each in covered:
        kinds = ", ".join(f"{many} {kind}" for kind, many in each.by_kind().items())
        counts = f"{len(each.items)} items ({kinds})" if each.items else "no items"
        yield (
            f"  {each.provision:<11} {each.status:<10} {counts}, "
            f"{len(each.lessons)} lessons, wanted {each.wanted}"
        )
        for hole in each.holes:
            yield f"      HOLE: {each.provision} {hole}"
        for item in each.items:
            audience = ", ".join(item.audience)
            yield f"      {item.scenario}/{item.item}: {item.kind}, {item.use}, {audience}"
