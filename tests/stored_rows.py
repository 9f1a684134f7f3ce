"""Rows as services would have left them, for tests that are about something else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.certificate import CertificateKind
from lms.domain.documents import to_document
from lms.domain.events import AccessDigested, CertificateIssued
from lms.domain.journal_chain import digest
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.setting import SettingName
from lms.domain.training import TrainingModule
from lms.models import (
    AttemptResult,
    Certificate,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    Policy,
    Provision,
    Setting,
)
from lms.services.allot_id import allot_id
from lms.services.journal import record
from lms.services.keep_file import keep_stored_file
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.certificate_facts import certificate_facts

POLICY = "immigration"


def something_happened(session: Session, now: datetime) -> int:
    """An entry of the journal that rows can point at: a day a year ago, on which nobody looked.

    The nightly job digests every day since; one long ago would cost it ten thousand days.
    """
    day = (now - timedelta(days=365)).date().isoformat()
    return record(
        session,
        AccessDigested(day=day, rows=0, digest=hashlib.sha256().hexdigest()),
        by=SYSTEM,
        now=now,
    )


def insert_row(
    session: Session, *, table: type[Any], values: dict[str, object], now: datetime
) -> int:
    """Insert one row with an entry of the journal behind it; returns its key."""
    seq = something_happened(session, now)
    row = session.execute(
        insert(table).values(**values, event_seq=seq).returning(table.__mapper__.primary_key[0])
    )
    return int(row.scalar_one())


def found_as(database: Database, *, demonstration: bool) -> None:
    """Let the department be one that was founded so; after its founding nobody can decide it."""
    values: dict[str, object] = {
        "name": SettingName.DEMONSTRATION.value,
        "value": demonstration,
        "valid_from": date(2026, 1, 1),
        "decided_by": "the chief",
        "source": "a test",
        "recorded_at": database.clock(),
    }
    database.writing(partial(insert_row, table=Setting, values=values))


def add_certificate(
    session: Session, *, member_id: int, name: str, code: str, proven: bool, now: datetime
) -> int:
    """Insert a certificate; one that is not ``proven`` has no event of its own."""
    facts = certificate_facts(name, code, now)
    earlier = session.execute(
        select(Certificate.id).where(Certificate.member_id == member_id).order_by(Certificate.id)
    ).scalars()
    before = tuple(earlier)
    certificate_id = allot_id(session, Certificate)
    event = CertificateIssued(
        certificate_id=certificate_id,
        certificate_kind="module",
        member_id=member_id,
        subject="module-1",
        period_start=f"{now.year}-01-01",
        facts_digest=facts.facts_digest,
        seconds={"policy": 2_400},
        attempts=(),
        replaces=before[-1] if before else None,
    )
    seq = record(session, event, by=SYSTEM, now=now) if proven else something_happened(session, now)
    session.execute(
        insert(Certificate).values(
            id=certificate_id,
            code=code,
            kind=CertificateKind.MODULE,
            member_id=member_id,
            subject="module-1",
            period_start=date(now.year, 1, 1),
            sequence=len(before) + 1,
            supersedes_id=before[-1] if before else None,
            facts=facts.document(),
            facts_digest=facts.facts_digest,
            issued_at=now,
            event_seq=seq,
        )
    )
    return certificate_id


def add_policy(session: Session, *, now: datetime) -> None:
    """Insert the policy and a few of its provisions."""
    del now
    policy_id = session.execute(
        insert(Policy).values(slug=POLICY, title="Immigration policy").returning(Policy.id)
    ).scalar_one()
    session.execute(
        insert(Provision),
        [{"policy_id": policy_id, "code": code} for code in ("IV.E", "IV.B.1", "IV.B.2")],
    )


def _content_id(session: Session, thing: Scenario | Lesson | TrainingModule) -> int:
    """The content of a thing, new or known."""
    kind = {
        Scenario: ContentKind.SCENARIO,
        Lesson: ContentKind.LESSON,
        TrainingModule: ContentKind.MODULE,
    }[type(thing)]
    policy_id = session.execute(select(Policy.id)).scalar_one()
    where = (Content.kind == kind, Content.slug == thing.id)
    content_id = session.execute(select(Content.id).where(*where)).scalar()
    if content_id is not None:
        return content_id
    new = insert(Content).values(policy_id=policy_id, kind=kind, slug=thing.id)
    return session.execute(new.returning(Content.id)).scalar_one()


def add_version(
    session: Session,
    *,
    thing: Scenario | Lesson | TrainingModule,
    state: ContentStateKind,
    author: int | None,
    by: int | None,
    now: datetime,
) -> int:
    """Insert a version of a scenario, lesson or module in a state."""
    content_id = _content_id(session, thing)
    earlier = session.execute(
        select(ContentVersion.id).where(ContentVersion.content_id == content_id)
    ).all()
    document = to_document(thing)
    seq = something_happened(session, now)
    version_id = session.execute(
        insert(ContentVersion)
        .values(
            content_id=content_id,
            number=len(earlier) + 1,
            document=document,
            digest=digest(document),
            author_id=author,
            created_at=now,
            event_seq=seq,
        )
        .returning(ContentVersion.id)
    ).scalar_one()
    session.execute(
        insert(ContentState).values(
            version_id=version_id, state=state, decided_at=now, decided_by=by, event_seq=seq
        )
    )
    return version_id


def add_result(
    session: Session, *, attempt_id: int, passed: bool, missed: Sequence[str], now: datetime
) -> None:
    """Insert the result of an attempt."""
    seq = something_happened(session, now)
    session.execute(
        insert(AttemptResult).values(
            attempt_id=attempt_id,
            submitted_at=now,
            submitted_on=now.date(),
            answers={},
            answers_digest="0" * 64,
            attestation="mine",
            points=10 if passed else 3,
            maximum=10,
            passed=passed,
            detail={"missed": list(missed), "failed_must_pass": [], "unscored": []},
            event_seq=seq,
        )
    )


def keep_some_file(database: Database, files: FileStore, data: bytes) -> str:
    """Store a file and its row; returns its SHA-256."""
    sha256 = files.put(data)
    database.writing(
        partial(
            keep_stored_file,
            sha256=sha256,
            size=len(data),
            media_type="text/plain",
            name="paper.txt",
        )
    )
    return sha256
