"""Whether every section is trained as much as the department asks of its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.domain.citation import Citable, Known
from lms.domain.findings import Finding
from lms.domain.item import Kind
from lms.domain.lesson import Lesson
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Audience, Scenario, Use
from lms.domain.wording import blank_findings, id_findings, repeat_findings


@dataclass(frozen=True, slots=True)
class Ask:
    """So many items on each of some provisions.

    Attributes:
        provisions: ids, or the beginnings of ids: ``IV.B`` asks for each provision below it.
        audience: only items told from this place count; None counts all.
    """

    name: str
    provisions: tuple[str, ...]
    items: int
    audience: Audience | None = None

    def is_about(self, provision: str) -> bool:
        """Whether a provision is one of those named, or below one of them."""
        return any(below(provision, name) for name in self.provisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePlan:
    """How much of its sections a policy's content has to ask about."""

    id: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """An item that tests a provision."""

    scenario: str
    title: str
    item: str
    kind: Kind
    use: Use
    audience: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """What training has on one provision.

    Attributes:
        items: every item that tests it, by the ids of their scenarios.
        lessons: those with a page that shows its words.
        wanted: the most items that the plan asks for.
        holes: what is missing, each in a sentence; empty where nothing is.
    """

    provision: str
    status: ProvisionStatus
    items: tuple[Cited, ...]
    lessons: tuple[str, ...]
    wanted: int
    holes: tuple[str, ...]

    def by_kind(self) -> dict[Kind, int]:
        """How many items of each kind that occurs."""
        return {
            kind: many for kind in Kind if (many := sum(each.kind is kind for each in self.items))
        }

    def by_audience(self) -> dict[Audience, int]:
        """How many items are told from each place that occurs; one item may have several."""
        return {
            who: many
            for who in Audience
            if (many := sum(who in each.audience for each in self.items))
        }

    @property
    def graded(self) -> int:
        """How many items an attempt may draw."""
        return sum(each.use.graded for each in self.items)


def below(provision: str, name: str) -> bool:
    """Whether a provision has this id or stands below it: IV.D.3-a below IV.D.3 and IV.D."""
    if not provision.startswith(name):
        return False
    rest = provision[len(name) :]
    return not rest or rest[0] in ".-("


def coverage(
    provisions: Iterable[Citable],
    plan: CoveragePlan,
    scenarios: Iterable[Scenario],
    lessons: Iterable[Lesson],
) -> tuple[Covered, ...]:
    """Hold content against what is asked of it, provision by provision, in their order.

    Whatever the plan says: what may be scored has an item, guarded or not; what is background
    is taught; what is blocked or background is in no item.
    """
    items = _items(scenarios)
    taught = _taught(lessons)
    return tuple(
        _covered(each, plan, tuple(items.get(each.id, ())), tuple(taught.get(each.id, ())))
        for each in provisions
    )


def plan_findings(plan: CoveragePlan, known: Known) -> Iterator[Finding]:
    """What is wrong with a plan itself."""
    yield from id_findings(("id",), plan.id)
    paths = [("asks", at, "name") for at in range(len(plan.asks))]
    yield from repeat_findings(paths, [ask.name for ask in plan.asks])
    for at, ask in enumerate(plan.asks):
        yield from blank_findings(("asks", at, "name"), ask.name)
        if ask.items < 1:
            yield Finding(("asks", at, "items"), f"is {ask.items}; it is at least 1")
        if not ask.provisions:
            yield Finding(("asks", at, "provisions"), "are missing")
        for which, name in enumerate(ask.provisions):
            if not any(below(code, name) for code in known.provisions):
                path = ("asks", at, "provisions", which)
                yield Finding(path, f"there is no provision {name}, and none below it")


def _items(scenarios: Iterable[Scenario]) -> Mapping[str, Sequence[Cited]]:
    found: dict[str, list[Cited]] = {}
    for scenario in sorted(scenarios, key=lambda each: each.id):
        for item in scenario.every_item:
            for code in scenario.provisions_of(item):
                cited = Cited(
                    scenario.id, scenario.title, item.id, item.kind, scenario.use, scenario.audience
                )
                found.setdefault(code, []).append(cited)
    return found


def _taught(lessons: Iterable[Lesson]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for lesson in sorted(lessons, key=lambda each: each.id):
        for code in dict.fromkeys(code for page in lesson.pages for code in page.provisions):
            found.setdefault(code, []).append(lesson.id)
    return found


def _covered(
    provision: Citable, plan: CoveragePlan, items: tuple[Cited, ...], lessons: tuple[str, ...]
) -> Covered:
    asks = [ask for ask in plan.asks if ask.is_about(provision.id)]
    scored = provision.status.may_be_scored
    return Covered(
        provision=provision.id,
        status=provision.status,
        items=items,
        lessons=lessons,
        wanted=max([1, *(ask.items for ask in asks)]) if scored else 0,
        holes=tuple(_holes(provision, asks, items, lessons)),
    )


def _holes(
    provision: Citable, asks: Sequence[Ask], items: Sequence[Cited], lessons: Sequence[str]
) -> Iterator[str]:
    status = provision.status
    if not status.may_be_scored:
        if items:
            yield f"is {status} and is asked about {len(items)} times"
        if status is ProvisionStatus.BACKGROUND and not lessons:
            yield "is background and no lesson shows its words"
        return
    if not items:
        yield "may be scored and no item asks about it"
    if not lessons:
        yield "may be scored and no lesson shows its words"
    for ask in asks:
        counted = [each for each in items if ask.audience is None or ask.audience in each.audience]
        if len(counted) < ask.items:
            yield f"has {len(counted)} of {ask.items} items ({ask.name})"
