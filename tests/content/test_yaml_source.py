from __future__ import annotations

import time
import tracemalloc
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from lms.content.yaml_source import (
    LARGEST_BYTES,
    Located,
    StrictModel,
    YamlSource,
    parse_yaml,
    read_yaml,
    validate,
)
from lms.domain.findings import Finding


class Color(StrEnum):
    RED = "red"


class Option(StrictModel):
    text: str
    points: int
    color: Color = Color.RED


class Item(StrictModel):
    name: str
    options: tuple[Option, ...]


def read(text: str | bytes) -> YamlSource:
    source, found = parse_yaml(text.encode() if isinstance(text, str) else text, file="x.yaml")
    assert found == ()
    assert source is not None
    return source


def refusals(text: str | bytes) -> list[str]:
    source, found = parse_yaml(text.encode() if isinstance(text, str) else text, file="x.yaml")
    assert source is None
    return [str(each) for each in found]


def test_up_12_words_that_other_readers_convert_stay_text() -> None:
    data = read("a: no\nb: 1:30\nc: 2026-11-24\nd: yes\ne: on\nf: '012'\n").data

    assert data == {
        "a": "no",
        "b": "1:30",
        "c": "2026-11-24",
        "d": "yes",
        "e": "on",
        "f": "012",
    }


def test_numbers_truth_and_nothing_are_what_they_look_like() -> None:
    assert read("- 0\n- -5\n- 12\n- true\n- false\n- ~\n- 4.5\n").data == [
        0,
        -5,
        12,
        True,
        False,
        None,
        4.5,
    ]


def test_an_empty_file_is_nothing_and_no_mistake() -> None:
    assert read("").data is None


@pytest.mark.parametrize("number", ["012", "0x10", "1_000", "1e3", ".inf", "+5", "0o17"])
def test_up_12_a_number_with_two_readings_is_refused(number: str) -> None:
    assert refusals(f"a: x\nb: {number}\n") == [
        f"x.yaml:2: b: {number} has two readings; use quotes"
    ]


def test_every_place_knows_its_line() -> None:
    source = read("name: x\nlist:\n  - a: 1\n    b:\n      - one\n      - two\n")

    assert source.line_of(("name",)) == 1
    assert source.line_of(("list", 0)) == 3
    assert source.line_of(("list", 0, "b")) == 4
    assert source.line_of(("list", 0, "b", 1)) == 6


def test_a_place_that_is_missing_has_the_line_of_what_is_around_it() -> None:
    source = read("name: x\nlist:\n  - a: 1\n")

    assert source.line_of(("list", 0, "b", 7)) == 3
    assert source.line_of(("nowhere",)) == 1


def test_up_11_duplicate_keys_are_told_with_both_lines() -> None:
    assert refusals("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n") == [
        "x.yaml:4: b.c: is there twice; first on line 3",
        "x.yaml:5: a: is there twice; first on line 1",
    ]


def test_up_11_aliases_anchors_tags_and_merge_keys_are_all_told_at_once() -> None:
    found = refusals("a: &one {x: 1}\nb: *one\nc: !!python/object:os.system x\nd:\n  <<: {q: 1}\n")

    assert [each.split(": ")[0] for each in found] == [
        "x.yaml:1",
        "x.yaml:2",
        "x.yaml:3",
        "x.yaml:5",
    ]
    assert "anchor &one" in found[0]
    assert "alias *one" in found[1]
    assert "tag" in found[2]


def frugal_refusals(text: str) -> list[str]:
    """What is refused in less than a second of work and with less than 64 MB."""
    began = time.process_time()
    refusals(text)
    assert time.process_time() - began < 1
    tracemalloc.start()
    try:
        found = refusals(text)
        assert tracemalloc.get_traced_memory()[1] < 64_000_000
    finally:
        tracemalloc.stop()
    return found


def test_up_11_an_alias_bomb_is_refused_without_being_opened() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    assert len(frugal_refusals("\n".join(lines))) == 12 + 11 * 9


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\t", "a tab (U+0009)"),
        ("\x07", "a hidden character (U+0007)"),
        ("\u202e", "a hidden character (U+202E)"),
        ("\u2066", "a hidden character (U+2066)"),
        ("\u200b", "a hidden character (U+200B)"),
        ("\u2028", "a hidden character (U+2028)"),
        ("\ufeff", "a byte order mark (U+FEFF)"),
        ("\r", "a carriage return (U+000D)"),
    ],
)
def test_up_13_characters_that_nobody_sees_are_refused(character: str, name: str) -> None:
    assert refusals(f"a: x\nb: y{character}z\n") == [
        f"x.yaml:2: holds {name}, which is not allowed"
    ]


def test_windows_line_ends_are_read() -> None:
    assert read("a: x\r\nb: y\r\n").data == {"a": "x", "b": "y"}


def test_typographic_quotes_are_kept() -> None:
    assert read("a: an officer\u2019s “green cards” \u2013 10\n").data == {
        "a": "an officer\u2019s “green cards” \u2013 10"
    }


def test_up_13_a_file_that_is_too_large_is_not_parsed() -> None:
    assert refusals(b"a" * (LARGEST_BYTES + 1)) == [
        f"x.yaml:1: is larger than {LARGEST_BYTES} bytes"
    ]


def test_up_11_nesting_deeper_than_forty_is_refused() -> None:
    assert read("[" * 39 + "]" * 39).data
    assert frugal_refusals("[" * 10_000) == ["x.yaml:1: is nested deeper than 40 levels"]


def test_bytes_that_are_no_utf_8_are_told_with_their_line() -> None:
    assert refusals(b"a: x\nb: \xff\n") == ["x.yaml:2: is not UTF-8"]


def test_directives_second_documents_and_keys_that_are_no_text_are_refused() -> None:
    assert refusals("%YAML 1.1\n---\na: yes\n") == ["x.yaml:2: YAML directives are not allowed"]
    assert refusals("a: 1\n---\nb: 1\n")[0].startswith("x.yaml:2: cannot be read as YAML")
    assert refusals("a: 1\n3: x\n") == ["x.yaml:2: a key must be plain text, or in quotes"]


def test_a_syntax_mistake_has_its_line() -> None:
    assert refusals("a: x\nb: c: d\n") == [
        "x.yaml:2: cannot be read as YAML: mapping values are not allowed here"
    ]


def test_every_mistake_of_shape_comes_at_once_with_its_line() -> None:
    source = read(
        "name: 4.10\noptions:\n  - text: a\n    points: '1'\n    colour: red\n  - text: b\n"
    )

    model, found = validate(source, Item)

    assert model is None
    assert [str(each) for each in found] == [
        "x.yaml:1: name: must be text; put it in quotes",
        "x.yaml:4: options.0.points: must be a whole number",
        "x.yaml:5: options.0.colour: unknown key",
        "x.yaml:6: options.1.points: missing",
    ]


def test_a_file_of_the_right_shape_becomes_the_model() -> None:
    model, found = validate(read("name: x\noptions:\n  - {text: a, points: 1, color: red}\n"), Item)

    assert found == ()
    assert model == Item(name="x", options=(Option(text="a", points=1, color=Color.RED),))


class Cat(StrictModel):
    kind: Literal["cat"]
    lives: int


class Dog(StrictModel):
    kind: Literal["dog"]


class Home(StrictModel):
    pets: tuple[Annotated[Cat | Dog, Field(discriminator="kind")], ...]


def test_a_mistake_inside_one_of_several_shapes_has_the_path_of_the_file() -> None:
    source = read("pets:\n  - kind: cat\n    lives: nine\n  - kind: cow\n")

    _, found = validate(source, Home)

    assert [(each.line, each.finding.path) for each in found] == [
        (3, ("pets", 0, "lives")),
        (4, ("pets", 1)),
    ]


def test_a_file_that_is_no_mapping_is_told() -> None:
    _, found = validate(read("- a\n"), Home)

    assert [(each.line, each.finding.path) for each in found] == [(1, ())]


def test_characters_that_yaml_itself_refuses_are_a_finding() -> None:
    (message,) = refusals("a: \uffff")

    assert message.startswith("x.yaml:1: cannot be read as YAML")


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    source, found = read_yaml(tmp_path / "none.yaml", shown_as="none.yaml")

    assert source is None
    assert [str(each) for each in found] == [
        "none.yaml:1: cannot be read: No such file or directory"
    ]


def test_a_finding_prints_as_file_line_path_message() -> None:
    source = read("a:\n  - b: 1\n")

    located = source.locate(Finding(("a", 0, "b"), "is wrong"))

    assert located == Located("x.yaml", 2, Finding(("a", 0, "b"), "is wrong"))
    assert str(located) == "x.yaml:2: a.0.b: is wrong"
