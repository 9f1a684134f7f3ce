"""Two officers, a training sergeant and a second person, and training taken elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from lms.domain.access import Role
from lms.domain.outside_training import OutsideOutcome, OutsideTraining, Verdict
from lms.queries.outside_training import OutsideRow, outside_by_id
from lms.services.decide_outside import decide_outside
from lms.services.keep_file import FileToKeep
from lms.services.submit_outside import OutsideDraft, submit_outside, withdraw_outside
from lms.storage.database import Database
from tests.desk_people import desk_members, second_trainer, training_sergeant
from tests.factories import Someone, sign_up
from tests.training_rows import LESSON_LIMB, TIME_LIMB, School

DAY = date(2027, 2, 3)
POLICY, FEDERAL = TIME_LIMB.slug, LESSON_LIMB.slug
CLAIMED = {POLICY: 45, FEDERAL: 15}


def scan(name: str = "certificate") -> FileToKeep:
    """A scan that lies under the data directory as far as a test of services can tell."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return FileToKeep(sha256, len(name), "application/pdf", f"{name}.pdf")


class Elsewhere:
    """A department in which training was taken elsewhere."""

    def __init__(self, database: Database, *, seconds: int = 7_200) -> None:
        self.database = database
        self.members = desk_members(database)
        self.school = School.opened(database, seconds=seconds)
        self.school.open_year()
        self.officer = self._officer("0101", "Minh \u0110\u1eb7ng")
        self.other = self._officer("0102", "Ana Abreu")
        self.sergeant = training_sergeant(database, self.members)
        self.second = second_trainer(database)

    def _officer(self, badge: str, name: str) -> Someone:
        member_id = self.members[badge]
        return sign_up(self.database, Role.OFFICER, member_id=member_id, login=badge, name=name)

    def send(
        self,
        *,
        whose: Someone | None = None,
        by: Someone | None = None,
        scanned: str = "certificate",
        follows: int | None = None,
        **changes: Any,  # noqa: ANN401 - fields of the training
    ) -> int:
        """Let the officer send an hour of training, but for ``changes``."""
        training = OutsideTraining(
            title="Civil immigration detainers",
            provider="Regional Academy",
            first_day=changes.get("last_day", DAY),
            last_day=DAY,
            claimed=CLAIMED,
            covered="Detainers, and what state law asks.",
        )
        who = whose or self.officer
        draft = OutsideDraft(who.member, replace(training, **changes), scan(scanned), follows)
        work = partial(submit_outside, draft=draft, by=(by or who).actor)
        return self.database.writing(work)

    def decide(
        self,
        outside_id: int,
        outcome: OutsideOutcome = OutsideOutcome.GRANTED,
        granted: dict[str, int] | None = None,
        *,
        reason: str = "",
        explained: str = "",
        by: Someone | None = None,
    ) -> None:
        """Let the second person decide; what is granted is the claim where nothing is said."""
        if granted is None:
            granted = dict(CLAIMED) if outcome is OutsideOutcome.GRANTED else {}
        verdict = Verdict(outcome, granted, reason, explained)
        actor = (by or self.second).actor
        work = partial(decide_outside, outside_id=outside_id, verdict=verdict, by=actor)
        self.database.writing(work)

    def withdraw(self, outside_id: int, by: Someone | None = None) -> None:
        """Let the officer take it back."""
        actor = (by or self.officer).actor
        self.database.writing(partial(withdraw_outside, outside_id=outside_id, by=actor))

    def row(self, outside_id: int) -> OutsideRow:
        """How a submission stands."""
        with self.database.reading() as session:
            found = outside_by_id(session, outside_id)
        assert found is not None
        return found
