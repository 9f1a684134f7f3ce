"""What a certificate's paper is compared by."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from lms.domain.certificate import CertificateFacts, LimbMinutes, code_from_bits, spaced
from lms.domain.paper_check import codes_in, printed_facts
from tests.certificate_facts import certificate_facts

CODE = code_from_bits(0x1234567890ABCDEF1234567890ABCDEF)
FACTS = certificate_facts("Ann Example", CODE, datetime(2027, 3, 1, tzinfo=UTC))


def test_a_code_is_found_once_however_often_and_however_it_is_printed() -> None:
    text = f"{spaced(CODE)}\nhttps://training.example/verify/{CODE}\n{'A' * 64} {CODE}X"
    assert codes_in(text) == (CODE,)
    assert codes_in(f"{CODE} {'B' * 26}") == (CODE, "B" * 26)
    assert codes_in("no code") == ()


def without_digest(facts: CertificateFacts) -> list[tuple[str, str]]:
    return [each for each in printed_facts(facts) if each[0] != "Digest of the facts"]


@pytest.mark.parametrize(
    "name", sorted({each.name for each in fields(CertificateFacts)} - {"kind", "demonstration"})
)
def test_the_comparison_knows_every_fact(name: str) -> None:
    """A fact that is added to the paper is added to the comparison.

    The kind is printed as the result, and demonstration data as a band of its own.
    """
    values: dict[str, object] = {"limbs": (LimbMinutes("Another", 1, 1),), "minutes_owed": 7}
    other = replace(FACTS, **{name: values.get(name, "Q" * 26)})  # type: ignore[arg-type]
    assert without_digest(other) != without_digest(FACTS)
