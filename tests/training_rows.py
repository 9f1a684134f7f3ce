"""Training as rows: a policy, its requirement, approved content, and what members did of it.

Tests of lists and tables start from here. Rows that services make from long work, such as a
graded attempt, are inserted as they would stand afterwards; the rest goes through services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Actor
from lms.domain.assignment import Audience, AudienceKind
from lms.domain.certificate import CertificateFacts, CertificateKind, LimbMinutes
from lms.domain.documents import to_document
from lms.domain.events import AccessDigested, CertificateIssued
from lms.domain.journal_chain import digest
from lms.domain.lesson import Lesson
from lms.domain.requirement import Limb, LimbRule, PeriodKind
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Attempt,
    AttemptResult,
    Certificate,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    CreditEntry,
    CreditSource,
    LeaveRecord,
    LessonCompletion,
    Policy,
    Provision,
    Sitting,
)
from lms.queries.standing import Owed, owed_on
from lms.services.allot_id import allot_id
from lms.services.assign_module import assign_module, open_period
from lms.services.journal import record
from lms.services.set_requirement import set_requirement
from lms.storage.database import Database
from tests.domain.content_factories import lesson, module, scenario
from tests.factories import HIRED, today

POLICY = "immigration"
TIME_LIMB = Limb("policy", "Policy minutes", LimbRule.TIME)
CODE = "23456789ABCDEFGHJKMNPQRSTU"
LESSON_LIMB = Limb("federal_changes", "Federal-update minutes", LimbRule.LESSONS)

__all__ = ["CODE", "LESSON_LIMB", "POLICY", "TIME_LIMB", "School", "lesson", "module", "scenario"]


def _something_happened(session: Session, now: datetime) -> int:
    """An entry of the journal that rows can point at."""
    return record(
        session,
        AccessDigested(day=now.date().isoformat(), rows=0, digest="0" * 64),
        by=SYSTEM,
        now=now,
    )


@dataclass
class School:
    """A department that trains: policy, requirement and one module, ready for members."""

    database: Database
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def opened(cls, database: Database, *, seconds: int = 7_200, modules: int = 1) -> School:
        """Make the policy, what IV.E asks, and ``modules`` approved modules."""
        school = cls(database)
        database.writing(_add_policy)
        database.writing(
            partial(
                set_requirement,
                policy=POLICY,
                slug="annual",
                title="Annual training",
                period_kind=PeriodKind.CALENDAR_YEAR,
                seconds=seconds,
                limbs=(TIME_LIMB, LESSON_LIMB),
                provision="IV.E",
                hour_definition="60 minutes",
                valid_from=HIRED,
                decided_by="the chief",
                by=SYSTEM,
            )
        )
        school.publish(scenario(), lesson(), lesson("updates", limb=LESSON_LIMB.slug))
        for number in range(1, modules + 1):
            lessons = ("at-the-counter", "updates") if number == 1 else ("at-the-counter",)
            school.publish(
                module(f"module-{number}", number=number, title=f"Module {number}", lessons=lessons)
            )
        return school

    @property
    def owed(self) -> Owed:
        """What the year asks today."""
        with self.database.reading() as session:
            return owed_on(session, today(self.database))[0]

    def publish(
        self,
        *things: Scenario | Lesson | TrainingModule,
        state: ContentStateKind = ContentStateKind.APPROVED,
        author: int | None = None,
        by: int | None = None,
    ) -> None:
        """Store a new version of each thing in a state."""
        for thing in things:
            self.versions[thing.id] = self.database.writing(
                partial(_publish, thing=thing, state=state, author=author, by=by)
            )

    def assign(
        self,
        slug: str = "module-1",
        *,
        due_on: date,
        audience: Audience | None = None,
        by: Actor = SYSTEM,
    ) -> int:
        """Assign a module, to all sworn members where nobody is named."""
        return self.database.writing(
            partial(
                assign_module,
                policy=POLICY,
                module=slug,
                audience=audience or Audience(AudienceKind.ALL_SWORN),
                due_on=due_on,
                by=by,
            )
        )

    def open_year(self) -> None:
        """Let every sworn member owe this year."""
        self.database.writing(partial(open_period, day=today(self.database), by=SYSTEM))

    def begin(self, member_id: int, slug: str = "module-1") -> int:
        """Open a sitting of a module in this year."""
        return self.insert(
            Sitting,
            member_id=member_id,
            module_version_id=self.versions[slug],
            period_start=today(self.database).replace(month=1, day=1),
            opened_at=self.database.clock(),
        )

    def complete(self, sitting_id: int, slug: str = "at-the-counter") -> None:
        """Complete a lesson in a sitting."""
        self.insert(
            LessonCompletion,
            sitting_id=sitting_id,
            lesson=slug,
            lesson_version_id=self.versions[slug],
            completed_at=self.database.clock(),
        )

    def work(
        self,
        member_id: int,
        seconds: int,
        *,
        limb: str = "policy",
        on: date | None = None,
        sitting_id: int | None = None,
    ) -> None:
        """Post seconds to the ledger."""
        self.insert(
            CreditEntry,
            member_id=member_id,
            limb=limb,
            seconds=seconds,
            earned_on=on or today(self.database),
            source=CreditSource.LESSON,
            sitting_id=sitting_id,
            unit="lesson:at-the-counter",
        )

    def attempt(
        self,
        member_id: int,
        sitting_id: int,
        *,
        passed: bool | None,
        number: int = 1,
        missed: Sequence[str] = (),
    ) -> int:
        """Submit an attempt, or leave it open where ``passed`` is None."""
        attempt_id = self.insert(
            Attempt,
            sitting_id=sitting_id,
            member_id=member_id,
            number=number,
            seed="seed",
            draw={"must_pass": [], "scenarios": []},
            pass_mark=70,
            started_at=self.database.clock(),
        )
        if passed is not None:
            self.database.writing(
                partial(_submit, attempt_id=attempt_id, passed=passed, missed=missed)
            )
        return attempt_id

    def leave(self, member_id: int, starts_on: date, ends_on: date | None = None) -> int:
        """Record a leave."""
        return self.insert(
            LeaveRecord,
            member_id=member_id,
            starts_on=starts_on,
            ends_on=ends_on,
            cancels_id=None,
            letter_sha256=None,
            recorded_at=self.database.clock(),
        )

    def certify(
        self, member_id: int, *, name: str = "Olivia Example", code: str = CODE, proven: bool = True
    ) -> int:
        """Issue a module's certificate; one that is not ``proven`` has no event of its own."""
        return self.database.writing(
            partial(_certify, member_id=member_id, name=name, code=code, proven=proven)
        )

    def insert(self, table: type[Any], **values: object) -> int:
        """Insert a row with an entry of the journal behind it; returns its key."""
        return self.database.writing(partial(_insert, table=table, values=values))


def _insert(session: Session, *, table: type[Any], values: dict[str, object], now: datetime) -> int:
    seq = _something_happened(session, now)
    row = session.execute(
        insert(table).values(**values, event_seq=seq).returning(table.__mapper__.primary_key[0])
    )
    return int(row.scalar_one())


def _certify(
    session: Session, *, member_id: int, name: str, code: str, proven: bool, now: datetime
) -> int:
    facts = CertificateFacts(
        code=code,
        kind=CertificateKind.MODULE,
        department="Haverhill Police Department",
        member_name=name,
        rank="Officer",
        badge_number="0101",
        completed="Module 1: Equal service",
        period=str(now.year),
        policy_title="Immigration policy",
        policy_revision="undated copy, revision 1",
        limbs=(LimbMinutes("Policy", 40, 40),),
        minutes_owed=0,
        outcome="passed",
        completed_on=now.date().isoformat(),
        issued_on=now.date().isoformat(),
        delivery="self-paced online",
        hour_definition="60 minutes",
        issuing_official="Training Sergeant",
        verification_url=f"http://localhost/verify/{code}",
        journal_head="0" * 64,
        demonstration=False,
    )
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
    seq = (
        record(session, event, by=SYSTEM, now=now) if proven else _something_happened(session, now)
    )
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


def _add_policy(session: Session, *, now: datetime) -> None:
    del now
    policy_id = session.execute(
        insert(Policy).values(slug=POLICY, title="Immigration policy").returning(Policy.id)
    ).scalar_one()
    session.execute(
        insert(Provision),
        [{"policy_id": policy_id, "code": code} for code in ("IV.E", "IV.B.1", "IV.B.2")],
    )


def _publish(
    session: Session,
    *,
    thing: Scenario | Lesson | TrainingModule,
    state: ContentStateKind,
    author: int | None,
    by: int | None,
    now: datetime,
) -> int:
    kind = {
        Scenario: ContentKind.SCENARIO,
        Lesson: ContentKind.LESSON,
        TrainingModule: ContentKind.MODULE,
    }[type(thing)]
    policy_id = session.execute(select(Policy.id)).scalar_one()
    where = (Content.kind == kind, Content.slug == thing.id)
    content_id = session.execute(select(Content.id).where(*where)).scalar()
    if content_id is None:
        content_id = session.execute(
            insert(Content)
            .values(policy_id=policy_id, kind=kind, slug=thing.id)
            .returning(Content.id)
        ).scalar_one()
    earlier = session.execute(
        select(ContentVersion.id).where(ContentVersion.content_id == content_id)
    ).all()
    document = to_document(thing)
    seq = _something_happened(session, now)
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


def _submit(
    session: Session, *, attempt_id: int, passed: bool, missed: Sequence[str], now: datetime
) -> None:
    seq = _something_happened(session, now)
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
