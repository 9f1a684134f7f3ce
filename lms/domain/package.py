"""Evidence packages: what is asked for, the manifest, and the statement that seals one.

The verifier in each package reads these forms by code of its own; a change here is a new
format, never a new meaning of an old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.journal_chain import canonical

MANIFEST = "manifest.txt"
SEAL = "seal.json"
JOURNAL = "data/journal.jsonl"
TOTALS = "data/totals.json"
HEADS = "data/heads.jsonl"
VERIFIER = "verify.py"
INDEX = "index.html"
_FIRST_LINE = "evidence package manifest, format 1"
_FORMAT = 1


class PackageKind(StrEnum):
    """For whom a package is made."""

    ARCHIVE = "archive"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A file of a package: its name with slashes, its size, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackageHead:
    """The newest journal entry that a package holds; ``at`` is as the entry writes it."""

    seq: int
    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class PackageSeal:
    """What the key of the record signs of a package.

    Attributes:
        about: what it covers, such as ``2024 to 2026``.
        manifest: SHA-256 of the manifest.
        key: the public key, 32 bytes in hex.
    """

    kind: PackageKind
    department: str
    demonstration: bool
    about: str
    head: PackageHead
    manifest: str
    key: str

    def _stated(self) -> dict[str, object]:
        return {
            "statement": "evidence-package",
            "format": _FORMAT,
            "kind": self.kind.value,
            "department": self.department,
            "demonstration": self.demonstration,
            "about": self.about,
            "head": {"seq": self.head.seq, "digest": self.head.digest, "at": self.head.at},
            "manifest": self.manifest,
            "key": self.key,
        }

    def message(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self._stated()).encode()

    def document(self, signature: str) -> bytes:
        """The file that travels with the package."""
        return canonical({**self._stated(), "signature": signature}).encode()


def manifest(files: Iterable[PackageFile]) -> str:
    """The manifest of some files, in their order; SHA-256, size and name, a line a file."""
    lines = (f"{each.sha256} {each.size} {each.name}" for each in files)
    return "\n".join((_FIRST_LINE, *lines, ""))


def years_named(first: int, last: int) -> str:
    """``2026``, or ``2024 to 2026``."""
    return str(first) if first == last else f"{first} to {last}"


def safe_name(text: str) -> str:
    """A part of a file's name that every computer takes: letters, digits and hyphens."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)
    return "-".join(part for part in kept.split("-") if part).lower() or "unnamed"
