"""The journal's entries of some kind, as those read them who hold tables against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.journal_chain import salted_digest
from lms.models import Journal, PrivateText


@dataclass(frozen=True, slots=True)
class Said:
    """What the journal says of one act.

    Attributes:
        by: the account behind it, None for the system.
        data: the fields of the event.
        previous: the leaf hash of the entry before.
    """

    seq: int
    by: int | None
    data: Mapping[str, Any]
    previous: str


def said_of(session: Session, kind: str) -> Iterator[Said]:
    """The entries of one kind of event, the oldest first; read in pieces."""
    rows = session.execute(
        select(Journal.seq, Journal.body).where(Journal.kind == kind).order_by(Journal.seq),
        execution_options={"yield_per": 500},
    )
    for seq, body in rows:
        entry = json.loads(body)
        yield Said(seq, entry["by"], entry["data"], entry["previous"])


def is_said(session: Session, stated: str, words: str) -> bool:
    """Whether words kept beside the journal are those under a salted digest that stands in it."""
    salt = session.execute(
        select(PrivateText.salt).where(PrivateText.digest == stated)
    ).scalar_one_or_none()
    return salt is not None and salted_digest(salt, words) == stated
