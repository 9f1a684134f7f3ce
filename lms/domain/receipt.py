"""A receipt as somebody holds it, and whether the record's own entry says the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from lms.domain.journal_chain import Entry, digest, leaf_hash

SUBMITTED = "attempt-submitted"


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """What a receipt prints; ``received_at`` in UTC to the second, digests as 64 hex digits."""

    attempt_id: int
    received_at: datetime
    answers_digest: str
    event_seq: int
    journal_head: str


def differences(held: HeldReceipt, entry: Entry | None) -> tuple[str, ...]:
    """The lines of a receipt that the journal's entry at its position does not bear out.

    The entry itself is read, not the tables beside it: its words must match the digest on
    the receipt, and name the attempt, the second and the answers.
    """
    if entry is None:
        return ("record position",)
    facts = json.loads(entry.body)
    if facts.get("kind") != SUBMITTED:
        return ("record position",)
    said = facts["data"]
    at = datetime.fromisoformat(facts["at"])
    wrong = {
        "attempt": said["attempt_id"] != held.attempt_id,
        "received": int(at.timestamp()) != int(held.received_at.timestamp()),
        "answers": digest(said["answers"]) != held.answers_digest.lower(),
        "record digest": leaf_hash(entry.version, entry.body) != held.journal_head.lower(),
    }
    return tuple(name for name, differs in wrong.items() if differs)
