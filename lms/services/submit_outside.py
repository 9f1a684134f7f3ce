"""Sending training that was taken elsewhere, and taking it back before anybody decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import OutsideSubmitted, OutsideWithdrawn
from lms.domain.findings import Finding
from lms.domain.journal_chain import canonical
from lms.domain.outside_training import (
    OutsideOutcome,
    OutsideTraining,
    sections_named,
    submission_findings,
)
from lms.models import OutsideClaim, OutsideDecision
from lms.models import OutsideTraining as OutsideTrainingRow
from lms.queries.local_day import local_day
from lms.queries.outside_seen import duties_of, held_of, outside_year
from lms.queries.outside_training import OutsideRow, outside_by_id, outside_of
from lms.queries.provisions import provisions, revision_in_force
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.keep_file import FileToKeep, keep_file
from lms.services.lock_member import lock_member


class OutsideRefusedError(InvalidError):
    """What was entered cannot be; ``findings`` name the fields."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(findings=[str(each) for each in findings])


@dataclass(frozen=True, slots=True)
class OutsideDraft:
    """Training as somebody sends it.

    Attributes:
        scan: of the certificate or agenda.
        follows_id: the member's submission, declined or withdrawn, that it takes the place of.
    """

    member_id: int
    training: OutsideTraining
    scan: FileToKeep
    follows_id: int | None = None


def submit_outside(session: Session, *, draft: OutsideDraft, by: Actor, now: datetime) -> int:
    """Put training taken elsewhere before a second person; returns its number.

    The very same once more, as after a double click, returns the number it has.

    Raises:
        OutsideRefusedError: every mistake at once, each at its field.
        NotFoundError: no such member, or nothing of the kind to follow.
        ForbiddenError: no person sends it.
    """
    if by.account_id is None:
        raise ForbiddenError(reason="a person sends training")
    member_id, training = draft.member_id, draft.training
    lock_member(session, member_id)
    there = _sent_before(session, draft)
    if there is not None:
        return there
    _check_followed(session, draft)
    year = outside_year(
        session, member_id=member_id, first_day=training.first_day, day=training.last_day
    )
    named = _sections(session, draft)
    findings = [
        *submission_findings(
            training,
            year,
            scan_sha256=draft.scan.sha256,
            held=held_of(session, member_id=member_id),
            today=local_day(session, now),
        ),
        *named.findings,
    ]
    if findings:
        raise OutsideRefusedError(findings)
    sent = replace(draft, training=replace(training, sections=named.labels))
    return _store(session, sent, revision_id=named.revision_id, by=by, now=now)


def _sent_before(session: Session, draft: OutsideDraft) -> int | None:
    """The number of a submission that waits and says exactly the same."""
    asked = draft.training
    for row in outside_of(session, member_id=draft.member_id):
        said = (row.title, row.provider, row.first_day, row.last_day, row.covered)
        same = said == (
            asked.title,
            asked.provider,
            asked.first_day,
            asked.last_day,
            asked.covered,
        )
        claimed = dict(row.claimed) == dict(asked.claimed)
        if row.is_open and row.scan_sha256 == draft.scan.sha256 and same and claimed:
            return row.id
    return None


def _check_followed(session: Session, draft: OutsideDraft) -> None:
    if draft.follows_id is None:
        return
    found = outside_by_id(session, draft.follows_id)
    if found is None or found.member_id != draft.member_id or not found.may_be_followed:
        raise NotFoundError(outside=draft.follows_id)


@dataclass(frozen=True, slots=True)
class _Sections:
    """Sections as the policy in force numbers them, and what is wrong with any."""

    revision_id: int | None = None
    labels: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def _sections(session: Session, draft: OutsideDraft) -> _Sections:
    training = draft.training
    if not training.sections:
        return _Sections()
    day = training.last_day
    duties = duties_of(session, member_id=draft.member_id, day=day)
    policy = next((owed.policy for owed in duties), None)
    found = revision_in_force(session, policy=policy, day=day) if policy else None
    if found is None:
        message = "No policy was in force that day; leave it empty."
        return _Sections(findings=(Finding(("sections",), message),))
    rows = provisions(session, revision_id=found.id, day=day)
    labels, unknown = sections_named(",".join(training.sections), [row.label for row in rows])
    message = f"The policy has no section {', '.join(unknown)}."
    wrong = (Finding(("sections",), message),) if unknown else ()
    return _Sections(found.id, labels, wrong)


def _store(
    session: Session, draft: OutsideDraft, *, revision_id: int | None, by: Actor, now: datetime
) -> int:
    training = draft.training
    keep_file(session, draft.scan, now=now)
    outside_id = allot_id(session, OutsideTrainingRow)
    event = OutsideSubmitted(
        outside_id=outside_id,
        member_id=draft.member_id,
        first_day=training.first_day.isoformat(),
        last_day=training.last_day.isoformat(),
        claimed=tuple(sorted(training.claimed.items())),
        words_digest=keep_private(session, words_of(training)),
        scan_sha256=draft.scan.sha256,
        follows=draft.follows_id,
    )
    session.execute(
        insert(OutsideTrainingRow).values(
            id=outside_id,
            member_id=draft.member_id,
            title=training.title,
            provider=training.provider,
            first_day=training.first_day,
            last_day=training.last_day,
            covered=training.covered,
            sections=list(training.sections),
            revision_id=revision_id,
            explanation=training.explanation,
            scan_sha256=draft.scan.sha256,
            follows_id=draft.follows_id,
            entered_by=by.account_id,
            submitted_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    session.execute(
        insert(OutsideClaim),
        [
            {"outside_id": outside_id, "limb": limb, "minutes": minutes}
            for limb, minutes in sorted(training.claimed.items())
        ],
    )
    return outside_id


def words_of(training: OutsideTraining | OutsideRow) -> str:
    """The words of a submission as one text, whose salted digest stands in the journal."""
    return canonical(
        [
            training.title,
            training.provider,
            training.covered,
            list(training.sections),
            training.explanation,
        ]
    )


def withdraw_outside(session: Session, *, outside_id: int, by: Actor, now: datetime) -> None:
    """Take a submission back: whose training it is, or who sent it, while nobody decided.

    Raises:
        NotFoundError: there is none, or it is neither this person's nor sent by them.
        ConflictError: it has ended.
    """
    found = outside_by_id(session, outside_id)
    if found is None or by.account_id is None:
        raise NotFoundError(outside=outside_id)
    if by.member_id != found.member_id and by.account_id != found.entered_by:
        raise NotFoundError(outside=outside_id)
    lock_member(session, found.member_id)
    found = outside_by_id(session, outside_id)
    if found is None or not found.is_open:
        raise ConflictError(outside=outside_id, reason="it has ended")
    event = OutsideWithdrawn(outside_id=outside_id, member_id=found.member_id)
    session.execute(
        insert(OutsideDecision).values(
            outside_id=outside_id,
            outcome=OutsideOutcome.WITHDRAWN,
            reason="",
            explained="",
            entered_by=found.entered_by,
            decided_by=by.account_id,
            decided_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
