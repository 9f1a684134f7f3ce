"""What one person alone did in the last thirty days, and roles that changed, from the journal."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.events import EVENTS, RoleEnded, RoleGranted, by_one_person
from lms.models import Account, Journal, ServiceRecord

REVIEWED = timedelta(days=30)
PAGE = 50
_NAMED = re.compile(r"\b(account|member) (\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Act:
    """One act as a reviewer reads it; ``by`` is empty where an operator at the server did it."""

    seq: int
    kind: str
    at: datetime
    by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Acts:
    """A page of acts, and how many there are."""

    rows: tuple[Act, ...]
    total: int


def recent_acts(session: Session, *, now: datetime, kind: str = "", page: int = 1) -> Acts:
    """Acts that no second person approved, the latest first; of one kind where it is named."""
    kinds = (kind,) if kind else by_one_person()
    wanted = select(Journal).where(
        Journal.kind.in_(kinds),
        Journal.seq >= _since(now),
        ~Journal.body.contains('"proposal":'),
    )
    total = session.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    rows = wanted.order_by(Journal.seq.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return Acts(_read(session, rows), int(total))


def recent_role_changes(session: Session, *, now: datetime, most: int) -> tuple[Act, ...]:
    """Roles given and ended in the last thirty days, alone or by two, the latest first."""
    rows = (
        select(Journal)
        .where(
            Journal.kind.in_((RoleGranted.kind, RoleEnded.kind)),
            Journal.seq >= _since(now),
        )
        .order_by(Journal.seq.desc())
        .limit(most)
    )
    return _read(session, rows)


def _since(now: datetime) -> ScalarSelect[int]:
    """The first entry of the last thirty days; entries never go back in time."""
    later = aliased(Journal)
    first = select(later.seq).where(later.at > now - REVIEWED)
    return first.order_by(later.at, later.seq).limit(1).scalar_subquery()


def _read(session: Session, statement: Select[Journal]) -> tuple[Act, ...]:
    rows = session.execute(statement).scalars().all()
    bodies = [json.loads(row.body) for row in rows]
    said = [_sentence(row.kind, body["data"]) for row, body in zip(rows, bodies, strict=True)]
    numbers = _numbers(said)
    accounts = _accounts(
        session, {body["by"] for body in bodies if body["by"]} | numbers["account"]
    )
    members = _members(session, numbers["member"])
    names = {"account": accounts, "member": members}
    return tuple(
        Act(
            seq=row.seq,
            kind=row.kind,
            at=row.at,
            by=accounts.get(body["by"], "") if body["by"] else "",
            sentence=_with_names(sentence, names),
        )
        for row, body, sentence in zip(rows, bodies, said, strict=True)
    )


def _sentence(kind: str, data: Mapping[str, object]) -> str:
    event = EVENTS.get(kind)
    if event is None:
        return f"Something of the kind {kind} was recorded."
    return event(**data).sentence()


def _numbers(sentences: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"account": set(), "member": set()}
    for sentence in sentences:
        for noun, number in _NAMED.findall(sentence):
            found[noun.lower()].add(int(number))
    return found


def _with_names(sentence: str, names: Mapping[str, Mapping[int, str]]) -> str:
    """People by name where the record numbers them."""

    def name(match: re.Match[str]) -> str:
        known = names[match[1].lower()].get(int(match[2]))
        return known or match[0]

    return _NAMED.sub(name, sentence)


def _accounts(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def _members(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(ServiceRecord.member_id, ServiceRecord.given_name, ServiceRecord.family_name)
        .where(ServiceRecord.member_id.in_(ids))
        .order_by(ServiceRecord.valid_from, ServiceRecord.id)
    )
    return {row.member_id: f"{row.given_name} {row.family_name}".strip() for row in rows}
