"""Ending a certificate: its paper is out in the world, so its verification says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.adverse_notice import Matter
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.events import CertificateRevoked
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import Certificate, CertificateRevocation
from lms.services.journal import keep_private, record
from lms.services.place_notice import place_notice


def revoke_certificate(
    session: Session, *, certificate_id: int, reason: str, by: Actor, now: datetime
) -> None:
    """Record that a certificate is not valid any more. The caller holds the member's lock.

    Raises:
        TakesTwoPeopleError: no approved proposal is behind it.
        NotFoundError: there is no such certificate.
        ConflictError: it was revoked before.
    """
    if by.proposal_id is None:
        raise TakesTwoPeopleError(act=TwoPersonAct.CERTIFICATE_REVOKE.value)
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        raise NotFoundError(certificate=certificate_id)
    if session.get(CertificateRevocation, certificate_id) is not None:
        raise ConflictError(certificate=certificate_id, reason="it was revoked")
    event = CertificateRevoked(
        certificate_id=certificate_id,
        member_id=certificate.member_id,
        proposal_id=by.proposal_id,
        reason_digest=keep_private(session, reason),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(CertificateRevocation).values(
            certificate_id=certificate_id,
            proposal_id=by.proposal_id,
            revoked_at=now,
            reason=reason,
            event_seq=seq,
        )
    )
    place_notice(
        session,
        matter=Matter.REVOCATION,
        subject_id=certificate_id,
        member_id=certificate.member_id,
        entered=f"Certificate {certificate.code}, {certificate.facts['completed']}: revoked.",
        now=now,
    )
