"""What a certificate's paper is compared by."""

from __future__ import annotations

from dataclasses import fields

from lms.domain.certificate import CertificateFacts, code_from_bits, spaced
from lms.domain.paper_check import codes_in

CODE = code_from_bits(0x1234567890ABCDEF1234567890ABCDEF)


def test_a_code_is_found_once_however_often_and_however_it_is_printed() -> None:
    text = f"{spaced(CODE)}\nhttps://training.example/verify/{CODE}\n{'A' * 64} {CODE}X"
    assert codes_in(text) == (CODE,)
    assert codes_in(f"{CODE} {'B' * 26}") == (CODE, "B" * 26)
    assert codes_in("no code") == ()


def test_the_comparison_knows_every_fact() -> None:
    """A fact that is added to the paper is added to the comparison."""
    known = {field.name for field in fields(CertificateFacts)}
    assert known == {
        *("code", "kind", "department", "member_name", "rank", "badge_number", "completed"),
        *("period", "policy_title", "policy_revision", "limbs", "minutes_owed", "outcome"),
        *("completed_on", "issued_on", "delivery", "hour_definition", "issuing_official"),
        *("verification_url", "journal_head", "demonstration", "signed_head", "mptc"),
    }
