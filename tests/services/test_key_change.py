"""A corrected key: who decides it, whom it helps, and that the record replays."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from lms.domain.access import Role, TwoPersonAct
from lms.domain.challenge import ChallengeOutcome, OwnChallengeError
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.scenario import ItemRef
from lms.domain.two_people import (
    OneAccountError,
    OwnRecordError,
    ProposalOutcome,
    StaleProposalError,
    TakesTwoPeopleError,
)
from lms.models import (
    Attempt,
    AttemptResult,
    ContentKind,
    ItemChallenge,
    RescoredResult,
    RevisionDecision,
    RevisionDecisionKind,
)
from lms.queries.certificates import certificates_of
from lms.queries.content import approved
from lms.queries.rescoring import corrections_of, foresee_change, how_it_went
from lms.queries.training_records import training_record
from lms.services.acts.key_change import KeyChangeAsked
from lms.services.challenge_item import (
    AnsweredAlreadyError,
    ChallengedAlreadyError,
    answer_challenge,
    challenge_item,
)
from lms.services.decide_proposal import decide_proposal
from lms.services.propose import propose
from lms.services.rescore import rescore
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.factories import HIRED, Someone, sign_up, today
from tests.key_corrections import ALSO_RIGHT, FIRST, KEYED, WRONG, Case


@pytest.fixture
def case(database: Database) -> Case:
    return Case.opened(database)


def offer(case: Case, by: Someone | None = None, accepts: int | None = ALSO_RIGHT) -> int:
    asked = KeyChangeAsked(case.version(), FIRST.item, accepts)
    return case.database.writing(
        partial(
            propose,
            act=TwoPersonAct.KEY_CHANGE,
            payload=asked,
            reason="Section IV.B.1 allows both.",
            by=(by or case.owner).actor,
        )
    )


def settle(case: Case, proposal_id: int, by: Someone | None = None) -> None:
    case.database.writing(
        partial(
            decide_proposal,
            proposal_id=proposal_id,
            outcome=ProposalOutcome.APPROVED,
            by=(by or case.trainer).actor,
        )
    )


def challenge(case: Case, badge: str, attempt_id: int, item: ItemRef = FIRST) -> int:
    return case.database.writing(
        partial(
            challenge_item,
            attempt_id=attempt_id,
            member_id=case.officers[badge].member,
            item=item,
            words=" The other one is right as well. ",
            by=case.officers[badge].actor,
        )
    )


def reply(case: Case, challenge_id: int, by: Someone | None = None) -> None:
    case.database.writing(
        partial(
            answer_challenge,
            challenge_id=challenge_id,
            outcome=ChallengeOutcome.KEY_WRONG,
            words="You are right.",
            by=(by or case.owner).actor,
        )
    )


def test_a_corrected_key_helps_three_people_and_the_record_replays(case: Case) -> None:
    tried = {badge: case.tried(badge, ALSO_RIGHT) for badge in case.officers}
    assert {case.stands(badge, each) for badge, each in tried.items()} == {(1, False)}
    settle(case, offer(case))
    assert {case.stands(badge, each) for badge, each in tried.items()} == {(2, True)}
    with case.database.reading() as session:
        first = session.execute(select(AttemptResult.points, AttemptResult.passed)).all()
        (kept,) = corrections_of(session, tried["0101"])
    assert {tuple(row) for row in first} == {(1, False)}
    assert (kept.points_before, kept.passed_before, kept.points, kept.passed) == (1, False, 2, True)
    assert verify_journal(case.database).findings == ()


def test_the_record_says_what_an_attempt_was_and_what_the_corrected_key_made_of_it(
    case: Case,
) -> None:
    case.tried("0101", ALSO_RIGHT)
    settle(case, offer(case))
    member, day = case.officers["0101"].member, today(case.database)
    with case.database.reading() as session:
        record = training_record(session, member_id=member, day=day)
    (taken,) = (part for part in record.parts if part.title == "Training taken")
    outcomes = [
        fact.what.rpartition(": ")[2]
        for fact in taken.then
        if "cored" in fact.what or "Graded" in fact.what
    ]
    assert outcomes == ["not passed", "passed"]


def test_who_was_right_by_the_first_key_keeps_it(case: Case) -> None:
    right, wrong = case.tried("0101", KEYED), case.tried("0102", WRONG)
    settle(case, offer(case))
    assert case.stands("0101", right) == (2, True)
    assert case.stands("0102", wrong) == (1, False)
    with case.database.reading() as session:
        assert session.execute(select(RescoredResult.attempt_id)).all() == []


def test_an_item_given_to_everybody_helps_who_left_it_out(case: Case) -> None:
    tried = case.tried("0101", WRONG)
    settle(case, offer(case, accepts=None))
    assert case.stands("0101", tried) == (2, True)
    assert verify_journal(case.database).findings == ()


def test_two_corrections_of_one_item_add_up(case: Case) -> None:
    tried = {"0101": case.tried("0101", ALSO_RIGHT), "0102": case.tried("0102", WRONG)}
    settle(case, offer(case))
    settle(case, offer(case, accepts=WRONG))
    assert case.stands("0101", tried["0101"]) == (2, True)
    assert case.stands("0102", tried["0102"]) == (2, True)
    assert verify_journal(case.database).findings == ()


def test_an_attempt_that_is_open_meanwhile_is_graded_by_the_corrected_key(case: Case) -> None:
    attempt_id = case.begin("0101")
    settle(case, offer(case))
    case.answer("0101", attempt_id, ALSO_RIGHT)
    assert case.stands("0101", attempt_id) == (2, True)
    assert verify_journal(case.database).findings == ()


def test_the_scenario_goes_out_of_use_until_somebody_mends_it(case: Case) -> None:
    settle(case, offer(case))
    with case.database.reading() as session:
        assert FIRST.scenario not in approved(session, ContentKind.SCENARIO)


def test_a_certificate_follows_where_somebody_passes_by_it(database: Database) -> None:
    case = Case.opened(database, seconds=60)
    member = case.officers["0101"].member
    case.school.insert(
        RevisionDecision,
        revision_id=1,
        kind=RevisionDecisionKind.ADOPTED,
        effective_on=HIRED,
        policy_number="12",
        reason="",
        decided_by="the chief",
        recorded_at=database.clock(),
    )
    case.school.assign(due_on=today(database))
    sitting = case.school.begin(member)
    case.school.complete(sitting, "updates")
    case.school.work(member, 60)
    attempt_id = case.begin("0101", sitting_id=sitting)
    case.answer("0101", attempt_id, ALSO_RIGHT)
    with database.reading() as session:
        assert certificates_of(session, member_id=member) == ()
    settle(case, offer(case))
    with database.reading() as session:
        assert len(certificates_of(session, member_id=member)) == 1


def test_nobody_decides_a_key_that_helps_them_and_nobody_alone(
    case: Case, database: Database
) -> None:
    case.tried("0101", ALSO_RIGHT)
    helped = case.officers["0101"]
    both = frozenset({Role.OFFICER, Role.POLICY_OWNER, Role.TRAINING_UNIT})
    helped = Someone(helped.account_id, helped.member_id, helped.login, both)
    with pytest.raises(OwnRecordError):
        offer(case, by=helped)
    proposal_id = offer(case)
    with pytest.raises(OwnRecordError):
        settle(case, proposal_id, by=helped)
    owner = Someone(case.owner.account_id, None, "owner", both)
    with pytest.raises(OneAccountError):
        settle(case, proposal_id, by=owner)
    with database.reading() as session:
        found = foresee_change(session, case.version(), FIRST.item, ALSO_RIGHT)
    alone = partial(
        rescore,
        version=found.version,
        change=found.change,
        affected=found.affected,
        by=case.owner.actor,
    )
    with pytest.raises(TakesTwoPeopleError):
        database.writing(alone)


def test_an_attempt_that_came_in_since_makes_the_proposal_stale(case: Case) -> None:
    proposal_id = offer(case)
    case.tried("0101", ALSO_RIGHT)
    with pytest.raises(StaleProposalError):
        settle(case, proposal_id)


@pytest.mark.parametrize("accepts", [KEYED, 9, (1, 2)])
def test_only_an_answer_that_was_wrong_is_accepted_besides(case: Case, accepts: int) -> None:
    with pytest.raises(InvalidError):
        offer(case, accepts=accepts)


def test_a_result_changed_beside_the_journal_is_found(case: Case, database: Database) -> None:
    case.tried("0101", ALSO_RIGHT)
    settle(case, offer(case))
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER rescored_result_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE rescored_result DISABLE TRIGGER USER")
        connection.exec_driver_sql("DELETE FROM rescored_result")
    assert any("graded attempt" in said for said in verify_journal(database).findings)


def test_a_challenge_is_answered_once_and_not_by_whoever_raised_it(case: Case) -> None:
    attempt_id = case.tried("0101", ALSO_RIGHT)
    challenge_id = challenge(case, "0101", attempt_id)
    with case.database.reading() as session:
        assert session.get_one(ItemChallenge, challenge_id).words == (
            "The other one is right as well."
        )
        assert how_it_went(session, case.version(), FIRST.item).missed == 1
    with pytest.raises(ForbiddenError):
        reply(case, challenge_id, by=case.trainer)
    own = case.officers["0101"]
    with pytest.raises(OwnChallengeError):
        reply(
            case,
            challenge_id,
            by=Someone(own.account_id, own.member_id, own.login, frozenset({Role.POLICY_OWNER})),
        )
    reply(case, challenge_id)
    with pytest.raises(AnsweredAlreadyError):
        reply(case, challenge_id)
    assert verify_journal(case.database).findings == ()


def test_an_item_is_challenged_once_an_attempt_after_it_and_only_where_it_was_asked(
    case: Case,
) -> None:
    still_open = case.begin("0102")
    with pytest.raises(ConflictError):
        challenge(case, "0102", still_open)
    attempt_id = case.tried("0101", ALSO_RIGHT)
    challenge(case, "0101", attempt_id)
    with pytest.raises(ChallengedAlreadyError):
        challenge(case, "0101", attempt_id)
    with pytest.raises(NotFoundError):
        challenge(case, "0101", attempt_id, ItemRef("at-the-desk", "no-such"))
    with pytest.raises(NotFoundError):
        challenge(case, "0102", attempt_id)


def test_how_an_item_went_counts_every_attempt_that_had_it(case: Case) -> None:
    case.tried("0101", ALSO_RIGHT)
    case.tried("0102", KEYED)
    with case.database.reading() as session:
        found = how_it_went(session, case.version(), FIRST.item)
        assert session.execute(select(Attempt.id)).all()
    assert (found.missed, found.asked) == (1, 2)


def test_a_counsel_cannot_answer(case: Case, database: Database) -> None:
    challenge_id = challenge(case, "0101", case.tried("0101", WRONG))
    counsel = sign_up(database, Role.COUNSEL, login="counsel")
    with pytest.raises(ForbiddenError):
        reply(case, challenge_id, by=counsel)
