"""``flask mail``: whether letters arrive, from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from lms import cli
from lms.config import Config
from lms.jobs.worker import Worker
from lms.storage.database import Database
from lms.storage.mail import MailServer
from tests.mail_server import Inbox, at, free_port, mail_server

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class _App:
    def __init__(self, url: str, folder: Path, mail: MailServer | None) -> None:
        self.cli = click.Group("flask")
        cli.install(
            self, Config(url, "https://t.example.gov", folder, "x", mail=mail), make_worker=Worker
        )

    def __call__(self, *words: str, status: int = 0) -> str:
        done = CliRunner().invoke(self.cli, ["mail", *words])
        assert done.exit_code == status, done.output
        return done.stderr if status else done.stdout

    def json(self, *words: str) -> Any:  # noqa: ANN401 - whatever it writes
        return json.loads(self(*words, "--json"))


def _url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_a_letter_is_tried_by_the_server_in_force_and_by_one_to_be_proposed(
    database: Database, tmp_path: Path
) -> None:
    held, proposed = free_port(), free_port()
    commands = _App(_url(database), tmp_path, at(held))
    assert commands.json("check")["server"]["port"] == held
    old, new = Inbox(), Inbox()
    with mail_server(old, held), mail_server(new, proposed):
        commands("test", "a@example.gov")
        commands("test", "a@example.gov", "--server", f"127.0.0.1:{proposed} none")
    assert (len(old.letters), len(new.letters)) == (1, 1)
    said = commands("test", "a@example.gov", status=2)
    assert "did not take the letter" in said
    assert "needs starttls or tls" in commands(
        "test", "a@example.gov", "--server", "relay.example.gov none", status=2
    )
    assert "no e-mail address" in commands("test", "nobody", status=2)


def test_without_a_server_it_says_what_to_set(database: Database, tmp_path: Path) -> None:
    commands = _App(_url(database), tmp_path, None)
    assert "Set LMS_SMTP_HOST" in commands("check", status=2)


def test_adm_04_what_is_said_of_mail_holds_no_password(database: Database, tmp_path: Path) -> None:
    known = replace(at(free_port()), user="training", password="canary-in-the-mail")
    commands = _App(_url(database), tmp_path, known)
    assert "canary" not in commands("check") + commands("check", "--json")
    assert "canary" not in commands("test", "a@example.gov", status=2)
