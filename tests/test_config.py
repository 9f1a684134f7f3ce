"""What the environment must hold before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.config import ConfigError, from_environ

SECRET = "k7Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1Ae5"


def test_a_good_environment_is_read() -> None:
    config = from_environ({"LMS_SECRET_KEY": SECRET, "PORT": "9000", "LMS_DATA_DIR": "/srv/lms"})
    assert config.base_url == "http://127.0.0.1:9000"
    assert config.database_url == "sqlite:////srv/lms/lms.db"
    assert config.on_loopback
    assert not config.secure


def test_adm_07_a_missing_short_or_guessable_secret_is_refused_with_a_sentence() -> None:
    for secret in ("", "short", "a" * 40, "changeme-changeme-changeme-changeme-1", "secret" * 8):
        with pytest.raises(ConfigError, match="LMS_SECRET_KEY"):
            from_environ({"LMS_SECRET_KEY": secret})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("LMS_BASE_URL", "training.example.gov"),
        ("LMS_BASE_URL", "https://training.example.gov/path"),
        ("LMS_BASE_URL", "ftp://training.example.gov"),
        ("LMS_DATABASE_URL", "mysql://x"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        from_environ({"LMS_SECRET_KEY": SECRET, name: value})


def test_postgresql_is_reached_by_its_usual_address() -> None:
    config = from_environ({"LMS_SECRET_KEY": SECRET, "LMS_DATABASE_URL": "postgresql://h/db"})
    assert config.database_url == "postgresql+psycopg://h/db"


MAIL = {"LMS_SMTP_HOST": "mail.example.gov", "LMS_MAIL_FROM": "training@example.gov"}


def test_without_a_mail_server_no_mail_is_sent_and_with_one_the_way_to_it_is_protected() -> None:
    assert from_environ({"LMS_SECRET_KEY": SECRET}).mail is None
    found = from_environ({"LMS_SECRET_KEY": SECRET, **MAIL}).mail
    assert found is not None
    assert (found.port, found.transport.value) == (587, "starttls")
    over_tls = from_environ({"LMS_SECRET_KEY": SECRET, **MAIL, "LMS_SMTP_SECURITY": "tls"}).mail
    assert over_tls is not None
    assert over_tls.port == 465


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"LMS_SMTP_SECURITY": "none"}, "another machine"),
        ({"LMS_SMTP_SECURITY": "ssl"}, "LMS_SMTP_SECURITY"),
        ({"LMS_SMTP_USER": "training"}, "come together"),
        ({"LMS_SMTP_PORT": "smtp"}, "LMS_SMTP_PORT"),
        ({"LMS_MAIL_FROM": ""}, "LMS_MAIL_FROM"),
        ({"LMS_MAIL_FROM": "a@example.gov\nBcc: b@example.gov"}, "LMS_MAIL_FROM"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_refused_with_a_sentence(
    changes: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        from_environ({"LMS_SECRET_KEY": SECRET, **MAIL, **changes})


def test_the_anchor_file_lies_outside_the_data_directory(tmp_path: Path) -> None:
    data, outside = tmp_path / "data", tmp_path / "outside"
    data.mkdir()
    outside.mkdir()
    environ = {"LMS_SECRET_KEY": SECRET, "LMS_DATA_DIR": str(data)}
    assert from_environ(environ).anchor_file is None
    good = str(outside / "heads.jsonl")
    assert from_environ({**environ, "LMS_ANCHOR_FILE": good}).anchor_file == Path(good)
    for bad in ("heads.jsonl", str(data / "heads.jsonl"), str(tmp_path / "missing" / "heads")):
        with pytest.raises(ConfigError, match="LMS_ANCHOR_FILE"):
            from_environ({**environ, "LMS_ANCHOR_FILE": bad})
