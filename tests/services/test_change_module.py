"""After a publication: what is stale comes back, and what changed is trained and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.change_nature import Nature
from lms.domain.documents import module_from_document, to_document
from lms.domain.errors import ForbiddenError, InvalidError, NotFoundError
from lms.domain.lesson import Lesson
from lms.domain.requirement import Standing
from lms.domain.training import TrainingModule
from lms.models import Content, ContentKind, ContentVersion, MemberAssignment
from lms.queries.change_training import ChangeTraining, change_training
from lms.queries.content import approved_module, thing, things, versions_by_id
from lms.queries.revision_impact import concerned
from lms.queries.standing import member_standing, owed_on
from lms.services.approve_change_module import approve_change_module
from lms.services.draft_change_module import NothingToAskError, draft_change_module
from lms.services.import_content import import_content
from lms.services.reconfirm_content import reconfirm_content
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.coming import CHIEF, OWNER, approve_it, bring, propose_it, ready
from tests.department import COMPLETE, NEARLY, SERGEANT, Find
from tests.factories import Someone, today
from tests.policies import SLUG
from tests.studying import begin, open_attempt, pin, read, served


@pytest.fixture
def published(department: Database, find: Find) -> Database:
    """The second revision is in force, everything in it a change of substance."""
    ready(department, find(OWNER).actor)
    approve_it(department, propose_it(department, find(OWNER).actor), find(CHIEF).actor)
    return department


def seen(database: Database) -> ChangeTraining:
    with database.reading() as session:
        found = change_training(session, policy=SLUG, sequence=2, day=today(database))
    assert found is not None
    return found


def reconfirm(database: Database, find: Find, count: int = 99) -> None:
    found = seen(database)
    ids = [
        *(each.version.id for each in found.stale),
        *(each.version.id for each in found.stale_others),
    ][:count]
    work = partial(reconfirm_content, policy=SLUG, version_ids=ids, by=find(OWNER).actor)
    database.writing(work)


def draft_it(database: Database, find: Find, due_on: date | None = None) -> None:
    due = due_on or today(database) + timedelta(days=30)
    database.writing(
        partial(draft_change_module, policy=SLUG, sequence=2, due_on=due, by=find(OWNER).actor)
    )


def test_a_scenario_comes_back_when_somebody_else_approved_it_again(
    published: Database, find: Find
) -> None:
    before = seen(published)
    assert before.stale
    reconfirm(published, find, 1)
    after = seen(published)
    assert len(after.stale) == len(before.stale) - 1
    assert len(after.pool) >= len(before.pool)
    with pytest.raises(NotFoundError):
        published.writing(
            partial(
                reconfirm_content,
                policy=SLUG,
                version_ids=(before.stale[0].version.id,),
                by=find(OWNER).actor,
            )
        )


def test_nothing_is_drafted_while_no_scenario_asks_about_what_changed(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor)
    approve_it(department, propose_it(department, find(OWNER).actor), find(CHIEF).actor)
    assert not seen(department).asking_count, "the content asks about what changed already"
    with pytest.raises(NothingToAskError):
        draft_it(department, find)


def test_the_module_has_only_what_changed_with_the_old_and_new_words_and_why(
    published: Database, find: Find
) -> None:
    reconfirm(published, find)
    draft_it(published, find)
    with published.reading() as session:
        rows = session.execute(
            select(ContentVersion.id)
            .join(Content, Content.id == ContentVersion.content_id)
            .where(Content.slug.startswith("revision-2-"), Content.kind == ContentKind.LESSON)
        ).scalars()
        lessons = things(session, versions_by_id(session, rows).values(), Lesson)
    bodies = "\n".join(page.body for each in lessons.values() for page in each.pages)
    assert "**Before, in revision 1:**" in bodies
    assert "**Now, in revision 2:**" in bodies
    assert "**New in revision 2:**" in bodies
    assert "has nothing in its place" in bodies
    assert "**Why:** A test says so." in bodies
    assert "I-247A" in bodies
    assert "recognizes and values" not in bodies
    cited = {code for each in lessons.values() for page in each.pages for code in page.provisions}
    found = seen(published)
    assert cited <= {*found.old_codes, *found.added}
    assert "IV.B.3-n2" in cited


def test_it_is_approved_by_somebody_else_and_assigned_to_exactly_those_concerned(
    published: Database, find: Find
) -> None:
    reconfirm(published, find)
    draft_it(published, find)
    approve = partial(approve_change_module, policy=SLUG, sequence=2)
    with pytest.raises(ForbiddenError):
        published.writing(partial(approve, by=find(OWNER).actor))
    published.writing(partial(approve, by=find(SERGEANT).actor))
    found = seen(published)
    assert found.module is not None
    with published.reading() as session:
        people = concerned(
            session, policy=SLUG, codes=found.old_codes, everybody=True, day=today(published)
        )
        assigned = session.execute(
            select(MemberAssignment.member_id).where(
                MemberAssignment.assignment_id == found.module.assignment_id
            )
        ).scalars()
        assert sorted(assigned) == sorted(people)
        version = approved_module(session, policy=SLUG, slug="revision-2")
        module = thing(session, version, TrainingModule)
    assert module.revises == 2
    assert not module.is_course
    assert module_from_document(to_document(module)) == module
    with pytest.raises(NotFoundError):
        published.writing(partial(approve, by=find(SERGEANT).actor))


def test_an_officer_takes_it_and_is_graded_on_what_changed(published: Database, find: Find) -> None:
    reconfirm(published, find)
    draft_it(published, find)
    published.writing(
        partial(approve_change_module, policy=SLUG, sequence=2, by=find(SERGEANT).actor)
    )
    officer = find(COMPLETE)
    assert open_attempt(published, officer, "revision-2")


def test_its_minutes_count_to_the_year(published: Database, find: Find, clock: Clock) -> None:
    reconfirm(published, find)
    draft_it(published, find)
    published.writing(
        partial(approve_change_module, policy=SLUG, sequence=2, by=find(SERGEANT).actor)
    )
    officer = find(NEARLY)
    before = year_of(published, officer)
    sitting_id = begin(published, officer, "revision-2")
    pinned = pin(published, officer, sitting_id, "revision-2-1")
    for page in pinned.lesson.pages:
        token = served(officer, pinned, clock, page.id)
        clock.advance(seconds=60)
        read(published, officer, pinned, page.id, token)
    after = year_of(published, officer)
    earned = 60 * len(pinned.lesson.pages)
    assert earned
    assert after.counted == before.counted + earned
    assert policy_seconds(after) == policy_seconds(before) + earned
    assert not verify_journal(published).findings


def year_of(database: Database, someone: Someone) -> Standing:
    with database.reading() as session:
        (owed,) = owed_on(session, today(database))
        return member_standing(session, member_id=someone.member, owed=owed)


def policy_seconds(year: Standing) -> int:
    return next(each.seconds for each in year.limbs if each.limb.slug == "policy")


def test_a_due_date_in_the_past_is_refused(published: Database, find: Find) -> None:
    with pytest.raises(InvalidError):
        draft_it(published, find, today(published) - timedelta(days=1))


def test_where_nothing_changed_in_substance_there_is_nothing_to_draft(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor, Nature.EDITORIAL)
    approve_it(department, propose_it(department, find(OWNER).actor), find(CHIEF).actor)
    with pytest.raises(NotFoundError):
        draft_it(department, find)


def test_content_is_still_taken_in_while_a_document_waits(department: Database, find: Find) -> None:
    bring(department)
    with department.reading() as session:
        found = approved_module(session, policy=SLUG, slug="exceptions")
        module = thing(session, found, TrainingModule)
    changed = replace(module, title="Another title")
    taken = department.writing(
        partial(import_content, policy=SLUG, modules=(changed,), by=find(SERGEANT).actor)
    )
    assert taken.modules.changed == ("exceptions",)
