"""The package that a DOCX is: looked at before anything in it is unpacked or parsed.

Nothing is written to disk, so a path inside the package can lead nowhere; odd ones are
refused all the same, since no word processor writes them.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import (
    DEEPEST_XML,
    HIGHEST_RATIO,
    LARGEST_ENTRY,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    RATIO_COUNTS_FROM,
)

DAMAGED = "The file is damaged: it cannot be read as a DOCX document."
BOMB = (
    "The file would unpack to far more than a policy holds. It is refused without being unpacked."
)
_MACROS = (
    "The document holds macros, which are programs. Save it as a plain DOCX document and try again."
)
_OUTSIDE = (
    "The document refers to something outside itself ({what}). Nothing was fetched. "
    "Remove the link and save it again."
)
_CHUNK = 65_536
_LOCAL_HEADER = 30
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0|\0<\0!", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class _TooMuchError(Exception):
    """More was unpacked than may be."""


class Package:
    """A DOCX package whose entries were checked; parts are unpacked when asked for."""

    def __init__(self, raw: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(raw))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocumentError(reason=DAMAGED) from error
        _check_entries(entries)
        self._unpacked = 0
        self._names = {entry.filename: entry for entry in entries}
        self._check_contents()

    def part(self, name: str) -> Any | None:  # noqa: ANN401 - lxml's element
        """The root element of a part; None where the package has none of that name."""
        if name not in self._names:
            return None
        return _parsed(self._bytes(name))

    def names(self) -> Iterator[str]:
        """Names of the parts."""
        return iter(self._names)

    def related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, kind and target of everything that a part refers to inside the package."""
        folder, _, name = part.rpartition("/")
        root = self.part(f"{folder}/_rels/{name}.rels")
        for each in root.iter(_RELATIONSHIP) if root is not None else ():
            target = str(each.get("Target", ""))
            kind = str(each.get("Type", "")).rpartition("/")[2]
            if each.get("TargetMode") != "External":
                inside = target[1:] if target.startswith("/") else f"{folder}/{target}"
                yield str(each.get("Id", "")), kind, inside

    def _bytes(self, name: str) -> bytes:
        """A part's bytes, counted while they are unpacked: what an entry claims may be a lie."""
        data = bytearray()
        try:
            with self._zip.open(self._names[name]) as file:
                while chunk := file.read(_CHUNK):
                    data += chunk
                    self._count(len(data), len(chunk))
        except _TooMuchError as error:
            raise UnreadableDocumentError(reason=BOMB) from error
        except Exception as error:
            raise UnreadableDocumentError(reason=DAMAGED) from error
        return bytes(data)

    def _count(self, size: int, more: int) -> None:
        self._unpacked += more
        if size > LARGEST_ENTRY or self._unpacked > LARGEST_UNPACKED:
            raise _TooMuchError

    def _check_contents(self) -> None:
        """Refuse programs, and whatever would be fetched from elsewhere."""
        if any(name.rpartition("/")[2].lower().startswith("vbaproject") for name in self._names):
            raise UnreadableDocumentError(reason=_MACROS)
        types = self._bytes("[Content_Types].xml") if "[Content_Types].xml" in self._names else b""
        if b"macroEnabled" in types:
            raise UnreadableDocumentError(reason=_MACROS)
        for name in self._names:
            if name.endswith(".rels"):
                _check_links(_parsed(self._bytes(name)))


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise UnreadableDocumentError(reason=BOMB)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise UnreadableDocumentError(reason=f"{DAMAGED} It holds two files of one name.")
    reached = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.flag_bits & 1:
            raise UnreadableDocumentError(
                reason="The document is protected by a password. Save it without one and try again."
            )
        if _is_odd(entry):
            raise UnreadableDocumentError(
                reason=f"{DAMAGED} It holds a file at a place where none may be."
            )
        too_much = entry.file_size > max(RATIO_COUNTS_FROM, entry.compress_size * HIGHEST_RATIO)
        if too_much or entry.file_size > LARGEST_ENTRY or entry.header_offset < reached:
            raise UnreadableDocumentError(reason=BOMB)
        reached = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    outside = name.startswith(("/", "\\")) or _DRIVE.match(name) is not None
    climbs = ".." in re.split(r"[/\\]", name) or "\\" in name or "\0" in name
    return outside or climbs or stat.S_ISLNK(entry.external_attr >> 16)


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - lxml's element
    """Parse a part without entities, without a network, and not too deep."""
    if _DECLARES.search(data):
        raise UnreadableDocumentError(
            reason="The document declares entities, which no word processor does. It is refused."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocumentError(reason=DAMAGED) from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST_XML:
            raise UnreadableDocumentError(reason=f"{DAMAGED} It is nested too deeply.")
    return root


def _check_links(root: Any) -> None:  # noqa: ANN401 - lxml's element
    """A hyperlink is words; everything else that lies outside would have to be fetched."""
    for each in root.iter(_RELATIONSHIP):
        kind = str(each.get("Type", "")).rpartition("/")[2]
        if each.get("TargetMode") == "External" and kind != "hyperlink":
            what = {"attachedTemplate": "a template", "image": "a picture"}.get(kind, kind)
            raise UnreadableDocumentError(reason=_OUTSIDE.format(what=what or "a file"))
