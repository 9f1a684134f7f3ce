"""Modules that wait for something before they may be approved, and who has signed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.training import Gate, TrainingModule
from lms.models import Account, GateSignature
from lms.queries.content import Version
from lms.queries.content_list import listed_modules
from lms.queries.developments import register


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Who signed for a version, on what grounds."""

    account_id: int
    by: str
    on: date
    grounds: str


@dataclass(frozen=True, slots=True)
class GatedModule:
    """The newest version of a module with a gate."""

    version: Version
    module: TrainingModule
    gate: Gate
    state: str
    signatures: tuple[SignatureRow, ...]
    outcome_missing: bool

    @property
    def missing(self) -> int:
        """How many signatures it still needs."""
        return max(0, self.gate.signatures - len(self.signatures))

    @property
    def is_open(self) -> bool:
        """Whether nothing stands before its approval any more."""
        return self.missing == 0 and not self.outcome_missing


def gated_modules(session: Session) -> tuple[GatedModule, ...]:
    """Every module whose newest version has a gate, by number."""
    listed = [each for each in listed_modules(session) if each.module.gate is not None]
    if not listed:
        return ()
    signed = _signatures(session, [each.row.version.id for each in listed])
    awaiting = {entry.code for entry in register(session) if entry.awaits_outcome}
    return tuple(
        GatedModule(
            version=each.row.version,
            module=each.module,
            gate=gate,
            state=each.row.state,
            signatures=signed.get(each.row.version.id, ()),
            outcome_missing=gate.outcome_of in awaiting,
        )
        for each in listed
        if (gate := each.module.gate) is not None
    )


def _signatures(
    session: Session, version_ids: Collection[int]
) -> Mapping[int, tuple[SignatureRow, ...]]:
    rows = session.execute(
        select(
            GateSignature.version_id,
            GateSignature.signed_by,
            Account.display_name,
            GateSignature.signed_on,
            GateSignature.grounds,
        )
        .join(Account, Account.id == GateSignature.signed_by)
        .where(GateSignature.version_id.in_(version_ids))
        .order_by(GateSignature.event_seq)
    )
    found: defaultdict[int, list[SignatureRow]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(SignatureRow(*row[1:]))
    return {version_id: tuple(signatures) for version_id, signatures in found.items()}
