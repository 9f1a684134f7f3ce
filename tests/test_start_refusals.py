"""What an installation refuses to start with, each with one sentence and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from lms.config import ConfigError, from_environ
from lms.queries.readiness import unready
from lms.storage.database import Database
from lms.storage.engine import make_engine
from lms.storage.places import on_network, open_to_others, perhaps_on_network
from lms.storage.schema import misfit, newest, upgrade
from tests.factories import decide
from tests.stored_rows import found_as

SECRET = "k7Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1Ae5"


@pytest.mark.parametrize("value", ["1", "true", "yes", "on"])
def test_adm_07_debug_is_refused(value: str) -> None:
    with pytest.raises(ConfigError, match="FLASK_DEBUG"):
        from_environ({"LMS_SECRET_KEY": SECRET, "FLASK_DEBUG": value})


@pytest.mark.parametrize(
    "secret",
    [
        "0123456789012345678901234567890123456789",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop",
        "passwordpasswordpasswordpassword-1234567",
        "CHANGEME-k7Jw2mVqPz9XrLk4HsYd8Nc3Gf6Tb1",
        "$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')",
    ],
)
def test_adm_07_a_secret_that_can_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match="LMS_SECRET_KEY"):
        from_environ({"LMS_SECRET_KEY": secret})


def test_adm_07_a_data_directory_or_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    for folder in (data, data / "keys"):
        folder.chmod(0o700)
    for name in ("secret_key", "keys/journal.pem"):
        (data / name).touch(mode=0o600)
    assert not list(open_to_others(data))
    for name, mode in (
        (".", 0o755),
        ("keys", 0o710),
        ("secret_key", 0o640),
        ("keys/journal.pem", 0o604),
    ):
        path = data / name
        right = path.stat().st_mode
        path.chmod(mode)
        (told,) = open_to_others(data)
        assert "Run: chmod" in told
        assert str(path) in told
        path.chmod(right)


_MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
files:/export /srv nfs4 rw 0 0
/dev/sdb1 /srv/disk xfs rw 0 0
//server/share /mnt/a\\040share cifs rw 0 0
host /mnt/host 9p rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "refused", "warned"),
    [
        ("/var/lms.db", False, False),
        ("/srv/lms/lms.db", True, False),
        ("/srv/disk/lms.db", False, False),
        ("/mnt/a share/lms.db", True, False),
        ("/mnt/host/lms.db", False, True),
    ],
)
def test_adm_07_a_database_on_a_network_file_system_is_refused(
    path: str, *, refused: bool, warned: bool
) -> None:
    assert bool(on_network(Path(path), _MOUNTS)) is refused
    assert bool(perhaps_on_network(Path(path), _MOUNTS)) is warned


def test_adm_08_tables_of_another_version_are_refused_either_way(database: Database) -> None:
    assert not misfit(database.engine)
    for version, told in (("0001", "Run: flask database upgrade"), ("9999", "does not know")):
        with database.engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :it"), {"it": version}
            )
        assert told in misfit(database.engine)
        assert unready(database, reached_in_plain=False)


def test_adm_08_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")
    assert "flask database upgrade" in misfit(engine)
    upgrade(engine)
    assert not misfit(engine)
    assert newest()
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_adm_07_plain_http_from_other_machines_is_for_the_demonstration(
    database: Database,
) -> None:
    assert "https://" in unready(database, reached_in_plain=True)
    decide(database)
    assert "https://" in unready(database, reached_in_plain=True)
    assert not unready(database, reached_in_plain=False)
    found_as(database, demonstration=True)
    assert not unready(database, reached_in_plain=True)
