"""What is right and why, planted as canaries: in no byte that an officer gets before they may.

The officer opens every address there is, follows every link and sends every form, with an
attempt open; pages, JSON, papers, refusals and headers are all looked through.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.domain.journal_chain import digest
from lms.models import Attempt, Base, Content, ContentKind, ContentVersion
from lms.queries.attempt_work import opened_attempt
from lms.queries.sittings import own_attempt
from lms.storage.database import Database
from tests.department import Find, somebody
from tests.hostile import Sent, Walk, unlocked
from tests.studying import open_attempt

OFFICER, MODULE = "0148", "exceptions"


@pytest.fixture
def database(department: Database) -> Database:
    """The small demonstration with an attempt open and a canary for every reason."""
    open_attempt(department, somebody(department, OFFICER), MODULE)
    with department.engine.begin() as connection:
        unlocked(connection)
        table = Base.metadata.tables[ContentVersion.__tablename__]
        rows = connection.execute(
            select(ContentVersion.id, ContentVersion.document)
            .join(Content, Content.id == ContentVersion.content_id)
            .where(Content.kind == ContentKind.SCENARIO)
        ).all()
        for number, document in rows:
            planted = _planted(document, document["id"])
            changed = {"document": planted, "digest": digest(planted)}
            connection.execute(table.update().where(table.c.id == number).values(changed))
    return department


def _canary(scenario: str) -> str:
    return f"canary-{hashlib.sha256(scenario.encode()).hexdigest()[:12]}"


def _planted(document: Any, scenario: str) -> Any:  # noqa: ANN401 - any document
    """The document with the scenario's canary for each rationale and each option's feedback."""
    if isinstance(document, dict):
        return {
            name: _canary(scenario)
            if name in {"rationale", "feedback"}
            else _planted(value, scenario)
            for name, value in document.items()
        }
    if isinstance(document, list):
        return [_planted(each, scenario) for each in document]
    return document


def _forms(secret: str) -> Iterator[bytes]:
    """How a secret may stand in bytes: as it is, encoded, hashed."""
    plain = secret.encode()
    yield plain
    yield base64.b64encode(plain)
    yield plain.hex().encode()
    yield hashlib.sha256(plain).hexdigest().encode()


def _bytes(answer: TestResponse) -> bytes:
    """Everything of an answer: its headers, its body, and the text of a paper."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    body = answer.get_data()
    if body.startswith(b"%PDF"):
        pages = PdfReader(io.BytesIO(body)).pages
        body += "\n".join(page.extract_text() for page in pages).encode()
    return head + b"\n\n" + body


def _told(sent: Sequence[Sent], scenarios: Iterable[str]) -> dict[str, str]:
    """The scenarios whose canary was sent, and where."""
    forms = {form: name for name in scenarios for form in _forms(_canary(name))}
    any_form = re.compile(b"|".join(re.escape(form) for form in forms))
    return {
        forms[found]: f"{each.endpoint} {each.path}"
        for each in sent
        for found in any_form.findall(_bytes(each.answer))
    }


def _drawn(database: Database, find: Find) -> tuple[int, tuple[str, ...]]:
    """The officer's open attempt and its scenarios."""
    officer = find(OFFICER)
    with database.reading() as session:
        number = session.execute(
            select(func.max(Attempt.id)).where(Attempt.member_id == officer.member)
        ).scalar_one()
        row = own_attempt(session, attempt_id=number, member_id=officer.member)
        assert row is not None
        found = opened_attempt(session, row)
    return number, tuple(scenario.id for scenario in found.scenarios)


def test_qz_01_qz_12_no_key_canary_is_in_any_byte_an_officer_gets_while_the_attempt_is_open(
    app: Flask, database: Database, find: Find
) -> None:
    attempt_id, drawn = _drawn(database, find)
    walk = Walk(app, find(OFFICER), often=12, submits=False)
    sent = walk.go()
    for path in (f"/attempts/{attempt_id}/result", f"/attempts/{attempt_id}/scenarios/99"):
        for kind in ("application/json", "text/html", "*/*"):
            answer = walk.client.get(path, headers={"Accept": kind})
            sent.append(Sent("asked again", path, answer))
    assert f"/attempts/{attempt_id}/scenarios/1" in {each.path for each in sent}
    assert not _told(sent, drawn)


def test_qz_12_a_canary_that_was_sent_would_be_seen(
    app: Flask, database: Database, find: Find
) -> None:
    """Who discusses a scenario at roll call reads its reasons, and the search finds them."""
    with database.reading() as session:
        scenarios = select(Content.slug).where(Content.kind == ContentKind.SCENARIO)
        every = session.execute(scenarios).scalars().all()
    walk = Walk(app, find("0120"))
    walk.sign_in()
    paths = [f"/desk/roll-call/{name}/sheet" for name in every]
    sent = [Sent("sheet", path, walk.client.get(path)) for path in paths]
    assert len(_told(sent, every)) > 1
