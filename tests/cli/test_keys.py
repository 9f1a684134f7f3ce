"""Keys are made once, shown by fingerprint, changed under two signatures, and never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from lms.app import create_app
from lms.config import Config
from lms.domain.access import Role
from lms.queries.signed_in import roles_of
from lms.services.keep_keys import check_keys
from lms.storage.database import Database
from lms.storage.keys import (
    KeyUnusableError,
    fingerprint,
    is_signed,
    journal_key,
    make_journal_key,
    read_secret,
    rotate_secret,
)
from tests.cli.commands import Commands
from tests.clock import Clock


def test_a_key_signs_and_another_ones_signature_does_not_count(tmp_path: Path) -> None:
    key = make_journal_key(tmp_path)
    signature = key.sign(b"head 7")
    assert is_signed(key.public, b"head 7", signature)
    assert not is_signed(key.public, b"head 8", signature)
    assert not is_signed(make_journal_key(tmp_path / "other").public, b"head 7", signature)
    assert not is_signed("zz", b"head 7", signature)


def test_a_key_is_made_once_for_nobody_else_to_read(tmp_path: Path) -> None:
    key = make_journal_key(tmp_path)
    path = tmp_path / "keys" / "journal.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(KeyUnusableError, match="already"):
        make_journal_key(tmp_path)
    again = journal_key(tmp_path)
    assert again is not None
    assert again.public == key.public
    assert [each.name for each in path.parent.iterdir()] == ["journal.pem"]


@pytest.mark.parametrize(("mode", "text_of_it"), [(0o640, None), (0o600, "no key"), (0o600, "")])
def test_adm_07_a_key_that_is_open_or_damaged_is_refused(
    tmp_path: Path, mode: int, text_of_it: str | None
) -> None:
    make_journal_key(tmp_path)
    path = tmp_path / "keys" / "journal.pem"
    if text_of_it is not None:
        path.write_text(text_of_it)
    path.chmod(mode)
    with pytest.raises(KeyUnusableError, match=r"journal\.pem"):
        journal_key(tmp_path)


def test_the_first_key_and_its_successors_are_recorded_and_verify(
    flask: Commands,
    opened: Database,
) -> None:
    assert flask.json("keys", "show")["journal_key"] is None
    first = flask.json("keys", "create")
    assert first["made"]
    assert not flask.json("keys", "create")["made"]
    second = flask.json("keys", "rotate", "journal", "--reason", "a year has passed")
    third = flask.json("keys", "rotate", "journal", "--reason", "somebody left")
    shown = flask.json("keys", "show")
    assert [each["fingerprint"] for each in shown["recorded"]] == [
        first["fingerprint"],
        second["fingerprint"],
        third["fingerprint"],
    ]
    assert shown["agrees"]
    with opened.reading() as session:
        assert not list(check_keys(session))
    with opened.engine.connect() as connection:
        bodies = connection.execute(
            text("SELECT body FROM journal WHERE kind = 'signing-key-recorded' ORDER BY seq")
        ).scalars()
        by_previous = [json.loads(body)["data"]["previous_signature"] for body in bodies]
    assert by_previous[0] is None
    assert all(by_previous[1:])


def test_a_lost_key_is_replaced_and_the_record_says_so(
    flask: Commands,
    opened: Database,
) -> None:
    flask("keys", "create")
    (flask.folder / "keys" / "journal.pem").unlink()
    assert "deploy/KEYS.md" in flask.refusal("keys", "create")
    assert "no key to change" in flask.refusal("keys", "rotate", "journal", "--reason", "x")
    flask("keys", "rotate", "journal", "--lost", "--reason", "memo of March 1")
    assert flask.json("keys", "show")["agrees"]
    with opened.reading() as session:
        assert not list(check_keys(session))


def test_a_foreign_key_in_the_files_place_is_noticed(
    flask: Commands,
    tmp_path: Path,
) -> None:
    flask("keys", "create")
    path = flask.folder / "keys" / "journal.pem"
    make_journal_key(tmp_path / "foreign")
    path.write_bytes((tmp_path / "foreign" / "keys" / "journal.pem").read_bytes())
    assert not flask.json("keys", "show", status=1)["agrees"]
    assert "not the one the record names" in flask.refusal(
        "keys", "rotate", "journal", "--reason", "x"
    )


def test_the_secret_of_the_pages_changes_and_signs_nobody_out(
    flask: Commands,
    tmp_path: Path,
    clock: Clock,
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir(mode=0o700)
    (folder / "secret_key").touch(mode=0o600)
    (folder / "secret_key").write_text("k7Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1Ae5\n")
    before = Config(flask.url, "http://localhost", folder, read_secret(folder / "secret_key"))
    old, new = rotate_secret(folder)
    assert read_secret(folder / "secret_key") == new != old
    after = Config(flask.url, "http://localhost", folder, new, (), old)
    cookies = []
    for config in (before, after):
        app = create_app(config, clock=clock)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        cookies.append(serializer)
        app.extensions["lms"].database.dispose()
    assert cookies[1].loads(cookies[0].dumps({"_user_id": "x"})) == {"_user_id": "x"}
    assert "LMS_SECRET_KEY" in flask.refusal("keys", "rotate", "session", "--reason", "x")


def test_adm_04_no_key_is_ever_printed(flask: Commands) -> None:
    flask("keys", "create")
    key = (flask.folder / "keys" / "journal.pem").read_text().splitlines()[1]
    for words in (("keys", "show"), ("keys", "create"), ("keys", "show", "--json")):
        assert key not in flask(*words).stdout
    assert fingerprint("00" * 32).count(" ") == 7


def test_auth_05_breaking_the_glass_lets_an_administrator_in_and_is_in_the_journal(
    flask: Commands,
    opened: Database,
) -> None:
    made = flask.json("account", "break-glass", "ann", "--reason", "both administrators left")
    (account,) = made["accounts"]
    assert "/first-sign-in/" in account["link"]
    with opened.engine.connect() as connection:
        row = connection.execute(
            text("SELECT seq, body FROM journal WHERE kind = 'glass-broken'")
        ).one()
    about = json.loads(row.body)["data"]["account_id"]
    with opened.reading() as session:
        assert Role.ADMINISTRATOR in roles_of(session, about, opened.clock())
    assert "both administrators left" not in row.body, "the reason stands beside the journal"
    assert flask.refusal("account", "break-glass", "nobody", "--reason", "x")
    assert flask.refusal("account", "break-glass", "ann", "--reason", " ")


def test_the_newest_head_is_printed_with_all_that_proves_it(flask: Commands) -> None:
    assert "flask keys create" in flask.refusal("journal", "head", "--sign")
    flask("keys", "create")
    assert "No head was signed yet" in flask.refusal("journal", "head")
    signed = flask.json("journal", "head", "--sign")
    assert signed == flask.json("journal", "head")
    (key,) = signed["keys"]
    said = json.loads(signed["message"])
    assert is_signed(said["public_key"], signed["message"].encode(), signed["signature"])
    assert json.loads(key["message"])["public_key"] == said["public_key"]
    assert said["leaf_hash"] in flask("journal", "head").stdout
