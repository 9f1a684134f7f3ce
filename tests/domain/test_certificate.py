"""Certificate facts, codes and what the public is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.certificate import (
    TOGETHER,
    CertificateFacts,
    CertificateKind,
    CertificateStatus,
    LimbMinutes,
    clean_code,
    code_from_bits,
    facts_from_document,
    status,
)
from lms.domain.errors import InvalidError

_FACTS = CertificateFacts(
    code=code_from_bits(7),
    kind=CertificateKind.YEAR,
    department="Haverhill Police Department",
    member_name="Nguy\u1ec5n Th\u1ecb H\u1ed3ng",
    rank="Officer",
    badge_number="0147",
    completed="In-service training, 2026",
    period="2026",
    policy_title="Immigration policy",
    policy_revision="undated copy, revision 1",
    limbs=(LimbMinutes("Policy", 104, 104), LimbMinutes("Together", 121, 121)),
    minutes_owed=120,
    outcome="passed",
    completed_on="2026-11-24",
    issued_on="2026-11-24",
    delivery="self-paced online",
    hour_definition="60 minutes",
    issuing_official="Training Sergeant",
    verification_url="http://localhost/verify/x",
    journal_head="0" * 64,
    demonstration=True,
)


def test_facts_read_back_from_their_document_with_the_same_digest() -> None:
    again = facts_from_document(_FACTS.document())
    assert again == _FACTS
    assert again.facts_digest == _FACTS.facts_digest


@pytest.mark.parametrize(
    "changed",
    [
        replace(_FACTS, member_name="X"),
        replace(_FACTS, badge_number="X"),
        replace(_FACTS, completed_on="X"),
        replace(_FACTS, limbs=()),
    ],
)
def test_changing_a_fact_changes_the_digest(changed: CertificateFacts) -> None:
    assert changed.facts_digest != _FACTS.facts_digest


def test_minutes_together_are_stated_or_summed_and_never_counted_twice() -> None:
    assert _FACTS.subjects == (LimbMinutes("Policy", 104, 104),)
    assert _FACTS.together == LimbMinutes(TOGETHER, 121, 121)
    assert replace(_FACTS, limbs=_FACTS.subjects).together == LimbMinutes(TOGETHER, 104, 104)


def test_missing_and_unknown_facts_are_refused() -> None:
    document = _FACTS.document()
    del document["rank"]
    with pytest.raises(InvalidError):
        facts_from_document(document)
    with pytest.raises(InvalidError):
        facts_from_document({**_FACTS.document(), "score": 9})


def test_ct_01_codes_differ_for_the_largest_and_smallest_numbers() -> None:
    assert code_from_bits(0) != code_from_bits((1 << 128) - 1)
    with pytest.raises(InvalidError):
        code_from_bits(1 << 128)


@pytest.mark.parametrize("text", ["", "ABC", "0" * 26, "\u00e9" * 26, "A" * 27])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert clean_code(text) is None


@pytest.mark.parametrize(
    ("proven", "revoked", "superseded", "expected"),
    [
        (True, False, False, CertificateStatus.VALID),
        (True, False, True, CertificateStatus.SUPERSEDED),
        (True, True, False, CertificateStatus.NOT_VALID),
        (False, False, False, CertificateStatus.INCONSISTENT),
        (False, True, True, CertificateStatus.INCONSISTENT),
    ],
)
def test_a_certificate_that_its_event_does_not_prove_is_never_valid(
    *, proven: bool, revoked: bool, superseded: bool, expected: CertificateStatus
) -> None:
    assert status(proven=proven, revoked=revoked, superseded=superseded) is expected
