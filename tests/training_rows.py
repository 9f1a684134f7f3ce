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
from lms.domain.lesson import Lesson
from lms.domain.requirement import Limb, LimbRule, PeriodKind
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Attempt,
    ContentStateKind,
    CreditEntry,
    CreditSource,
    LeaveRecord,
    LessonCompletion,
    Policy,
    Revision,
    RevisionDecision,
    RevisionDecisionKind,
    Sitting,
    StoredFile,
)
from lms.queries.standing import Owed, owed_on
from lms.services.assign_module import assign_module, open_period
from lms.services.set_requirement import set_requirement
from lms.storage.database import Database
from tests.domain.content_factories import lesson, module, scenario
from tests.factories import HIRED, today
from tests.stored_rows import (
    POLICY,
    add_certificate,
    add_policy,
    add_result,
    add_version,
    insert_row,
)

TIME_LIMB = Limb("policy", "Policy minutes", LimbRule.TIME)
CODE = "23456789ABCDEFGHJKMNPQRSTU"
LESSON_LIMB = Limb("federal_changes", "Federal-update minutes", LimbRule.LESSONS)

__all__ = ["CODE", "LESSON_LIMB", "POLICY", "TIME_LIMB", "School", "lesson", "module", "scenario"]


def _keep_policy_file(session: Session, *, now: datetime) -> None:
    values = {"size": 1, "media_type": "text/plain", "name": "policy.txt", "stored_at": now}
    session.execute(insert(StoredFile).values(sha256="1" * 64, on_hold=False, **values))


@dataclass
class School:
    """A department that trains: policy, requirement and one module, ready for members."""

    database: Database
    versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def opened(cls, database: Database, *, seconds: int = 7_200, modules: int = 1) -> School:
        """Make the policy, what IV.E asks, and ``modules`` approved modules."""
        school = cls(database)
        database.writing(add_policy)
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
                partial(add_version, thing=thing, state=state, author=author, by=by)
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
                partial(add_result, attempt_id=attempt_id, passed=passed, missed=missed)
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

    def put_in_force(self) -> None:
        """Give the policy a revision that is in force."""
        self.database.writing(_keep_policy_file)
        with self.database.reading() as session:
            policy_id = session.execute(select(Policy.id)).scalar_one()
        revision_id = self.insert(
            Revision,
            policy_id=policy_id,
            sequence=1,
            title="Immigration policy",
            printed_date=None,
            printed_number=None,
            printed_actions=[],
            source_sha256="1" * 64,
            findings=[],
            furniture=[],
            corrections=[],
            imported_at=self.database.clock(),
        )
        self.insert(
            RevisionDecision,
            revision_id=revision_id,
            kind=RevisionDecisionKind.IN_FORCE,
            effective_on=HIRED,
            policy_number=None,
            reason="",
            decided_by="the chief",
            recorded_at=self.database.clock(),
        )

    def certify(
        self, member_id: int, *, name: str = "Olivia Example", code: str = CODE, proven: bool = True
    ) -> int:
        """Issue a module's certificate; one that is not ``proven`` has no event of its own."""
        return self.database.writing(
            partial(add_certificate, member_id=member_id, name=name, code=code, proven=proven)
        )

    def insert(self, table: type[Any], **values: object) -> int:
        """Insert a row with an entry of the journal behind it; returns its key."""
        return self.database.writing(partial(insert_row, table=table, values=values))
