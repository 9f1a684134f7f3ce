"""Checks an evidence package: nothing was changed, and its totals follow from its entries.

How to use it, with any Python from 3.9 on, without a network and without other software:

    python3 verify.py PACKAGE.zip
    python3 verify.py PACKAGE.zip --at-least 1234      (the newest journal entry you know of)
    python3 verify.py PACKAGE.zip --key "ab12 cd34 ..."  (the key's fingerprint, from paper)
    python3 verify.py FOLDER                            (a package that was unpacked)

It shares no code with the software that made the package. Read it: that is what it is for.
Take it from somebody you trust, or compare its SHA-256 with the one that your department
published; a verifier that came with a package could have been changed with it.

It ends with 0 where everything holds, with 1 where anything was found, and with 2 where it
could not look.

What a package is:

* a ZIP file without compression, whose every byte follows from the names and contents of its
  files in their order (so that nothing can hide between them);
* ``manifest.txt``: one line for each file: SHA-256, size, name;
* ``seal.json``: the digest of the manifest and the newest journal entry, signed with Ed25519;
* ``data/journal.jsonl``, in an archive: every journal entry, each naming the digest of the
  one before it;
* ``data/heads.jsonl``, in an archive: every head that was signed of the journal before;
* ``data/totals.json``, in an archive: minutes by person and year, and who is complete.

Files are read in pieces and the journal line by line, so a large package takes little more
memory than a small one.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import datetime as dt
import hashlib
import io
import itertools
import json
import os
import struct
import sys
import unicodedata
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

Point = tuple[int, int, int, int]
Opener = Callable[[], BinaryIO]
Findings = list[str]
Rows = list[tuple[str, int, str]]
Entry = dict[str, Any]
Line = tuple[str, str, int]

MANIFEST = "manifest.txt"
SEAL = "seal.json"
JOURNAL = "data/journal.jsonl"
TOTALS = "data/totals.json"
HEADS = "data/heads.jsonl"
LEDGER = "data/ledger.json"
FIRST_LINE = "evidence package manifest, format 1"
GENESIS = "0" * 64
PIECE, LONGEST_LINE = 1 << 20, 1 << 26
STATEMENT, FORMAT = "evidence-package", 1
LONGEST_SIZE = 15
ODD = (
    AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError,
    csv.Error, struct.error,
)  # fmt: skip
"""What data in no known form brings about; it is a finding, whoever wrote it."""


class CannotLookError(Exception):
    """The package cannot be read at all."""


# ---------------------------------------------------------------------------------------
# Ed25519 (RFC 8032), from its definition. Slow and short, which is right for one signature.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
BASE_Y = 4 * pow(5, P - 2, P) % P


def recover_x(y: int, odd: int) -> int | None:
    """The x of a point whose y is known; None where there is no such point."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if (x & 1) != odd else x


def point(x: int, y: int) -> Point:
    """A point in extended coordinates."""
    return (x, y, 1, x * y % P)


BASE = point(recover_x(BASE_Y, 0) or 0, BASE_Y)
NEUTRAL = point(0, 1)


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, one: Point) -> Point:
    """A point taken ``number`` times."""
    total = NEUTRAL
    while number:
        if number & 1:
            total = add(total, one)
        one = add(one, one)
        number >>= 1
    return total


def read_point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else point(x, y)


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of a key signed exactly this message; all three are bytes.

    A key of small order, whose signatures anybody makes, signs nothing.
    """
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first = read_point(public_key), read_point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or first is None or number >= ORDER or times(8, key)[0] % P == 0:
        return False
    hashed = hashlib.sha512(signature[:32] + public_key + message).digest()
    left = times(number, BASE)
    right = add(first, times(int.from_bytes(hashed, "little") % ORDER, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    same_y = (left[1] * right[2] - right[1] * left[2]) % P == 0
    return same_x and same_y


def fingerprint(public_key: bytes) -> str:
    """What people compare of a key: the beginning of its SHA-256, in groups of four."""
    text = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(text[at : at + 4] for at in range(0, 32, 4))


# ---------------------------------------------------------------------------------------
# The contents of a file: they stay on the disk and are read in pieces.


class Contents:
    """What a file of the package holds; reads it once, to know its size and its digests."""

    def __init__(self, opened: Opener, start: int = 0, size: int | None = None) -> None:
        self.opened, self.start, self.size = opened, start, size
        self.crc, found, digest = 0, 0, hashlib.sha256()
        for piece in self.pieces():
            found += len(piece)
            self.crc = zlib.crc32(piece, self.crc)
            digest.update(piece)
        self.size, self.sha256 = found, digest.hexdigest()

    def pieces(self, *, lines: bool = False) -> Iterator[bytes]:
        """All of it, in pieces or in lines; no line is longer than 64 MiB."""
        left = self.size
        with self.opened() as file:
            file.seek(self.start)
            while left is None or left > 0:
                most = LONGEST_LINE if lines else PIECE
                room = most if left is None else min(most, left)
                piece = file.readline(room) if lines else file.read(room)
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    def lines(self) -> Iterator[bytes]:
        """Line by line, each with its end; the last may have none."""
        return self.pieces(lines=True)

    def whole(self) -> bytes:
        """All of it at once, where it is known to be short."""
        return b"".join(self.pieces())


def on_disk(path: str) -> Opener:
    """How a file on the disk is opened."""

    def opened() -> BinaryIO:
        return open(path, "rb")

    return opened


Files = list[tuple[str, Contents]]


# ---------------------------------------------------------------------------------------
# The container: a ZIP whose bytes follow from names and contents.

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION, UTF8, STORED, TIME, DAY = 20, 0x0800, 0, 0, 0x21
"""Midnight of January 1, 1980: the earliest day a ZIP can write, the same for every file."""


def local_part(name: bytes, data: Contents) -> bytes:
    """What stands before a file's contents."""
    head = struct.pack(
        "<4s5H3L2H", LOCAL, VERSION, UTF8, STORED, TIME, DAY,
        data.crc, data.size, data.size, len(name), 0,
    )  # fmt: skip
    return head + name


def central_part(name: bytes, data: Contents, offset: int) -> bytes:
    """What stands of a file in the list at the end."""
    head = struct.pack(
        "<4s6H3L5H2L", CENTRAL, 0x0300 | VERSION, VERSION, UTF8, STORED, TIME, DAY,
        data.crc, data.size, data.size, len(name), 0, 0, 0, 0,
        0o100644 << 16, offset,
    )  # fmt: skip
    return head + name


def read_zip(opened: Opener) -> tuple[Files, Findings]:
    """The files of a package as (name, contents), in order, and what is wrong with it.

    It walks from the first byte, builds what must stand there, and compares; so a flipped
    bit, a comment, a gap, a second list or anything appended is found and named.
    """
    files: Files = []
    findings: Findings = []
    centrals: list[bytes] = []
    at = 0
    with opened() as file:
        while len(head := file.read(30)) == 30 and head[:4] == LOCAL:
            size, length = struct.unpack("<L", head[18:22])[0], struct.unpack("<H", head[26:28])[0]
            name = file.read(length)
            start = at + 30 + length
            contents = Contents(opened, start, size)
            shown = name.decode("utf-8", "replace")
            if head + name != local_part(name, contents):
                findings.append(
                    "The package is damaged or was changed at the file {}.".format(shown)
                )
                return files, findings
            centrals.append(central_part(name, contents, at))
            if shown.encode("utf-8") == name:
                files.append((shown, contents))
            else:
                findings.append("A file name in the package is not readable: {!r}.".format(name))
            at = start + size
            file.seek(at)
        if not files:
            raise CannotLookError("It is no evidence package: it does not begin with a file.")
        listed = b"".join(centrals)
        end = struct.pack("<4s4H2LH", END, 0, 0, len(centrals), len(centrals), len(listed), at, 0)
        file.seek(at)
        if file.read(len(listed) + len(end) + 1) != listed + end:
            findings.append(
                "The list of files at the end of the package was changed, or something was added "
                "after the file {}.".format(files[-1][0])
            )
    return files, findings


def read_folder(path: str) -> tuple[Files, Findings]:
    """The files of a package that was unpacked, and what is wrong with it."""
    files: Files = []
    findings: Findings = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in folders + names:
            where = os.path.join(folder, name)
            shown = os.path.relpath(where, path).replace(os.sep, "/")
            if os.path.islink(where):
                findings.append("{} is a link, not a file.".format(shown))
            elif os.path.isfile(where):
                files.append((shown, Contents(on_disk(where))))
            elif name in names:
                findings.append("{} is no file.".format(shown))
    return files, findings


def name_findings(names: Iterable[str]) -> Iterator[str]:
    """What is wrong with the names alone: twice the same, differing in case only, or odd."""
    seen: dict[str, list[str]] = {}
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold()
        if name in seen.get(folded, ()):
            yield "The file {} is in the package twice.".format(name)
        elif folded in seen:
            yield "The files {} and {} have the same name but for case or form.".format(
                seen[folded][0], name
            )
        seen.setdefault(folded, []).append(name)
        parts = name.split("/")
        if "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
            yield "The name {} leads out of the package.".format(name)
        elif not name.isprintable() or any(part[-1:] in (".", " ") for part in parts):
            yield "The name {} is none that every computer takes as it is.".format(name)


# ---------------------------------------------------------------------------------------
# The seal and the manifest.


def canonical(value: object) -> bytes:
    """JSON in its one form: keys sorted, no blanks, as UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def one_form(data: bytes) -> Any:
    """JSON that stands in its one form, else None."""
    try:
        value = json.loads(data.decode("utf-8"))
        return value if canonical(value) == data else None
    except ODD:
        return None


def strict_json(data: bytes) -> Any:
    """JSON in which no key stands twice and every number is one."""
    return json.loads(data.decode("utf-8"), object_pairs_hook=each_once, parse_constant=no_number)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON whose keys differ."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def no_number(word: str) -> Any:
    """Refuse NaN and infinities, which JSON does not have."""
    raise ValueError(word)


def check_seal(
    seal_data: bytes, manifest_data: bytes, known_key: str | None = None
) -> tuple[Entry | None, Findings]:
    """The seal as data (None where it is worth nothing), and what was found."""
    seal = one_form(seal_data)
    if not isinstance(seal, dict):
        return None, ["seal.json was changed: it does not stand in its one form."]
    try:
        signed = canonical({key: each for key, each in seal.items() if key != "signature"})
        key, signature = bytes.fromhex(seal["key"]), bytes.fromhex(seal["signature"])
        stated, head = seal["manifest"], seal["head"]
        position, digest = head["seq"], head["digest"]
        if seal["key"] != key.hex() or seal["signature"] != signature.hex():
            raise ValueError("not in lower case")
        words = (digest, head["at"], seal["kind"], seal["department"], seal["about"])
        if type(position) is not int or not all(isinstance(each, str) for each in words):
            raise TypeError("head")
        if (seal["statement"], seal["format"]) != (STATEMENT, FORMAT):
            raise ValueError("another statement")
    except ODD:
        return None, ["seal.json was changed: something that it must state is missing."]
    findings: Findings = []
    if hashlib.sha256(manifest_data).hexdigest() != stated:
        findings.append("manifest.txt is not the one that was sealed: changed or swapped.")
    if findings:
        return seal, findings
    if not is_signed(key, signed, signature):
        return None, ["seal.json was changed: the signature does not fit what it states."]
    if known_key is not None and "".join(known_key.split()).lower() != fingerprint(key).replace(
        " ", ""
    ):
        findings.append(
            "The package is signed with another key ({}) than the one you know.".format(
                fingerprint(key)
            )
        )
    return seal, findings


def read_manifest(data: bytes) -> tuple[Rows, Findings]:
    """(sha256, size, name) of each file, and what is wrong with the manifest's form."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return [], ["manifest.txt is not readable."]
    if lines[0] != FIRST_LINE or lines[-1] != "":
        return [], ["manifest.txt has no form that this verifier knows."]
    rows = []
    for number, line in enumerate(lines[1:-1], 2):
        sha256, _, rest = line.partition(" ")
        size, _, name = rest.partition(" ")
        known = size.isascii() and size.isdigit() and len(size) <= LONGEST_SIZE
        if len(sha256) != 64 or not known or not name:
            return [], ["Line %d of manifest.txt has no form that this verifier knows." % number]
        rows.append((sha256, int(size), name))
    if not rows:
        return [], ["manifest.txt lists no file: the package holds nothing."]
    return rows, []


def check_files(files: Files, rows: Rows) -> Iterator[str]:
    """What differs between the files that are there and those that the manifest lists."""
    there = dict(files)
    listed = {name: (sha256, size) for sha256, size, name in rows}
    extra = {
        data.sha256: name
        for name, data in files
        if name not in listed and name not in (MANIFEST, SEAL)
    }
    for name, (sha256, size) in listed.items():
        if name not in there:
            if sha256 in extra:
                yield "The file {} was renamed to {}.".format(name, extra.pop(sha256))
            else:
                yield "The file {} is missing.".format(name)
        elif (there[name].size, there[name].sha256) != (size, sha256):
            yield "The file {} was changed.".format(name)
    known = {sha256: name for sha256, _, name in rows}
    for sha256, name in extra.items():
        if sha256 in known:
            yield "The file {} is a second copy of {}.".format(name, known[sha256])
        else:
            yield "The file {} does not belong to the package.".format(name)
    names = [name for _, _, name in rows]
    if [name for name, _ in files if name not in (MANIFEST, SEAL)] != names and set(there) - {
        MANIFEST,
        SEAL,
    } == set(names):
        yield "The files are not in the order of the manifest."


# ---------------------------------------------------------------------------------------
# The journal: every entry names the digest of the one before it.


KEPT = ("signing-key-recorded", "record-restored")
"""Kinds of entries that are kept whole; of all others stay their places and the totals."""


class Journal:
    """What one reading of the journal leaves: places, roots, totals, and few entries whole."""

    def __init__(self, contents: Contents, wanted: Iterable[int] = ()) -> None:
        self.contents = contents
        self.tree = Tree(wanted)
        self.totals = Totals()
        self.outside = Outside()
        self.closes = Closes(self.totals)
        self.kept: list[Entry] = []
        self.seqs, self.places = array("Q"), array("Q")
        self.recent: dict[int, Entry] = {}

    def take(self, entry: Entry, leaf: bytes, place: int) -> None:
        """Take the next entry in; ``place`` is where its line begins."""
        self.seqs.append(entry["seq"])
        self.places.append(place)
        self.tree.add(entry["seq"], leaf)
        self.totals.add(entry)
        self.outside.add(entry)
        self.closes.add(entry)
        if entry["kind"] in KEPT:
            self.kept.append(entry)

    def entry(self, seq: object) -> Entry | None:
        """An entry by its number, read from the disk again; None where there is none."""
        if not isinstance(seq, int) or seq < 1 or seq > self.seqs[-1]:
            return None
        at = bisect.bisect_left(self.seqs, seq)
        if self.seqs[at] != seq:
            return None
        if seq not in self.recent:
            if len(self.recent) >= 64:
                self.recent.clear()
            with self.contents.opened() as file:
                file.seek(self.contents.start + self.places[at])
                self.recent[seq] = json.loads(file.readline(LONGEST_LINE).decode("utf-8"))
        return self.recent[seq]


def read_journal(
    contents: Contents, seal: Entry, wanted: Iterable[int] = ()
) -> tuple[Journal, Findings]:
    """The journal, with its roots at the entries wanted, and where the chain does not hold.

    An entry is taken in once the next one, or the seal, has named its digest.
    """
    journal, findings = Journal(contents, wanted), []
    previous, number, place, before = GENESIS, 0, 0, ""
    waiting: list[tuple[Entry, bytes, int]] = []
    for line in contents.lines():
        if not line.endswith(b"\n"):
            findings.append("The journal's last line is cut off.")
            break
        number += 1
        try:
            entry = json.loads(line.decode("utf-8"), parse_constant=no_number)
            holds = entry["previous"] == previous and (
                entry["seq"] == number or leaves_out(entry, number)
            )
        except ODD:
            holds, entry = False, {}
        if holds and not is_entry(entry, line):
            findings.append("Journal entry %d does not stand in its one form." % number)
            return journal, findings
        if not holds:
            findings.append("Journal entry %d does not follow the one before it." % number)
            return journal, findings
        if entry["at"] < before:
            findings.append("Journal entry %d is dated before the one before it." % entry["seq"])
        findings += taken(journal, waiting)
        leaf = hashlib.sha256(b"\x00\x01" + line[:-1]).digest()
        waiting = [(entry, leaf, place)]
        previous, number, before = leaf.hex(), entry["seq"], entry["at"]
        place += len(line)
    if number != seal["head"]["seq"] or previous != seal["head"]["digest"]:
        findings.append(
            "The journal ends at entry %d, and not as the seal says, at entry %s."
            % (number, seal["head"]["seq"])
        )
    elif not findings:
        findings += taken(journal, waiting)
    return journal, findings


def is_entry(entry: Entry, line: bytes) -> bool:
    """Whether an entry has the fields of every entry, and is written as the record writes."""
    return (
        type(entry["seq"]) is int
        and entry["seq"] < 1 << 63
        and isinstance(entry.get("kind"), str)
        and isinstance(entry.get("at"), str)
        and isinstance(entry.get("data"), dict)
        and (entry.get("by") is None or type(entry["by"]) is int)
        and canonical(entry) == line[:-1]
    )


def taken(journal: Journal, waiting: Iterable[tuple[Entry, bytes, int]]) -> Findings:
    """Take entries in; an act that does not state what an act of its kind states is named."""
    for entry, leaf, place in waiting:
        try:
            journal.take(entry, leaf, place)
        except ODD:
            return ["Journal entry %d does not state what such an entry states." % entry["seq"]]
    return []


def leaves_out(entry: Entry, number: int) -> bool:
    """Whether an entry says itself that exactly the numbers before it were lost.

    After an older copy of the record was put back, the next entry stands behind every number
    that may have been given out; the entry that says so is the only one that may.
    """
    data = entry["data"]
    lost = (data.get("lost_from"), data.get("lost_through"))
    return bool(entry["kind"] == "record-restored" and lost == (number, entry["seq"] - 1))


def check_key(entries: Iterable[Entry], seal: Entry) -> Findings:
    """Whether the journal itself says that the package's key signs for the record."""
    keys: list[str] = []
    findings: Findings = []
    for entry in entries:
        if entry["kind"] != "signing-key-recorded":
            continue
        try:
            said = entry["data"]
            names = ("purpose", "public_key", "replaces", "after")
            stated = {"statement": "signing-key", **{each: said[each] for each in names}}
            key, signature = bytes.fromhex(said["public_key"]), bytes.fromhex(said["signature"])
            signs = is_signed(key, canonical(stated), signature)
        except ODD:
            signs, said = False, {"public_key": ""}
        if not signs:
            findings.append("Journal entry %d: the key did not sign for itself." % entry["seq"])
        keys.append(said["public_key"])
    if seal["key"] not in keys:
        findings.append("The journal does not know the key that signed the package.")
    elif keys[-1] != seal["key"]:
        findings.append("The package is signed with a key that another one has replaced.")
    return findings


# ---------------------------------------------------------------------------------------
# The heads: each was signed over the journal as it was then, and names the head before it.


class Tree:
    """RFC 6962's tree over the entries so far; keeps leaf and root at the entries wanted."""

    def __init__(self, wanted: Iterable[int]) -> None:
        self.wanted = set(wanted)
        self.found: dict[int, tuple[str, str]] = {}
        self.stack: list[tuple[int, bytes]] = []

    def add(self, seq: int, leaf: bytes) -> None:
        """Add an entry's leaf."""
        size, node = 1, leaf
        while self.stack and self.stack[-1][0] == size:
            node = hashlib.sha256(b"\x01" + self.stack.pop()[1] + node).digest()
            size *= 2
        self.stack.append((size, node))
        if seq in self.wanted:
            root = node
            for _, left in reversed(self.stack[:-1]):
                root = hashlib.sha256(b"\x01" + left + root).digest()
            self.found[seq] = (leaf.hex(), root.hex())


Head = tuple[Entry, str, str]


def read_heads(contents: Contents) -> tuple[list[Head], Findings]:
    """Every head as (what it says, the message, the signature), and whether they have a form."""
    heads = []
    try:
        for line in contents.lines():
            kept = strict_json(line)
            said = strict_json(kept["message"].encode("utf-8"))
            if type(said["seq"]) is not int or type(said["number"]) is not int:
                raise TypeError("a head's numbers")
            heads.append((said, str(kept["message"]), str(kept["signature"])))
    except ODD:
        return [], ["data/heads.jsonl has no form that this verifier knows."]
    return heads, []


def check_heads(heads: Iterable[Head], journal: Journal) -> Iterator[str]:
    """Where a signed head is not of this journal, or one of them is missing."""
    kept = journal.kept
    keys = {each["data"]["public_key"] for each in kept if each["kind"] == "signing-key-recorded"}
    restored = [entry["seq"] for entry in kept if entry["kind"] == "record-restored"]
    before, digest = 0, None
    try:
        for said, message, signature in heads:
            name = "Signed head {}".format(said["number"])
            if said["number"] <= before or (
                said["number"] != before + 1 and not any(seq <= said["seq"] for seq in restored)
            ):
                yield "{}: it does not follow head {}.".format(name, before)
            elif said["number"] == before + 1 and said["previous"] != digest:
                yield "{}: it names another head before it.".format(name)
            if (said["leaf_hash"], said["root"]) != journal.tree.found.get(said["seq"]):
                yield "{}: the journal was another one when it was signed.".format(name)
            if said["public_key"] not in keys or not is_signed(
                bytes.fromhex(said["public_key"]),
                message.encode("utf-8"),
                bytes.fromhex(signature),
            ):
                yield "{}: the record's key did not sign it.".format(name)
            before = said["number"]
            digest = hashlib.sha256(message.encode("utf-8")).hexdigest()
    except ODD:
        yield "data/heads.jsonl has no form that this verifier knows."


# ---------------------------------------------------------------------------------------
# The tables: each row names the entry that says so.

ROWS_OF = {
    "acknowledgements": "policy-acknowledged",
    "class_decisions": "class-decided",
    "certificates": "certificate-issued",
    "handovers": "handover-started",
    "handover_ends": "handover-ended",
    "late_years": "late-year-opened",
    "more_time": "member-extended",
    "outside": "outside-submitted",
    "outside_claims": "outside-submitted",
    "outside_grants": "outside-decided",
    "notice_deliveries": "adverse-notice-delivered",
    "notices": "adverse-notice-placed",
    "officer_statements": "officer-statement-written",
    "papers": "paper-credited",
    "remediation": "talk-recorded",
    "year_closes": "year-closed",
    "year_close_lessons_after": "lesson-completed",
    "year_close_members": "year-closed",
}
"""Tables whose every row one kind of entry brings about."""

TOLD_ALIKE = (
    "member_id", "answer", "class_id", "outside_id", "notice_id", "matter", "subject_id",
    "placed_on", "last_day", "delivered_on", "statement_id",
)  # fmt: skip
"""Columns that say what the entry says, where both have them."""


FORMULAS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20\u2212")
"""With what a formula begins in a spreadsheet."""


def rows_of(contents: Contents) -> Iterator[Entry]:
    """The rows of a table: a bracket, a row on each line, a bracket."""
    lines = contents.lines()
    if next(lines, b"") != b"[\n":
        raise ValueError("no table")
    for line in lines:
        if line == b"]\n":
            break
        row = strict_json(line.rstrip().rstrip(b","))
        if not isinstance(row, dict):
            raise TypeError("no row")
        yield row
    else:
        raise ValueError("cut off")


def check_tables(files: dict[str, Contents], journal: Journal) -> Iterator[str]:
    """Rows of tables whose entry does not exist, is of another kind, or about somebody else."""
    for name in sorted(files):
        if not name.startswith("data/") or not name.endswith(".json") or name == TOTALS:
            continue
        table, seen = name[len("data/") : -len(".json")], set()
        try:
            for number, row in enumerate(rows_of(files[name]), 1):
                said = row_finding(table, row, journal.entry(row.get("entry")))
                if said:
                    yield "Row %d of %s%s" % (number, name, said)
                words = hash(canonical(row))
                if words in seen:
                    yield "Row %d of %s is there twice." % (number, name)
                seen.add(words)
            yield from check_csv(files, table)
        except ODD:
            yield "{} has no form that this verifier knows.".format(name)


def check_csv(files: dict[str, Contents], table: str) -> Iterator[str]:
    """Where a table as CSV says otherwise than the same table as JSON."""
    name = "data/{}.csv".format(table)
    if name not in files:
        return
    csv.field_size_limit(LONGEST_LINE)
    text = (line.decode("utf-8") for line in files[name].lines())
    told = csv.reader(text, strict=True)
    heads = next(told, [])
    rows = rows_of(files["data/{}.json".format(table)])
    for number, (row, cells) in enumerate(itertools.zip_longest(rows, told), 1):
        if row is None or cells is None:
            yield "{} has another number of rows than the same table as JSON.".format(name)
            return
        if heads != list(row) or cells != [cell(each) for each in row.values()]:
            yield "Row %d of %s is not the row of the same table as JSON." % (number, name)


def cell(value: object) -> str:
    """A value as CSV writes it; nothing that a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text if text.startswith(FORMULAS) else text


def row_finding(table: str, row: Entry, entry: Entry | None) -> str:
    """What is wrong with a row of a table by the entry that it names; empty if nothing."""
    if entry is None:
        return " names no entry of the journal."
    if ROWS_OF.get(table, entry["kind"]) != entry["kind"]:
        return ": entry %d says something else." % entry["seq"]
    if any(
        each in row and each in entry["data"] and row[each] != entry["data"][each]
        for each in TOLD_ALIKE
    ):
        return ": entry %d says it otherwise." % entry["seq"]
    return ""


# ---------------------------------------------------------------------------------------
# The totals: minutes by person, and who is complete, once more from the entries alone.


UNTIMED = ("credit-corrected", "paper-credited", "outside-decided")


def credited(entry: Entry) -> list[Line]:
    """The lines (day, subject, seconds) that an entry brings to its member's ledger."""
    data, kind = entry["data"], entry["kind"]
    if kind == "credit-corrected":
        return [(day, subject, seconds) for subject, day, seconds, _ in data["lines"]]
    if kind == "paper-credited":
        return [(data["earned_on"], data["limb"], data["minutes"] * 60)]
    if kind == "outside-decided":
        return [(data["earned_on"], subject, minutes * 60) for subject, minutes in data["granted"]]
    lines = [tuple(line) for line in data.get("time", ())]
    lines = [line[1:] if len(line) == 4 else (line[1], line[0], line[2]) for line in lines]
    lines = [(day, subject, seconds) for subject, day, seconds in lines]
    if kind != "lesson-completed" or data["counting"] == "measured":
        return lines
    measured, rated = sum(line[2] for line in lines), data["nominal_seconds"]
    if rated > 0 and measured * 4 >= rated * 3 and measured != rated:
        return [(data["completed_on"], data["limb"], rated)]
    return lines


def counted(days: dict[str, int], late: Iterable[Line], first: str, last: str) -> int:
    """The seconds that count between two days, of those of some days and those worked late."""
    found = sum(seconds for day, seconds in days.items() if first <= day <= last)
    if first[:4] == last[:4]:
        for day, year, seconds in late:
            found += seconds * ((first <= year <= last) - (first <= day <= last))
    return found


class Totals:
    """What the journal says of everybody's time, lessons and certificates."""

    def __init__(self) -> None:
        self.seconds: dict[int, dict[str, int]] = {}
        self.lessons: dict[int, set[tuple[Any, Any]]] = {}
        self.certificates: dict[int, tuple[int, str]] = {}
        self.gone: set[int] = set()
        self.sittings: dict[int, str] = {}
        self.classes: dict[int, str] = {}
        self.late: dict[int, list[tuple[str, str, int]]] = {}
        self.opened: set[tuple[int, str]] = set()
        self.findings: Findings = []

    def add(self, entry: Entry) -> None:
        """Count an entry."""
        data, kind = entry["data"], entry["kind"]
        if kind == "sitting-opened":
            self.sittings[data["sitting_id"]] = sys.intern(data["period_start"])
        elif kind == "class-recorded":
            self.classes[data["class_id"]] = sys.intern(data["lesson"])
        elif kind == "certificate-issued" and data["certificate_kind"] == "year":
            holder = (data["member_id"], data["period_start"])
            self.certificates[data["certificate_id"]] = holder
        elif kind == "certificate-revoked":
            self.gone.add(data["certificate_id"])
        elif kind == "late-year-opened":
            self.opened.add((data["member_id"], data["period_start"]))
        if "member_id" in data and ("time" in data or kind in UNTIMED):
            year = data.get("late_for")
            if year is not None:
                self.check_late(entry, year)
            for day, _, seconds in credited(entry):
                if year is not None and day[:4] > year[:4]:
                    self.late.setdefault(data["member_id"], []).append((day, year, seconds))
                of_member = self.seconds.setdefault(data["member_id"], {})
                of_member[sys.intern(day)] = of_member.get(day, 0) + seconds
        if kind == "lesson-completed":
            done = self.lessons.setdefault(data["member_id"], set())
            done.add((self.sittings.get(data["sitting_id"]), sys.intern(data["lesson"])))
        elif kind == "class-credited":
            done = self.lessons.setdefault(data["member_id"], set())
            for day, _, _ in credited(entry):
                done.add((sys.intern(day), self.classes.get(data["class_id"])))

    def of(self, member: int, first: str, last: str) -> int:
        """A member's seconds that count in the period between two days, both included.

        What was worked late for an earlier calendar year counts there and not where it was
        worked; a period across New Year asks only when time was worked.
        """
        return counted(self.seconds.get(member, {}), self.late.get(member, ()), first, last)

    def check_late(self, entry: Entry, year: str) -> None:
        """Hold time that counts for an earlier year against the year's opening."""
        data = entry["data"]
        if (data["member_id"], year) not in self.opened:
            said = "counts time for the year from %s, which nobody had opened" % year
        elif "sitting_id" in data and self.sittings.get(data["sitting_id"]) != year:
            said = "counts time for another year than its module was begun for"
        else:
            return
        self.findings.append("Journal entry %d %s." % (entry["seq"], said))

    def is_complete(self, member: int, year: Entry) -> bool:
        """Whether a member met what a year asked."""
        if self.of(member, year["first_day"], year["last_day"]) < year["seconds"]:
            return False
        certified = any(
            holder == (member, year["first_day"]) and number not in self.gone
            for number, holder in self.certificates.items()
        )
        done = {
            lesson
            for day, lesson in self.lessons.get(member, ())
            if day is not None and year["first_day"] <= day <= year["last_day"]
        }
        return certified or (not year["unstated"] and set(year["lessons"]) <= done)


class Outside:
    """Training taken elsewhere: what was sent, and whether each decision may stand on it."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[Any, int, str, int]] = {}
        self.findings: Findings = []

    def add(self, entry: Entry) -> None:
        """Look at an entry."""
        data, kind = entry["data"], entry["kind"]
        if kind == "outside-submitted":
            claimed = sum(minutes for _, minutes in data["claimed"])
            sent = (entry["by"], data["member_id"], data["last_day"], claimed)
            self.waiting[data["outside_id"]] = sent
        elif kind == "outside-withdrawn":
            self.waiting.pop(data["outside_id"], None)
        elif kind == "outside-decided":
            self.decide(entry, self.waiting.pop(data["outside_id"], None))

    def decide(self, entry: Entry, sent: tuple[Any, int, str, int] | None) -> None:
        """Hold a decision against what it is about; nothing is decided twice."""
        data, name = entry["data"], "Journal entry %d" % entry["seq"]
        granted = sum(minutes for _, minutes in data["granted"])
        if sent is None:
            said = "decides about outside training that nobody had sent, or once more."
        elif entry["by"] is None or entry["by"] == sent[0]:
            said = "decides about outside training without a second person."
        elif (data["member_id"], data["earned_on"]) != sent[1:3] or granted > sent[3]:
            said = "grants outside training that was not claimed."
        elif bool(granted) != (data["outcome"] in ("granted", "adjusted")):
            said = "grants minutes and says otherwise."
        else:
            return
        self.findings.append("{} {}".format(name, said))


def check_ledger(files: dict[str, Contents], found: Totals) -> Iterator[str]:
    """Where the rows of the ledger, by person and day, come to other seconds than the entries."""
    if LEDGER not in files:
        return
    seconds: dict[int, dict[str, int]] = {}
    try:
        for row in rows_of(files[LEDGER]):
            days = seconds.setdefault(row["member_id"], {})
            days[sys.intern(row["earned_on"])] = days.get(row["earned_on"], 0) + row["seconds"]
        for member in sorted({*seconds, *found.seconds}):
            told, came = seconds.get(member, {}), found.seconds.get(member, {})
            for day in sorted({*told, *came}):
                if told.get(day, 0) != came.get(day, 0):
                    yield "%s, member %d, %s: the entries come to %d seconds, the rows to %d." % (
                        LEDGER, member, day, came.get(day, 0), told.get(day, 0),
                    )  # fmt: skip
    except ODD:
        yield "{} has no form that this verifier knows.".format(LEDGER)


def check_totals(found: Totals, stated: Entry) -> Iterator[str]:
    """Where the totals of the package differ from what its entries come to."""
    for year in stated["years"]:
        complete = 0
        for row in year["members"]:
            who = "{} (badge {})".format(row["name"], row["badge_number"])
            seconds = found.of(row["member_id"], year["first_day"], year["last_day"])
            if seconds != row["seconds"] or seconds // 60 != row["minutes"]:
                yield "%s, %s: the entries come to %d seconds, and the totals say %d." % (
                    who, year["name"], seconds, row["seconds"],
                )  # fmt: skip
            met = row["owes"] and found.is_complete(row["member_id"], year)
            complete += met
            if met != row["complete"]:
                yield "{}, {}: by the entries the year is {}, and the totals say otherwise.".format(
                    who, year["name"], "complete" if met else "not complete",
                )  # fmt: skip
        if complete != year["complete"]:
            yield "%s: %d members are complete, and the totals say %d." % (
                year["name"], complete, year["complete"],
            )  # fmt: skip


# ---------------------------------------------------------------------------------------
# Closed years: what was signed, and what came after.

CLOSES = "data/year_closes.json"
CLOSED_MEMBERS = "data/year_close_members.json"
AFTER_CLOSES = "data/year_close_lessons_after.json"
TOLD_OF_CLOSES = ("requirement", "signed_on", "complete", "excused", "late", "outcomes_digest")


class Closes:
    """Years as the journal closed them: everybody's time then, and lessons finished after."""

    def __init__(self, totals: Totals) -> None:
        self.totals = totals
        self.signed: dict[int, Entry] = {}
        self.seconds: dict[int, dict[int, dict[str, int]]] = {}
        self.late: dict[int, dict[int, list[Line]]] = {}
        self.after: dict[int, dict[int, tuple[int, str]]] = {}

    def add(self, entry: Entry) -> None:
        """Look at an entry; the totals have it already."""
        seq, data, kind = entry["seq"], entry["data"], entry["kind"]
        if kind == "year-closed":
            first = data["period_start"]
            self.signed[seq], self.after[seq] = entry, {}
            self.seconds[seq] = {
                member: {day: seconds for day, seconds in days.items() if day >= first}
                for member, days in self.totals.seconds.items()
            }
            self.late[seq] = {member: list(late) for member, late in self.totals.late.items()}
        elif kind == "lesson-completed":
            begun = self.totals.sittings.get(data["sitting_id"])
            for closed, said in self.signed.items():
                if said["data"]["period_start"] == begun:
                    self.after[closed][seq] = (data["member_id"], data["lesson"])

    def worked(self, seq: int, member: int, last: str) -> int:
        """A member's seconds in a closed year when it was signed."""
        first = self.signed[seq]["data"]["period_start"]
        days, late = self.seconds[seq].get(member, {}), self.late[seq].get(member, ())
        return counted(days, late, first, last)


def check_closes(files: dict[str, Contents], closes: Closes) -> Iterator[str]:
    """Where the tables of closed years say otherwise than the journal, or leave something out."""
    if CLOSES not in files:
        return
    try:
        rows = list(rows_of(files[CLOSES]))
        outcomes: dict[object, list[tuple[int, str, int]]] = {}
        for row in rows_of(files[CLOSED_MEMBERS]):
            outcome = (int(row["member_id"]), str(row["outcome"]), int(row["seconds"]))
            outcomes.setdefault((row["close"], row["entry"]), []).append(outcome)
        listed = {
            (row["close"], row["entry"], row["member_id"], row["lesson"])
            for row in rows_of(files[AFTER_CLOSES])
        }
        for number, row in enumerate(rows, 1):
            if not told_of_close(row, closes.signed[row["entry"]]):
                yield "Row %d of %s: entry %d says it otherwise." % (number, CLOSES, row["entry"])
            yield from close_findings(row, outcomes.pop((row["close"], row["entry"]), []), closes)
        if outcomes:
            yield "{} holds members of a year that {} does not.".format(CLOSED_MEMBERS, CLOSES)
        if sorted(closes.signed) != sorted(row["entry"] for row in rows):
            yield "{} does not hold each closed year of the journal once.".format(CLOSES)
        numbers = {row["entry"]: row["close"] for row in rows}
        after = {
            (numbers.get(seq), lesson, *said)
            for seq, lessons in closes.after.items()
            for lesson, said in lessons.items()
        }
        if listed != after:
            yield "{} differs from the lessons that the journal has after a close.".format(
                AFTER_CLOSES
            )
    except ODD:
        yield "The tables of closed years have no form that this verifier knows."


def told_of_close(row: Entry, entry: Entry) -> bool:
    """Whether a row says of a close what its entry says, who signed and when included."""
    said = entry["data"]
    return (
        all(row[each] == said[each] for each in TOLD_OF_CLOSES)
        and row["period"] == said["period_start"]
        and row["signed_by_account"] == entry["by"]
        and dt.datetime.fromisoformat(row["signed_at"]) == dt.datetime.fromisoformat(entry["at"])
    )


def close_findings(
    row: Entry, outcomes: list[tuple[int, str, int]], closes: Closes
) -> Iterator[str]:
    """Where everybody's outcome is not what was signed, or their time not what it was then."""
    name = "The year from {}".format(row["period"])
    plain = [list(outcome) for outcome in sorted(outcomes)]
    if hashlib.sha256(canonical(plain)).hexdigest() != row["outcomes_digest"]:
        yield "{}: the members' outcomes are not those that were signed.".format(name)
    for outcome in ("complete", "excused", "late"):
        if sum(each[1] == outcome for each in outcomes) != row[outcome]:
            yield "{}: another number of members is {}.".format(name, outcome)
    for member, _, seconds in sorted(outcomes):
        worked = closes.worked(row["entry"], member, row["last_day"])
        if worked != seconds:
            yield "%s, member %d: the entries came to %d seconds when it was signed, not to %d." % (
                name, member, worked, seconds,
            )  # fmt: skip


# ---------------------------------------------------------------------------------------
# All of it together.


def examine(
    files: Files,
    findings: Findings,
    known_key: str | None = None,
    at_least: int | None = None,
) -> tuple[Entry | None, Findings]:
    """Check files of a package; returns the seal (or None) and everything that was found."""
    findings = list(findings)
    findings += name_findings([name for name, _ in files])
    there = dict(files)
    for name in (SEAL, MANIFEST):
        if name not in there:
            findings.append("The file {} is missing.".format(name))
    if SEAL not in there or MANIFEST not in there:
        return None, findings
    manifest = there[MANIFEST].whole()
    seal, wrong = check_seal(there[SEAL].whole(), manifest, known_key)
    findings += wrong
    rows, wrong = read_manifest(manifest)
    findings += wrong
    findings += check_files(files, rows)
    if seal is not None and at_least is not None and seal["head"]["seq"] < at_least:
        findings.append(
            "The package is older than you know the record to be: it ends at journal entry %d, "
            "and entry %d exists." % (seal["head"]["seq"], at_least)
        )
    if seal is not None and seal["kind"] == "archive":
        for name in (JOURNAL, HEADS, TOTALS):
            if name not in there:
                findings.append("It says that it is an archive, and {} is not in it.".format(name))
    if seal is None or findings or JOURNAL not in there:
        return seal, findings
    heads, wrong = read_heads(there[HEADS]) if HEADS in there else ([], [])
    findings += wrong
    journal, wrong = read_journal(there[JOURNAL], seal, [said["seq"] for said, _, _ in heads])
    findings += wrong
    if not wrong:
        findings += check_key(journal.kept, seal)
        findings += check_tables(there, journal)
        findings += check_heads(heads, journal)
        findings += journal.outside.findings
        findings += check_closes(there, journal.closes)
        findings += journal.totals.findings
        findings += check_ledger(there, journal.totals)
        findings += stated_totals(there, journal.totals)
    return seal, findings


def stated_totals(files: dict[str, Contents], totals: Totals) -> Findings:
    """The same, of the file that states them."""
    if TOTALS not in files:
        return []
    try:
        return list(check_totals(totals, strict_json(files[TOTALS].whole())))
    except ODD:
        return ["{} has no form that this verifier knows.".format(TOTALS)]


def read(path: str) -> tuple[Files, Findings]:
    """The files of a package, packed or not, and what is wrong with its container."""
    if os.path.isdir(path):
        files, findings = read_folder(path)
        order = {name: number for number, (_, _, name) in enumerate(_listed(files))}
        files.sort(key=lambda file: (order.get(file[0], len(order)), file[0]))
        return files, findings
    return read_zip(on_disk(path))


def _listed(files: Files) -> Rows:
    data = dict(files).get(MANIFEST)
    return read_manifest(data.whole())[0] if data is not None else []


def say(path: str, seal: Entry | None, findings: Findings) -> Iterator[str]:
    """Everything that is printed, line by line; the first one is the cover line.

    What a package's names and words hold is printed as letters: none of it ends a line, moves
    the cursor or turns the order of letters.
    """
    for line in lines_to_say(path, seal, findings):
        yield "".join(
            each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
            for each in line
        )


def lines_to_say(path: str, seal: Entry | None, findings: Findings) -> Iterator[str]:
    """The same, before any letter of it is looked at."""
    day = dt.date.today().isoformat()
    if not findings:
        result = "nothing was found: every file is as it was sealed"
    elif len(findings) == 1:
        result = "1 finding"
    else:
        result = "%d findings" % len(findings)
    yield "Checked on {}: {}. To repeat: python3 verify.py {}".format(day, result, path)
    for finding in findings:
        yield "- " + finding
    if seal is not None:
        head = seal["head"]
        yield "Package: {} of {}, {}.".format(seal["kind"], seal["department"], seal["about"])
        yield "It ends at journal entry {} of {}, digest {}.".format(
            head["seq"], head["at"], head["digest"],
        )  # fmt: skip
        yield "Signed with the key {}.".format(fingerprint(bytes.fromhex(seal["key"])))
        yield "A newer package may exist; whoever knows a later entry gives it with --at-least."
    with open(os.path.abspath(__file__), "rb") as file:
        yield "SHA-256 of this verifier: {}".format(hashlib.sha256(file.read()).hexdigest())


def main(arguments: list[str]) -> int:
    """Run from a command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Check an evidence package.")
    parser.add_argument("package", help="the ZIP file, or the folder it was unpacked to")
    parser.add_argument("--key", help="the fingerprint of the key that you know, from paper")
    parser.add_argument("--at-least", type=int, help="a journal entry that you know exists")
    given = parser.parse_args(arguments)
    try:
        files, findings = read(given.package)
        seal, findings = examine(files, findings, given.key, given.at_least)
    except (CannotLookError, OSError) as error:
        print("Cannot look: {!s}".format(error), file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for line in say(given.package, seal, findings):
        print(line)
    return 1 if findings else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        sys.exit(2)
