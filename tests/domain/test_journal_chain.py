"""The journal's canonical form and its chain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import (
    GENESIS,
    Entry,
    breaks,
    canonical,
    digest,
    leaf_hash,
    link,
    salted_digest,
)


def _chain(count: int) -> list[Entry]:
    entries: list[Entry] = []
    seq, previous = 0, GENESIS
    for number in range(count):
        entry = link(seq, previous, {"kind": "k", "data": {"n": number}})
        entries.append(entry)
        seq, previous = entry.seq, entry.leaf_hash
    return entries


def test_keys_are_sorted_blanks_left_out_and_strings_brought_to_nfc() -> None:
    assert canonical({"b": 1, "a": ["e\u0301", True, None]}) == '{"a":["\u00e9",true,null],"b":1}'


@pytest.mark.parametrize("value", [1.0, {"a": 0.5}, {1: "a"}, object(), b"x"])
def test_floats_and_other_types_are_refused(value: object) -> None:
    with pytest.raises(InvalidError):
        canonical(value)


def test_lg_16_a_number_and_its_text_have_different_digests() -> None:
    assert digest({"a": 1}) != digest({"a": "1"})


def test_lg_16_moving_a_character_across_fields_changes_the_digest() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_a_leaf_hash_is_rfc_6962s() -> None:
    body = '{"a":1}'
    assert leaf_hash(1, body) == hashlib.sha256(b"\x00\x01" + body.encode()).hexdigest()


def test_a_salt_hides_a_text_that_can_be_guessed() -> None:
    assert salted_digest("a", "flu") != salted_digest("b", "flu")


def test_a_whole_chain_has_no_breaks() -> None:
    assert not list(breaks(_chain(5)))


def test_an_edited_entry_is_named() -> None:
    entries = _chain(5)
    entries[2] = Entry(3, 1, entries[2].body.replace('"n":2', '"n":9'), entries[2].leaf_hash)
    assert [found.seq for found in breaks(entries)] == [3]


def test_an_edited_entry_with_its_hash_made_anew_breaks_the_next_link() -> None:
    entries = _chain(5)
    body = entries[2].body.replace('"n":2', '"n":9')
    entries[2] = Entry(3, 1, body, leaf_hash(1, body))
    assert [found.seq for found in breaks(entries)] == [4]


def test_lg_04_a_missing_entry_is_named() -> None:
    entries = _chain(5)
    del entries[1]
    assert 3 in {found.seq for found in breaks(entries)}


def test_two_swapped_entries_are_named() -> None:
    entries = _chain(5)
    entries[1], entries[2] = entries[2], entries[1]
    assert list(breaks(entries))


def test_a_mapping_of_any_kind_is_written_alike() -> None:
    frozen: Mapping[str, object] = {"a": 1}
    assert canonical(frozen) == canonical({"a": 1})
