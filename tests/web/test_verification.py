from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.domain.certificate import spaced
from lms.domain.sign_in import GUESSES_PER_SOURCE
from lms.models import AccessLog, Journal, SignInThrottle, StoredFile
from lms.queries.certificates import certificate_by_code
from lms.rendering.certificate import certificate_pdf
from lms.services.keep_certificate import certificate_bytes
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import decide, enlist, facts
from tests.page_client import PageClient
from tests.training_rows import CODE, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LATER = "VWXYZ" + CODE[5:]
UNKNOWN = "A" * 26


@pytest.fixture
def member_id(database: Database) -> int:
    decide(database)
    return enlist(database, facts("0101"))["0101"]


@pytest.fixture
def school(database: Database, member_id: int) -> School:
    return School.opened(database)


def test_ct_03_a_stranger_sees_what_the_paper_shows_and_that_it_is_valid(
    database: Database, school: School, member_id: int, client: PageClient
) -> None:
    school.certify(member_id, name="Đặng Thị Minh")
    page = client.get(f"/verify/{CODE}")
    assert "Valid This certificate is in the department\u2019s record" in page.text
    for words in ("Đặng Thị Minh", "Officer, 0101", "40 verified, 40 credited", spaced(CODE)):
        assert words in page.text
    headers = page.response.headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"
    for inside in ("score", "points", "member_id", "/desk/", "/certificates/"):
        assert inside not in page.html
    with database.reading() as session:
        entries = session.execute(select(Journal.seq)).scalars().all()
        assert session.execute(select(AccessLog)).first() is None
    assert f"at 10:00:00 EST, with {len(entries)} entries" in page.text


def test_a_code_is_taken_however_it_is_typed(
    school: School, member_id: int, client: PageClient
) -> None:
    school.certify(member_id)
    client.get("/verify")
    page = client.submit("/verify", {"code": f"  {spaced(CODE).lower()} "}, status=302)
    assert page.location == f"/verify/{CODE}"
    client.get(f"/verify/{spaced(CODE).lower()}")


def test_ct_07_a_superseded_certificate_says_so_and_both_stay(
    school: School, member_id: int, client: PageClient
) -> None:
    school.certify(member_id)
    school.certify(member_id, code=LATER)
    assert "Superseded It was issued as printed." in client.get(f"/verify/{CODE}").text
    assert "Valid This certificate" in client.get(f"/verify/{LATER}").text


def test_ct_16_a_certificate_that_no_event_proves_is_inconsistent_and_never_valid(
    school: School, member_id: int, client: PageClient
) -> None:
    school.certify(member_id, proven=False)
    page = client.get(f"/verify/{CODE}")
    assert "Record inconsistent, not valid" in page.text
    assert "Valid This certificate" not in page.text


def test_ct_01_unknown_and_malformed_codes_are_all_alike(
    school: School, member_id: int, client: PageClient, clock: Clock
) -> None:
    school.certify(member_id)
    seen = set()
    for code in (UNKNOWN, "unknown", CODE[:-1], CODE + "A", "%00", "'; --", "1" * 300, "Đ"):
        clock.advance(seconds=61)
        page = client.get(f"/verify/{code}", status=404)
        seen.add(page.html)
        assert "noindex" in page.response.headers["X-Robots-Tag"]
    typed = client.get("/verify?code=nonsense", status=302)
    assert typed.location == "/verify/unknown"
    assert len(seen) == 1


def test_ct_01_a_source_that_guesses_waits_whatever_it_asks_for(
    database: Database, school: School, member_id: int, client: PageClient, clock: Clock
) -> None:
    school.certify(member_id)
    for _ in range(GUESSES_PER_SOURCE):
        client.get(f"/verify/{UNKNOWN}", status=404)
    client.get(f"/verify/{UNKNOWN}", status=429)
    client.get(f"/verify/{CODE}", status=429)
    clock.advance(minutes=10, seconds=1)
    client.get(f"/verify/{UNKNOWN}", status=404)
    client.get(f"/verify/{CODE}")


def test_rare_mistakes_over_weeks_never_make_a_source_wait(
    school: School, client: PageClient, clock: Clock
) -> None:
    for _ in range(GUESSES_PER_SOURCE + 5):
        clock.advance(minutes=11)
        client.get(f"/verify/{UNKNOWN}", status=404)
    client.get(f"/verify/{UNKNOWN}", status=404)


def test_another_source_is_not_slowed(
    database: Database, school: School, member_id: int, app: Flask, client: PageClient
) -> None:
    school.certify(member_id)
    for _ in range(GUESSES_PER_SOURCE):
        client.get(f"/verify/{UNKNOWN}", status=404)
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    answer = app.test_client().get(f"/verify/{CODE}", environ_overrides=elsewhere)
    assert answer.status_code == 200


def test_ct_08_an_old_page_says_when_it_was_answered_and_nobody_keeps_it(
    school: School, member_id: int, client: PageClient, clock: Clock
) -> None:
    school.certify(member_id)
    first = client.get(f"/verify/{CODE}")
    clock.advance(minutes=1)
    school.certify(member_id, code=LATER)
    second = client.get(f"/verify/{CODE}")
    said = [
        re.search(r"at ([\d:]+) EST, with (\d+) entries", page.text) for page in (first, second)
    ]
    assert [each and each.group(1) for each in said] == ["10:00:00", "10:01:00"]
    entries = [int(each.group(2)) for each in said if each]
    assert entries[0] < entries[1]
    assert second.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in second.response.headers
    assert "Last-Modified" not in second.response.headers


def test_ct_10_a_certificates_code_opens_nothing_else(
    school: School, member_id: int, client: PageClient
) -> None:
    school.certify(member_id)
    for address, ending in (("/first-sign-in", ""), ("/calendar", ".ics")):
        client.get(f"{address}/{CODE}{ending}", status=404)
    for address in (f"/certificates/{CODE}.pdf", f"/verify/{CODE}.pdf", f"/evidence/{CODE}.zip"):
        client.get(address, status=404)
    client.get(f"/first-sign-in/{CODE}", status=404)
    client.get("/certificates/1.pdf", status=302)


def test_health_says_only_that_all_is_well(school: School, client: PageClient) -> None:
    page = client.get("/health")
    assert page.html.strip() == '{"ok":true}'


def test_crawlers_are_kept_out(school: School, client: PageClient) -> None:
    page = client.get("/robots.txt")
    assert page.html == "User-agent: *\nDisallow: /\n"
    assert page.response.mimetype == "text/plain"


def test_the_count_of_guesses_holds_nothing_of_the_codes(
    database: Database, school: School, client: PageClient
) -> None:
    client.get(f"/verify/{UNKNOWN}", status=404)
    with database.reading() as session:
        keys = session.execute(select(SignInThrottle.key)).scalars().all()
    assert keys == ["verify:127.0.0.1"]


def _sent(data: bytes) -> dict[str, Any]:
    return {"paper": (io.BytesIO(data), "certificate.pdf")}


def test_a_file_as_issued_leads_to_what_the_record_says_and_an_edited_one_is_named(
    database: Database, school: School, member_id: int, app: Flask, client: PageClient
) -> None:
    school.certify(member_id, name="Marisol Ortega")
    with database.reading() as session:
        found = certificate_by_code(session, CODE)
    assert found is not None
    plant = app.extensions["lms"]
    issued = certificate_bytes(database, plant.files, found)
    forged = certificate_pdf(replace(found.facts, member_name="Somebody Else"))
    client.get("/verify/paper")
    page = client.post("/verify/paper", _sent(issued))
    assert page.location == f"/verify/{CODE}"
    assert "byte for byte" in client.follow(page).text
    client.get("/verify/paper")
    page = client.post("/verify/paper", _sent(forged), status=422)
    assert "Changed: do not rely on this file" in page.text
    assert "Marisol Ortega" in page.text
    assert "Somebody Else" in page.text
    page = client.post("/verify/paper", _sent(b"GIF89a"), status=422)
    assert "cannot be read as a PDF" in page.text
    assert "Choose the PDF" in client.post("/verify/paper", {}, status=422).text
    with database.reading() as session:
        assert session.execute(select(StoredFile.sha256)).scalars().all() == [
            hashlib.sha256(issued).hexdigest()
        ]
