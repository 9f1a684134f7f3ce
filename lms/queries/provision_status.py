"""Which status of a provision holds on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ScalarSelect, or_, select
from sqlalchemy.orm import Session

from lms.domain.provision import ProvisionStatus
from lms.models import Provision, ProvisionStatusRecord

_SCORED = tuple(status for status in ProvisionStatus if status.may_be_scored)


def status_on(day: date) -> ScalarSelect[int]:
    """The status record of the ``Provision`` that a statement is about, as of ``day``.

    It is the latest valid one; of several from the same day, the one recorded last.
    """
    return (
        select(ProvisionStatusRecord.id)
        .where(
            ProvisionStatusRecord.provision_id == Provision.id,
            ProvisionStatusRecord.valid_from <= day,
        )
        .order_by(ProvisionStatusRecord.valid_from.desc(), ProvisionStatusRecord.id.desc())
        .limit(1)
        .correlate(Provision)
        .scalar_subquery()
    )


def unscored_codes(session: Session, *, policy_id: int, day: date) -> frozenset[str]:
    """The provisions of a policy that nothing may be scored on, on ``day``.

    One whose status nobody has decided for that day is among them.
    """
    rows = session.execute(
        select(Provision.code)
        .outerjoin(ProvisionStatusRecord, ProvisionStatusRecord.id == status_on(day))
        .where(
            Provision.policy_id == policy_id,
            or_(
                ProvisionStatusRecord.id.is_(None),
                ProvisionStatusRecord.status.not_in(_SCORED),
            ),
        )
    ).scalars()
    return frozenset(rows)
