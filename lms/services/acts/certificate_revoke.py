"""Revoking a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.two_people import About
from lms.models import Certificate, CertificateRevocation
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.lock_member import lock_member
from lms.services.revoke_certificate import revoke_certificate


@dataclass(frozen=True, slots=True)
class RevocationAsked:
    """The certificate that is to end."""

    certificate_id: int


def _ground(session: Session, asked: RevocationAsked, *, now: datetime) -> Ground:  # noqa: ARG001 - a certificate has no hour
    certificate = session.get(Certificate, asked.certificate_id)
    if certificate is None:
        raise NotFoundError(certificate=asked.certificate_id)
    lock_member(session, certificate.member_id)
    if session.get(CertificateRevocation, certificate.id) is not None:
        raise ConflictError(certificate=certificate.id, reason="it was revoked")
    return Ground(
        About(member_id=certificate.member_id),
        {"facts_digest": certificate.facts_digest},
        {
            "name": str(certificate.facts["member_name"]),
            "completed": str(certificate.facts["completed"]),
            "issued_on": str(certificate.facts["issued_on"]),
        },
    )


def _carry_out(
    session: Session, asked: RevocationAsked, approval: Approval, *, now: datetime
) -> None:
    revoke_certificate(
        session,
        certificate_id=asked.certificate_id,
        reason=approval.reason,
        by=approval.by,
        now=now,
    )


def _change(_asked: RevocationAsked, ground: Ground) -> Change:
    shown = ground.shown
    return Change(
        f"Revoke a certificate of {shown['name']}",
        (
            ("Certificate", shown["completed"], f"issued {shown['issued_on']}"),
            ("Whoever checks it reads", "valid", "not valid, ask the department"),
        ),
    )


EXECUTORS = (
    Executor(TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked, _ground, _carry_out, _change),
)
