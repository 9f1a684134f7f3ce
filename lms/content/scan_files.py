"""Scans handed in together: single files, or a ZIP of them, each checked like any upload."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from lms.content.upload import LARGEST, UnusableUploadError, Upload, checked_upload
from lms.domain.roster_row import RowFinding

MOST_SCANS = 300
LARGEST_TOGETHER = 60 * 1024 * 1024
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans by the name a line gives them, in lower case, and what is wrong with any."""

    by_name: dict[str, Upload]
    findings: tuple[RowFinding, ...]


def scan_key(name: str) -> str:
    """How a scan's name is compared: without folders, capitals or blanks at its ends."""
    return name.replace("\\", "/").rpartition("/")[2].strip().casefold()


def read_scans(sent: Iterable[tuple[str, bytes]]) -> Scans:
    """Take the scans of an upload; a ZIP is opened within limits."""
    found: dict[str, Upload] = {}
    findings: list[RowFinding] = []
    try:
        for name, data in _unpacked(sent):
            try:
                upload = checked_upload(name, data)
            except UnusableUploadError as error:
                findings.append(RowFinding(None, "scan", f"{name}: {error}"))
                continue
            if scan_key(name) in found:
                findings.append(RowFinding(None, "scan", f"{name}: two scans have this name"))
            found[scan_key(name)] = upload
    except _TooMuchError as error:
        findings.append(RowFinding(None, "scan", str(error)))
    return Scans(found, tuple(findings))


class _TooMuchError(Exception):
    """The scans together are more than can be taken."""


def _unpacked(sent: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    count, size = 0, 0
    for name, data in sent:
        for inner, inside in _inside(name, data):
            count, size = count + 1, size + len(inside)
            if count > MOST_SCANS or size > LARGEST_TOGETHER:
                raise _TooMuchError(
                    f"there are more than {MOST_SCANS} scans, or they are larger together than "
                    f"{LARGEST_TOGETHER // 1024**2} MB; send them in parts"
                )
            yield inner, inside


def _inside(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if not data.startswith(_ZIP):
        yield name, data
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            for entry in packed.infolist():
                hidden = entry.filename.startswith("__MACOSX/") or "/." in f"/{entry.filename}"
                if not entry.is_dir() and not hidden:
                    with packed.open(entry) as inner:
                        yield entry.filename, inner.read(LARGEST + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _TooMuchError(f"{name} is no ZIP that can be read; send the scans singly") from error
