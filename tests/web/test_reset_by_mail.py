"""A new password by mail: asked for by anybody, sent to its person alone, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.app import create_app
from lms.config import Config
from lms.domain.access import SYSTEM, Role
from lms.domain.invitation import Room, Scope
from lms.jobs.send_mail import MailRoom
from lms.jobs.worker import Worker
from lms.models import Job, JobState
from lms.services.invite_visitor import invite_visitor, withdraw_invitation
from lms.services.set_up_authenticator import make_recovery_codes
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.clock import Clock
from tests.conftest import SECRET_KEY
from tests.factories import PASSWORD, Someone, cast, enlist, facts, sign_up, today
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient
from tests.web.test_second_factor import give_app

NEW = "seven gray herons wading"
BASE = "http://localhost"


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    return cast(database)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def inbox(port: int) -> Iterator[Inbox]:
    found = Inbox()
    with mail_server(found, port):
        yield found


@pytest.fixture
def app(database: Database, clock: Clock, port: int, tmp_path: Path) -> Iterator[Flask]:
    """The application of an installation that sends mail."""
    url = database.engine.url.render_as_string(hide_password=False)
    config = Config(url, BASE, tmp_path, SECRET_KEY, mail=at(port))
    made = create_app(config, clock=clock)
    yield made
    made.extensions["lms"].database.dispose()


@pytest.fixture
def work(database: Database, port: int, tmp_path: Path) -> Callable[[], int]:
    """Let a worker do what is due."""
    room = MailRoom(database, at(port), BASE)
    worker = Worker(database, FileStore(tmp_path), room)

    def turn() -> int:
        done = 0
        while (job := worker._claim()) is not None:
            worker._do(job)
            done += 1
        return done

    return turn


def _ask(client: PageClient, login: str) -> str:
    client.get("/cannot-sign-in")
    client.submit(fields={"login": login})
    return client.follow().text


def _choose(client: PageClient, link: str, password: str = NEW) -> None:
    client.get(link)
    client.submit(fields={"password": password, "again": password})


def _mail_jobs(database: Database) -> list[JobState]:
    with database.reading() as session:
        return list(session.execute(select(Job.state).where(Job.kind == "send-mail")).scalars())


def test_auth_07_fifty_requests_bring_three_letters_and_always_the_same_page(
    client: PageClient,
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    clock: Clock,
) -> None:
    known = {_ask(client, people["officer"].login) for _ in range(25)}
    unknown = {_ask(client, "9999") for _ in range(3)} | {_ask(client, "admin' OR 1=1 --")}
    assert len(known | unknown) == 1
    work()
    assert len(inbox.letters) == 3
    assert {each["To"] for each in inbox.letters} == {"0101@example.gov"}
    clock.advance(minutes=61)
    _ask(client, people["officer"].login)
    work()
    assert len(inbox.letters) == 4


def test_auth_07_known_and_unknown_names_cost_the_same_statements(
    client: PageClient, people: dict[str, Someone], inbox: Inbox
) -> None:
    costs = []
    for login in (people["officer"].login, "9999", people["administrator"].login):
        client.get("/cannot-sign-in")
        costs.append([each[:40] for each in client.submit(fields={"login": login}).statements])
    assert costs[0] == costs[1] == costs[2]


def test_auth_07_one_source_cannot_fill_the_queue(
    client: PageClient, people: dict[str, Someone], database: Database
) -> None:
    said = {_ask(client, f"{number:04d}") for number in range(40)}
    assert len(said) == 1
    with database.reading() as session:
        asked = session.execute(select(Job.id).where(Job.kind == "reset-request")).all()
    assert len(asked) == 30


def test_auth_08_a_link_works_once_for_thirty_minutes_and_ends_every_sign_in(
    client: PageClient,
    new_client: Callable[[], PageClient],
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    clock: Clock,
) -> None:
    elsewhere = new_client().become(people["officer"])
    elsewhere.get("/devices")
    for _ in range(2):
        _ask(client, people["officer"].login)
        work()
    older, newest = inbox.links
    texts = set()
    for dead in (older, f"{newest}x", newest[:-1], newest.swapcase(), "/first-sign-in/1"):
        texts.add(client.get(dead, status=404).text)
        texts.add(client.ask("POST", dead, {"password": NEW, "again": NEW}).text)
    assert len(texts) == 1
    _choose(client, newest)
    elsewhere.get("/devices", status=302)
    client.get(newest, status=404)
    client.get("/sign-in")
    client.submit(fields={"login": people["officer"].login, "password": PASSWORD}, status=422)
    client.submit(fields={"login": people["officer"].login, "password": NEW})
    _ask(new_client(), people["officer"].login)
    work()
    clock.advance(minutes=30)
    new_client().get(inbox.links[-1], status=404)


def test_auth_08_a_new_password_leaves_the_second_factor_and_is_told_by_mail(
    client: PageClient,
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    database: Database,
) -> None:
    give_app(database, people["supervisor"])
    _ask(client, people["supervisor"].login)
    work()
    _choose(client, inbox.links[0])
    work()
    assert "was changed on March 1, 2027, 10:00" in body(inbox.letters[-1])
    client.get("/sign-in")
    client.submit(fields={"login": people["supervisor"].login, "password": NEW})
    assert client.get("/people", status=302).location.startswith("/second-factor")


def test_a_mail_server_that_is_down_delays_nothing_and_loses_nothing(
    client: PageClient,
    people: dict[str, Someone],
    port: int,
    work: Callable[[], int],
    clock: Clock,
    database: Database,
) -> None:
    _ask(client, people["officer"].login)
    assert work() == 2
    assert _mail_jobs(database) == [JobState.WAITING]
    clock.advance(seconds=61)
    inbox = Inbox(answer="451 come back later")
    with mail_server(inbox, port):
        work()
        assert _mail_jobs(database) == [JobState.WAITING]
        inbox.answer = "250 OK"
        clock.advance(minutes=3)
        work()
        work()
    assert len(inbox.letters) == 1
    assert _mail_jobs(database) == [JobState.DONE]
    _choose(client, inbox.links[0])


def test_a_letter_that_would_come_too_late_is_not_sent(
    client: PageClient,
    people: dict[str, Someone],
    port: int,
    work: Callable[[], int],
    clock: Clock,
    database: Database,
) -> None:
    _ask(client, people["officer"].login)
    work()
    clock.advance(minutes=31)
    inbox = Inbox()
    with mail_server(inbox, port):
        work()
    assert not inbox.letters
    assert _mail_jobs(database) == [JobState.FAILED]


def test_no_secret_stands_in_the_job_of_a_letter(
    client: PageClient,
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    database: Database,
) -> None:
    _ask(client, people["officer"].login)
    work()
    token = inbox.links[0].rpartition("/")[2]
    with database.reading() as session:
        rows = session.execute(select(Job.payload, Job.key, Job.last_error)).all()
    assert token not in repr(rows)


def test_without_a_mail_server_the_worker_leaves_letters_and_the_page_says_whom_to_ask(
    people: dict[str, Someone], database: Database, clock: Clock, tmp_path: Path
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    made = create_app(Config(url, BASE, tmp_path, SECRET_KEY), clock=clock)
    client = PageClient(made)
    assert "Ask the training unit or an administrator" in client.get("/cannot-sign-in").text
    client.become(people["officer"]).get("/account/password")
    client.submit(fields={"password": NEW, "again": NEW})
    worker = Worker(database, FileStore(tmp_path))
    assert worker._claim() is None
    assert _mail_jobs(database) == [JobState.WAITING]
    made.extensions["lms"].database.dispose()


_VISITOR = "cora@example.org"


def _invite(database: Database, days: int = 5) -> int:
    starts_on = today(database)
    scope = Scope(
        room=Room.COUNSEL,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days),
        first_year=starts_on.year,
        last_year=starts_on.year,
        matter="Docket 117",
    )
    invite = partial(invite_visitor, name="Cora Counsel", organization="A firm", scope=scope)
    return database.writing(partial(invite, email=_VISITOR, login=_VISITOR, by=SYSTEM))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_invitation_is_told_once_by_a_letter_that_opens_nothing_by_itself(
    client: PageClient,
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    database: Database,
) -> None:
    inbox.answer = "451 later"
    _invite(database)
    work()
    inbox.answer = "250 OK"
    with database.engine.begin() as connection:
        connection.execute(update(Job).values(run_after=database.clock()))
    assert (work(), work()) == (1, 0)
    (letter,) = inbox.letters
    said = body(letter)
    assert letter["To"] == _VISITOR
    assert f"You sign in as {_VISITOR}" in said
    assert f"{BASE}/cannot-sign-in" in said
    assert "first-sign-in" not in said
    assert "Docket" not in str(letter)
    _ask(client, _VISITOR)
    work()
    assert [each["To"] for each in inbox.letters] == [_VISITOR] * 2
    _choose(client, inbox.links[0])
    withdrawn = _invite(database)
    withdraw = partial(withdraw_invitation, invitation_id=withdrawn, reason="Settled.")
    database.writing(partial(withdraw, by=people["chief"].actor))
    work()
    assert len(inbox.letters) == 2


def test_a_name_on_the_roster_cannot_add_a_header(
    client: PageClient,
    database: Database,
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
) -> None:
    evil = "x@example.gov\r\nBcc: all@example.gov"
    member = enlist(database, facts("0999", email="ok@example.gov"))["0999"]
    someone = sign_up(database, Role.OFFICER, member_id=member, login="0999")

    def spoil(session, *, now):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        from sqlalchemy import text  # noqa: PLC0415

        row = (
            session.execute(
                text("SELECT * FROM service_record WHERE member_id = :m"), {"m": member}
            )
            .mappings()
            .one()
        )
        values = {**row, "email": evil}
        values.pop("id")
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        session.execute(text(f"INSERT INTO service_record ({names}) VALUES ({marks})"), values)  # noqa: S608

    database.writing(spoil)
    _ask(client, someone.login)
    work()
    assert not inbox.letters
    assert _mail_jobs(database) == [JobState.FAILED]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_auth_12_a_second_factor_is_reset_for_a_reason_and_its_person_is_told(
    client: PageClient,
    new_client: Callable[[], PageClient],
    people: dict[str, Someone],
    inbox: Inbox,
    work: Callable[[], int],
    database: Database,
    clock: Clock,
) -> None:
    chief = people["supervisor"]
    give_app(database, chief)
    database.writing(partial(make_recovery_codes, account_id=chief.account_id, by=chief.actor))
    theirs = new_client().become(chief)
    theirs.get("/people")
    admin = client.become(people["administrator"])
    path = f"/accounts/{chief.account_id}/second-factor"
    clock.advance(minutes=11)
    assert admin.get(path, status=302).location.startswith("/confirm?next=")
    admin.get("/confirm?next=%2Faccounts")
    admin.submit(fields={"password": PASSWORD})
    admin.get(path)
    admin.submit(fields={"reason": " "}, status=422)
    admin.submit(fields={"reason": "phone lost, seen at the desk"})
    assert "reset" in admin.follow().text
    theirs.get("/people", status=302)
    work()
    letter = inbox.letters[-1]
    assert "phone lost, seen at the desk" in body(letter)
    assert letter["To"] == "0201@example.gov"
    theirs.get("/sign-in")
    theirs.submit(fields={"login": chief.login, "password": PASSWORD})
    page = theirs.follow(theirs.get("/people", status=302))
    assert "Set up a second factor" in page.heading
    assert "phone lost, seen at the desk" in page.text
    own = f"/accounts/{people['administrator'].account_id}/second-factor"
    give_app(database, people["administrator"])
    admin.get(own)
    admin.submit(fields={"reason": "my own"})
    assert "Nobody resets their own" in admin.follow().text
