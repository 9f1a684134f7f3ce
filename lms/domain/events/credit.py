"""Certificates and corrections of credit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A certificate was issued; its facts stand beside the journal under their digest.

    ``seconds`` maps each limb to the seconds in the ledger at that moment.
    """

    kind = "certificate-issued"
    words = "A {certificate_kind} certificate for {subject} was issued to member {member_id}."
    doer = Doer.MEMBER
    certificate_id: int
    certificate_kind: str
    member_id: int
    subject: str
    period_start: str
    facts_digest: str
    seconds: Mapping[str, int]
    attempts: tuple[int, ...]
    replaces: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate stopped being valid; the reason stands beside the journal."""

    kind = "certificate-revoked"
    words = "Certificate {certificate_id} of member {member_id} was revoked."
    certificate_id: int
    member_id: int
    proposal_id: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCorrected(Event):
    """Time was added to a member's ledger, an entry undone, or both.

    ``lines`` lists ``[limb, local day, signed seconds, entry undone or None]``. Lines of days after
    the year from ``late_for`` count for that year, as the entry that is undone did.
    """

    kind = "credit-corrected"
    words = "The time of member {member_id} was corrected."
    member_id: int
    proposal_id: int
    lines: tuple[tuple[str, str, int, int | None], ...]
    reason_digest: str
    late_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCredited(Event):
    """Minutes that were kept on paper were entered with a scan of it; nothing timed them.

    ``line`` is the row of the file that the proposal names; ``provider_digest`` stands for who
    offered the training and who taught it.
    """

    kind = "paper-credited"
    words = "Member {member_id} was credited {minutes} minutes from paper, not timed."
    doer = Doer.TWO_PEOPLE
    completion_id: int
    proposal_id: int
    line: int
    member_id: int
    limb: str
    minutes: int
    earned_on: str
    provider_digest: str
    scan_sha256: str
