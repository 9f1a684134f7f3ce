"""A corrected key: what counts as right besides, and whose result changes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.key_change import accepted_words
from lms.domain.scenario import Scenario
from lms.queries.content import thing, version
from lms.queries.local_day import local_day
from lms.queries.rescoring import foresee_change, members_who_drew, versions_asking_alike
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


def _ground(session: Session, asked: KeyChangeAsked, *, now: datetime) -> Ground:
    for member_id in members_who_drew(
        session,
        [each.digest for each in versions_asking_alike(session, asked.version_id, asked.item)],
    ):
        lock_member(session, member_id)
    hold_policy(session, version(session, asked.version_id).policy_id)
    found = foresee_change(session, asked.version_id, asked.item, asked.accepts)
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


def _carry_out(
    session: Session, asked: KeyChangeAsked, approval: Approval, *, now: datetime
) -> None:
    found = foresee_change(session, asked.version_id, asked.item, asked.accepts)
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
