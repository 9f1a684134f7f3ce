"""A backup: the database as one moment saw it, every file it names, and the keys.

Files are written before the transaction that names them and stay, so those named in the
copy are there when they are copied. The folder gets its name when everything is on the disk.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, select

from lms.domain.backup_manifest import BackupManifest, manifest_from_message
from lms.domain.errors import ConflictError, InvalidError
from lms.models import JournalHead, StoredFile
from lms.storage.database import Database
from lms.storage.database_copy import (
    DUMP_NAME,
    SQLITE_NAME,
    copy_sqlite,
    dump_postgresql,
)
from lms.storage.keys import SigningKey, is_signed
from lms.storage.places import SECRETS
from lms.storage.schema import newest

MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the copy holds."""

    seq: int
    leaf_hash: str
    files: tuple[str, ...]


def make_backup(
    database: Database, data_dir: Path, folder: Path, *, key: SigningKey, keys_too: bool = True
) -> BackupManifest:
    """Write a backup into a folder that does not exist yet.

    Args:
        keys_too: without them, what comes back can be read and not go on signing.

    Raises:
        ConflictError: the folder exists, or a file that the record names is missing or changed.
        CopyFailedError: the database's own program failed.
    """
    if folder.exists():
        raise ConflictError(reason="there is something under this name already", folder=folder)
    draft = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        seen = _copy_database(database, draft)
        _copy_files(data_dir / "files", draft / "files", seen.files)
        if keys_too:
            _copy_keys(data_dir, draft / "keys")
        manifest = _manifest(database, draft, seen, key)
        _write(draft / MANIFEST, manifest.message())
        _write(draft / SIGNATURE, key.sign(manifest.message()).encode())
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def _copy_database(database: Database, draft: Path) -> _Seen:
    if database.engine.dialect.name == "sqlite":
        target = draft / SQLITE_NAME
        copy_sqlite(database.engine, target)
        copied = create_engine(f"sqlite:///file:{target}?mode=ro&uri=true")
        with copied.connect() as connection:
            seen = _look(connection)
        copied.dispose()
        return seen
    found: list[_Seen] = []
    dump_postgresql(
        database.engine, draft / DUMP_NAME, lambda connection: found.append(_look(connection))
    )
    return found[0]


def _look(connection: Connection) -> _Seen:
    head = connection.execute(select(JournalHead.seq, JournalHead.leaf_hash)).one()
    files = connection.execute(select(StoredFile.sha256).order_by(StoredFile.sha256)).scalars()
    return _Seen(head.seq, head.leaf_hash, tuple(files))


def _copy_files(source: Path, target: Path, names: tuple[str, ...]) -> None:
    for sha256 in names:
        path = source / sha256[:2] / sha256
        if not path.exists() or digest_of(path) != sha256:
            raise ConflictError(reason="a file the record names is missing or changed", file=sha256)
        there = target / sha256[:2] / sha256
        there.parent.mkdir(parents=True, exist_ok=True)
        _write(there, path.read_bytes())


def _copy_keys(data_dir: Path, target: Path) -> None:
    for pattern in SECRETS:
        for path in sorted(data_dir.glob(pattern)):
            if path.is_file():
                there = target / path.relative_to(data_dir)
                there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _write(there, path.read_bytes())


def _manifest(database: Database, draft: Path, seen: _Seen, key: SigningKey) -> BackupManifest:
    return BackupManifest(
        made_at=database.clock().isoformat(timespec="seconds"),
        database=database.engine.dialect.name,
        schema=newest(),
        seq=seen.seq,
        leaf_hash=seen.leaf_hash,
        files={name: digest_of(draft / name) for name in _names(draft)},
        public_key=key.public,
    )


def _names(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {MANIFEST, SIGNATURE}
    )


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> BackupManifest:
    """The manifest of a backup, its signature checked.

    Raises:
        InvalidError: it is missing, changed, or signed by nobody.
    """
    try:
        message = (folder / MANIFEST).read_bytes()
        signature = (folder / SIGNATURE).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(reason="there is no backup in this folder", folder=folder) from error
    manifest = manifest_from_message(message)
    if not is_signed(manifest.public_key, message, signature):
        raise InvalidError(reason="the manifest is none, or was changed")
    return manifest


def backup_faults(folder: Path, manifest: BackupManifest) -> Iterator[str]:
    """Sentences about files that the manifest does not list as they are."""
    there = set(_names(folder))
    for name in sorted(set(manifest.files) - there):
        yield f"{name} is missing from the backup."
    for name in sorted(there - set(manifest.files)):
        yield f"{name} was added to the backup."
    for name in sorted(there & set(manifest.files)):
        path = folder / name
        if path.is_symlink() or digest_of(path) != manifest.files[name]:
            yield f"{name} was changed in the backup."
