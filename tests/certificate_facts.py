"""What a certificate states, for tests that need one without a department."""

from __future__ import annotations

from datetime import datetime

from lms.domain.certificate import CertificateFacts, CertificateKind, LimbMinutes


def certificate_facts(name: str, code: str, now: datetime) -> CertificateFacts:
    """A module of forty minutes, passed and issued on one day."""
    return CertificateFacts(
        code=code,
        kind=CertificateKind.MODULE,
        department="Haverhill Police Department",
        member_name=name,
        rank="Officer",
        badge_number="0101",
        completed="Module 1: Equal service",
        period=str(now.year),
        policy_title="Immigration policy",
        policy_revision="undated copy, revision 1",
        limbs=(LimbMinutes("Policy", 40, 40),),
        minutes_owed=0,
        outcome="passed",
        completed_on=now.date().isoformat(),
        issued_on=now.date().isoformat(),
        delivery="self-paced online",
        hour_definition="60 minutes",
        issuing_official="Training Sergeant",
        verification_url=f"http://localhost/verify/{code}",
        journal_head="0" * 64,
        demonstration=False,
    )
