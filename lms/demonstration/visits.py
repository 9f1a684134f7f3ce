"""Visits: somebody sits down with a module, does some of it, and gets up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.demonstration.department import Department
from lms.demonstration.desk import Acts, Desk
from lms.demonstration.examinee import AttemptStage, Examinee
from lms.demonstration.luck import Luck
from lms.demonstration.reader import LessonStage, Reader
from lms.demonstration.tally import Tally, VisitDone
from lms.domain.duty import Duty
from lms.services.open_sitting import open_sitting

Stage = LessonStage | AttemptStage


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as planned."""

    starts_at: datetime
    badge: str
    module: str
    stages: tuple[Stage, ...]
    duty: Duty
    device: str
    scripted: bool

    def acts(self, session: Session, department: Department, tally: Tally) -> Acts:
        """Say the duty status, do the stages, and note what the visit came to."""
        actor = department.actors[self.badge]
        member_id = department.member_id(self.badge)
        yield self.starts_at
        sitting_id = open_sitting(
            session,
            member_id=member_id,
            policy=department.policy,
            module=self.module,
            duty=self.duty,
            device=self.device,
            by=actor,
            now=self.starts_at,
        )
        desk = Desk(
            session=session,
            actor=actor,
            member_id=member_id,
            badge=self.badge,
            sitting_id=sitting_id,
            scripted=self.scripted,
            luck=Luck(f"{self.badge}/{self.module}"),
            tally=tally,
            now=self.starts_at,
        )
        for stage in self.stages:
            yield from desk.wait(desk.luck.between(4, 40))
            at_work = (
                Reader(desk, stage) if isinstance(stage, LessonStage) else Examinee(desk, stage)
            )
            yield from at_work.acts()
        tally.visits.append(VisitDone(self.badge, self.starts_at, desk.now, desk.counted))
