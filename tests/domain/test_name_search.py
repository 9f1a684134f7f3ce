from __future__ import annotations

import pytest

from lms.domain.name_search import folded, matches


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("dang", "Đặng Thị Minh"),
        ("ozturk", "Öztürk"),
        ("KARADAG", "Karadağ"),
        ("yildirim", "Y\u0131ld\u0131r\u0131m"),
        ("nunez", "Núñez"),
        ("o'neil", "O\u2019Neil"),
        ("wisniewska", "Wiśniewska"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, name: str) -> None:
    assert matches(typed, (name,))


def test_every_word_must_be_found_somewhere() -> None:
    assert matches("minh 0256", ("Đặng Thị Minh", "0256"))
    assert not matches("minh 0257", ("Đặng Thị Minh", "0256"))


def test_an_empty_query_finds_everybody() -> None:
    assert matches("  ", ("Anybody",))


def test_names_are_ordered_without_regard_to_marks() -> None:
    names = ["Zeta", "Đặng", "Abreu", "Öztürk", "duarte"]
    assert sorted(names, key=folded) == ["Abreu", "Đặng", "duarte", "Öztürk", "Zeta"]
