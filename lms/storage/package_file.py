"""Writing a package: files on the disk first, then one ZIP whose bytes follow from them.

Nothing is compressed and every file carries the same time, so the same files in the same
order are the same bytes, on any machine and with any version of any library.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lms.domain.errors import InvalidError
from lms.domain.package import PackageFile

_CHUNK = 1 << 20
_VERSION, _UTF8, _STORED, _TIME, _DAY = 20, 0x0800, 0, 0, 0x21
_UNIX, _MODE = 0x0300, 0o100644 << 16
_MOST_FILES, _MOST_BYTES = 0xFFFF - 1, 0xFFFFFFFF - 1


class PackageTooLargeError(InvalidError):
    """More files or bytes than one package holds."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    offset: int

    def local(self) -> bytes:
        head = struct.pack(
            "<4s5H3L2H",
            b"PK\x03\x04",
            _VERSION,
            _UTF8,
            _STORED,
            _TIME,
            _DAY,
            self.crc,
            self.size,
            self.size,
            len(self.name),
            0,
        )
        return head + self.name

    def central(self) -> bytes:
        head = struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            _UNIX | _VERSION,
            _VERSION,
            _UTF8,
            _STORED,
            _TIME,
            _DAY,
            self.crc,
            self.size,
            self.size,
            len(self.name),
            0,
            0,
            0,
            0,
            _MODE,
            self.offset,
        )
        return head + self.name


def listed(folder: Path, names: Iterable[str]) -> Iterator[PackageFile]:
    """Files of a folder with size and SHA-256; read in pieces."""
    for name in names:
        digest, size = hashlib.sha256(), 0
        with (folder / name).open("rb") as file:
            for chunk in _chunks(file):
                digest.update(chunk)
                size += len(chunk)
        yield PackageFile(name, size, digest.hexdigest())


def write_package(folder: Path, names: Iterable[str], out: BinaryIO) -> None:
    """Write files of a folder as one package, in the order given; memory stays flat.

    Raises:
        PackageTooLargeError: the package would need more than four gigabytes or 65,534 files.
    """
    entries: list[_Entry] = []
    offset = 0
    for name in names:
        crc, size = _measured(folder / name)
        entry = _Entry(name.encode(), crc, size, offset)
        head = entry.local()
        out.write(head)
        with (folder / name).open("rb") as file:
            out.writelines(_chunks(file))
        entries.append(entry)
        offset += len(head) + size
        if offset > _MOST_BYTES or len(entries) > _MOST_FILES:
            raise PackageTooLargeError(reason="A package this large has to be made year by year")
    listed_at = offset
    for entry in entries:
        part = entry.central()
        out.write(part)
        offset += len(part)
    end = (b"PK\x05\x06", 0, 0, len(entries), len(entries), offset - listed_at, listed_at, 0)
    out.write(struct.pack("<4s4H2LH", *end))


def _measured(path: Path) -> tuple[int, int]:
    crc = size = 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
    return crc, size


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
