"""Packages that somebody made to mislead: each is named in plain words, none ends in a traceback.

Most are sealed with the very key of the record, as somebody with the server in hand could.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from lms.domain.journal_chain import leaf_hash
from lms.domain.package import (
    HEADS,
    JOURNAL,
    MANIFEST,
    SEAL,
    TOTALS,
    PackageHead,
    PackageKind,
    PackageSeal,
    manifest,
)
from lms.rendering.package import verify
from lms.storage.package_file import listed
from tests.rendering.sealed_package import (
    KEY,
    MEMBER,
    facts,
    heads,
    journal,
    packed,
    small,
    totals,
)

SOURCE = Path(verify.__file__)
TABLE = "data/acknowledgements.json"
_WEAK = (b"\1" + bytes(31)).hex()
"""The point with which nothing changes: anybody signs with it."""


def said(package: bytes) -> str:
    """All that is printed about a package, by the functions that the program calls."""
    try:
        files, findings = verify.read_zip(partial(io.BytesIO, package))
    except verify.CannotLookError as error:
        return str(error)
    seal, findings = verify.examine(files, findings)
    return "\n".join(verify.say("package.zip", seal, findings))


def sealed(
    folder: Path,
    changed: Mapping[str, bytes],
    *,
    without: tuple[str, ...] = (),
    end: PackageHead | None = None,
) -> bytes:
    """The small package with some files changed or left out, sealed with the record's own key."""
    small(folder)
    for name, data in changed.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    names = sorted({"a/paper.txt", JOURNAL, TOTALS, HEADS, *changed} - set(without))
    text = manifest(listed(folder, names))
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    head = end or journal(facts())[1]
    seal = PackageSeal(PackageKind.ARCHIVE, "Haverhill", False, "2026", head, digest, KEY.public)
    (folder / SEAL).write_bytes(seal.document(KEY.sign(seal.message())))
    return packed(folder, [*names, MANIFEST, SEAL])


def _chained(*bodies: Mapping[str, object] | str) -> tuple[bytes, PackageHead]:
    """The small journal with more lines, each naming the digest of the one before it."""
    lines = journal(facts())[0].decode().splitlines()
    for body in bodies:
        text = body if isinstance(body, str) else json.dumps(body)
        previous = leaf_hash(1, lines[-1])
        lines.append(text.replace("PREVIOUS", previous))
    head = PackageHead(len(lines), leaf_hash(1, lines[-1]), "2026-03-04T12:00:00.000+00:00")
    return "".join(f"{line}\n" for line in lines).encode(), head


def _entry(**changes: object) -> str:
    entry = {
        "at": "2026-03-04T12:00:00.000+00:00",
        "by": None,
        "data": {"member_id": MEMBER},
        "kind": "policy-acknowledged",
        "previous": "PREVIOUS",
        "seq": 4,
    }
    made = {key: value for key, value in {**entry, **changes}.items() if value != "gone"}
    return json.dumps(made, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "line",
    [
        _entry(seq=True),
        _entry(seq=4.0),
        _entry(kind="gone"),
        _entry(at=7),
        _entry(data=[]),
        _entry(kind="lesson-completed"),
        _entry(kind="credit-corrected", data={"member_id": 7, "lines": [["policy", 1]]}),
        _entry(kind="credit-corrected", data={"member_id": 7, "lines": 9}),
        _entry(kind="year-closed", data={}),
        _entry(kind="signing-key-recorded", data={"public_key": "zz"}),
        _entry(kind="record-restored", seq=2**70, data={"lost_from": 4, "lost_through": 2**70 - 1}),
        _entry().replace('"seq":4', '"seq":4,"seq":4'),
        _entry().replace('"seq":4', '"seq": 4'),
        _entry(data={"minutes": "MINUTES"}).replace('"MINUTES"', "NaN"),
        _entry(data={"deep": "DEEP"}).replace('"DEEP"', "[" * 100_000 + "]" * 100_000),
        _entry(data={"long": "LONG"}).replace('"LONG"', "9" * 5_000),
        "[]",
        "\ud83d",
    ],
    ids=lambda line: line[:60] if isinstance(line, str) else None,
)
def test_lg_16_an_entry_that_is_none_is_named_though_all_is_sealed_anew(
    tmp_path: Path, line: str
) -> None:
    try:
        lines, end = _chained(line)
    except UnicodeEncodeError:
        lines, end = journal(facts())[0] + b"\xff\n", journal(facts())[1]
    found = said(sealed(tmp_path, {JOURNAL: lines}, end=end))
    assert "Journal entry 4 " in found or "Journal entry 4:" in found, found
    assert ": nothing was found" not in found


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (TOTALS, b"", "has no form"),
        (TOTALS, b"[]", "has no form"),
        (TOTALS, b'{"years":[{}]}', "has no form"),
        (TOTALS, b'{"years":[],"years":[]}', "has no form"),
        (TOTALS, json.dumps(totals()).replace("7200", "NaN").encode(), "has no form"),
        (TOTALS, json.dumps(totals()).replace("7200", '"many"').encode(), "has no form"),
        (TOTALS, json.dumps(totals()).replace("7200", "9" * 5_000).encode(), "has no form"),
        (TOTALS, b"[" * 100_000, "has no form"),
        (HEADS, b'{"message":"{}","signature":""}\n', "has no form"),
        (HEADS, b"[" * 100_000 + b"\n", "has no form"),
        (
            HEADS,
            heads(journal(facts())[0]).replace(b'"signature":"', b'"signature":"z'),
            "has no form",
        ),
        (TABLE, b'[\n{"entry":3,"entry":3}\n]\n', "has no form"),
        (TABLE, b'[\n{"entry":NaN}\n]\n', "has no form"),
        (TABLE, b'[\n{"entry":' + b"[" * 100_000 + b"\n]\n", "has no form"),
        (
            "data/leave.json",
            b'[\n{"entry":3},\n{"entry":3}\n]\n',
            "Row 2 of data/leave.json is there",
        ),
        ("data/ledger.json", b"[\n]\n", "come to 7200 seconds, the rows to 0"),
        ("data/ledger.json", b'[\n{"entry":3,"seconds":1}\n]\n', "has no form"),
    ],
)
def test_data_in_no_known_form_is_named_though_all_is_sealed_anew(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    found = said(sealed(tmp_path, {name: data}))
    assert words in found, found
    assert ": nothing was found" not in found


_ROW = b'[\n{"member_id":7,"entry":3,"note":"=1+1"}\n]\n'


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (b"member_id,entry,note\r\n7,3,'=1+1\r\n", ""),
        (b"member_id,entry,note\r\n7,3,'=1+1\r\n7,3,'=1+1\r\n", "another number of rows"),
        (b"member_id,entry,note\r\n", "another number of rows"),
        (b"member_id,entry,note\r\n8,3,'=1+1\r\n", "Row 1 of data/leave.csv is not the row"),
        (b"member_id,entry,note\r\n7,3,=1+1\r\n", "Row 1 of data/leave.csv is not the row"),
        (b"entry,member_id,note\r\n7,3,'=1+1\r\n", "Row 1 of data/leave.csv is not the row"),
        (b'member_id,entry,note\r\n7,3,"\r\n', "no form"),
        (b"\xff\xfe", "no form"),
    ],
)
def test_a_table_as_csv_says_what_it_says_as_json(tmp_path: Path, lines: bytes, words: str) -> None:
    found = said(sealed(tmp_path, {"data/leave.json": _ROW, "data/leave.csv": lines}))
    assert (words or ": nothing was found") in found


@pytest.mark.parametrize("without", [JOURNAL, HEADS, TOTALS])
def test_an_archive_without_what_proves_it_is_named(tmp_path: Path, without: str) -> None:
    found = said(sealed(tmp_path, {}, without=(without,)))
    assert f"It says that it is an archive, and {without} is not in it." in found


def _manifest_and_seal(folder: Path, text: str, **changes: object) -> bytes:
    """A package of a manifest and a seal alone, which somebody signed for themselves."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    stated = {
        "statement": "evidence-package",
        "format": 1,
        "kind": "folder",
        "department": "Haverhill",
        "demonstration": False,
        "about": "2026",
        "head": {"seq": 1, "digest": "0" * 64, "at": "2026-03-04"},
        "manifest": digest,
        "key": KEY.public,
        **changes,
    }
    stated = {key: value for key, value in stated.items() if value != "gone"}
    signature = KEY.sign(verify.canonical(stated))
    if stated.get("key") == _WEAK:
        signature = _WEAK + "00" * 32
    (folder / MANIFEST).write_bytes(text.encode())
    (folder / SEAL).write_bytes(verify.canonical({**stated, "signature": signature}))
    return packed(folder, [MANIFEST, SEAL])


_EMPTY = f"{verify.FIRST_LINE}\n"
_A = f"{'a' * 64} "


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        (_EMPTY, {}, "lists no file: the package holds nothing"),
        (f"{_EMPTY}{_A}\u00b2 a.txt\n", {}, "Line 2 of manifest.txt has no form"),
        (f"{_EMPTY}{_A}{'9' * 5_000} a.txt\n", {}, "Line 2 of manifest.txt has no form"),
        (f"{_EMPTY}{_A}-1 a.txt\n", {}, "Line 2 of manifest.txt has no form"),
        (_EMPTY, {"kind": "gone"}, "something that it must state is missing"),
        (_EMPTY, {"department": 7}, "something that it must state is missing"),
        (_EMPTY, {"head": {"seq": True, "digest": "", "at": ""}}, "must state is missing"),
        (_EMPTY, {"head": {"seq": 1, "digest": ""}}, "must state is missing"),
        (_EMPTY, {"statement": "journal-head"}, "must state is missing"),
        (_EMPTY, {"format": 2}, "must state is missing"),
        (_EMPTY, {"key": _WEAK}, "the signature does not fit"),
        (_EMPTY, {"manifest": "0" * 64, "kind": "gone"}, "must state is missing"),
    ],
)
def test_a_seal_or_manifest_that_states_too_little_is_named(
    tmp_path: Path, text: str, changes: dict[str, object], words: str
) -> None:
    found = said(_manifest_and_seal(tmp_path, text, **changes))
    assert words in found
    assert ": nothing was found" not in found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../out.txt", "leads out"),
        ("a/./b.txt", "leads out"),
        ("a/b.txt ", "none that every computer takes"),
        ("a/b.", "none that every computer takes"),
        ("a/\u202etxt.exe", "none that every computer takes"),
        ("x\nChecked on 2026-03-04, nothing was found", "none that every computer takes"),
        ("a/\x1b[2J.txt", "none that every computer takes"),
        ("a/PAPER.txt", "but for case or form"),
        ("a/p\uff41per.txt", "but for case or form"),
    ],
)
def test_pk_02_a_name_that_misleads_is_named_and_printed_as_letters(
    tmp_path: Path, name: str, words: str
) -> None:
    package = small(tmp_path)
    data = verify.Contents(partial(io.BytesIO, b"more"))
    added = verify.local_part(name.encode(), data) + b"more"
    found = said(added + package)
    assert any(words in each for each in verify.name_findings(["a/paper.txt", name])), list(
        verify.name_findings(["a/paper.txt", name])
    )
    assert ": nothing was found" not in found.splitlines()[0]
    assert not [each for each in found.splitlines()[1:] if each.startswith("Checked on")]
    assert all(each.isprintable() for each in found.splitlines())


def test_pk_02_tricks_of_the_container_are_named(tmp_path: Path) -> None:
    """A second entry of one name, a second end, a size that lies, a compressed file, a gap."""
    package = small(tmp_path)
    first = package[: package.index(b"PK\x03\x04", 4)]
    central = package.index(b"PK\x01\x02")
    lied = bytearray(package)
    lied[18:26] = struct.pack("<2L", 2**32 - 1, 2**32 - 1)
    squeezed = bytearray(package)
    squeezed[8:10] = struct.pack("<H", 8)
    checked = bytearray(package)
    checked[14:18] = struct.pack("<L", zlib.crc32(b"other"))
    for forged in (
        first + package,
        package + package,
        package + package[central:],
        bytes(lied),
        bytes(squeezed),
        bytes(checked),
        package[:central] + b"\0" + package[central:],
        b"MZ" + package,
        package[:31],
        b"",
    ):
        assert ": nothing was found" not in said(forged)


def test_a_folder_with_a_name_that_is_no_text_is_looked_at_to_its_end(tmp_path: Path) -> None:
    """Also where the terminal knows few letters."""
    small(tmp_path)
    (tmp_path / os.fsdecode(b"a/\xff\xc4\x8d.txt")).write_bytes(b"more")
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(SOURCE), str(tmp_path)],
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    )
    assert ran.returncode == 1, ran.stderr
    assert b"does not belong to the package" in ran.stdout
    assert b"Traceback" not in ran.stderr
