"""Codes of any certificate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.certificate import (
    clean_code,
    code_from_bits,
    spaced,
)


@given(st.integers(min_value=0, max_value=(1 << 128) - 1))
def test_every_code_survives_being_printed_and_typed(bits: int) -> None:
    code = code_from_bits(bits)
    assert clean_code(spaced(code).lower()) == code
