"""Recording what provisions may be used for, from today on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.events import ProvisionStatusSet
from lms.domain.provision import ProvisionStatus
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import Account, Provision, ProvisionStatusRecord
from lms.queries.local_day import local_day
from lms.queries.policy_reader import StatusRow, statuses_on
from lms.services.journal import record

_NOBODY = "the policy's folder"


def set_statuses(
    session: Session,
    *,
    policy_id: int,
    policy: str,
    wanted: Mapping[str, StatusRow],
    by: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Record the statuses that differ from what holds today; returns the codes of those.

    Raises:
        TakesTwoPeopleError: a blocked provision would be opened, and no approved proposal is
            behind it.
    """
    day = local_day(session, now)
    held = statuses_on(session, policy=policy, day=day)
    changed = {code: status for code, status in wanted.items() if held.get(code) != status}
    if by.proposal_id is None:
        _refuse_opening(held, changed)
    if not changed:
        return ()
    stored = select(Provision.code, Provision.id).where(Provision.policy_id == policy_id)
    ids = {row.code: row.id for row in session.execute(stored)}
    decided_by = session.execute(
        select(Account.display_name).where(Account.id == by.account_id)
    ).scalar()
    rows = []
    for code, status in changed.items():
        event = ProvisionStatusSet(
            policy=policy, provision=code, status=status.status.value, valid_from=day.isoformat()
        )
        facts = {
            "provision_id": ids[code],
            "valid_from": day,
            "decided_by": decided_by or _NOBODY,
            "recorded_at": now,
            "event_seq": record(session, event, by=by, now=now),
        }
        rows.append(asdict(status) | facts)
    session.execute(insert(ProvisionStatusRecord), rows)
    return tuple(changed)


def _refuse_opening(held: Mapping[str, StatusRow], changed: Mapping[str, StatusRow]) -> None:
    opened = [
        code
        for code, status in changed.items()
        if code in held
        and held[code].status is ProvisionStatus.BLOCKED
        and status.status is not ProvisionStatus.BLOCKED
    ]
    if opened:
        raise TakesTwoPeopleError(act=TwoPersonAct.PROVISION_UNBLOCK.value, codes=opened)
