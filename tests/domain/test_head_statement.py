"""A head has one form in bytes, and nothing else is read as one."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from lms.domain.errors import InvalidError
from lms.domain.head_statement import HeadStatement, head_from_message

HEAD = HeadStatement(
    number=2,
    occasion="daily",
    seq=40,
    entries=40,
    leaf_hash="a" * 64,
    root="b" * 64,
    schema="0017:" + "c" * 64,
    signed_at="2027-03-01T08:00:00.000+00:00",
    public_key="d" * 64,
    previous="e" * 64,
)
MESSAGE = (
    '{"entries":40,"form":1,"leaf_hash":"' + "a" * 64 + '","number":2,"occasion":"daily",'
    '"previous":"' + "e" * 64 + '","public_key":"' + "d" * 64 + '","root":"' + "b" * 64 + '",'
    '"schema":"0017:' + "c" * 64 + '","seq":40,"signed_at":"2027-03-01T08:00:00.000+00:00",'
    '"statement":"journal-head"}'
)


def test_the_bytes_of_a_head_are_these() -> None:
    assert HEAD.message() == MESSAGE.encode()
    assert head_from_message(MESSAGE) == HEAD


def test_every_field_changes_the_bytes_and_the_digest() -> None:
    for field in fields(HeadStatement):
        value = getattr(HEAD, field.name)
        changed = replace(HEAD, **{field.name: value + 1 if isinstance(value, int) else "other"})  # type: ignore[arg-type]
        assert changed.message() != HEAD.message()
        assert changed.digest != HEAD.digest


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "null",
        MESSAGE.replace("journal-head", "signing-key"),
        MESSAGE.replace('"form":1', '"form":2'),
        MESSAGE.replace('"seq":40', '"seq": 40'),
        MESSAGE.replace('"seq":40,', ""),
        json.dumps(json.loads(MESSAGE), indent=1),
        MESSAGE.replace('"seq":40', '"seq":40,"more":1'),
    ],
)
def test_lg_16_other_bytes_are_no_head_even_where_they_say_the_same(message: str) -> None:
    with pytest.raises(InvalidError):
        head_from_message(message)
