"""A corrected key: what counts as right besides, and whose result changes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError
from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, Sort
from lms.domain.key_change import KeyChange, check_accepts
from lms.domain.scenario import Scenario
from lms.queries.content import Version, thing, version
from lms.queries.local_day import local_day
from lms.queries.rescoring import (
    Affected,
    affected_by,
    key_changes,
    members_who_drew,
    versions_asking_alike,
)
from lms.queries.roster import roster
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.lock_member import lock_member
from lms.services.lock_policy import hold_policy
from lms.services.rescore import rescore


@dataclass(frozen=True, slots=True)
class KeyChangeAsked:
    """An item of a scenario's version, and the answer that is right besides.

    Attributes:
        accepts: indexes as the author wrote them; None: whatever was answered.
    """

    version_id: int
    item: str
    accepts: int | tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a correction would bring about, before anybody decides."""

    version: Version
    item: Item
    change: KeyChange
    affected: tuple[Affected, ...]


def foresee(session: Session, asked: KeyChangeAsked) -> Foreseen:
    """Whose result would change.

    Raises:
        NotFoundError: there is no such version or item.
        InvalidError: the answer is none, or right already.
        ConflictError: the same was corrected before.
    """
    found = version(session, asked.version_id)
    item = thing(session, found, Scenario).item(asked.item)
    accepts = check_accepts(item, asked.accepts)
    alike = versions_asking_alike(session, asked.version_id, asked.item)
    change = KeyChange(frozenset(each.digest for each in alike), asked.item, accepts)
    if change in key_changes(session):
        raise ConflictError(item=asked.item, reason="the same was corrected before")
    return Foreseen(found, item, change, affected_by(session, change))


def _ground(session: Session, asked: KeyChangeAsked, *, now: datetime) -> Ground:
    for member_id in members_who_drew(
        session,
        [each.digest for each in versions_asking_alike(session, asked.version_id, asked.item)],
    ):
        lock_member(session, member_id)
    hold_policy(session, version(session, asked.version_id).policy_id)
    found = foresee(session, asked)
    names = {
        person.member_id: person.full_name
        for person in roster(session, local_day(session, now), serving_only=False)
    }
    return Ground(
        basis={
            "digests": sorted(found.change.digests),
            "changes": [
                [
                    each.before.attempt_id,
                    each.before.points,
                    each.before.passed,
                    each.after.points,
                    each.after.maximum,
                    each.after.passed,
                ]
                for each in found.affected
            ],
        },
        shown={
            "scenario": thing(session, found.version, Scenario).title,
            "stem": found.item.stem,
            "accepted": accepted_words(found.item, found.change.accepts),
            **{
                f"attempt-{each.before.attempt_id}": names.get(each.before.member_id, "")
                for each in found.affected
            },
        },
        members=frozenset(each.before.member_id for each in found.affected),
    )


def accepted_words(item: Item, accepts: Answer | None) -> str:
    """What is right besides, in the item's own words."""
    if accepts is None:
        return "Every answer counts as right"
    chosen = (accepts,) if isinstance(accepts, int) else accepts
    match item:
        case ChooseOne() | ChooseAll():
            return " and ".join(f"“{item.options[at].text}”" for at in chosen)
        case Order():
            return ", then ".join(item.sequence[at].text for at in chosen)
        case Sort():
            pairs = zip(item.things, chosen, strict=True)
            return "; ".join(f"{thing.text}: {item.places[at]}" for thing, at in pairs)


def _carry_out(
    session: Session, asked: KeyChangeAsked, approval: Approval, *, now: datetime
) -> None:
    found = foresee(session, asked)
    rescore(
        session,
        version=found.version,
        change=found.change,
        affected=found.affected,
        by=approval.by,
        now=now,
    )


def _change(_asked: KeyChangeAsked, ground: Ground) -> Change:
    lines = [("Right besides", "", ground.shown["accepted"])]
    lines.append(("The scenario", "in use", "out of use until a mended version is approved"))
    for attempt_id, points_before, passed_before, points, maximum, passed in ground.basis[
        "changes"
    ]:
        who = ground.shown.get(f"attempt-{attempt_id}") or "Somebody"
        lines.append(
            (
                f"{who}, attempt {attempt_id}",
                _result(points_before, maximum, passed_before),
                _result(points, maximum, passed),
            )
        )
    if not ground.basis["changes"]:
        lines.append(("Results", "", "unchanged for everybody"))
    return Change(
        f"Correct the key of “{ground.shown['stem']}” ({ground.shown['scenario']})", tuple(lines)
    )


def _result(points: int, maximum: int, passed: bool) -> str:  # noqa: FBT001 - a stored value
    return f"{points} of {maximum}, {'passed' if passed else 'not passed'}"


EXECUTORS = (Executor(TwoPersonAct.KEY_CHANGE, KeyChangeAsked, _ground, _carry_out, _change),)
