"""The journal's form: canonical bytes, leaf hashes, and the chain through them.

An entry's bytes are one version byte and canonical JSON: keys sorted, no blanks, strings
in Unicode NFC, integers only. Its leaf hash is RFC 6962's (SHA-256 over 0x00 and the
bytes), and each entry names the leaf hash of the one before, so a changed, missing,
swapped or inserted entry breaks every link behind it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.domain.errors import InvalidError

VERSION = 1
GENESIS = "0" * 64
_LEAF_PREFIX = b"\x00"
RESTORED = "record-restored"
"""The kind of the one entry that may leave numbers out: those that a restored record lost."""

_SCALARS = (bool, int, str, type(None))


def canonical(value: object) -> str:
    """Write ``value`` as canonical JSON.

    Args:
        value: str, int, bool, None, and lists, tuples and mappings of those.

    Raises:
        InvalidError: a float, a key that is no string, or any other type.
    """
    return json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _normal(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise InvalidError(reason="a key is no string")
        return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(item) for item in value]
    raise InvalidError(reason="not canonical", type=type(value).__name__)


def digest(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def salted_digest(salt: str, text: str) -> str:
    """SHA-256 of a text that must not stand in the journal itself, hidden by its salt."""
    return digest([salt, text])


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: its place, the canonical JSON as stored, and its leaf hash."""

    seq: int
    version: int
    body: str
    leaf_hash: str


def leaf_hash(version: int, body: str) -> str:
    """RFC 6962's leaf hash of an entry's bytes, in hex."""
    return hashlib.sha256(_LEAF_PREFIX + bytes([version]) + body.encode()).hexdigest()


def link(
    previous_seq: int, previous_hash: str, facts: Mapping[str, object], *, seq: int | None = None
) -> Entry:
    """Make the entry that follows ``previous_seq``; ``facts`` is the event as primitives.

    Args:
        seq: its place where numbers are left out before it; the next one otherwise.
    """
    seq = seq or previous_seq + 1
    body = canonical({**facts, "seq": seq, "previous": previous_hash})
    return Entry(seq=seq, version=VERSION, body=body, leaf_hash=leaf_hash(VERSION, body))


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and why."""

    seq: int
    reason: str


def breaks(entries: Iterable[Entry]) -> Iterator[Break]:
    """Walk the chain from its first entry and yield every place where it does not hold."""
    expected_seq, expected_hash, since = 1, GENESIS, ""
    for entry in entries:
        if entry.seq != expected_seq and not _leaves_out(entry, expected_seq):
            yield Break(entry.seq, f"expected entry {expected_seq}")
        if entry.version != VERSION:
            yield Break(entry.seq, f"unknown version {entry.version}")
        elif leaf_hash(entry.version, entry.body) != entry.leaf_hash:
            yield Break(entry.seq, "its words do not match its hash")
        facts = _facts(entry)
        yield from _body_breaks(entry, facts, expected_hash)
        at = str((facts or {}).get("at", ""))
        if at < since:
            yield Break(entry.seq, "it is dated before the entry before it")
        since = at or since
        expected_seq, expected_hash = entry.seq + 1, entry.leaf_hash


def _leaves_out(entry: Entry, expected_seq: int) -> bool:
    """Whether an entry says itself that exactly the numbers before it were lost."""
    facts = _facts(entry) or {}
    try:
        data = facts["data"]
        left_out = (data["lost_from"], data["lost_through"])
    except (KeyError, TypeError):
        return False
    return bool(facts.get("kind") == RESTORED and left_out == (expected_seq, entry.seq - 1))


def _facts(entry: Entry) -> dict[str, Any] | None:
    """What the entry's words say; None where they are no JSON object."""
    try:
        facts = json.loads(entry.body)
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None


def _body_breaks(
    entry: Entry, facts: Mapping[str, Any] | None, expected_hash: str
) -> Iterator[Break]:
    if facts is None:
        yield Break(entry.seq, "it is not JSON")
    elif facts.get("seq") != entry.seq:
        yield Break(entry.seq, "it names another place in the journal")
    elif facts.get("previous") != expected_hash:
        yield Break(entry.seq, "it does not follow the entry before it")
