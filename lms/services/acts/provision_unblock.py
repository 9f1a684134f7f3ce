"""Opening a blocked section of the policy for training."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.development import may_be_proposed
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.provision import ProvisionStatus
from lms.models import Policy
from lms.queries.developments import awaited_codes
from lms.queries.local_day import local_day
from lms.queries.policy_reader import StatusRow, statuses_on
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.set_statuses import set_statuses


class AwaitsOutcomeError(ConflictError):
    """The section stays blocked until a named person records what became of a bill."""


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """A blocked section by its code, what it becomes, and what is recorded with that."""

    policy: str
    provision: str
    status: str
    why: str = ""
    guardrail: str = ""
    gaps: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def row(self) -> StatusRow:
        """The status to be recorded."""
        status = ProvisionStatus(self.status)
        return StatusRow(status, self.why, self.guardrail, self.gaps, self.phrases)


def _ground(session: Session, asked: OpeningAsked, *, now: datetime) -> Ground:
    if asked.row.status is ProvisionStatus.BLOCKED:
        raise InvalidError(field="status", reason="it is to be opened")
    if (asked.row.status is ProvisionStatus.GUARDED) != bool(asked.guardrail.strip()):
        raise InvalidError(field="guardrail", reason="a limit belongs to a guarded section alone")
    locked = select(Policy.title).where(Policy.slug == asked.policy).with_for_update(key_share=True)
    title = session.execute(locked).scalar()
    held = statuses_on(session, policy=asked.policy, day=local_day(session, now))
    if title is None or asked.provision not in held:
        raise NotFoundError(policy=asked.policy, provision=asked.provision)
    before = held[asked.provision]
    if before.status is not ProvisionStatus.BLOCKED:
        raise ConflictError(provision=asked.provision, reason="it is not blocked")
    if not may_be_proposed(asked.provision, awaited_codes(session, policy=asked.policy)):
        raise AwaitsOutcomeError(
            provision=asked.provision, reason="the outcome of a bill is not recorded"
        )
    return Ground(basis=_plain(before), shown={"policy": title})


def _plain(row: StatusRow) -> dict[str, object]:
    return asdict(row) | {"status": row.status.value}


def _carry_out(session: Session, asked: OpeningAsked, approval: Approval, *, now: datetime) -> None:
    policy_id = session.execute(select(Policy.id).where(Policy.slug == asked.policy)).scalar_one()
    set_statuses(
        session,
        policy_id=policy_id,
        policy=asked.policy,
        wanted={asked.provision: asked.row},
        by=approval.by,
        now=now,
    )


_SAID = {
    ProvisionStatus.TESTABLE: "open for training and tests",
    ProvisionStatus.GUARDED: "open within a limit",
    ProvisionStatus.BACKGROUND: "shown as background, never tested",
    ProvisionStatus.BLOCKED: "blocked",
}


def _change(asked: OpeningAsked, ground: Ground) -> Change:
    lines = [("Section", "blocked", _SAID[asked.row.status])]
    if ground.basis["reason"]:
        lines.append(("Why it is blocked", str(ground.basis["reason"]), asked.why))
    if asked.guardrail:
        lines.append(("Limit", "", asked.guardrail))
    return Change(f"Open section {asked.provision} of “{ground.shown['policy']}”", tuple(lines))


EXECUTORS = (Executor(TwoPersonAct.PROVISION_UNBLOCK, OpeningAsked, _ground, _carry_out, _change),)
