"""The verifier that travels in packages: what it finds, and that it needs nothing of ours."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.domain.journal_chain import digest
from lms.domain.package import HEADS, JOURNAL, MANIFEST, SEAL
from lms.rendering.package import verify
from tests.rendering.sealed_package import (
    MEMBER,
    OTHER,
    facts,
    heads,
    journal,
    lesson,
    packed,
    small,
    totals,
)

SOURCE = Path(verify.__file__)
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)
"""Key, message and signature of RFC 8032, section 7.1, tests 1 to 3."""


def found(data: bytes, **known: object) -> list[str]:
    """What the verifier finds in a package."""
    files, findings = verify.read_zip(partial(io.BytesIO, data))
    return verify.examine(files, findings, **known)[1]  # type: ignore[arg-type]


def held(data: bytes) -> verify.Contents:
    """Bytes as the contents of a file."""
    return verify.Contents(partial(io.BytesIO, data))


def inside(package: bytes) -> dict[str, bytes]:
    """The files of a package by name, in their order."""
    files, _ = verify.read_zip(partial(io.BytesIO, package))
    return {name: contents.whole() for name, contents in files}


@pytest.fixture
def package(tmp_path: Path) -> bytes:
    return small(tmp_path)


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_ed25519_agrees_with_rfc_8032(key: str, message: str, signature: str) -> None:
    sealed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify.is_signed(*sealed)
    assert not verify.is_signed(sealed[0], sealed[1] + b"\0", sealed[2])


def test_ed25519_agrees_with_the_cryptography_library() -> None:
    chance = random.Random(8032)  # noqa: S311 - no secret
    for _ in range(25):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        public = key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        message = chance.randbytes(chance.randrange(200))
        signature = key.sign(message)
        assert verify.is_signed(public, message, signature)
        at = chance.randrange(64)
        broken = bytes(each ^ (1 if place == at else 0) for place, each in enumerate(signature))
        assert not verify.is_signed(public, message, broken)


def test_ed25519_refuses_what_is_no_point_and_a_number_that_is_too_large() -> None:
    key, message, signature = (bytes.fromhex(text) for text in VECTORS[0])
    large = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.is_signed(key, message, signature[:32] + large.to_bytes(32, "little"))
    assert not verify.is_signed(b"\xff" * 32, message, signature)
    assert not verify.is_signed(key, message, signature[:63])


def test_a_package_as_it_was_sealed_has_no_findings(package: bytes) -> None:
    assert found(package) == []


def test_any_other_program_opens_it(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        assert MANIFEST in opened.namelist()


def _span(package: bytes, name: str) -> range:
    """Where a file's contents stand in a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        info = opened.getinfo(name)
    start = info.header_offset + 30 + len(name.encode())
    return range(start, start + info.file_size)


def _flipped(data: bytes, bit: int) -> bytes:
    at, place = divmod(bit, 8)
    return data[:at] + bytes([data[at] ^ 1 << place]) + data[at + 1 :]


def test_pk_01_every_flipped_bit_of_manifest_and_seal_is_found(package: bytes) -> None:
    """The contents alone: a flip inside the container is found by its check sum already."""
    files = inside(package)
    for name in (MANIFEST, SEAL):
        for bit in range(8 * len(files[name])):
            changed = {**files, name: _flipped(files[name], bit)}
            assert verify.check_seal(changed[SEAL], changed[MANIFEST])[1], (name, bit)


def test_every_flipped_bit_of_the_journal_is_found_by_the_chain_alone(package: bytes) -> None:
    files = inside(package)
    seal, _ = verify.check_seal(files[SEAL], files[MANIFEST])
    assert seal is not None
    for bit in range(8 * len(files[JOURNAL])):
        assert verify.read_journal(held(_flipped(files[JOURNAL], bit)), seal)[1], bit


def test_pk_01_every_flipped_bit_of_the_heads_is_found(package: bytes) -> None:
    """By the manifest, as everything; what a holder of the key could do is tried below."""
    files = inside(package)
    rows, _ = verify.read_manifest(files[MANIFEST])
    there = {name: held(data) for name, data in files.items()}
    for bit in range(8 * len(files[HEADS])):
        changed = {**there, HEADS: held(_flipped(files[HEADS], bit))}
        assert list(verify.check_files(list(changed.items()), rows)) == [
            f"The file {HEADS} was changed."
        ], bit


def test_heads_of_another_journal_and_missing_ones_are_named_though_all_is_sealed_anew(
    tmp_path: Path,
) -> None:
    lines, _ = journal(facts())
    other, _ = journal([*facts()[:2], ("lesson-completed", lesson(60))])
    true = heads(lines, seqs=(1, 2, 3))
    assert found(small(tmp_path, signed=true)) == []
    second = true.split(b"\n")[1] + b"\n"
    assert found(small(tmp_path, signed=true.replace(second, b""))) == [
        "Signed head 3: it does not follow head 1."
    ]
    assert found(small(tmp_path, signed=heads(other, seqs=(1, 2, 3)))) == [
        "Signed head 3: the journal was another one when it was signed."
    ]
    assert found(small(tmp_path, signed=heads(lines, OTHER, (1,)))) == [
        "Signed head 1: the record's key did not sign it."
    ]
    assert "no form" in found(small(tmp_path, signed=b"{}\n"))[0]


def test_rows_of_tables_that_no_entry_bears_out_are_named(tmp_path: Path) -> None:
    acts = [*facts(), ("policy-acknowledged", {"member_id": 7, "answer": "received"})]
    row = {"member_id": 7, "answer": "received", "entry": 4}
    name = "data/acknowledgements.json"
    (tmp_path / "data").mkdir()
    for changed, said in (
        ({}, []),
        ({"entry": 5}, [f"Row 1 of {name} names no entry of the journal."]),
        ({"entry": 3}, [f"Row 1 of {name}: entry 3 says something else."]),
        ({"answer": "refused"}, [f"Row 1 of {name}: entry 4 says it otherwise."]),
        ({"member_id": 8}, [f"Row 1 of {name}: entry 4 says it otherwise."]),
    ):
        (tmp_path / name).write_text(f"[\n{json.dumps({**row, **changed})}\n]\n")
        assert found(small(tmp_path, acts=acts, more=(name,))) == said


def test_pk_01_two_thousand_flips_anywhere_in_the_file_are_found_and_the_place_is_named(
    package: bytes,
) -> None:
    chance = random.Random(2000)  # noqa: S311 - no secret
    for _ in range(2_000):
        bit = chance.randrange(8 * len(package))
        try:
            findings = found(_flipped(package, bit))
        except verify.CannotLookError:
            assert bit < 8 * 30
            continue
        assert findings, bit


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    small(tmp_path)
    (tmp_path / "a/paper.txt").write_bytes(b"What was never taught.\n")
    files, findings = verify.read(str(tmp_path))
    assert verify.examine(files, findings)[1] == ["The file a/paper.txt was changed."]


def test_pk_02_a_missing_an_extra_a_renamed_and_a_second_file_are_named(tmp_path: Path) -> None:
    def looked() -> list[str]:
        files, findings = verify.read(str(tmp_path))
        return verify.examine(files, findings)[1]

    small(tmp_path)
    paper = tmp_path / "a/paper.txt"
    words = paper.read_bytes()
    paper.rename(tmp_path / "a/other.txt")
    assert looked() == ["The file a/paper.txt was renamed to a/other.txt."]
    (tmp_path / "a/other.txt").unlink()
    assert looked() == ["The file a/paper.txt is missing."]
    paper.write_bytes(words)
    (tmp_path / "a/copy.txt").write_bytes(words)
    assert looked() == ["The file a/copy.txt is a second copy of a/paper.txt."]
    (tmp_path / "a/copy.txt").write_bytes(b"new")
    assert looked() == ["The file a/copy.txt does not belong to the package."]
    (tmp_path / "a/copy.txt").unlink()
    (tmp_path / "a/link.txt").symlink_to(paper)
    assert looked() == ["a/link.txt is a link, not a file."]
    (tmp_path / "a/link.txt").unlink()
    assert looked() == []


def test_pk_02_a_name_twice_another_case_and_another_order_are_named(tmp_path: Path) -> None:
    package = small(tmp_path)
    names = list(inside(package))
    twice = packed(tmp_path, [names[0], *names])
    assert "The file a/paper.txt is in the package twice." in found(twice)
    swapped = packed(tmp_path, [names[1], names[0], *names[2:]])
    assert found(swapped) == ["The files are not in the order of the manifest."]
    (tmp_path / "a/PAPER.txt").write_bytes(b"new")
    cased = packed(tmp_path, [*names, "a/PAPER.txt"])
    assert any("same name but for case or form" in each for each in found(cased))


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "c:\\windows", "a//b"])
def test_a_name_that_leads_out_is_named(name: str) -> None:
    assert list(verify.name_findings([name]))


def test_something_added_at_the_end_or_between_is_found(package: bytes) -> None:
    assert found(package + b"more")
    assert found(package[:-1])
    comment = bytearray(package)
    comment[-2:] = b"\x04\x00"
    assert found(bytes(comment) + b"note")


def test_a_swapped_manifest_is_found(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = small(tmp_path / "one")
    small(tmp_path / "two", stated=totals(3_600, complete=False))
    names = list(inside(one))
    (tmp_path / "one" / MANIFEST).write_bytes((tmp_path / "two" / MANIFEST).read_bytes())
    findings = found(packed(tmp_path / "one", names))
    assert "manifest.txt is not the one that was sealed: changed or swapped." in findings


def test_a_package_sealed_by_somebody_else_is_found(tmp_path: Path) -> None:
    """All of it made again, with a key that the journal does not know."""
    forged = small(tmp_path, key=OTHER, acts=facts())
    assert found(forged)[0] == "The journal does not know the key that signed the package."
    whole = small(tmp_path, key=OTHER, acts=facts(OTHER))
    assert found(whole) == []
    known = verify.fingerprint(bytes.fromhex("07" * 32))
    assert any("another key" in each for each in found(whole, known_key=known))


def test_a_package_signed_with_a_key_that_another_one_has_replaced_is_named(
    tmp_path: Path,
) -> None:
    (_, successor), *_ = facts(OTHER)
    replaced = [*facts(), ("signing-key-recorded", successor)]
    found_in_it = found(small(tmp_path, acts=replaced))
    assert found_in_it == ["The package is signed with a key that another one has replaced."]


def test_an_older_package_shown_as_current_is_named(package: bytes) -> None:
    assert found(package, at_least=3) == []
    assert any("older than you know" in each for each in found(package, at_least=4))


def test_numbers_that_a_restored_record_lost_are_left_out_by_the_entry_that_says_so(
    tmp_path: Path,
) -> None:
    for each in ("honest", "short"):
        (tmp_path / each).mkdir()

    def restored(lost_from: int) -> list[tuple[str, dict[str, object]]]:
        return [*facts(), ("record-restored", {"lost_from": lost_from, "lost_through": 10_003})]

    assert found(small(tmp_path / "honest", acts=restored(4))) == []
    findings = found(small(tmp_path / "short", acts=restored(5)))
    assert findings == ["Journal entry 4 does not follow the one before it."]


def test_totals_that_do_not_follow_from_the_entries_are_named(tmp_path: Path) -> None:
    findings = found(small(tmp_path, stated=totals(7_260)))
    who = "Alex Example (badge 0107), 2026"
    assert findings == [f"{who}: the entries come to 7200 seconds, and the totals say 7260."]


def test_somebody_said_to_be_complete_who_is_not_is_named(tmp_path: Path) -> None:
    acts = [*facts()[:2], ("lesson-completed", lesson(60))]
    findings = found(small(tmp_path, acts=acts, stated=totals(60)))
    assert any("the year is not complete" in each for each in findings)


def test_time_of_another_year_and_corrections_are_summed_where_they_belong(
    tmp_path: Path,
) -> None:
    corrected: dict[str, object] = {
        "member_id": 7,
        "lines": [["policy", "2026-03-01", -7_200, 1], ["policy", "2026-03-02", 7_000, None]],
    }
    acts = [
        *facts(),
        ("lesson-completed", lesson(900, "2025-12-31")),
        ("credit-corrected", corrected),
    ]
    assert found(small(tmp_path, acts=acts, stated=totals(7_000, complete=False))) == []


def test_minutes_from_paper_are_summed_like_others(tmp_path: Path) -> None:
    line = {"member_id": 7, "earned_on": "2026-02-03", "limb": "policy", "minutes": 40}
    paper: dict[str, object] = {**line}
    acts = [*facts()[:2], ("lesson-completed", lesson(4_800)), ("paper-credited", paper)]
    assert found(small(tmp_path, acts=acts)) == []


_SENT: dict[str, object] = {
    "by": 1,
    "outside_id": 3,
    "member_id": 7,
    "last_day": "2026-02-03",
    "claimed": [["federal_changes", 10], ["policy", 40]],
}
_GRANTED: dict[str, object] = {
    "by": 2,
    "outside_id": 3,
    "member_id": 7,
    "outcome": "adjusted",
    "earned_on": "2026-02-03",
    "granted": [["policy", 40]],
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"by": 1}, "decides about outside training without a second person."),
        ({"by": None}, "decides about outside training without a second person."),
        ({"outside_id": 4}, "decides about outside training that nobody had sent, or once more."),
        ({"earned_on": "2026-02-04"}, "grants outside training that was not claimed."),
        ({"outcome": "declined"}, "grants minutes and says otherwise."),
    ],
)
def test_outside_minutes_are_summed_and_held_against_what_was_sent(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    acts = [
        *facts()[:2],
        ("lesson-completed", lesson(4_800)),
        ("outside-submitted", _SENT),
        ("outside-decided", {**_GRANTED, **changes}),
    ]
    assert found(small(tmp_path, acts=acts)) == ([f"Journal entry 5 {said}"] if said else [])


def test_more_than_was_claimed_twice_and_after_a_withdrawal_is_named(tmp_path: Path) -> None:
    small_one = {**_GRANTED, "granted": [["policy", 20]]}
    acts = [*facts()[:2], ("lesson-completed", lesson(4_800)), ("outside-submitted", _SENT)]
    for name, more, said in (
        ("much", [("outside-decided", {**_GRANTED, "granted": [["policy", 51]]})], "not claimed"),
        ("twice", [("outside-decided", small_one)] * 2, "or once more"),
        (
            "late",
            [("outside-withdrawn", {"by": 1, "outside_id": 3}), ("outside-decided", _GRANTED)],
            "or once more",
        ),
    ):
        (tmp_path / name).mkdir()
        findings = found(small(tmp_path / name, acts=[*acts, *more]))
        assert any(said in each for each in findings), name


_OUTCOMES = [[MEMBER, "complete", 7_200]]
_CLOSED: dict[str, object] = {
    "by": 5,
    "requirement": "annual",
    "period_start": "2026-01-01",
    "signed_on": "2026-03-04",
    "complete": 1,
    "excused": 0,
    "late": 0,
    "outcomes_digest": digest(_OUTCOMES),
}
_CLOSE_ROWS: dict[str, dict[str, object]] = {
    "year_closes": {
        **{key: value for key, value in _CLOSED.items() if key not in ("by", "period_start")},
        "close": 1,
        "period": "2026-01-01",
        "last_day": "2026-12-31",
        "signed_by_account": 5,
        "signed_at": "2026-03-04T12:00:00+00:00",
        "entry": 4,
    },
    "year_close_members": {
        "close": 1,
        "member_id": MEMBER,
        "outcome": "complete",
        "seconds": 7_200,
        "entry": 4,
    },
    "year_close_lessons_after": {"close": 1, "member_id": MEMBER, "lesson": "updates", "entry": 5},
}
"""A year closed by entry 4, and a lesson of it that entry 5 finished."""


def _closed(folder: Path, table: str = "", rows: Sequence[Mapping[str, object]] = ()) -> list[str]:
    """What is found in a package with a closed year, one of whose tables has other rows."""
    acts = [*facts(), ("year-closed", _CLOSED), ("lesson-completed", lesson(60))]
    (folder / "data").mkdir(parents=True)
    for name, row in _CLOSE_ROWS.items():
        lines = ",".join(f"\n{json.dumps(each)}" for each in (rows if name == table else [row]))
        (folder / f"data/{name}.json").write_text(f"[{lines}\n]\n")
    more = tuple(f"data/{name}.json" for name in _CLOSE_ROWS)
    return found(small(folder, acts=acts, stated=totals(7_260), more=more))


def test_a_closed_year_that_is_not_as_it_was_signed_is_named(tmp_path: Path) -> None:
    assert _closed(tmp_path / "true") == []
    closes, members, after = _CLOSE_ROWS
    close, member, lesson_after = _CLOSE_ROWS.values()
    for number, (table, rows, said) in enumerate(
        (
            (closes, [{**close, "signed_by_account": 6}], "entry 4 says it otherwise"),
            (closes, [{**close, "signed_at": "2026-03-04T13:00:00+00:00"}], "says it otherwise"),
            (closes, [{**close, "late": 1}], "another number of members is late"),
            (closes, [close, close], "does not hold each closed year of the journal once"),
            (closes, [], "does not hold each closed year of the journal once"),
            (closes, [{**close, "entry": 3}], "entry 3 says something else"),
            (members, [{**member, "outcome": "late"}], "not those that were signed"),
            (members, [{**member, "seconds": 7_260}], "7200 seconds when it was signed, not to"),
            (members, [member, member], "not those that were signed"),
            (members, [{**member, "close": 2}], "members of a year that"),
            (members, [{**member, "seconds": "many"}], "have no form"),
            (after, [], "differs from the lessons that the journal has after a close"),
            (after, [{**lesson_after, "lesson": "other"}], "differs from the lessons"),
            (after, [{**lesson_after, "entry": 3}], "differs from the lessons"),
        )
    ):
        findings = _closed(tmp_path / str(number), table, rows)
        assert any(said in each for each in findings), (rows, findings)


def test_a_year_closed_after_late_work_holds_what_counted_then(tmp_path: Path) -> None:
    """What was worked in January for the year before is among its seconds."""
    outcomes = [[MEMBER, "late", 7_260]]
    said = {"complete": 0, "late": 1, "outcomes_digest": digest(outcomes)}
    late = {**lesson(60, "2027-01-05"), "late_for": "2026-01-01"}
    opened = {"member_id": MEMBER, "period_start": "2026-01-01"}
    acts = [
        *facts(),
        ("late-year-opened", opened),
        ("lesson-completed", late),
        ("year-closed", {**_CLOSED, **said}),
    ]
    close, member, _ = _CLOSE_ROWS.values()
    at = {"entry": 6, "signed_at": "2026-03-06T12:00:00+00:00"}
    rows = {
        "year_closes": [{**close, **said, **at}],
        "year_close_members": [{**member, "outcome": "late", "seconds": 7_260, "entry": 6}],
        "year_close_lessons_after": [],
    }
    (tmp_path / "data").mkdir()
    for name, held in rows.items():
        lines = ",".join(f"\n{json.dumps(each)}" for each in held)
        (tmp_path / f"data/{name}.json").write_text(f"[{lines}\n]\n")
    more = tuple(f"data/{name}.json" for name in rows)
    assert found(small(tmp_path, acts=acts, stated=totals(7_260), more=more)) == []


def test_a_rated_lesson_counts_its_nominal_time_from_three_quarters_on() -> None:
    rated = {**lesson(450), "counting": "rated"}
    entry = {"kind": "lesson-completed", "data": rated}
    assert verify.credited(entry) == [("2026-03-01", "policy", 600)]
    short = {"kind": "lesson-completed", "data": {**lesson(449), "counting": "rated"}}
    assert verify.credited(short) == [("2026-03-01", "policy", 449)]


def test_a_table_in_another_form_a_journal_cut_off_and_what_is_no_file_are_named(
    tmp_path: Path,
) -> None:
    name = "data/acknowledgements.json"
    (tmp_path / "data").mkdir()
    for text in ('[{"entry": 3}]', '[\n{"entry": 3}\n', "[\n3\n]\n", "[\n{\n]\n"):
        (tmp_path / name).write_text(text)
        said = f"{name} has no form that this verifier knows."
        assert said in found(small(tmp_path, more=(name,))), text
    for entry in ("3", None, 0, 2**70, True):
        (tmp_path / name).write_text(f"[\n{json.dumps({'entry': entry})}\n]\n")
        assert len(found(small(tmp_path, more=(name,)))) == 1, entry
    lines, head = journal(facts())
    seal = {"head": {"seq": head.seq, "digest": head.digest}}
    assert verify.read_journal(held(lines[:-1]), seal)[1][0] == (
        "The journal's last line is cut off."
    )
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    assert f"{name} is no file." in verify.read(str(tmp_path))[1]


def test_memory_does_not_grow_with_the_journal_and_the_papers(tmp_path: Path) -> None:
    """Of forty more MiB, less than a tenth is in memory at once."""

    def most(entries: int, paper: int) -> tuple[int, int]:
        folder = tmp_path / str(entries)
        (folder / "data").mkdir(parents=True)
        acts = [*facts(), *[("policy-acknowledged", {"member_id": 7, "note": "x" * 2_000})]]
        acts += acts[-1:] * (entries - 1)
        rows = [json.dumps({"member_id": 7, "entry": at + 4}) for at in range(entries)]
        (folder / "data/acknowledgements.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
        (folder / "scan.bin").write_bytes(b"p" * paper)
        path = folder / "package.zip"
        more = ("data/acknowledgements.json", "scan.bin")
        path.write_bytes(small(folder, acts=acts, more=more, days=[1] * len(acts)))
        tracemalloc.start()
        files, findings = verify.read(str(path))
        assert verify.examine(files, findings)[1] == []
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak, path.stat().st_size

    (peak, size), (more, larger) = most(100, 1 << 20), most(4_000, 40 << 20)
    assert larger > size + (40 << 20)
    assert more - peak < (larger - size) / 10


_WITHOUT_NETWORK = """
import runpy, sys

def refuse(event, arguments):
    if event.startswith("socket.") or (event == "import" and arguments[0] == "_socket"):
        raise PermissionError("the network is off")

sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a program to which every socket is refused, on any machine and for anybody."""


def _without_network(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a program with sockets refused and, where the machine allows it, no network at all."""
    apart = ["unshare", "--map-root-user", "--net"]
    alone = (
        shutil.which("unshare") is not None
        and not subprocess.run([*apart, "true"], check=False, capture_output=True).returncode
    )
    command = [sys.executable, "-I", "-S", "-c", _WITHOUT_NETWORK, *map(str, arguments)]
    return subprocess.run(
        [*(apart if alone else []), *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    path, other = tmp_path / "p.zip", tmp_path / "other.py"
    path.write_bytes(small(tmp_path / "files"))
    ran = _without_network(SOURCE, path)
    assert ran.returncode == 0, ran.stderr
    assert "nothing was found" in ran.stdout
    other.write_text("import socket; socket.socket().connect(('127.0.0.1', 9))")
    assert "the network is off" in _without_network(other).stderr


def test_pk_06_it_runs_alone_and_prints_one_cover_line(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    path = tmp_path / "p.zip"
    path.write_bytes(small(tmp_path / "files"))
    command = [sys.executable, "-I", "-S", str(SOURCE), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode == 0, ran.stderr
    first = ran.stdout.splitlines()[0]
    assert first.startswith("Checked on ")
    assert "nothing was found" in first
    assert "To repeat: python3 verify.py" in first
    assert "SHA-256 of this verifier" in ran.stdout
    path.write_bytes(path.read_bytes()[:-3])
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode == 1
    path.write_bytes(b"no package")
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert ran.returncode == 2


def test_lg_17_a_verifier_that_was_edited_is_named_by_any_other_copy(tmp_path: Path) -> None:
    """The one in the package is sealed like every file; what it prints of itself differs, too."""
    edited = tmp_path / "verify.py"
    edited.write_bytes(SOURCE.read_bytes())
    package = small(tmp_path, more=("verify.py",))
    assert found(package) == []
    edited.write_text(SOURCE.read_text().replace("return 1 if findings else 0", "return 0"))
    assert edited.read_bytes() != SOURCE.read_bytes()
    names = list(inside(package))
    assert found(packed(tmp_path, names)) == ["The file verify.py was changed."]
    command = [sys.executable, "-I", "-S", str(edited), str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert hashlib.sha256(edited.read_bytes()).hexdigest() in ran.stdout
    assert hashlib.sha256(SOURCE.read_bytes()).hexdigest() not in ran.stdout


def test_lg_14_an_entry_dated_back_is_named() -> None:
    lines, head = journal(facts(), days=(1, 3, 2))
    seal = {"head": {"seq": head.seq, "digest": head.digest}}
    findings = verify.read_journal(held(lines), seal)[1]
    assert findings == ["Journal entry 3 is dated before the one before it."]


def test_it_uses_the_standard_library_alone_and_reads_on_python_3_9() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 9))
    froms = {str(each.module) for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    plain = {
        name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names
    }
    used = {name.partition(".")[0] for name in froms | plain}
    assert used <= sys.stdlib_module_names
    assert not used & {"socket", "urllib", "http", "ssl", "subprocess", "ctypes"}
    assert not any(isinstance(each, ast.Match) for each in ast.walk(tree))
