"""The sections of the department's policies that are blocked on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.provision import ProvisionStatus
from lms.models import Policy, Provision, ProvisionStatusRecord
from lms.queries.provision_status import status_on


@dataclass(frozen=True, slots=True)
class BlockedSection:
    """A blocked section and why it is."""

    policy: str
    title: str
    code: str
    reason: str


def blocked_sections(session: Session, *, day: date) -> tuple[BlockedSection, ...]:
    """Every blocked section, in the order of its policy and code."""
    rows = session.execute(
        select(Policy.slug, Policy.title, Provision.code, ProvisionStatusRecord.reason)
        .select_from(Provision)
        .join(Policy, Policy.id == Provision.policy_id)
        .join(ProvisionStatusRecord, ProvisionStatusRecord.id == status_on(day))
        .where(ProvisionStatusRecord.status == ProvisionStatus.BLOCKED)
        .order_by(Policy.slug, Provision.code)
    )
    return tuple(BlockedSection(*row) for row in rows)
