"""Files under the data directory, named by their SHA-256.

A file is written, synced and renamed before the transaction that names it commits, so a
row never points at nothing. The same bytes are stored once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from lms.domain.errors import NoRoomError, NotFoundError

FULLEST_PERCENT = 95
"""From here on nobody's file is taken in."""


class FileStore:
    """Content-addressed files below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store ``data`` durably and return its SHA-256 in hex."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
        _sync_folder(path.parent)
        return sha256

    def take_in(self, data: bytes) -> str:
        """Store what somebody sends in, unless the disk is nearly full.

        The last of the disk is kept for what training itself writes.

        Raises:
            NoRoomError: the disk is too full.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        disk = shutil.disk_usage(self._folder)
        if (disk.free - len(data)) * 100 <= disk.total * (100 - FULLEST_PERCENT):
            raise NoRoomError(free=disk.free, total=disk.total)
        return self.put(data)

    def get(self, sha256: str) -> bytes:
        """The bytes stored under ``sha256``.

        Raises:
            NotFoundError: the file is missing, or its bytes have another digest.
        """
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(file=sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise NotFoundError(file=sha256, reason="its bytes were changed")
        return data

    def adopt(self, path: Path) -> tuple[str, int]:
        """Take a file in by moving it, read in pieces; returns its SHA-256 and its size."""
        sha256, size = _digest_of(path), path.stat().st_size
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)
        _sync_folder(target.parent)
        return sha256, size

    def whole(self, sha256: str) -> Path:
        """Where the file stored under ``sha256`` lies, once its bytes were found to be those.

        Raises:
            NotFoundError: the file is missing, or its bytes have another digest.
        """
        path = self._path(sha256)
        if not path.exists():
            raise NotFoundError(file=sha256)
        if _digest_of(path) != sha256:
            raise NotFoundError(file=sha256, reason="its bytes were changed")
        return path


def _digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
