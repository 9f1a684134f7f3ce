"""A rule follows the roster: it gives shares, takes them back, and says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.access import SYSTEM, Actor
from lms.domain.assignment_rule import IN_CHARGE, Repeat, RuleAudience, Timing
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.requirement import PeriodKind, period_of
from lms.models import (
    Journal,
    MemberAssignment,
    MemberAssignmentEnd,
    RuleAssignment,
    RuleShare,
)
from lms.queries.assignment_rules import (
    assignment_rule,
    modules_given,
    people_who_fit,
    share_changes,
    standing_shares,
)
from lms.queries.completion import assigned_to
from lms.services.assignment_rule import (
    apply_assignment_rule,
    end_assignment_rule,
    make_assignment_rule,
)
from lms.services.withdraw_assignment import withdraw_assignment
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import PEOPLE, desk_members, training_sergeant
from tests.factories import enlist, facts
from tests.training_rows import POLICY, School

NIGHTS = RuleAudience(sworn=True, shifts=("Nights",))
SPRING = Timing(Repeat.ONCE, date(2027, 3, 1), date(2027, 3, 31), 7)


@pytest.fixture
def members(database: Database) -> dict[str, int]:
    return desk_members(database)


@pytest.fixture
def school(database: Database, members: dict[str, int]) -> School:
    return School.opened(database)


@pytest.fixture
def by(database: Database, members: dict[str, int]) -> Actor:
    return training_sergeant(database, members).actor


@pytest.fixture
def rule(database: Database, school: School, by: Actor) -> Callable[..., int]:
    def make(audience: RuleAudience = NIGHTS, timing: Timing = SPRING) -> int:
        work = partial(
            make_assignment_rule,
            name="Nights",
            policy=POLICY,
            modules=("module-1",),
            audience=audience,
            timing=timing,
            by=by,
        )
        return database.writing(work)

    return make


def _look(database: Database, rule_id: int) -> tuple[int, int]:
    change = database.writing(partial(apply_assignment_rule, rule_id=rule_id))
    return len(change.added), len(change.withdrawn)


def _standing(database: Database, rule_id: int) -> dict[int, date]:
    with database.reading() as session:
        rows = session.execute(
            select(MemberAssignment.member_id, MemberAssignment.due_on)
            .join(RuleAssignment, RuleAssignment.assignment_id == MemberAssignment.assignment_id)
            .where(
                RuleAssignment.rule_id == rule_id,
                MemberAssignment.id.not_in(select(MemberAssignmentEnd.member_assignment_id)),
            )
        )
        return {row.member_id: row.due_on for row in rows}


def _move(database: Database, clock: Clock, **changes: dict[str, str]) -> None:
    """The roster of the next day, with changes to some people by badge."""
    clock.advance(days=1)
    day = clock().date()
    people = [
        replace(each, **changes[each.badge_number], valid_from=day)  # type: ignore[arg-type]
        if each.badge_number in changes
        else each
        for each in PEOPLE
    ]
    enlist(database, *people)


def test_a_transfer_gives_and_takes_back_and_both_reasons_are_kept(
    database: Database, clock: Clock, members: dict[str, int], rule: Callable[..., int]
) -> None:
    number = rule()
    assert rule() == number, "the same rule sent twice is one"
    assert set(_standing(database, number)) == {members["0102"], members["0103"]}
    assert _look(database, number) == (0, 0)
    _move(database, clock, **{"0101": {"shift": "Nights"}, "0102": {"shift": "Days"}})
    assert _look(database, number) == (1, 1)
    assert _look(database, number) == (0, 0)
    standing = _standing(database, number)
    assert set(standing) == {members["0101"], members["0103"]}
    assert standing[members["0101"]] > SPRING.due_on, "who comes later has as many days"
    with database.reading() as session:
        changes = share_changes(session, number, most=9)
    assert [(each.given, each.reason) for each in changes[:2]] == [
        (True, "Fits the rule: sworn, shift Nights."),
        (False, "No longer fits the rule: shift is Days."),
    ]
    _move(database, clock, **{"0101": {"shift": "Nights"}, "0102": {"shift": "Nights"}})
    assert _look(database, number) == (1, 0)
    assert members["0102"] in _standing(database, number), "who comes back gets it again"


def test_a_pass_is_kept_and_what_ended_by_hand_stays_ended(
    database: Database,
    clock: Clock,
    members: dict[str, int],
    school: School,
    rule: Callable[..., int],
) -> None:
    number = rule()
    sitting = school.begin(members["0102"])
    school.attempt(members["0102"], sitting, passed=True)
    _move(database, clock, **{"0102": {"shift": "Days"}})
    assert _look(database, number) == (0, 0)
    with database.reading() as session:
        made = session.execute(select(RuleAssignment.assignment_id)).scalar_one()
    withdraw = partial(withdraw_assignment, assignment_id=made, reason="Not now.", by=SYSTEM)
    database.writing(withdraw)
    assert _look(database, number) == (0, 0)


def test_days_of_grace_are_not_overdue(
    database: Database, clock: Clock, members: dict[str, int], rule: Callable[..., int]
) -> None:
    rule()
    year = period_of(PeriodKind.CALENDAR_YEAR, SPRING.due_on)
    with database.reading() as session:
        states = {
            day: assigned_to(session, member_id=members["0102"], period=year, day=day)[0].progress
            for day in (date(2027, 3, 31), date(2027, 4, 7), date(2027, 4, 8))
        }
    assert [state.value for state in states.values()] == ["not started", "not started", "overdue"]


def test_a_rule_that_a_person_ended_gives_and_takes_nothing(
    database: Database, clock: Clock, members: dict[str, int], by: Actor, rule: Callable[..., int]
) -> None:
    number = rule()
    end = partial(end_assignment_rule, rule_id=number, by=by)
    with pytest.raises(InvalidError):
        database.writing(partial(end, reason=" "))
    database.writing(partial(end, reason="Replaced by the spring plan."))
    with pytest.raises(ConflictError):
        database.writing(partial(end, reason="Again."))
    _move(database, clock, **{"0101": {"shift": "Nights"}, "0102": {"shift": "Days"}})
    assert _look(database, number) == (0, 0)
    assert set(_standing(database, number)) == {members["0102"], members["0103"]}
    with database.reading() as session:
        last = session.execute(
            select(Journal.kind)
            .where(Journal.kind.startswith("assignment-rule"))
            .order_by(Journal.seq)
        ).scalars()
        assert list(last) == [
            "assignment-rule-made",
            "assignment-rule-applied",
            "assignment-rule-ended",
        ]


def test_a_yearly_rule_asks_again_and_leaves_last_year_as_it_was(
    database: Database, clock: Clock, members: dict[str, int], rule: Callable[..., int]
) -> None:
    number = rule(NIGHTS, Timing(Repeat.YEARLY, date(2027, 3, 1), date(2027, 6, 30)))
    clock.advance(days=370)
    assert _look(database, number) == (2, 0)
    with database.reading() as session:
        rounds = list(
            session.execute(
                select(RuleAssignment.round_on).order_by(RuleAssignment.round_on)
            ).scalars()
        )
        shares = len(session.execute(select(RuleShare.member_assignment_id)).all())
    assert rounds == [date(2027, 3, 1), date(2028, 3, 1)]
    assert shares == len(_standing(database, number)) + 2 == 4


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plan_comes_and_goes_as_a_whole_but_for_what_is_done_and_grows_with_the_course(
    database: Database, clock: Clock, members: dict[str, int], by: Actor
) -> None:
    school = School.opened(database, modules=2)
    plan = partial(
        make_assignment_rule,
        name="The year, nights",
        policy=POLICY,
        modules=(),
        whole_course=True,
        audience=NIGHTS,
        timing=SPRING,
        by=by,
    )
    number = database.writing(plan)
    assert database.writing(plan) == number, "the same plan sent twice is one"
    both = database.writing(partial(plan, modules=("module-2", "module-1"), whole_course=False))
    assert both != number
    database.writing(partial(end_assignment_rule, rule_id=both, reason="The plan.", by=by))
    with pytest.raises(InvalidError):
        database.writing(partial(plan, whole_course=False))
    assert _look(database, number) == (0, 0)
    with database.reading() as session:
        assert len(share_changes(session, number, most=9)) == 4, "two people, two modules"
        assert standing_shares(session)[number] == 2
    sitting = school.begin(members["0102"])
    school.attempt(members["0102"], sitting, passed=True)
    _move(database, clock, **{"0102": {"shift": "Days"}})
    assert _look(database, number) == (0, 1), "what is done stays"
    assert _look(database, number) == (0, 0)
    with database.reading() as session:
        given = modules_given(session, assignment_rule(session, number))
        kinds = select(Journal.body).where(Journal.kind == "assignment-rule-applied")
        told = [json.loads(body)["data"] for body in session.execute(kinds).scalars()]
    of_plan = [each["content_id"] for each in told if each["rule_id"] == number]
    assert of_plan[:2] == list(given)
    assert len(of_plan) == 3


def test_officers_in_charge_and_new_hires_are_found_on_the_roster(
    database: Database, clock: Clock, members: dict[str, int]
) -> None:
    enlist(
        database,
        *PEOPLE,
        facts("0300", supervisor_badge="0120", hired_on=date(2027, 2, 1)),
    )
    day = clock().date()
    with database.reading() as session:
        find = partial(people_who_fit, session, day=day, now=clock())
        in_charge = find(audience=RuleAudience(roles=(IN_CHARGE,)))
        new = find(audience=RuleAudience(hired_after=date(2027, 1, 1)))
        one = find(audience=RuleAudience(members=(members["0103"],)))
    assert [person.badge_number for person in in_charge] == ["0120"]
    assert [person.badge_number for person in new] == ["0300"]
    assert [person.badge_number for person in one] == ["0103"]
