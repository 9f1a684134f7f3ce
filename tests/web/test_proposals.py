"""What takes two people, as its proposer and the second person see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from lms.domain.access import Role, TwoPersonAct
from lms.domain.two_people import PROPOSAL_LIFE
from lms.queries.certificates import certificate_by_id, certificates_of
from lms.queries.signed_in import roles_of
from lms.queries.standing import seconds_by_limb
from lms.services.acts.role_grant import RoleGrantAsked
from lms.services.propose import propose
from lms.storage.database import Database
from tests.clock import Clock
from tests.desk_people import FORBIDDEN, second_trainer, training_sergeant
from tests.factories import Someone, decide, sign_up, today
from tests.page_client import Page, PageClient
from tests.training_rows import CODE, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NewClient = Callable[[], PageClient]
MOST_TO_DECIDE = 60


@pytest.fixture
def sergeant(database: Database, members: dict[str, int]) -> Someone:
    """A training sergeant with a record of their own."""
    return training_sergeant(database, members)


@pytest.fixture
def other(database: Database, members: dict[str, int]) -> Someone:
    """Somebody else of the training unit."""
    return second_trainer(database)


def send(client: PageClient, action: str, /, expect: str = "303", **fields: str) -> Page:
    """Fill in the open page's form and send it."""
    return client.submit(action, fields, status=int(expect))


def approve(client: PageClient, path: str) -> Page:
    """Open a proposal and approve it."""
    client.get(path)
    return client.submit("decision", {"outcome": "approved"}, statements=MOST_TO_DECIDE)


def _administrators(database: Database) -> tuple[Someone, Someone]:
    decide(database)
    return tuple(  # type: ignore[return-value]
        sign_up(database, Role.ADMINISTRATOR, login=name, name=name.title())
        for name in ("first", "second")
    )


def _role_waits(database: Database, by: Someone, whom: Someone) -> int:
    return database.writing(
        partial(
            propose,
            act=TwoPersonAct.ROLE_GRANT,
            payload=RoleGrantAsked(whom.account_id, Role.TRAINING_UNIT.value),
            reason="The unit grows.",
            by=by.actor,
        )
    )


def test_hr_08_a_correction_goes_from_the_members_page_to_the_queue_to_the_ledger(
    database: Database,
    school: School,
    members: dict[str, int],
    sergeant: Someone,
    other: Someone,
    new_client: NewClient,
) -> None:
    member = members["0101"]
    desk, second = new_client().become(sergeant), new_client().become(other)
    page = desk.get(f"/desk/members/{member}")
    assert f"/desk/members/{member}/correction" in page.html
    desk.get(f"/desk/members/{member}/correction")
    sent = send(
        desk,
        "correction",
        subject="policy",
        minutes="25",
        earned_on=today(database).isoformat(),
        reason="The class of Monday was not entered.",
    )
    shown = desk.get(sent.location)
    assert "You proposed it." in shown.text
    assert "0 minutes" in shown.text
    assert "25 minutes" in shown.text
    assert not FORBIDDEN.search(shown.text)
    waiting = second.get("/proposals")
    assert "Add 25 minutes to the record of Minh Đặng" in waiting.text
    assert "Approvals (1)" in waiting.text
    assert "Approvals (1)" not in desk.get("/proposals").text
    approve(second, sent.location)
    with database.reading() as session:
        held = seconds_by_limb(session, member_id=member, period=school.owed.period)
    assert held == {"policy": 25 * 60}
    assert "Approvals (1)" not in second.get("/proposals").text
    assert "Nothing is waiting" in second.get("/proposals").text
    assert "Approved" in desk.get("/proposals/mine").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "0"},
        {"minutes": "1441"},
        {"minutes": "ten"},
        {"earned_on": "soon"},
        {"earned_on": "2999-01-01"},
        {"subject": "no-such"},
        {"entry": "999"},
        {"reason": "  "},
    ],
)
def test_a_correction_that_cannot_be_names_the_field_and_changes_nothing(
    database: Database,
    school: School,
    members: dict[str, int],
    other: Someone,
    client: PageClient,
    wrong: dict[str, str],
) -> None:
    path = f"/desk/members/{members['0101']}/correction"
    sound = {
        "subject": "policy",
        "minutes": "25",
        "earned_on": today(database).isoformat(),
        "entry": "",
        "reason": "It was not entered.",
    }
    client.become(other).get(path)
    page = client.ask("POST", path, sound | wrong)
    assert page.status == 422
    assert "needs another look" in page.text
    assert "You have proposed nothing" in client.get("/proposals/mine").text


def test_az_11_nobody_corrects_their_own_record(
    school: School, members: dict[str, int], sergeant: Someone, client: PageClient
) -> None:
    own = f"/desk/members/{members['0120']}"
    client.become(sergeant)
    assert "Add time" not in client.get(own).text
    for path in (f"{own}/correction", f"{own}/certificate"):
        assert client.get(path, status=403).heading == "This is your own record"
        assert client.ask("POST", path, {}).status == 403


def test_the_proposer_cannot_decide_and_can_withdraw(
    database: Database, client: PageClient
) -> None:
    first, second = _administrators(database)
    whom = sign_up(database, login="whom", name="Whom")
    number = _role_waits(database, first, whom)
    client.become(first)
    page = client.get(f"/proposals/{number}")
    assert "Record the decision" not in page.text
    answer = client.ask("POST", f"/proposals/{number}/decision", {"outcome": "approved"})
    assert answer.status == 403
    client.get(f"/proposals/{number}")
    send(client, "withdrawal")
    assert "Withdrawn" in client.get(f"/proposals/{number}").text
    client.become(second).get("/proposals")
    late = client.ask("POST", f"/proposals/{number}/decision", {"outcome": "approved"})
    assert late.status == 303
    assert "decided before" in client.get(late.location).text


def test_a_decline_without_a_note_is_asked_again(database: Database, client: PageClient) -> None:
    first, second = _administrators(database)
    number = _role_waits(database, first, sign_up(database, login="whom", name="Whom"))
    client.become(second)
    client.get(f"/proposals/{number}")
    page = send(client, "decision", "422", outcome="declined")
    assert "Say why you decline." in page.text
    page = send(client, "decision", outcome="declined", note="Not yet.")
    assert "Not yet." in client.get(page.location).text


def test_a_stale_or_old_proposal_says_so(
    database: Database, clock: Clock, client: PageClient
) -> None:
    first, second = _administrators(database)
    whom = sign_up(database, login="whom", name="Whom")
    number = _role_waits(database, first, whom)
    clock.now += PROPOSAL_LIFE + timedelta(hours=1)
    page = client.become(second).get(f"/proposals/{number}")
    assert "This is too old to be approved" in page.text
    answer = send(client, "decision", outcome="approved")
    assert "Nothing was changed" in client.get(answer.location).text
    with database.reading() as session:
        assert roles_of(session, whom.account_id, clock.now) == frozenset()


def test_who_has_no_part_in_an_act_does_not_see_its_proposals(
    database: Database, members: dict[str, int], other: Someone, client: PageClient
) -> None:
    first = sign_up(database, Role.ADMINISTRATOR, login="first", name="First")
    number = _role_waits(database, first, sign_up(database, login="whom", name="Whom"))
    page = client.become(other).get(f"/proposals/{number}", status=404)
    missing = client.get("/proposals/999999", status=404)
    assert page.html == missing.html
    assert "Nothing is waiting" in client.get("/proposals").text


def test_az_17_an_administrator_proposes_a_role_and_another_gives_it(
    database: Database, new_client: NewClient
) -> None:
    first, second = _administrators(database)
    whom = sign_up(database, login="whom", name="Wanda Whom")
    one, two = new_client().become(first), new_client().become(second)
    one.get(f"/accounts/{whom.account_id}")
    answer = send(one, "roles", "422", role="assessor", reason="A visit.")
    assert "Choose its last day" in answer.text
    answer = send(one, "roles", role="training-unit", reason="The unit grows.")
    approve(two, answer.location)
    with database.reading() as session:
        assert roles_of(session, whom.account_id, database.clock()) == {Role.TRAINING_UNIT}
    one.get(f"/accounts/{whom.account_id}")
    send(one, "/end")
    with database.reading() as session:
        assert roles_of(session, whom.account_id, database.clock()) == frozenset()
    auditor = sign_up(database, Role.ACCREDITATION_MANAGER, login="manager", name="Manager")
    record = new_client().become(auditor).get("/record", statements=35)
    assert "Wanda Whom was given the role training-unit" in record.text
    assert "Wanda Whom lost the role training-unit" in record.text


def test_az_17_nobody_proposes_a_role_for_themselves(
    database: Database, client: PageClient
) -> None:
    first, _ = _administrators(database)
    client.become(first)
    page = client.get(f"/accounts/{first.account_id}")
    assert "This is your own account" in page.text
    fields = {"role": "training-unit", "reason": "Me."}
    answer = client.ask("POST", f"/accounts/{first.account_id}/roles", fields)
    assert answer.status == 403


def test_a_lone_administrator_is_warned_on_the_accounts_page(
    database: Database, client: PageClient
) -> None:
    decide(database)
    alone = sign_up(database, Role.ADMINISTRATOR, login="alone", name="Alone")
    page = client.become(alone).get("/accounts")
    assert "Administrator: only one account holds this role" in page.text
    assert "role given" in page.text
    sign_up(database, Role.ADMINISTRATOR, login="second", name="Second")
    page = client.get("/accounts")
    assert "Administrator: only one" not in page.text


def test_ct_07_a_certificate_is_revoked_from_the_members_page_and_no_longer_verifies(
    database: Database,
    school: School,
    members: dict[str, int],
    sergeant: Someone,
    other: Someone,
    new_client: NewClient,
) -> None:
    school.certify(members["0101"])
    with database.reading() as session:
        number = certificates_of(session, member_id=members["0101"])[0].id
    desk, second = new_client().become(sergeant), new_client().become(other)
    assert f"/certificates/{number}/revocation" in desk.get(f"/desk/members/{members['0101']}").html
    desk.get(f"/certificates/{number}/revocation")
    answer = send(desk, "revocation", reason="It was issued to the wrong person.")
    approve(second, answer.location)
    with database.reading() as session:
        found = certificate_by_id(session, number)
    assert found is not None
    page = new_client().get(f"/verify/{found.facts.code}")
    assert "Not valid" in page.text
    assert "ask the department" in page.text.lower()


def test_a_setting_is_proposed_from_its_page_and_shows_who_decided(
    database: Database,
    school: School,
    sergeant: Someone,
    other: Someone,
    new_client: NewClient,
) -> None:
    desk, second = new_client().become(sergeant), new_client().become(other)
    tomorrow = today(database) + timedelta(days=1)
    desk.get("/settings/pass-mark")
    fields = {"value": "80", "source": "Memo 7", "reason": "The chief asked."}
    answer = send(desk, "pass-mark", "422", valid_from=today(database).isoformat(), **fields)
    assert "Choose tomorrow or a later day." in answer.text
    wrong = fields | {"value": "200", "valid_from": tomorrow.isoformat()}
    answer = send(desk, "pass-mark", "422", **wrong)
    assert "a whole number from 1 to 100" in answer.text
    answer = send(desk, "pass-mark", valid_from=tomorrow.isoformat(), **fields)
    approve(second, answer.location)
    page = desk.get("/settings")
    assert "Sam Corrigan and Luis Other" in page.text
    assert "Memo 7" in page.text


def test_one_person_changes_the_issuing_official_and_nobody_the_department(
    database: Database, school: School, sergeant: Someone, client: PageClient
) -> None:
    client.become(sergeant)
    tomorrow = (today(database) + timedelta(days=1)).isoformat()
    fields = {"value": "Lieutenant", "valid_from": tomorrow, "source": "Memo", "reason": "x"}
    client.get("/settings/issuing-official")
    assert send(client, "issuing-official", **fields).location == "/settings"
    assert "Lieutenant" in client.get("/settings").text
    assert client.ask("POST", "/settings/demonstration", fields).status == 403
    assert client.ask("POST", "/settings/address", fields).status == 403
    assert client.get("/settings/no-such", status=404)


def test_the_review_list_shows_what_one_person_did_and_not_what_two_did(
    database: Database, new_client: NewClient
) -> None:
    first, second = _administrators(database)
    whom = sign_up(database, login="whom", name="Wanda Whom")
    two = new_client().become(second)
    number = _role_waits(database, first, whom)
    approve(two, f"/proposals/{number}")
    chief = sign_up(database, Role.CHIEF, login="chief", name="Chief")
    page = new_client().become(chief).get("/record/acts")
    assert "Wanda Whom was opened" in page.text
    assert "Wanda Whom was given the role" not in page.text
    only = new_client().become(chief).get("/record/acts?kind=role-ended")
    assert "Nothing to review" in only.text


def test_a_blocked_section_is_listed_and_empty_otherwise(
    school: School, sergeant: Someone, client: PageClient
) -> None:
    page = client.become(sergeant).get("/blocked-sections")
    assert "No section is blocked" in page.text
    assert CODE
