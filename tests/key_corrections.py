"""Attempts at two questions whose first key is wrong, for tests of challenges and rescoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import ItemRef
from lms.models import Attempt, ContentVersion, Provision, ProvisionStatusRecord
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.services.save_answers import save_answers
from lms.services.submit_attempt import submit_attempt
from lms.storage.database import Database
from tests.desk_people import desk_members
from tests.domain.content_factories import scenario
from tests.factories import HIRED, Someone, sign_up
from tests.stored_rows import something_happened
from tests.training_rows import School

FIRST, SECOND = ItemRef("at-the-desk", "what-now"), ItemRef("at-the-window", "what-now")
KEYED, ALSO_RIGHT, WRONG = 0, 2, 1
BADGES = ("0101", "0102", "0103")


@dataclass
class Case:
    """A school with officers, a policy owner and a training sergeant."""

    school: School
    officers: dict[str, Someone]
    owner: Someone
    trainer: Someone

    @classmethod
    def opened(cls, database: Database, *, seconds: int = 7_200) -> Case:
        """Officers on the roster of a school that asks ``seconds`` a year."""
        members = desk_members(database)
        school = School.opened(database, seconds=seconds)
        school.put_in_force()
        school.open_year()
        with database.reading() as session:
            provisions = session.execute(select(Provision.id)).scalars().all()
        for provision_id in provisions:
            school.insert(
                ProvisionStatusRecord,
                provision_id=provision_id,
                status=ProvisionStatus.TESTABLE,
                valid_from=HIRED,
                reason="",
                guardrail="",
                gaps=[],
                phrases=[],
                decided_by="the chief",
                recorded_at=database.clock(),
            )
        school.publish(scenario(SECOND.scenario, title="At the window"))
        officers = {
            badge: sign_up(
                database,
                Role.OFFICER,
                member_id=members[badge],
                login=badge,
                name=f"Officer {badge}",
            )
            for badge in BADGES
        }
        owner = sign_up(database, Role.POLICY_OWNER, login="owner", name="Paula Policy")
        trainer = sign_up(database, Role.TRAINING_UNIT, login="trainer", name="Terry Trainer")
        return cls(school, officers, owner, trainer)

    @property
    def database(self) -> Database:
        """Where all of it is."""
        return self.school.database

    def version(self, slug: str = FIRST.scenario) -> int:
        """The version of a scenario that attempts draw."""
        return self.school.versions[slug]

    def begin(self, badge: str, *, number: int = 1, sitting_id: int | None = None) -> int:
        """An attempt of both scenarios that is open."""
        member_id = self.officers[badge].member
        return self.database.writing(
            partial(
                _open,
                sitting_id=sitting_id or self.school.begin(member_id),
                member_id=member_id,
                number=number,
                versions=[self.version(FIRST.scenario), self.version(SECOND.scenario)],
            )
        )

    def answer(self, badge: str, attempt_id: int, first: int, second: int = KEYED) -> None:
        """Answer both and submit."""
        officer = self.officers[badge]
        self.database.writing(
            partial(
                save_answers,
                attempt_id=attempt_id,
                member_id=officer.member,
                answers={FIRST: first, SECOND: second},
                token=None,
                scripted=False,
            )
        )
        with self.database.reading() as session:
            seen = opened_attempt(session, attempt_of(session, attempt_id, officer.member))
        self.database.writing(
            partial(
                submit_attempt,
                attempt_id=attempt_id,
                member_id=officer.member,
                reviewed_digest=seen.answers_digest,
                attested=True,
                token=None,
                scripted=False,
                by=officer.actor,
            )
        )

    def tried(self, badge: str, first: int, second: int = KEYED) -> int:
        """A submitted attempt."""
        attempt_id = self.begin(badge)
        self.answer(badge, attempt_id, first, second)
        return attempt_id

    def stands(self, badge: str, attempt_id: int) -> tuple[int | None, bool | None]:
        """Points and whether it is passed, as every page reads them."""
        with self.database.reading() as session:
            row = attempt_of(session, attempt_id, self.officers[badge].member)
        return row.points, row.passed


def _open(
    session: Session,
    *,
    sitting_id: int,
    member_id: int,
    number: int,
    versions: list[int],
    now: datetime,
) -> int:
    found = {
        row.id: row
        for row in session.execute(
            select(ContentVersion.id, ContentVersion.digest, ContentVersion.document).where(
                ContentVersion.id.in_(versions)
            )
        )
    }
    drawn = [
        {
            "scenario": found[each].document["id"],
            "version": each,
            "digest": found[each].digest,
        }
        for each in versions
    ]
    seq = something_happened(session, now)
    row = session.execute(
        insert(Attempt)
        .values(
            sitting_id=sitting_id,
            member_id=member_id,
            number=number,
            seed="seed",
            draw={"must_pass": [], "scenarios": drawn},
            pass_mark=70,
            started_at=now,
            event_seq=seq,
        )
        .returning(Attempt.id)
    )
    return int(row.scalar_one())
