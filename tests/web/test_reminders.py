"""Reminders: written once, read in a real mailbox, shown on pages, and fed to a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from lms.domain.access import SYSTEM, Role
from lms.domain.anchor import printed
from lms.domain.head_statement import HeadOccasion
from lms.domain.reminder import Due, Stage
from lms.jobs import remind
from lms.jobs.remind import remind_everybody, wanted_now
from lms.jobs.send_mail import MailRoom
from lms.jobs.worker import Worker
from lms.models import Job, Journal, Reminder
from lms.queries.open_work import open_work
from lms.queries.recipient import MAIL
from lms.queries.reminders import reachable
from lms.services.claim_job import claim_job
from lms.services.keep_keys import record_key
from lms.services.remind_member import remind_member
from lms.services.sign_head import HeadDesk
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import make_journal_key
from lms.storage.mail import MailServer
from tests.clock import Clock
from tests.desk_people import second_trainer
from tests.factories import ZONE, Someone, decide, enlist, facts, sign_up, today
from tests.mail_server import Inbox, at, body, free_port, mail_server
from tests.page_client import PageClient
from tests.training_rows import School

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DUE = date(2027, 4, 15)
BASE = "http://localhost"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def mail(port: int) -> MailServer:
    return at(port)


@pytest.fixture
def inbox(port: int) -> Iterator[Inbox]:
    found = Inbox()
    with mail_server(found, port):
        yield found


@pytest.fixture
def ana(database: Database, members: dict[str, int]) -> Someone:
    return sign_up(database, Role.OFFICER, member_id=members["0102"], login="0102")


@pytest.fixture
def work(database: Database, port: int, tmp_path: Path) -> Callable[[], None]:
    """Let a worker plan and do what is due, the nightly checks left out."""
    worker = Worker(database, FileStore(tmp_path), MailRoom(database, at(port), BASE))

    def turn() -> None:
        worker._plan()
        kinds = (remind.REMIND, MAIL)
        claim = partial(claim_job, owner="a test", kinds=kinds)
        while (job := database.writing(claim)) is not None:
            worker._do(job)

    return turn


def _told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(select(Reminder.key).order_by(Reminder.id)).scalars())


def _letters(inbox: Inbox) -> list[tuple[str, str]]:
    return [(str(each["To"]), str(each["Subject"]).strip()) for each in inbox.letters]


@pytest.fixture
def assigned(school: School, ana: Someone) -> int:
    return school.assign(due_on=DUE)


@sqlite_only
def test_a_year_of_reminders_reaches_a_real_mailbox_each_once(
    database: Database, assigned: int, inbox: Inbox, clock: Clock, work: Callable[[], None]
) -> None:
    near = (30, 29, 8, 7, 6, 2, 1, 0, -1, -2)
    for day in (today(database), *(DUE - timedelta(days=each) for each in near)):
        for hour in (15, 21):
            clock.now = datetime.combine(day, time(hour), tzinfo=UTC)
            work()
    due = "Thursday, April 15, 2027 (Haverhill Police Department)"
    assert _letters(inbox) == [
        ("0102@example.gov", "Your in-service training (Haverhill Police Department)"),
        ("0102@example.gov", f"Training due {due}"),
        ("0102@example.gov", f"Training due {due}"),
        ("0102@example.gov", f"Training due {due}"),
        ("0102@example.gov", f"Training overdue since {due}"),
    ]
    first, last = (body(inbox.letters[each]).replace("\r\n", "\n") for each in (0, -1))
    assert "- Module 1: due Thursday, April 15, 2027\n" in first
    year = "Annual training 2027 (section IV.E): due Friday, December 31, 2027, 120 minutes left"
    assert year in first
    assert "overdue" not in first
    assert "- Module 1: overdue since Thursday, April 15, 2027" in last
    assert _told(database) == [
        "first",
        *(f"assignment:{assigned}:{DUE}:{stage}" for stage in ("due-30", "due-7", "due-1")),
        f"assignment:{assigned}:{DUE}:overdue",
    ]


@sqlite_only
def test_what_is_done_before_a_letter_goes_is_not_asked_for_in_it(
    database: Database,
    school: School,
    members: dict[str, int],
    assigned: int,
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
) -> None:
    work()
    clock.now = datetime(2027, 4, 8, 8, 0, tzinfo=UTC)
    work()
    assert len(inbox.letters) == 1
    school.attempt(members["0102"], school.begin(members["0102"]), passed=True)
    clock.now = datetime(2027, 4, 8, 16, 0, tzinfo=UTC)
    work()
    assert len(inbox.letters) == 1
    with database.reading() as session:
        errors = session.execute(select(Job.last_error).where(Job.kind == "send-mail")).scalars()
        assert [error for error in errors if error] == ["nothing is open any more"]


@pytest.mark.parametrize(
    ("shift", "hour"),
    [("Nights", 23), ("Days", 7), ("Unknown", 8)],
    ids=["nights", "days", "other"],
)
@sqlite_only
def test_a_letter_goes_in_the_hours_of_the_persons_shift(
    database: Database,
    school: School,
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
    shift: str,
    hour: int,
) -> None:
    decide(database, shift_hours="Days 07:00-15:00; Nights 23:00-07:00")
    member = enlist(database, facts("0777", shift=shift))["0777"]
    sign_up(database, Role.OFFICER, member_id=member, login="0777")
    school.open_year()
    clock.now = datetime(2027, 3, 2, 16, 30, tzinfo=ZONE)
    while not inbox.letters:
        work()
        clock.advance(minutes=30)
    sent = clock.now.astimezone(ZONE) - timedelta(minutes=30)
    assert sent.hour == hour


def test_two_workers_at_once_write_each_reminder_once(database: Database, assigned: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: remind_everybody(database), range(8)))
    assert sum(done) == 1
    assert _told(database) == ["first"]
    with database.reading() as session:
        kinds = select(func.count()).where(Journal.kind == "member-reminded")
        assert session.execute(kinds).scalar_one() == 1


def test_the_table_itself_refuses_a_second_reminder_of_one_key(
    database: Database, assigned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind_everybody(database)
    monkeypatch.setattr("lms.services.remind_member._told", lambda *_: frozenset())
    with database.reading() as session:
        to = reachable(session, day=today(database))[0]
    due = (Due(Stage.FIRST, Stage.FIRST),)
    again = partial(remind_member, to=to, due=due, not_before=database.clock(), by=SYSTEM)
    with pytest.raises(IntegrityError):
        database.writing(again)
    assert _told(database) == ["first"]


def test_a_worker_that_dies_half_way_leaves_the_rest_to_the_next_and_nothing_twice(
    database: Database, school: School, members: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for badge in ("0101", "0102", "0103"):
        sign_up(database, Role.OFFICER, member_id=members[badge], login=badge)
    calls: list[int] = []

    def dies(*args: object, **facts: object) -> bool:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return remind_member(*args, **facts)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(remind, "remind_member", dies)
        with pytest.raises(KeyboardInterrupt):
            remind_everybody(database)
    assert len(_told(database)) == 1
    assert remind_everybody(database) == 2
    assert remind_everybody(database) == 0
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(Job)).scalar_one() == 3


@sqlite_only
def test_a_mail_server_that_is_down_delays_no_reminder_and_loses_no_letter(
    database: Database,
    assigned: int,
    port: int,
    clock: Clock,
    work: Callable[[], None],
    new_client: Callable[[], PageClient],
    ana: Someone,
) -> None:
    work()
    page = new_client().become(ana).get("/training/reminders")
    assert "Letter waits" in page.text
    clock.advance(days=4)
    inbox = Inbox()
    with mail_server(inbox, port):
        work()
        clock.advance(minutes=61)
        work()
    assert len(inbox.letters) == 1
    page = new_client().become(ana).get("/training/reminders")
    assert "Letter sent" in page.text


@sqlite_only
def test_somebody_on_leave_is_told_nothing_until_the_first_day_back(
    database: Database,
    school: School,
    members: dict[str, int],
    assigned: int,
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
) -> None:
    work()
    school.leave(members["0102"], date(2027, 3, 2), date(2027, 4, 18))
    for day in (*range(14, 17), *range(37, 40), *range(44, 51)):
        clock.now = datetime(2027, 3, 1, 15, tzinfo=UTC) + timedelta(days=day)
        work()
    assert [subject for _, subject in _letters(inbox)][1:] == [
        "Your in-service training after your leave (Haverhill Police Department)"
    ]
    assert _told(database)[1:] == ["back:2027-04-19"]
    assert "overdue since" not in body(inbox.letters[-1])


@sqlite_only
def test_the_first_reminder_after_set_up_marks_nobody_overdue(
    database: Database,
    assigned: int,
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
) -> None:
    clock.now = datetime(2027, 5, 3, 15, tzinfo=UTC)
    work()
    assert len(inbox.letters) == 1
    assert "overdue" not in f"{inbox.letters[0]['Subject']} {body(inbox.letters[0])}"


@sqlite_only
def test_a_supervisor_gets_numbers_once_a_week_and_no_names(
    database: Database,
    school: School,
    members: dict[str, int],
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
    tmp_path: Path,
) -> None:
    enlist(
        database,
        facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
        facts(
            "0102", given_name="Ana", family_name="Abreu", supervisor_badge="0120", shift="Nights"
        ),
    )
    roles = (Role.OFFICER, Role.SUPERVISOR)
    sign_up(database, *roles, member_id=members["0120"], login="0120")
    key = make_journal_key(tmp_path)
    database.writing(partial(record_key, key=key, previous=None, reason="The first key."))
    head = HeadDesk(database, tmp_path).sign(HeadOccasion.ASKED)
    assert head is not None
    for day in (0, 1, 5, 6, 7, 8):
        clock.now = datetime(2027, 3, 2, 15, tzinfo=UTC) + timedelta(days=day)
        work()
    digests = [each for each in inbox.letters if "Your people" in str(each["Subject"])]
    assert [str(each["Subject"]) for each in digests] == [
        "Your people: 0 of 1 complete (Haverhill Police Department)"
    ] * 2
    assert "Abreu" not in body(digests[0])
    assert "- minutes or updates missing: 1" in body(digests[0])
    assert printed(head.statement) in body(digests[0])


@sqlite_only
def test_the_desk_sees_every_reminder_and_each_letter_that_did_not_go(
    database: Database,
    members: dict[str, int],
    assigned: int,
    work: Callable[[], None],
    inbox: Inbox,
    new_client: Callable[[], PageClient],
) -> None:
    inbox.answer = "550 no such mailbox"
    work()
    page = new_client().become(second_trainer(database)).get("/desk/reminders")
    assert "Ana Abreu" in page.text
    assert "1 letter could not be sent." in page.text
    assert "(550)" in page.text


@sqlite_only
def test_a_member_without_an_address_is_reminded_on_the_page(
    database: Database, school: School, new_client: Callable[[], PageClient]
) -> None:
    member = enlist(database, facts("0777", email=""))["0777"]
    someone = sign_up(database, Role.OFFICER, member_id=member, login="0777")
    school.open_year()
    remind_everybody(database)
    assert "On this page only" in new_client().become(someone).get("/training/reminders").text


@sqlite_only
def test_a_changed_reminder_is_found(database: Database, assigned: int) -> None:
    assert assigned
    remind_everybody(database)
    assert not verify_journal(database).findings
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER reminder_no_update"))
        connection.execute(text("UPDATE reminder SET key = 'other'"))
    findings = verify_journal(database).findings
    assert any("the reminders written differ" in each for each in findings)


@sqlite_only
def test_nobody_without_an_account_is_told_anything(database: Database, school: School) -> None:
    with database.reading() as session:
        assert wanted_now(session, now=database.clock()) == ()


@sqlite_only
def test_a_calendar_reads_the_due_dates_until_its_address_ends(
    database: Database, assigned: int, ana: Someone, new_client: Callable[[], PageClient]
) -> None:
    mine = new_client().become(ana)
    mine.get("/training/reminders")
    mine.post("/training/calendar")
    address = (
        mine.get("/training/reminders")
        .html.partition('id="calendar-address">')[2]
        .partition("<")[0]
    )
    assert address.startswith(f"{BASE}/calendar/")
    assert f"{BASE}/calendar/" not in mine.get("/training/reminders").html
    program, path = new_client(), address.removeprefix(BASE)
    read = Calendar.from_ical(program.get(path).response.data)
    entries = {str(each["summary"]): each.decoded("dtstart") for each in read.walk("VEVENT")}
    assert entries == {
        "Training due: Module 1": DUE,
        "Training due: Annual training 2027 (section IV.E)": date(2027, 12, 31),
    }
    mine.post("/training/calendar")
    again = (
        mine.get("/training/reminders")
        .html.partition('id="calendar-address">')[2]
        .partition("<")[0]
    )
    program.get(path, status=404)
    program.get(again.removeprefix(BASE))
    mine.post("/training/calendar/end", status=303)
    program.get(again.removeprefix(BASE), status=404)
    mine.post("/training/calendar/end", status=404)


@sqlite_only
def test_on_the_second_of_january_last_years_late_people_are_told_and_the_desk_says_so(
    database: Database,
    school: School,
    ana: Someone,
    inbox: Inbox,
    clock: Clock,
    work: Callable[[], None],
    new_client: Callable[[], PageClient],
) -> None:
    school.assign(due_on=date(2027, 12, 31))
    for day in (date(2027, 12, 20), date(2028, 1, 2), date(2028, 1, 3)):
        clock.now = datetime.combine(day, time(21), tzinfo=UTC)
        work()
    keys = _told(database)
    assert len([key for key in keys if key.endswith(":overdue")]) == 2
    assert len(keys) == len(set(keys))
    letter = body(inbox.letters[-1])
    assert "overdue since Friday, December 31, 2027, 120 minutes left" in letter
    assert "Module 1: overdue since Friday, December 31, 2027" in letter
    mine = new_client().become(ana).get("/training/reminders", statements=45)
    assert "Annual training 2027" in mine.text
    somebody = second_trainer(database)
    desk = new_client().become(somebody).get("/desk", statements=45)
    assert "2027 is not closed" in desk.text
    desk_client = new_client().become(somebody)
    late = desk_client.get(desk.link("2027 is not closed"), statements=45)
    assert "Abreu" in late.text
    clock.now = datetime(2028, 2, 2, 21, tzinfo=UTC)
    with database.reading() as session:
        assert not open_work(session, day=date(2028, 2, 2), zone=ZONE)
