"""Mapping standards, choosing and taking out proofs, signing memos, setting the window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import (
    MemoSigned,
    ProofChosen,
    ProofWithdrawn,
    StandardMapped,
    WindowSet,
)
from lms.domain.standard import MOST_PROOFS, ProofKind, is_number
from lms.models import (
    AssessmentWindow,
    Provision,
    StandardMapping,
    StandardMemo,
    StandardProof,
    StandardProofEnd,
)
from lms.queries.standards import proofs_of, standard
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record


def set_window(
    session: Session, *, name: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> None:
    """Record the days that the coming assessment looks back on.

    Raises:
        InvalidError: it ends before it starts, or has no name.
    """
    if not name.strip():
        raise InvalidError(field="name", reason="Give the assessment a name.")
    if ends_on <= starts_on:
        raise InvalidError(field="ends_on", reason="The window ends before it starts.")
    event = WindowSet(
        name=name.strip(), starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
    )
    session.execute(
        insert(AssessmentWindow).values(
            name=name.strip(),
            starts_on=starts_on,
            ends_on=ends_on,
            recorded_by=by.account_id,
            recorded_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def map_standard(  # noqa: PLR0913 - a mapping has this many parts
    session: Session,
    *,
    number: str,
    title: str,
    provisions: Sequence[str],
    proofs: Sequence[ProofKind],
    rationale: str,
    by: Actor,
    now: datetime,
) -> None:
    """Map a standard, or map it anew; earlier mappings stay.

    Raises:
        InvalidError: the number is none, a section does not exist, or something is empty.
    """
    if not is_number(number):
        raise InvalidError(field="number", reason="Write the number as 42.2.8 or 42.2.8(a).")
    if not title.strip():
        raise InvalidError(field="title", reason="Write the title as your manual has it.")
    if not rationale.strip():
        raise InvalidError(field="rationale", reason="Say why, for whoever comes next.")
    known = set(
        session.execute(select(Provision.code).where(Provision.code.in_(provisions))).scalars()
    )
    unknown = [code for code in provisions if code not in known]
    if unknown or not provisions:
        shown = ", ".join(unknown) or "none was named"
        raise InvalidError(field="provisions", reason=f"There is no such section: {shown}.")
    event = StandardMapped(
        number=number,
        title_digest=keep_private(session, title.strip()),
        provisions=tuple(provisions),
        proofs=tuple(kind.value for kind in proofs),
        rationale_digest=keep_private(session, rationale.strip()),
    )
    session.execute(
        insert(StandardMapping).values(
            number=number,
            title=title.strip(),
            provisions=list(provisions),
            proofs=[kind.value for kind in proofs],
            rationale=rationale.strip(),
            recorded_by=by.account_id,
            recorded_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def choose_proof(  # noqa: PLR0913 - a choice has this many parts
    session: Session,
    *,
    number: str,
    year: int,
    kind: ProofKind,
    thing: int,
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Choose one of the year's proofs and write why.

    Raises:
        NotFoundError: there is no such standard.
        InvalidError: no reason is given.
        ConflictError: it is chosen already, or the file holds as many as an assessor reads.
    """
    if standard(session, number) is None:
        raise NotFoundError(standard=number)
    if not reason.strip():
        raise InvalidError(field="reason", reason="Write why this proves the standard.")
    held = proofs_of(session, number=number, year=year)
    if any((each.kind, each.thing) == (kind, thing) for each in held):
        raise ConflictError(reason="This is chosen already")
    if len(held) >= MOST_PROOFS:
        raise ConflictError(reason="Two proofs are chosen already; take one out first")
    proof_id = allot_id(session, StandardProof)
    event = ProofChosen(
        proof_id=proof_id,
        number=number,
        year=year,
        proof_kind=kind.value,
        thing=thing,
        reason_digest=keep_private(session, reason.strip()),
    )
    session.execute(
        insert(StandardProof).values(
            id=proof_id,
            number=number,
            year=year,
            kind=kind,
            thing=thing,
            reason=reason.strip(),
            chosen_by=by.account_id,
            chosen_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    return proof_id


def withdraw_proof(session: Session, *, proof_id: int, by: Actor, now: datetime) -> None:
    """Take a proof out of its file; that it was there stays in the record.

    Raises:
        NotFoundError: there is no such proof.
        ConflictError: it was taken out before.
    """
    there = session.execute(
        select(StandardProof.id).where(StandardProof.id == proof_id).with_for_update(read=True)
    ).first()
    if there is None:
        raise NotFoundError(proof=proof_id)
    if session.get(StandardProofEnd, proof_id) is not None:
        raise ConflictError(reason="It was taken out before")
    event = ProofWithdrawn(proof_id=proof_id)
    session.execute(
        insert(StandardProofEnd).values(
            proof_id=proof_id,
            ended_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def sign_memo(
    session: Session, *, number: str, year: int, text: str, by: Actor, now: datetime
) -> int:
    """Sign a memo to the file of a standard and a year.

    Raises:
        NotFoundError: there is no such standard.
        InvalidError: it says nothing.
    """
    if standard(session, number) is None:
        raise NotFoundError(standard=number)
    if not text.strip():
        raise InvalidError(field="text", reason="Write what the memo says.")
    memo_id = allot_id(session, StandardMemo)
    event = MemoSigned(
        memo_id=memo_id,
        number=number,
        year=year,
        memo_digest=keep_private(session, text.strip()),
    )
    session.execute(
        insert(StandardMemo).values(
            id=memo_id,
            number=number,
            year=year,
            text=text.strip(),
            signed_by=by.account_id,
            signed_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    return memo_id
