"""An assessor reads exactly what was opened; the manager looks through the same room."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from lms.domain.sample import draw
from lms.models import AccessLog, Journal, SignIn, VisitorInvitation, VisitorSample
from lms.rendering.package import verify
from lms.services.keep_keys import record_key
from lms.services.keep_standards import sign_memo
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.keys import make_journal_key
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, Find, somebody
from tests.page_client import PageClient
from tests.rendering.certificate_paper import text_of

OPEN, ALSO_OPEN, CLOSED = "33.5.1", "42.2.8(a)", "12.2.1"
Browsers = Callable[[], PageClient]
FIELDS: dict[str, str | list[str]] = {
    "name": "Ada Assessor",
    "organization": "A commission",
    "email": "Ada@Example.org",
    "starts_on": "2026-11-24",
    "ends_on": "2026-11-26",
    "standards": [OPEN],
    "first_year": "2026",
    "last_year": "2026",
    "packets": "everybody",
    "reason": "The visit of this week.",
}


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def assessor(find: Find, client: PageClient) -> PageClient:
    client.most_statements = 60
    return client.become(find("assessor"))


@pytest.fixture
def manager(find: Find, new_client: Browsers) -> PageClient:
    made = new_client().become(find("accreditation"))
    made.most_statements = 60
    return made


def _key(database: Database, folder: Path) -> None:
    key = make_journal_key(folder)
    database.writing(partial(record_key, key=key, previous=None, reason="a test"))


def _addresses(page_text: str, beginning: str) -> list[str]:
    return sorted(set(re.findall(f'href="({beginning}[^"#]*)"', page_text)))


def test_the_first_page_shows_what_was_opened_and_nothing_else(assessor: PageClient) -> None:
    page = assessor.get("/room")
    assert (
        _addresses(page.html, "/room/standards")
        == [f"/room/standards/{OPEN}", "/room/standards/42.2.8%28a%29"]
        or ALSO_OPEN in page.text
    )
    assert OPEN in page.text
    assert CLOSED not in page.text
    assert "verify.py" in page.text
    ways = [label for _, label in page.reader.links]
    assert not {"Policy", "Records", "Evidence", "Desk", "Register"} & set(ways)


def test_a_standard_shows_its_proofs_its_papers_and_the_passage(assessor: PageClient) -> None:
    page = assessor.get(f"/room/standards/{OPEN}")
    assert "who approved it" in page.text
    assert "was not yet in force in 2025" in page.text
    assert "two (2) hours" in page.text
    names = _addresses(page.html, f"/room/standards/{OPEN}/2026/")
    assert [name.rsplit("/", 1)[1] for name in names] == [
        "1-directive.pdf",
        "2-lesson-plan.pdf",
        "3-completion.pdf",
    ]
    directive = text_of(assessor.get(names[0]).response.data)
    assert f"Standard {OPEN}" in directive
    memo = assessor.get(f"/room/standards/{OPEN}/2025/4-memo.pdf").response.data
    assert "was not yet in force in 2025" in text_of(memo)


def test_other_standards_years_and_papers_are_not_there(
    assessor: PageClient, database: Database, find: Find
) -> None:
    """The year 2023 has a memo as well: it is not there because nobody opened it."""
    by = find("accreditation").actor
    database.writing(partial(sign_memo, number=OPEN, year=2023, text="Nobody.", by=by))
    for path in (
        f"/room/standards/{CLOSED}",
        f"/room/standards/{CLOSED}/2025/4-memo.pdf",
        f"/room/standards/{CLOSED}/2025.zip",
        f"/room/standards/{OPEN}/2023/1-directive.pdf",
        f"/room/standards/{OPEN}/2023/4-memo.pdf",
        f"/room/standards/{OPEN}/2023.zip",
        f"/room/standards/{OPEN}/2027/1-directive.pdf",
        f"/room/standards/{OPEN}/2026/4-memo.pdf",
        f"/room/standards/{OPEN}/2026/9-other.pdf",
        "/room/standards/99.9.9",
    ):
        assessor.get(path, status=404)


def test_a_folder_is_sealed_holds_one_standard_and_checks_offline(
    assessor: PageClient, database: Database, tmp_path: Path
) -> None:
    assessor.get(f"/room/standards/{OPEN}/2026.zip", status=404)
    _key(database, tmp_path)
    made = assessor.get(f"/room/standards/{OPEN}/2026.zip").response.data
    (tmp_path / "folder.zip").write_bytes(made)
    files, findings = verify.read(str(tmp_path / "folder.zip"))
    assert verify.examine(files, findings)[1] == []
    with ZipFile(io.BytesIO(made)) as opened:
        papers = {name for name in opened.namelist() if name.endswith(".pdf")}
    assert {name.partition("/")[0] for name in papers} == {"33-5-1-2026"}
    assert len(papers) == 3


def test_a_sample_is_recorded_can_be_drawn_again_and_opens_packets_of_the_drawn_alone(
    assessor: PageClient, database: Database, find: Find
) -> None:
    assert "No packet is open yet" in assessor.get("/room/officers").text
    assessor.get("/room/samples")
    assert "Write a seed" in assessor.submit("/samples", {"seed": ""}, status=422).text
    assessor.get("/room/samples")
    assessor.submit("/samples", {"wanted": "2", "seed": "dice 426"})
    page = assessor.get("/room/samples")
    with database.reading() as session:
        kept = session.execute(select(VisitorSample.population, VisitorSample.drawn)).one()
        sentence = session.execute(
            select(func.count()).select_from(Journal).where(Journal.kind == "sample-drawn")
        ).scalar_one()
        assert sentence == 1
        assert tuple(kept.drawn) == draw(kept.population, 2, "dice 426")
    packets = _addresses(page.html, "/room/officers/")
    assert len(packets) == 2
    text = text_of(assessor.get(packets[0]).response.data)
    assert "Training record as of" in text
    assert "Questions met" not in text
    others = set(kept.population) - set(kept.drawn)
    assessor.get(f"/room/officers/{min(others)}/packet.pdf", status=404)
    assessor.get("/room/officers/9999999/packet.pdf", status=404)
    for day in ("2023-12-31", "2026-11-25", "never"):
        assessor.get(f"{packets[0]}?on={day}", status=404)
    with database.reading() as session:
        seen = session.execute(
            select(AccessLog.what).where(AccessLog.member_id.in_(kept.drawn))
        ).scalars()
        assert "packet" in set(seen)
    assert verify_journal(database).findings == ()


def test_an_invitation_takes_ten_samples(assessor: PageClient, database: Database) -> None:
    for number in range(11):
        assessor.get("/room/samples")
        assessor.submit("/samples", {"seed": f"seed {number}"})
    assert "takes 10 samples" in assessor.get("/room/samples").text
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(VisitorSample)).scalar_one() == 10


def _invited(manager: PageClient, new_client: Browsers, find: Find, **changes: str) -> int:
    """Propose an invitation and let the chief approve it; returns its number."""
    manager.get("/evidence/invitations/assessor")
    found = manager.post("/evidence/invitations/assessor", {**FIELDS, **changes})
    chief = new_client().become(find("0101"))
    chief.most_statements = 60
    chief.get(found.location)
    chief.post(f"{found.location}/decision", {"outcome": "approved", "note": ""})
    with find.args[0].reading() as session:  # type: ignore[attr-defined]
        return int(session.execute(select(func.max(VisitorInvitation.id))).scalar_one())


def test_an_invitation_takes_two_people_opens_one_year_and_closes_by_itself(
    manager: PageClient, new_client: Browsers, find: Find, database: Database, clock: Clock
) -> None:
    number = _invited(manager, new_client, find)
    page = manager.get(f"/evidence/invitations/{number}")
    assert "Ada Assessor" in page.text
    assert "ada@example.org" in page.text
    visitor = new_client().become(somebody(database, "ada@example.org"))
    visitor.most_statements = 60
    first = visitor.get("/room")
    assert ALSO_OPEN not in first.text
    assert "2025" not in first.text
    member = find(COMPLETE).member
    packet = visitor.get(f"/room/officers/{member}/packet.pdf").response.data
    assert "What was over before 2026-01-01" in text_of(packet)
    assert "packet" in manager.get(f"/evidence/invitations/{number}").text
    clock.advance(days=3)
    visitor = new_client().become(somebody(database, "ada@example.org"))
    for path in ("/room", f"/room/standards/{OPEN}", "/record", "/policies"):
        visitor.get(path, status=403)


def test_before_its_first_day_nothing_opens(
    manager: PageClient, new_client: Browsers, find: Find, database: Database
) -> None:
    _invited(manager, new_client, find, starts_on="2026-11-25")
    visitor = new_client().become(somebody(database, "ada@example.org"))
    assert "Nothing is open to you today" in visitor.get("/room").text
    for path in (f"/room/standards/{OPEN}", "/room/samples", "/room/officers"):
        visitor.get(path, status=404)
    visitor.post("/room/samples", {"wanted": "2", "seed": "one"}, status=404)


def test_a_withdrawn_invitation_closes_at_once(
    manager: PageClient, assessor: PageClient, database: Database
) -> None:
    assessor.get("/room")
    manager.get("/evidence/invitations/1")
    assert "Say why" in manager.submit("withdrawal", {"reason": " "}, status=422).text
    manager.get("/evidence/invitations/1")
    manager.submit("withdrawal", {"reason": "The visit was put off."})
    assert "The visit was put off." in manager.get("/evidence/invitations/1").text
    assessor.get("/room", status=403)
    manager.post("/evidence/invitations/1/withdrawal", {"reason": "Again."})
    assert "withdrawn before" in manager.get("/evidence/invitations/1").text
    with database.reading() as session:
        kinds = session.execute(select(Journal.kind).order_by(Journal.seq.desc()).limit(2))
        assert set(kinds.scalars()) == {"invitation-withdrawn", "role-ended"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2026-11-23"}, "before the first one"),
        ({"ends_on": "2027-11-23"}, "180 days at most"),
        ({"last_year": "2027"}, "not come yet"),
        ({"first_year": "2027"}, "before the first one"),
        ({"standards": []}, "at least one standard"),
        ({"standards": ["1.1.1"]}, "alid"),
        ({"name": " "}, "Write the name"),
        ({"reason": ""}, "Say why"),
        ({"email": "0150"}, ""),
    ],
)
def test_an_invitation_that_opens_nothing_or_too_much_is_refused(
    manager: PageClient, changes: dict[str, str], words: str
) -> None:
    manager.get("/evidence/invitations/assessor")
    fields = {**FIELDS, **changes}
    if not words:
        manager.post("/evidence/invitations/assessor", fields)
        return
    assert words in manager.post("/evidence/invitations/assessor", fields, status=422).text


def test_adm_06_the_manager_sees_the_same_room_as_themselves_and_the_journal_says_so(
    manager: PageClient, assessor: PageClient, database: Database, tmp_path: Path
) -> None:
    _key(database, tmp_path)
    through = "/evidence/invitations/1/room"
    assert manager.get(through, status=302).location.endswith("/evidence/invitations/1")
    manager.get("/evidence/invitations/1")
    before = _sign_ins(database)
    manager.submit("showing")
    page = manager.get(through)
    assert "You are signed in as yourself" in page.text
    for path in ("", f"/standards/{OPEN}", "/samples", "/officers"):
        shown = manager.get(f"{through}{path}").html.replace(through, "/room")
        own = assessor.get(f"/room{path}").html
        assert _main_links(shown) == _main_links(own)
    paper = f"/standards/{OPEN}/2026/1-directive.pdf"
    assert (
        manager.get(f"{through}{paper}").response.data
        == assessor.get(f"/room{paper}").response.data
    )
    for path in (f"/standards/{CLOSED}", f"/standards/{OPEN}/2023.zip", "/officers/1/packet.pdf"):
        manager.get(f"{through}{path}", status=404)
    manager.post(f"{through}/samples", {"wanted": "2", "seed": "x"}, status=405)
    manager.post("/room/samples", {"wanted": "2", "seed": "x"}, status=403)
    assert _sign_ins(database) == before
    with database.reading() as session:
        assert "room-shown" in set(session.execute(select(Journal.kind)).scalars())


def _main_links(html: str) -> list[str]:
    main = html.partition("<main")[2].partition("</main>")[0]
    return [
        href
        for href in re.findall(r'href="([^"]*)"', main)
        if href.startswith(("/room", "/verify"))
    ]


def _sign_ins(database: Database) -> list[int]:
    """Whose sign-ins there are."""
    with database.reading() as session:
        return sorted(session.execute(select(SignIn.account_id)).scalars())


def test_the_others_invite_nobody_and_look_through_no_room(
    find: Find, new_client: Browsers
) -> None:
    for login in (NEARLY, "assessor", "0120", "administrator"):
        made = new_client().become(find(login))
        for path in ("/evidence/invitations", "/evidence/invitations/1/room"):
            made.get(path, status=403)


def test_a_room_shown_yesterday_is_asked_for_again(
    manager: PageClient, find: Find, new_client: Browsers, clock: Clock
) -> None:
    manager.get("/evidence/invitations/1")
    manager.submit("showing")
    clock.advance(days=1)
    again = new_client().become(find("accreditation"))
    again.get("/evidence/invitations/1/room", status=302)
