"""The officer's pages: whose they are, what they cost, and what they must not show."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from sqlalchemy import func, select

from lms.domain.item import ChooseOne
from lms.models import AttemptResult, Beat, Certificate, CreditEntry, Response
from lms.queries.attempt_work import OpenedAttempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, SERGEANT, WAITING, Find
from tests.factories import Someone
from tests.page_client import Page, PageClient
from tests.studying import open_attempt, study
from tests.web.answering import answer_all, opened, secrets_of, submit


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(NEARLY)
    client.become(someone)
    client.get("/training")
    return someone


def _count(database: Database, table: type) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _open(database: Database, attempt_id: int, someone: Someone) -> OpenedAttempt:
    return opened(database, attempt_id, someone.member)


def test_every_page_of_an_officer_costs_a_bounded_number_of_statements(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    for path in (
        "/training",
        "/training/haverhill-immigration/exceptions",
        "/training/what-is-recorded",
        "/training/sample",
        "/minutes",
        f"/attempts/{attempt_id}/scenarios/1",
        f"/attempts/{attempt_id}/review",
        "/policies",
    ):
        client.get(path)


def test_az_01_the_attempt_of_another_officer_is_like_one_that_does_not_exist(
    client: PageClient,
    find: Find,
    database: Database,
    new_client: Callable[[], PageClient],
) -> None:
    owner, stranger = find(NEARLY), find(COMPLETE)
    attempt_id = open_attempt(database, owner, "exceptions")
    browser = new_client().become(stranger)
    browser.get("/training")
    for path in ("", "/scenarios/1", "/review", "/result"):
        theirs = browser.get(f"/attempts/{attempt_id}{path}", status=404)
        missing = browser.get(f"/attempts/999999{path}", status=404)
        assert _plain(theirs) == _plain(missing)
    before = _count(database, Response)
    browser.post(f"/attempts/{attempt_id}/scenarios/1", {"item-x": "1"}, status=404)
    browser.post(
        f"/attempts/{attempt_id}/submission", {"reviewed": "x", "attested": "y"}, status=404
    )
    assert _count(database, Response) == before


def _plain(page: Page) -> str:
    """The page without the tokens that differ in every answer."""
    return "".join(line for line in page.html.splitlines() if "csrf" not in line)


def test_qz_01_no_key_or_feedback_is_in_any_byte_before_submission(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    attempt = _open(database, attempt_id, officer)
    pages = [client.get(f"/attempts/{attempt_id}/scenarios/1")]
    pages += [
        client.get(f"/attempts/{attempt_id}/scenarios/{number}")
        for number in range(2, len(attempt.scenarios) + 1)
    ]
    pages.append(client.get(f"/attempts/{attempt_id}/review"))
    pages.append(client.get("/training/haverhill-immigration/exceptions"))
    sent = unescape("".join(page.html for page in pages))
    for secret in secrets_of(attempt):
        for form in _forms(secret):
            assert form not in sent


def test_qz_02_a_failed_attempt_names_sections_and_no_key(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    answer_all(client, database, attempt_id, officer.member, right=False)
    client.get(f"/attempts/{attempt_id}/review")
    assert client.page is not None
    fields = {**dict(client.page.form("submission").fields), "attested": "y"}
    client.post(f"/attempts/{attempt_id}/submission", fields, statements=60)
    page = client.get(f"/attempts/{attempt_id}/result", statements=40)
    assert "Sections to read again" in page.text
    for secret in secrets_of(_open(database, attempt_id, officer)):
        assert secret not in unescape(page.html)


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield base64.b64encode(secret.encode()).decode()
    yield hashlib.sha256(secret.encode()).hexdigest()


def test_qz_03_a_second_submission_lands_on_the_same_result_and_changes_nothing(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    answer_all(client, database, attempt_id, officer.member, right=True)
    client.get(f"/attempts/{attempt_id}/review")
    form = client.page.form("submission") if client.page else None
    assert form is not None
    fields = {**dict(form.fields), "attested": "y"}
    for _ in range(3):
        answer = client.post(f"/attempts/{attempt_id}/submission", fields, statements=60)
        assert answer.location.endswith(f"/attempts/{attempt_id}/result")
    counted = [_count(database, table) for table in (AttemptResult, CreditEntry, Certificate)]
    other = client.post(
        f"/attempts/{attempt_id}/submission", {**fields, "reviewed": "0" * 64}, status=409
    )
    assert "submitted before" in other.text
    assert counted == [
        _count(database, table) for table in (AttemptResult, CreditEntry, Certificate)
    ]
    assert "Passed: " in client.get(f"/attempts/{attempt_id}/result", statements=40).text
    assert verify_journal(database).findings == ()


def test_a_failed_attempt_shows_sections_and_no_keys(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    answer_all(client, database, attempt_id, officer.member, right=False)
    submit(client, attempt_id)
    page = client.get(f"/attempts/{attempt_id}/result", statements=40)
    assert "Not passed this time" in page.text
    attempt = _open(database, attempt_id, officer)
    assert not [secret for secret in secrets_of(attempt) if secret in page.html]


def test_qz_22_a_submission_without_attestation_is_refused(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    client.get(f"/attempts/{attempt_id}/review")
    page = client.submit("submission", {}, status=422)
    assert "Confirm that these answers are your own work." in page.text
    assert not _open(database, attempt_id, officer).row.is_closed


def test_qz_09_answers_that_do_not_belong_are_refused_as_a_whole(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    attempt = _open(database, attempt_id, officer)
    number, scenario = next(
        (number, scenario)
        for number, scenario in enumerate(attempt.scenarios, 1)
        if scenario.items and isinstance(scenario.items[0], ChooseOne)
    )
    name = f"item-{scenario.items[0].id}"
    for value in ("99", "0", "-1", "x", "1e1"):
        client.post(f"/attempts/{attempt_id}/scenarios/{number}", {name: value}, status=400)
    assert not _open(database, attempt_id, officer).responses


def test_an_answer_that_arrives_late_never_replaces_a_newer_one(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    attempt = _open(database, attempt_id, officer)
    number, scenario = next(
        (number, scenario)
        for number, scenario in enumerate(attempt.scenarios, 1)
        if scenario.items and isinstance(scenario.items[0], ChooseOne)
    )
    path = f"/attempts/{attempt_id}/scenarios/{number}"
    client.get(path)
    form = client.page.form() if client.page else None
    assert form is not None
    sent = dict(form.fields)
    name = f"item-{scenario.items[0].id}"
    client.post(path, {**sent, name: "2", "turn": "2"})
    kept = dict(_open(database, attempt_id, officer).responses)
    client.post(path, {**sent, name: "1", "turn": "1"})
    assert _open(database, attempt_id, officer).responses == kept
    client.post(path, {**sent, name: "1", "turn": "3"})
    assert _open(database, attempt_id, officer).responses != kept


def test_a_lesson_before_its_attempt(
    client: PageClient, officer: Someone, database: Database
) -> None:
    page = client.get("/training/haverhill-immigration/ice-in-the-city")
    assert "Open when the lessons are done." in page.text


def test_two_failures_wait_for_a_talk(client: PageClient, find: Find) -> None:
    client.become(find(WAITING))
    page = client.get("/training/haverhill-immigration/equal-service")
    assert "Next, a talk with an instructor" in page.text
    assert "Start an attempt" not in page.text


def test_every_minute_opens_to_its_pages(client: PageClient, officer: Someone) -> None:
    page = client.get("/minutes")
    addresses = [href for href, _ in page.reader.links if href.startswith("/minutes/")]
    units = [href for href in addresses if ":" in href]
    assert units
    assert "Time by page" in client.get(units[0]).html


def test_a_certificate_is_the_same_bytes_for_ever_and_nobody_elses(
    find: Find, new_client: Callable[[], PageClient], database: Database
) -> None:
    owner, other, sergeant = find(COMPLETE), find(NEARLY), find(SERGEANT)
    with database.reading() as session:
        certificate_id = session.execute(
            select(Certificate.id).where(Certificate.member_id == owner.member).limit(1)
        ).scalar_one()
    path = f"/certificates/{certificate_id}.pdf"
    first = new_client().become(owner).get(path)
    again = new_client().become(sergeant).get(path)
    assert first.response.data == again.response.data
    assert first.response.data.startswith(b"%PDF")
    new_client().become(other).get(path, status=404)


def test_a_forged_page_token_counts_nothing(client: PageClient, officer: Someone) -> None:
    client.get("/training")
    client.post_json("/beats", {"token": "forged", "kind": "beat", "activity": 1}, status=400)
    client.post_json("/beats", ["x"], status=400)


def test_a_page_token_counts_for_nobody_else(
    find: Find, new_client: Callable[[], PageClient], database: Database
) -> None:
    owner = find(NEARLY)
    path = f"/attempts/{open_attempt(database, owner, 'exceptions')}/scenarios/1"
    token = dict(new_client().become(owner).get(path).form().fields)["page_token"]
    beat = {"token": token, "kind": "beat", "activity": 1}
    stranger = new_client().become(find(COMPLETE))
    stranger.get("/training")
    before = _count(database, Beat)
    stranger.post_json("/beats", beat, status=400)
    assert _count(database, Beat) == before
    browser = new_client().become(owner)
    browser.get("/training")
    browser.post_json("/beats", beat)
    assert _count(database, Beat) == before + 1


def test_a_page_token_counts_for_the_work_it_was_served_for(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    path = f"/attempts/{attempt_id}/scenarios/1"
    fields = dict(client.get(path).form().fields)
    module = client.get("/training/haverhill-immigration/exceptions")
    lesson = client.get(module.link("The rule and its doors"))
    page = client.get(lesson.link("One bar, five doors"))
    other = dict(page.form().fields)["page_token"]
    before = _count(database, Beat)
    client.post(path, {**fields, "page_token": other})
    assert _count(database, Beat) == before
    client.post(path, fields)
    assert _count(database, Beat) == before + 1


@pytest.mark.parametrize(("minutes", "locked"), [(4, False), (6, True)])
def test_a_page_left_for_over_five_minutes_locks_the_station(
    client: PageClient,
    officer: Someone,
    database: Database,
    clock: Clock,
    minutes: int,
    *,
    locked: bool,
) -> None:
    path = f"/attempts/{open_attempt(database, officer, 'exceptions')}/scenarios/1"
    token = dict(client.get(path).form().fields)["page_token"]
    clock.advance(seconds=10)
    left = client.post_json("/beats", {"token": token, "kind": "leave"}).data
    clock.advance(minutes=minutes)
    back = client.post_json("/beats", {"token": left["token"], "kind": "return"}).data
    assert (back["why"] == "locked") is locked
    client.get("/minutes", status=303 if locked else 200)


def test_a_module_under_review_says_so_in_words(
    client: PageClient, officer: Someone, database: Database
) -> None:
    sitting_id = study(database, officer, "exceptions")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO content_state (version_id, state, decided_at, event_seq) "
            "SELECT v.id, 'retired', s.decided_at, s.event_seq FROM content_version v "
            "JOIN content c ON c.id = v.content_id JOIN content_state s ON s.version_id = v.id "
            "WHERE c.kind = 'scenario'"
        )
    client.post(f"/sittings/{sitting_id}/attempts")
    assert "being reviewed" in client.get("/minutes").text


@pytest.mark.parametrize(
    ("badge", "words"),
    [(NEARLY, "14 minutes left: \u201c"), (COMPLETE, "2026 is complete.")],
)
def test_the_first_page_says_what_is_left_and_what_covers_it(
    find: Find, client: PageClient, badge: str, words: str
) -> None:
    client.become(find(badge))
    assert words in client.get("/training").text


def test_after_a_shift_the_duty_status_is_stated_again_before_work_goes_on(
    client: PageClient, officer: Someone, database: Database, clock: Clock
) -> None:
    attempt_id = open_attempt(database, officer, "exceptions")
    lesson = "/sittings/{}/lessons/the-rule-and-its-doors"
    sitting_id = opened(database, attempt_id, officer.member).row.sitting_id
    path = lesson.format(sitting_id)
    page = client.get(f"{path}/pages/one-bar-five-doors")
    assert page.status == 200
    clock.advance(minutes=8 * 60 + 1)
    client.become(officer).get("/training")
    module = "/training/haverhill-immigration/exceptions"
    for later in (f"{path}/pages/one-bar-five-doors", f"/attempts/{attempt_id}/scenarios/1"):
        assert client.get(later, status=303).location == module
    asked = client.get(module)
    assert "Say first how you are doing this training" in asked.text
    client.submit("visits", {"duty": "overtime"})
    client.get(f"/attempts/{attempt_id}/scenarios/1")


def test_an_attempt_is_not_started_on_what_was_stated_a_shift_ago(
    client: PageClient, officer: Someone, database: Database, clock: Clock
) -> None:
    sitting_id = study(database, officer, "exceptions")
    clock.advance(minutes=8 * 60 + 1)
    client.become(officer).get("/training")
    client.post(f"/sittings/{sitting_id}/attempts")
    assert "Say first how you are doing this training" in client.get("/training").text
