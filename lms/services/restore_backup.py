"""Putting a backup back: into an empty place only, checked before and after."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine

from lms.domain.backup_manifest import BackupManifest
from lms.domain.errors import ConflictError, InvalidError
from lms.services.make_backup import backup_faults, read_manifest
from lms.storage.database_copy import DUMP_NAME, SQLITE_NAME, is_bare, restore_postgresql
from lms.storage.schema import upgrade

_KEYS = ("secret_key", "secret_key.previous")


def restore_backup(folder: Path, *, engine: Engine, data_dir: Path) -> BackupManifest:
    """Put a backup into an empty database and data directory, and bring its tables up to date.

    A secret of the pages that the new place had made for itself is kept beside, because what
    the old one sealed opens with the old one only.

    Raises:
        InvalidError: the backup is none, was changed, or is of the other kind of database.
        ConflictError: something is there already.
        CopyFailedError: the database's own program failed.
    """
    manifest = read_manifest(folder)
    faults = list(backup_faults(folder, manifest))
    if faults:
        raise InvalidError(reason="the backup was changed", faults=faults)
    if manifest.database != engine.dialect.name:
        raise InvalidError(
            reason="a backup goes back into the kind of database it came from",
            backup=manifest.database,
            here=engine.dialect.name,
        )
    _check_empty(engine, data_dir)
    _put_files(folder, data_dir, manifest)
    _put_database(folder, engine)
    upgrade(engine)
    return manifest


def _check_empty(engine: Engine, data_dir: Path) -> None:
    files = data_dir / "files"
    if engine.dialect.name == "sqlite":
        filled = Path(str(engine.url.database)).exists()
    else:
        filled = not is_bare(engine)
    if filled:
        raise ConflictError(reason="the database is not empty; name a new one")
    if files.exists() and any(files.iterdir()):
        raise ConflictError(reason="there are files already; name a new directory", folder=files)
    if (data_dir / "keys").exists():
        raise ConflictError(reason="there are keys already; name a new directory", folder=data_dir)


def _put_database(folder: Path, engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        target = Path(str(engine.url.database))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / SQLITE_NAME, target)
        target.chmod(0o600)
    else:
        restore_postgresql(engine, folder / DUMP_NAME)


def _put_files(folder: Path, data_dir: Path, manifest: BackupManifest) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in manifest.files:
        if name in {SQLITE_NAME, DUMP_NAME}:
            continue
        target = (
            data_dir / name.removeprefix("keys/") if name.startswith("keys/") else (data_dir / name)
        )
        private = name.startswith("keys/")
        if private and target.name in _KEYS and target.exists():
            target.rename(target.with_name(f"{target.name}.made-before-restore"))
        target.parent.mkdir(mode=0o700 if private else 0o755, parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target)
        target.chmod(0o600)
