"""Publishing a revision by two people, at a day or now, and what training does from then on."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.change_nature import Nature
from lms.domain.coming_provisions import Choice, of_clause, of_section
from lms.domain.draw import DrawImpossibleError
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.two_people import OneAccountError, StaleProposalError, TakesTwoPeopleError
from lms.models import Policy, ProvisionChange, ProvisionWording, Revision, RevisionDecisionKind
from lms.queries.attempt_work import opened_attempt
from lms.queries.policies import policy_card
from lms.queries.policy_reader import read_policy, statuses_on
from lms.queries.provisions import provisions, revision_in_force
from lms.queries.revisions import revisions_of
from lms.queries.sittings import own_attempt
from lms.queries.stale_content import stale_versions
from lms.services.acts.revision_publish import RESCIND, NotReadyError
from lms.services.choose_provision import UnfitChoiceError, choose_provision
from lms.services.decide_revision import decide_revision
from lms.services.reconfirm_content import reconfirm_content
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.coming import (
    CHIEF,
    OWNER,
    approve_it,
    bring,
    choose_all,
    mark_all,
    propose_it,
    ready,
    seen,
)
from tests.department import NEARLY, WAITING, Find
from tests.factories import today
from tests.policies import SLUG, policy
from tests.studying import answer_rightly, open_attempt


def stale(database: Database, day: date | None = None) -> dict[int, tuple[str, ...]]:
    with database.reading() as session:
        policy_id = session.execute(select(Policy.id).where(Policy.slug == SLUG)).scalar_one()
        return dict(stale_versions(session, policy_id=policy_id, day=day or today(database)))


def in_force(database: Database, day: date) -> int | None:
    with database.reading() as session:
        found = revision_in_force(session, policy=SLUG, day=day)
        card = policy_card(session, slug=SLUG, day=day)
    assert card is not None
    assert (card.in_force and card.in_force.sequence) == (found and found.sequence)
    return found.sequence if found else None


def publish(database: Database, find: Find, effective_on: date | None = None) -> None:
    number = propose_it(database, find(OWNER).actor, effective_on=effective_on)
    approve_it(database, number, find(CHIEF).actor)


def test_two_people_publish_it_and_its_sections_carry_over(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor)
    expected = seen(department).coming
    publish(department, find)
    day = today(department)
    assert in_force(department, day) == 2
    assert in_force(department, day - timedelta(days=1)) == 1
    with department.reading() as session:
        revision = session.execute(select(Revision.id).where(Revision.sequence == 2)).scalar_one()
        rows = provisions(session, revision_id=revision, day=day)
        read = read_policy(session, revision_id=revision, day=day)
    codes = {each.code for each in rows}
    old = {each.id for each in policy().provisions}
    assert codes == (old - expected.dropped) | expected.added
    assert len(expected.added) == 1
    assert {each.id for each in read.revision.provisions} == codes
    assert not verify_journal_problems(department)


def verify_journal_problems(database: Database) -> list[str]:
    return list(verify_journal(database).findings)


def test_an_id_is_no_number_the_newcomer_gets_one_that_is_free(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor)
    (new,) = seen(department).coming.added
    assert new == "IV.B.3-n2"
    placed = {each.id: each for each in seen(department).coming.provisions}
    assert placed[new].anchor == "IV.B.3"
    assert placed["IV.B.3-a"].anchor == "IV.B.4"
    assert placed["IV.B.3-a"].provision.label.startswith("IV.B.4")


def test_the_old_revision_stays_as_it_was(department: Database, find: Find) -> None:
    day = today(department)
    with department.reading() as session:
        before = read_policy(session, revision_id=1, day=day)
    ready(department, find(OWNER).actor)
    publish(department, find)
    with department.reading() as session:
        assert read_policy(session, revision_id=1, day=day) == before
        entries = revisions_of(session, policy=SLUG)
    assert entries[0].holds_until == day
    assert entries[1].holds_from == day


def test_a_coming_day_changes_nothing_before_its_midnight(
    department: Database, find: Find, clock: Clock
) -> None:
    ready(department, find(OWNER).actor)
    day = today(department) + timedelta(days=10)
    publish(department, find, day)
    assert in_force(department, day - timedelta(days=1)) == 1
    assert in_force(department, day) == 2
    assert not stale(department)
    assert stale(department, day)


def test_what_cites_changed_words_leaves_the_draws_until_it_is_approved_again(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor)
    cited = {each.version.id for each in seen(department).impact.citing}
    assert not stale(department)
    publish(department, find)
    gone = stale(department)
    assert cited <= set(gone)
    changed = {code for codes in gone.values() for code in codes}
    assert {"IV.A-1", "IV.A-7"} <= changed
    assert "IV.B.1" not in changed


def test_merely_edited_words_pull_nothing_but_what_was_taken_out(
    department: Database, find: Find
) -> None:
    ready(department, find(OWNER).actor, Nature.EDITORIAL)
    publish(department, find)
    assert {code for codes in stale(department).values() for code in codes} == {"IV.A-7"}
    with department.reading() as session:
        natures = session.execute(select(ProvisionChange.nature)).scalars().all()
    assert Nature.EDITORIAL in natures


def test_an_attempt_that_is_open_at_that_moment_is_finished_as_it_was_drawn(
    department: Database, find: Find
) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(department, officer, "exceptions")
    reviewed = answer_rightly(department, officer, attempt_id)
    ready(department, find(OWNER).actor)
    publish(department, find)
    department.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=officer.member,
            reviewed_digest=reviewed,
            attested=True,
            token=None,
            scripted=False,
            by=officer.actor,
        )
    )
    with department.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=officer.member)
    assert row is not None
    assert row.passed
    assert row.points == row.maximum


def test_a_draw_leaves_out_what_is_to_be_looked_at_again(department: Database, find: Find) -> None:
    """All of it left out leaves too little to ask; half of it approved again is enough."""
    ready(department, find(OWNER).actor)
    publish(department, find)
    officer = find(WAITING)
    with pytest.raises(DrawImpossibleError):
        open_attempt(department, officer, "officer-in-charge")
    again = [each for number, each in enumerate(sorted(stale(department))) if number % 2]
    department.writing(
        partial(reconfirm_content, policy=SLUG, version_ids=again, by=find(OWNER).actor)
    )
    attempt_id = open_attempt(department, officer, "officer-in-charge")
    with department.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=officer.member)
        assert row is not None
        assert opened_attempt(session, row).scenarios
        versions = {entry["version"] for entry in row.draw["scenarios"]}  # type: ignore[attr-defined]
    assert stale(department)
    assert versions.isdisjoint(stale(department))


@pytest.mark.parametrize("left_out", ["marks", "sections"])
def test_nothing_is_published_while_something_asks(
    department: Database, find: Find, left_out: str
) -> None:
    owner = find(OWNER).actor
    bring(department)
    if left_out == "sections":
        mark_all(department, owner)
    else:
        choose_all(department, owner)
    with pytest.raises(NotReadyError):
        propose_it(department, owner)


def test_a_mark_after_the_proposal_makes_it_stale(department: Database, find: Find) -> None:
    owner = find(OWNER).actor
    ready(department, owner)
    number = propose_it(department, owner)
    mark_all(department, owner, Nature.EDITORIAL)
    with pytest.raises(StaleProposalError):
        approve_it(department, number, find(CHIEF).actor)
    assert in_force(department, today(department)) == 1


def test_one_person_publishes_nothing(department: Database, find: Find) -> None:
    owner = find(OWNER).actor
    ready(department, owner)
    number = propose_it(department, owner)
    with pytest.raises(OneAccountError):
        approve_it(department, number, owner)
    with pytest.raises(TakesTwoPeopleError):
        department.writing(
            partial(
                decide_revision,
                policy=SLUG,
                sequence=2,
                kind=RevisionDecisionKind.IN_FORCE,
                effective_on=today(department),
                decided_by="me",
                by=owner,
            )
        )


def test_a_day_that_has_passed_by_the_approval_publishes_nothing(
    department: Database, find: Find, clock: Clock
) -> None:
    owner = find(OWNER).actor
    ready(department, owner)
    with pytest.raises(ConflictError):
        propose_it(department, owner, effective_on=today(department) - timedelta(days=1))
    number = propose_it(department, owner, effective_on=today(department))
    clock.now += timedelta(days=1)
    with pytest.raises(StaleProposalError):
        approve_it(department, number, find(CHIEF).actor)


def test_it_is_published_once(department: Database, find: Find) -> None:
    ready(department, find(OWNER).actor)
    publish(department, find)
    with pytest.raises(ConflictError):
        propose_it(department, find(OWNER).actor)


@pytest.mark.parametrize(
    "words",
    [("words that stand nowhere in it",), ("the",)],
)
def test_words_that_do_not_stand_there_once_are_refused(
    department: Database, find: Find, words: tuple[str, ...]
) -> None:
    bring(department)
    choose = partial(
        choose_provision, policy=SLUG, after=2, choice=Choice(words=words), by=find(OWNER).actor
    )
    with pytest.raises(UnfitChoiceError):
        department.writing(partial(choose, subject=of_section("IV.A-1")))
    with pytest.raises(NotFoundError):
        department.writing(partial(choose, subject=of_section("IV.B.1")))
    with pytest.raises(NotFoundError):
        department.writing(partial(choose, subject=of_clause("nowhere")))


def test_a_section_that_is_not_carried_on_ends_and_its_training_is_pulled(
    department: Database, find: Find
) -> None:
    owner = find(OWNER).actor
    ready(department, owner, Nature.EDITORIAL)
    department.writing(
        partial(
            choose_provision,
            policy=SLUG,
            after=2,
            subject=of_section("IV.A-1"),
            choice=Choice(),
            by=owner,
        )
    )
    assert "IV.A-1" in seen(department).coming.dropped
    publish(department, find)
    assert "IV.A-1" in {code for codes in stale(department).values() for code in codes}


def test_a_new_section_has_the_status_that_was_chosen(department: Database, find: Find) -> None:
    ready(department, find(OWNER).actor)
    publish(department, find)
    with department.reading() as session:
        held = statuses_on(session, policy=SLUG, day=today(department))
    assert held["IV.B.3-n2"].status.may_be_scored


def test_a_rescinded_policy_holds_no_more_and_stays_readable(
    department: Database, find: Find
) -> None:
    day = today(department) + timedelta(days=3)
    number = propose_it(department, find(OWNER).actor, effective_on=day, action=RESCIND, sequence=1)
    approve_it(department, number, find(CHIEF).actor)
    assert in_force(department, day - timedelta(days=1)) == 1
    assert in_force(department, day) is None
    with department.reading() as session:
        (entry,) = revisions_of(session, policy=SLUG)
        wordings = session.execute(select(ProvisionWording.id)).all()
    assert entry.holds_until == day
    assert wordings
