"""Attacks on graded attempts: by order, by time, by other devices, by forged papers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from lms.domain.assignment import Audience, AudienceKind, Progress
from lms.domain.credit import minutes
from lms.models import (
    Attempt,
    AttemptResult,
    AttemptShared,
    CreditEntry,
    Journal,
    PracticeResponse,
    Response,
    SecurityLog,
)
from lms.queries.assignments import assignment_row
from lms.queries.completion import completion
from lms.queries.pace import named_visits
from lms.queries.sittings import attempts_of
from lms.services.assign_module import assign_module
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, WAITING, Find
from tests.factories import Someone, decide
from tests.page_client import Page, PageClient
from tests.studying import POLICY, open_attempt, pin, study
from tests.web.answering import answer_all, fields_of_scenario, opened, secrets_of, submit

MODULE = "exceptions"


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find, client: PageClient) -> Someone:
    someone = find(NEARLY)
    client.become(someone).get("/training")
    return someone


def _count(database: Database, table: type) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _one(database: Database, statement: object) -> object:
    with database.reading() as session:
        return session.execute(statement).scalar_one()  # type: ignore[call-overload]


def test_qz_05_no_item_is_served_before_the_server_has_started_the_attempt(
    client: PageClient, officer: Someone, database: Database
) -> None:
    sitting_id = study(database, officer, MODULE)
    following = int(str(_one(database, select(func.max(Attempt.id))))) + 1
    for path in ("", "/scenarios/1", "/review", "/result"):
        client.get(f"/attempts/{following}{path}", status=404)
    client.post(f"/attempts/{following}/scenarios/1", {"item-a": "1"}, status=404)
    client.post(f"/attempts/{following}/submission", {"reviewed": "x", "attested": "y"}, status=404)
    client.get(f"/sittings/{sitting_id}/attempts", status=405)
    assert _count(database, Attempt) == following - 1
    client.post(f"/sittings/{sitting_id}/attempts")
    attempt = opened(database, following, officer.member)
    assert attempt.row.started_at == database.clock()
    assert client.get(f"/attempts/{following}/scenarios/1").text


def test_qz_06_a_due_date_makes_a_pass_late_and_never_failed(
    client: PageClient, officer: Someone, database: Database, clock: Clock
) -> None:
    due = clock.now.date()
    assignment_id = database.writing(
        partial(
            assign_module,
            policy=POLICY,
            module=MODULE,
            audience=Audience(AudienceKind.MEMBER, NEARLY),
            due_on=due,
            by=officer.actor,
        )
    )
    attempt_id = open_attempt(database, officer, MODULE)
    clock.advance(days=3)
    with database.reading() as session:
        row = assignment_row(session, assignment_id)
        (late,) = completion(session, row, day=clock.now.date())
    assert late.progress is Progress.OVERDUE
    client.become(officer).get("/training")
    answer_all(client, database, attempt_id, officer.member, right=True)
    submit(client, attempt_id)
    with database.reading() as session:
        (done,) = completion(session, row, day=clock.now.date())
    assert done.progress is Progress.DONE
    assert done.passed_on is not None
    assert done.passed_on > due


def test_qz_10_another_officers_attempt_is_neither_saved_nor_submitted_and_that_is_logged(
    officer: Someone, database: Database, find: Find, new_client: Callable[[], PageClient]
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    stranger = new_client().become(find(COMPLETE))
    stranger.get("/training")
    logged = _count(database, SecurityLog)
    stranger.post(f"/attempts/{attempt_id}/scenarios/1", {"item-a": "1"}, status=404)
    stranger.post(
        f"/attempts/{attempt_id}/submission", {"reviewed": "x", "attested": "y"}, status=404
    )
    stranger.get(f"/attempts/{attempt_id}/scenarios/1", status=404)
    assert _count(database, SecurityLog) == logged + 3
    assert not opened(database, attempt_id, officer.member).responses
    assert _count(database, AttemptShared) == 0


def _everything(client: PageClient) -> Iterator[str]:
    """Every page and paper an officer can reach by links, as text, with its headers."""
    waiting, seen = ["/training", "/minutes", "/policies", "/updates", "/who-looked"], set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in seen or not path.startswith("/") or path.startswith("/static"):
            continue
        seen.add(path)
        page = client.ask("GET", path)
        yield f"{page.path} {page.response.headers}"
        if page.response.mimetype == "application/pdf":
            reader = PdfReader(io.BytesIO(page.response.data))
            yield "".join(each.extract_text() for each in reader.pages)
        else:
            yield unescape(page.response.get_data(as_text=True))
        if page.is_html and page.status == 200 and not path.startswith("/policies/"):
            waiting += [href for href, _ in page.reader.links]


def test_qz_12_no_other_page_or_paper_shows_a_key_after_an_attempt_that_failed(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=False)
    submit(client, attempt_id)
    client.get(f"/attempts/{attempt_id}/result", statements=40)
    found = list(_everything(client))
    assert len(found) > 60
    said = "\n".join(found)
    assert f"/attempts/{attempt_id}/result" in said or "Exceptions" in said
    keys = secrets_of(opened(database, attempt_id, officer.member), most=1_000)
    assert [secret for secret in keys if secret in said] == []
    assert "ETag" not in "".join(each for each in found if each.startswith("/attempts"))


def test_qz_13_a_failed_attempt_marks_no_item_and_the_next_one_draws_anew(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=False)
    submit(client, attempt_id)
    page = client.get(f"/attempts/{attempt_id}/result", statements=40)
    first = opened(database, attempt_id, officer.member)
    for scenario in first.scenarios:
        assert scenario.title not in page.text
        assert all(item.stem not in unescape(page.html) for item in scenario.every_item)
    assert "Right answer" not in page.html
    client.post(f"/sittings/{first.row.sitting_id}/attempts")
    with database.reading() as session:
        second_id = attempts_of(session, first.row.sitting_id)[-1].id
    second = opened(database, second_id, officer.member)
    assert second.row.seed != first.row.seed
    before = {each.id for each in first.scenarios}
    assert len(before & {each.id for each in second.scenarios}) < len(before) / 2


def test_qz_14_two_officers_side_by_side_see_other_draws_that_nobody_can_foretell(
    officer: Someone, database: Database, find: Find
) -> None:
    both = [officer, find(WAITING)]
    drawn = [opened(database, open_attempt(database, each, MODULE), each.member) for each in both]
    seeds = [each.row.seed for each in drawn]
    assert len(set(seeds)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", seed) for seed in seeds)
    orders = [[scenario.id for scenario in each.scenarios] for each in drawn]
    assert orders[0] != orders[1]
    with database.reading() as session:
        bodies = session.execute(
            select(Journal.body).where(Journal.kind == "attempt-started")
        ).scalars()
        assert sum("draw_digest" in body for body in bodies) >= 2


_FORGED = {
    "attempt_id": "1",
    "quiz_version": "99",
    "pass_mark": "1",
    "points": "10",
    "passed": "true",
    "weight": "100",
    "is_practice": "1",
    "order": "3,2,1",
}


def test_qz_15_fields_that_a_form_does_not_have_change_no_grade(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    mark = opened(database, attempt_id, officer.member).row.pass_mark
    answer_all(client, database, attempt_id, officer.member, right=False)
    page = client.get(f"/attempts/{attempt_id}/review")
    fields = {**dict(page.form("submission").fields), "attested": "y"}
    client.post(f"/attempts/{attempt_id}/submission", {**fields, "reviewed": "f" * 64}, status=409)
    assert not opened(database, attempt_id, officer.member).row.is_closed
    client.get(f"/attempts/{attempt_id}/review")
    client.post(f"/attempts/{attempt_id}/submission", {**fields, **_FORGED}, statements=60)
    row = opened(database, attempt_id, officer.member).row
    assert row.is_closed
    assert row.passed is False
    assert row.pass_mark == mark
    assert verify_journal(database).findings == ()


def test_qz_16_practice_is_never_a_result_and_graded_work_never_practice(
    client: PageClient, officer: Someone, database: Database
) -> None:
    sitting_id = study(database, officer, MODULE)
    lesson = "the-rule-and-its-doors"
    practiced = pin(database, officer, sitting_id, lesson).scenarios[0]
    client.post(f"/sittings/{sitting_id}/attempts")
    with database.reading() as session:
        attempt_id = attempts_of(session, sitting_id)[-1].id
    attempt = opened(database, attempt_id, officer.member)
    counted = [_count(database, table) for table in (AttemptResult, PracticeResponse)]
    graded = next(each for each in attempt.scenarios if each.tree is None)
    assert practiced.id not in {each.id for each in attempt.scenarios}
    path = f"/sittings/{sitting_id}/lessons/{lesson}/practice/{graded.id}"
    client.get(path, status=404)
    client.post(path, fields_of_scenario(graded, attempt.row.seed, right=True), status=404)
    number = len(attempt.scenarios) + 1
    client.post(f"/attempts/{attempt_id}/scenarios/{number}", {"item-a": "1"}, status=404)
    assert not opened(database, attempt_id, officer.member).responses
    assert counted == [_count(database, table) for table in (AttemptResult, PracticeResponse)]


def test_qz_19_content_and_pass_mark_that_change_while_an_attempt_runs_change_nothing_in_it(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    before = opened(database, attempt_id, officer.member)
    shown = (1, 2)
    pages = [_plain(client.get(f"/attempts/{attempt_id}/scenarios/{at}")) for at in shown]
    decide(database, pass_mark=100)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO content_state (version_id, state, decided_at, event_seq) "
            "SELECT v.id, 'retired', s.decided_at, s.event_seq FROM content_version v "
            "JOIN content c ON c.id = v.content_id JOIN content_state s ON s.version_id = v.id "
            "WHERE c.kind = 'scenario'"
        )
    again = [_plain(client.get(f"/attempts/{attempt_id}/scenarios/{at}")) for at in shown]
    assert again == pages
    answer_all(client, database, attempt_id, officer.member, right=True)
    submit(client, attempt_id)
    after = opened(database, attempt_id, officer.member)
    assert after.scenarios == before.scenarios
    assert after.row.pass_mark == before.row.pass_mark == 70
    assert after.row.passed
    assert verify_journal(database).findings == ()


def _plain(page: Page) -> str:
    """The page without what differs in every answer."""
    return re.sub(r'(content|value|token)="[^"]{13,}"', "", page.html)


def test_qz_24_a_script_that_finishes_in_three_seconds_is_credited_no_more_and_named_by_the_rule(
    client: PageClient, officer: Someone, database: Database, clock: Clock
) -> None:
    decide(database, review_of_pace="on")
    attempt_id = open_attempt(database, officer, MODULE)
    attempt = opened(database, attempt_id, officer.member)
    before = int(str(_one(database, select(func.sum(CreditEntry.seconds)))))
    started = clock.now
    for number, scenario in enumerate(attempt.scenarios, 1):
        path = f"/attempts/{attempt_id}/scenarios/{number}"
        hidden = dict(client.get(path).form().fields)
        answers = fields_of_scenario(scenario, attempt.row.seed, right=True)
        client.post(path, {**hidden, **answers, "scripted": "1"})
        if number % 3 == 0:
            clock.advance(seconds=1)
    submit(client, attempt_id)
    took = int((clock.now - started).total_seconds())
    after = int(str(_one(database, select(func.sum(CreditEntry.seconds)))))
    assert 0 <= after - before <= took <= 3
    assert minutes(after - before) == 0
    clock.advance(days=1)
    with database.reading() as session:
        named = named_visits(session, clock.now)
    assert [each.who.member_id for each in named] == [officer.member]


def test_qz_25_an_attempt_on_two_sign_ins_at_once_is_noted_and_has_one_result(
    client: PageClient,
    officer: Someone,
    database: Database,
    clock: Clock,
    new_client: Callable[[], PageClient],
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    other = new_client().become(officer)
    other.get("/training")
    attempt = opened(database, attempt_id, officer.member)
    at = next(at for at, each in enumerate(attempt.scenarios, 1) if each.tree is None)
    scenario, path = attempt.scenarios[at - 1], f"/attempts/{attempt_id}/scenarios/{at}"
    client.post(path, fields_of_scenario(scenario, attempt.row.seed, right=False), statements=40)
    clock.advance(seconds=90)
    other.post(path, fields_of_scenario(scenario, attempt.row.seed, right=True), statements=40)
    clock.advance(seconds=5)
    answer_all(client, database, attempt_id, officer.member, right=True)
    submit(client, attempt_id)
    with database.reading() as session:
        said = session.execute(
            select(Journal.kind).where(Journal.kind == "attempt-on-two-sign-ins")
        ).all()
    assert len(said) == _count(database, AttemptShared) == 2
    assert opened(database, attempt_id, officer.member).row.passed
    other.get(f"/attempts/{attempt_id}/result", statements=40)
    assert "on two signed-in devices" in client.get("/minutes/statement").text
    assert verify_journal(database).findings == ()


def test_one_device_after_the_other_is_noted_by_nobody(
    client: PageClient,
    officer: Someone,
    database: Database,
    clock: Clock,
    new_client: Callable[[], PageClient],
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=False)
    clock.advance(minutes=3)
    other = new_client().become(officer)
    other.get("/training")
    answer_all(other, database, attempt_id, officer.member, right=True)
    assert _count(database, AttemptShared) == 0


def test_qz_26_a_submission_whose_answer_was_lost_is_sent_again_and_lands_on_its_result(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=True)
    page = client.get(f"/attempts/{attempt_id}/review")
    sent = {**dict(page.form("submission").fields), "attested": "y"}
    path = f"/attempts/{attempt_id}/submission"
    client.post(path, sent, statements=60)
    held = [_count(database, table) for table in (AttemptResult, CreditEntry, Journal)]
    again = client.post(path, sent)
    assert again.location.endswith(f"/attempts/{attempt_id}/result")
    late = client.post(f"/attempts/{attempt_id}/scenarios/1", {"item-a": "1"})
    assert late.location.endswith("/result")
    other = client.post(path, {**sent, "reviewed": "0" * 64}, status=409)
    assert "changed nothing" in other.text
    assert held == [_count(database, table) for table in (AttemptResult, CreditEntry, Journal)]


def _receipt(client: PageClient, database: Database, officer: Someone) -> str:
    """The address of a genuine receipt, as the result links to it."""
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=False)
    submit(client, attempt_id)
    page = client.get(f"/attempts/{attempt_id}/result", statements=40)
    return page.link("Check this receipt against the record")


def test_qz_27_a_receipt_is_genuine_as_printed_and_not_when_any_line_was_changed(
    client: PageClient,
    officer: Someone,
    database: Database,
    new_client: Callable[[], PageClient],
) -> None:
    path = _receipt(client, database, officer)
    anybody = new_client()
    page = anybody.get(path)
    assert "agrees with the record" in page.text
    assert officer.login not in page.text
    fields = dict(part.split("=") for part in path.partition("?")[2].split("&"))
    edits = {
        "attempt": str(int(fields["attempt"]) - 1),
        "received": fields["received"].replace("2026", "2025"),
        "answers": "0" * 64,
        "position": str(int(fields["position"]) - 1),
        "digest": fields["digest"][::-1],
    }
    answers = set()
    for name, value in edits.items():
        query = "&".join(f"{each}={value if each == name else fields[each]}" for each in fields)
        changed = anybody.get(f"/verify/receipt?{query}")
        assert "does not agree with the record" in changed.text, name
        answers.add(changed.text)
    assert len(answers) == 1, "which line differs is not told"


@pytest.mark.parametrize(
    ("name", "value"),
    [("attempt", "one"), ("received", "yesterday"), ("answers", "short"), ("position", "1e9")],
)
def test_a_line_that_cannot_be_read_is_named(client: PageClient, name: str, value: str) -> None:
    good = {
        "attempt": "1",
        "received": "2026-11-24T19:02:09Z",
        "answers": "0" * 64,
        "position": "1",
        "digest": "0" * 64,
    }
    query = "&".join(f"{each}={text}" for each, text in {**good, name: value}.items())
    page = client.get(f"/verify/receipt?{query}", status=422)
    assert "This needs" in page.text


def test_qz_28_no_link_saves_submits_or_starts_anything(
    client: PageClient, officer: Someone, database: Database
) -> None:
    attempt_id = open_attempt(database, officer, MODULE)
    answer_all(client, database, attempt_id, officer.member, right=True)
    sitting_id = opened(database, attempt_id, officer.member).row.sitting_id
    tables = (Attempt, AttemptResult, Response, Journal)
    held = [_count(database, table) for table in tables]
    query = "?attested=y&reviewed=x&item-a=1"
    for path in (
        f"/attempts/{attempt_id}/submission",
        f"/sittings/{sitting_id}/attempts",
        "/beats",
    ):
        for method in ("GET", "HEAD"):
            assert client.ask(method, f"{path}{query}").status == 405
    client.get(f"/attempts/{attempt_id}/scenarios/1{query}")
    client.get(f"/attempts/{attempt_id}/review{query}")
    assert held == [
        _count(database, table) for table in (Attempt, AttemptResult, Response, Journal)
    ]
