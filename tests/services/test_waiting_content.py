"""What is approved for words to come is not met before those words hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.scenario import Scenario
from lms.models import Attempt, ContentKind, Policy
from lms.queries.content import Version, approved, things
from lms.queries.waiting_content import waiting_versions
from lms.services.decide_content import approve_content
from lms.services.import_content import import_content
from lms.storage.database import Database
from tests.clock import Clock
from tests.coming import CHIEF, OWNER, approve_it, bring, propose_it, ready
from tests.department import SERGEANT, WAITING, Find
from tests.factories import today
from tests.policies import SLUG
from tests.services.test_change_module import draft_it, reconfirm
from tests.studying import begin, open_attempt, pin

MODULE = "officer-in-charge"
CHANGED, NEW = "IV.A-1", "IV.B.3-n2"


@pytest.fixture
def day(department: Database, find: Find) -> date:
    """The second revision is published, and holds from this day on, in ten days."""
    found = today(department) + timedelta(days=10)
    ready(department, find(OWNER).actor)
    number = propose_it(department, find(OWNER).actor, effective_on=found)
    approve_it(department, number, find(CHIEF).actor)
    return found


def waiting(database: Database, day: date) -> frozenset[int]:
    with database.reading() as session:
        policy_id = session.execute(select(Policy.id).where(Policy.slug == SLUG)).scalar_one()
        return waiting_versions(session, policy_id=policy_id, day=day)


def in_use(database: Database, day: date) -> dict[str, Version]:
    out = waiting(database, day)
    with database.reading() as session:
        return approved(session, ContentKind.SCENARIO, policy=SLUG, without=out)


def citing(database: Database) -> Scenario:
    """A graded scenario of the module that rests on what changes."""
    with database.reading() as session:
        found = things(
            session, approved(session, ContentKind.SCENARIO, policy=SLUG).values(), Scenario
        )
    return next(
        each for each in found.values() if each.use.graded and each.provisions[0] == CHANGED
    )


def approve(database: Database, find: Find, *scenarios: Scenario) -> None:
    database.writing(
        partial(import_content, policy=SLUG, scenarios=scenarios, by=find(SERGEANT).actor)
    )
    database.writing(
        partial(
            approve_content,
            policy=SLUG,
            kinds=(ContentKind.SCENARIO,),
            by=find(OWNER).actor,
        )
    )


def drawn(database: Database, attempt_id: int) -> set[int]:
    with database.reading() as session:
        draw = session.execute(select(Attempt.draw).where(Attempt.id == attempt_id)).scalar_one()
    return {entry["version"] for entry in draw["scenarios"]}


def test_a_new_version_waits_for_the_day_and_the_one_before_is_used_until_then(
    department: Database, find: Find, day: date
) -> None:
    old = citing(department)
    before = in_use(department, today(department))[old.id]
    approve(department, find, replace(old, title="On the new words"))
    assert in_use(department, day - timedelta(days=1))[old.id] == before
    assert in_use(department, day)[old.id].number == before.number + 1


def test_a_scenario_on_a_new_section_is_not_met_before_it_stands_there(
    department: Database, find: Find, day: date
) -> None:
    new = replace(
        citing(department), id="on-the-new-section", provisions=(NEW,), pair=None, fact=None
    )
    items = tuple(replace(each, provisions=()) for each in new.items)
    approve(department, find, replace(new, items=items))
    assert new.id not in in_use(department, day - timedelta(days=1))
    assert new.id in in_use(department, day)


def test_what_was_approved_before_and_again_since_is_right_on_both_wordings(
    department: Database, find: Find, day: date
) -> None:
    assert not waiting(department, today(department))
    reconfirm(department, find)
    assert not waiting(department, today(department))
    assert not waiting(department, day)


def test_no_attempt_draws_it_before_the_day(
    department: Database, find: Find, day: date, clock: Clock
) -> None:
    with department.reading() as session:
        found = things(
            session, approved(session, ContentKind.SCENARIO, policy=SLUG).values(), Scenario
        )
    versions = [
        replace(each, title=f"{each.title[:50]}, again")
        for each in found.values()
        if each.use.graded and CHANGED in each.provisions
    ]
    approve(department, find, *versions)
    out = waiting(department, today(department))
    assert len(out) == len(versions)
    officer = find(WAITING)
    assert drawn(department, open_attempt(department, officer, MODULE)).isdisjoint(out)
    assert day > today(department)
    clock.advance(days=10)
    assert not waiting(department, today(department))


def test_the_module_on_what_changes_may_be_taken_before_the_day(
    department: Database, find: Find, day: date
) -> None:
    reconfirm(department, find)
    draft_it(department, find, day)
    department.writing(partial(approve_content, policy=SLUG, by=find(SERGEANT).actor))
    officer = find(WAITING)
    pinned = pin(department, officer, begin(department, officer, "revision-2"), "revision-2-1")
    assert pinned.lesson.id == "revision-2-1"
    assert pinned.version_id in waiting(department, today(department))


def test_what_holds_already_is_used_while_the_next_revision_waits(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor)
    approve_it(department, propose_it(department, find(OWNER).actor), find(CHIEF).actor)
    old = citing(department)
    before = in_use(department, today(department))[old.id]
    approve(department, find, replace(old, title="On the words that hold"))
    bring(department)
    soon = today(department) + timedelta(days=10)
    third = propose_it(department, find(OWNER).actor, sequence=3, effective_on=soon)
    approve_it(department, third, find(CHIEF).actor)
    assert not waiting(department, today(department))
    assert in_use(department, today(department))[old.id].number == before.number + 1
