"""The register as acts: entered, reviewed by somebody else, decided, and what follows at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from lms.domain.access import SYSTEM, Role, TwoPersonAct
from lms.domain.development import (
    Development,
    DevelopmentDecision,
    Outcome,
    Standing,
    Touch,
    Touched,
)
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.provision import ProvisionStatus
from lms.domain.two_people import OneAccountError, ProposalOutcome
from lms.queries.developments import awaited_codes, held_by_gate, register, since_then
from lms.queries.policies import policy_card
from lms.queries.policy_reader import statuses_on
from lms.queries.provision_status import unscored_codes
from lms.services.acts.provision_unblock import OpeningAsked
from lms.services.decide_development import NotReviewedError, decide_development, record_outcome
from lms.services.decide_proposal import decide_proposal
from lms.services.enter_development import (
    SameEntryError,
    amend_development,
    import_developments,
)
from lms.services.propose import propose
from lms.services.review_development import ReviewedAlreadyError, review_development
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.changes import ENTRY, enter, entry, review, superseding
from tests.factories import Someone, decide, sign_up, today
from tests.policies import SLUG, publish, take_in, whole


@pytest.fixture
def owner(database: Database) -> Someone:
    decide(database)
    publish(database)
    return sign_up(database, Role.POLICY_OWNER, login="owner")


@pytest.fixture
def counsel(database: Database) -> Someone:
    return sign_up(database, Role.COUNSEL, login="counsel", name="Quinn Counsel")


def _import(database: Database, *changed: Development) -> int:
    names = {each.code for each in changed}
    kept = [each for each in whole().developments if each.code not in names]
    return database.writing(
        partial(import_developments, policy=SLUG, developments=(*kept, *changed), by=SYSTEM)
    )


def _status(database: Database, code: str) -> ProvisionStatus:
    with database.reading() as session:
        return statuses_on(session, policy=SLUG, day=today(database))[code].status


def _policy_id(database: Database) -> int:
    with database.reading() as session:
        card = policy_card(session, slug=SLUG, day=today(database))
    assert card is not None
    assert card.in_force is not None
    return card.in_force.policy_id


def test_the_register_begins_with_references_that_nobody_has_reviewed(
    database: Database, owner: Someone
) -> None:
    assert _import(database) == 41
    assert _import(database) == 0
    with database.reading() as session:
        entries = register(session, policy=SLUG)
    assert {each.standing for each in entries} == {Standing.UNREVIEWED}
    assert {each.known_since for each in entries} == {None}
    assert {each.newest.by for each in entries} == {""}
    codes = {each.code for each in entries}
    assert {f"PC-{number:02d}" for number in range(39)} <= codes
    with database.reading() as session:
        assert since_then(session) == {}


def test_an_entry_that_the_folder_words_anew_is_a_version_and_waits_for_its_own_review(
    database: Database, owner: Someone
) -> None:
    _import(database)
    review(database, "PC-22", owner)
    before = entry(database, "PC-22")
    changed = replace(before.shown, title="Administrative warrants in NCIC")
    assert _import(database, changed) == 1
    found = entry(database, "PC-22")
    assert [version.number for version in found.versions] == [1, 2]
    assert found.newest.review is None
    assert found.reviewed is not None
    assert found.reviewed.number == 1


def test_what_people_wrote_since_is_kept_when_the_folder_comes_again(
    database: Database, owner: Someone
) -> None:
    _import(database)
    mended = replace(entry(database, "PC-22").shown, title="Our own words")
    database.writing(partial(amend_development, development=mended, by=owner.actor))
    assert _import(database) == 0
    assert entry(database, "PC-22").shown.title == "Our own words"


def test_nothing_follows_from_an_entry_until_somebody_else_reviews_it(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    code = enter(database, ENTRY, owner)
    assert code == "D-1"
    assert _status(database, "IV.D.2-a") is ProvisionStatus.GUARDED
    with pytest.raises(ForbiddenError):
        review(database, code, owner)
    with pytest.raises(ForbiddenError):
        database.writing(
            partial(
                review_development,
                code=code,
                digest=entry(database, code).newest.digest,
                note="",
                by=SYSTEM,
            )
        )
    assert _status(database, "IV.D.2-a") is ProvisionStatus.GUARDED
    assert review(database, code, counsel, "Read in full.") == ("IV.D.2-a",)
    found = entry(database, code)
    assert found.known_since == today(database)
    assert found.newest.review is not None
    assert (found.newest.review.by, found.newest.review.note) == ("Quinn Counsel", "Read in full.")
    assert _status(database, "IV.D.2-a") is ProvisionStatus.BLOCKED
    policy_id = _policy_id(database)
    with database.reading() as session:
        assert "IV.D.2-a" in unscored_codes(session, policy_id=policy_id, day=today(database))
        assert held_by_gate(session, policy_id=policy_id, day=today(database)) == {"IV.D.2-a"}
        (voice,) = since_then(session)["IV.D.2-a"]
    assert (voice.code, voice.supersedes) == (code, True)
    assert verify_journal(database).findings == ()


def test_a_version_is_reviewed_once_and_as_it_was_seen(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    code = enter(database, ENTRY, owner)
    seen = entry(database, code).newest.digest
    amended = replace(ENTRY, code=code, title="Another title")
    database.writing(partial(amend_development, development=amended, by=owner.actor))
    with pytest.raises(ReviewedAlreadyError):
        database.writing(
            partial(review_development, code=code, digest=seen, note="", by=counsel.actor)
        )
    review(database, code, counsel)
    with pytest.raises(ReviewedAlreadyError):
        review(database, code, counsel)


def test_the_same_words_are_no_new_version(database: Database, owner: Someone) -> None:
    code = enter(database, ENTRY, owner)
    with pytest.raises(SameEntryError):
        database.writing(
            partial(amend_development, development=replace(ENTRY, code=code), by=owner.actor)
        )


def test_background_is_not_blocked_by_a_review(database: Database, counsel: Someone) -> None:
    decide(database)
    publish(database)
    _import(database)
    assert review(database, "PC-10", counsel) == ()
    assert _status(database, "II.1-c") is ProvisionStatus.BACKGROUND
    with database.reading() as session:
        assert [each.code for each in since_then(session)["II.1-c"]] == ["PC-10"]


def test_the_policys_folder_does_not_open_what_the_gate_holds(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    review(database, enter(database, ENTRY, owner), counsel)
    assert take_in(database).statuses == ()
    assert _status(database, "IV.D.2-a") is ProvisionStatus.BLOCKED


def test_a_wrong_entry_stores_nothing(database: Database, owner: Someone) -> None:
    with pytest.raises(InvalidError, match="there is no provision"):
        enter(database, superseding(["IV.Z"]), owner)
    with pytest.raises(NotFoundError):
        enter(database, ENTRY, owner, slug="no-such-policy")
    with database.reading() as session:
        assert register(session) == ()


def test_what_is_decided_needs_a_review_a_reason_and_for_a_module_its_name(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    code = enter(database, ENTRY, owner)
    act = partial(
        decide_development,
        code=code,
        decision=DevelopmentDecision.UPDATE,
        module=None,
        reason="Told at roll call.",
        by=owner.actor,
    )
    with pytest.raises(NotReviewedError):
        database.writing(act)
    review(database, code, counsel)
    with pytest.raises(InvalidError):
        database.writing(partial(act, reason=" "))
    with pytest.raises(InvalidError):
        database.writing(partial(act, decision=DevelopmentDecision.MODULE))
    with pytest.raises(InvalidError):
        database.writing(partial(act, module="exceptions"))
    with pytest.raises(NotFoundError):
        database.writing(partial(act, decision=DevelopmentDecision.MODULE, module="no-such-module"))
    with pytest.raises(NotFoundError):
        database.writing(partial(act, by=SYSTEM))
    database.writing(act)
    database.writing(
        partial(act, decision=DevelopmentDecision.NO_ACTION, reason="Nothing changes after all.")
    )
    found = entry(database, code)
    assert found.standing is Standing.DECIDED
    assert [each.decision.value for each in found.decisions] == ["update", "no-action"]


def test_what_waits_for_a_bill_waits_until_its_outcome_is_recorded(
    database: Database, owner: Someone
) -> None:
    _import(database)

    def awaited() -> frozenset[str]:
        with database.reading() as session:
            return awaited_codes(session, policy=SLUG)

    assert awaited() == {"IV.A-4", "III-7"}
    act = partial(
        record_outcome,
        code="PC-33",
        outcome=Outcome.PENDING,
        true_as_of=today(database),
        source="https://malegislature.gov/Bills/194/S3072",
        note="",
        by=owner.actor,
    )
    database.writing(act)
    assert awaited() == {"IV.A-4", "III-7"}
    with pytest.raises(InvalidError):
        database.writing(partial(act, source="by telephone"))
    with pytest.raises(InvalidError):
        database.writing(partial(act, true_as_of=date(2030, 1, 1)))
    with pytest.raises(InvalidError):
        database.writing(partial(act, code="PC-06"))
    database.writing(partial(act, outcome=Outcome.NOT_ENACTED))
    assert awaited() == frozenset()
    assert _status(database, "IV.A-4") is ProvisionStatus.BLOCKED
    found = entry(database, "PC-33").outcome
    assert found is not None
    assert (found.outcome, found.by) == (Outcome.NOT_ENACTED, "Alex Example")


def test_a_later_version_holds_back_what_it_supersedes_as_well(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    code = enter(database, ENTRY, owner)
    review(database, code, counsel)
    more = replace(
        ENTRY,
        code=code,
        touched=(*ENTRY.touched, Touched("IV.D.3-d", Touch.SUPERSEDES)),
    )
    database.writing(partial(amend_development, development=more, by=owner.actor))
    assert _status(database, "IV.D.3-d") is ProvisionStatus.TESTABLE
    assert review(database, code, counsel) == ("IV.D.3-d",)
    with pytest.raises(ConflictError):
        review(database, code, counsel)


def test_what_the_gate_holds_comes_back_by_two_people_alone(
    database: Database, owner: Someone, counsel: Someone
) -> None:
    review(database, enter(database, ENTRY, owner), counsel)
    chief = sign_up(database, Role.CHIEF, login="chief")
    opening = OpeningAsked(SLUG, "IV.D.2-a", "guarded", "Settled.", "Only a real emergency.")
    act = TwoPersonAct.PROVISION_UNBLOCK
    proposal = database.writing(
        partial(propose, act=act, payload=opening, reason="Counsel has read it.", by=owner.actor)
    )
    decide_it = partial(decide_proposal, proposal_id=proposal, outcome=ProposalOutcome.APPROVED)
    with pytest.raises(OneAccountError):
        database.writing(partial(decide_it, by=owner.actor))
    assert _status(database, "IV.D.2-a") is ProvisionStatus.BLOCKED
    database.writing(partial(decide_it, by=chief.actor))
    assert _status(database, "IV.D.2-a") is ProvisionStatus.GUARDED
    policy_id = _policy_id(database)
    with database.reading() as session:
        assert held_by_gate(session, policy_id=policy_id, day=today(database)) == frozenset()


def test_what_waits_for_an_outcome_is_not_even_proposed(database: Database, owner: Someone) -> None:
    _import(database)
    opening = OpeningAsked(SLUG, "IV.A-4", "background", "Open again.")
    offer = partial(
        propose,
        act=TwoPersonAct.PROVISION_UNBLOCK,
        payload=opening,
        reason="The bill has failed.",
        by=owner.actor,
    )
    with pytest.raises(ConflictError, match="outcome"):
        database.writing(offer)
    database.writing(
        partial(
            record_outcome,
            code="PC-33",
            outcome=Outcome.NOT_ENACTED,
            true_as_of=today(database),
            source="https://malegislature.gov/",
            note="",
            by=owner.actor,
        )
    )
    assert database.writing(offer)
