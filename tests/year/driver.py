"""Plays a year's events through the services, each at its moment."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial, singledispatchmethod

from lms.domain.access import SYSTEM, Role
from lms.domain.class_session import Attendance, ClassKind, ClassTimes
from lms.domain.duty import Duty
from lms.domain.lesson import Page
from lms.domain.nominal import reading_page
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.requirement import PeriodKind
from lms.models import ClassOutcome, ContentKind, Revision, RevisionDecision, RevisionDecisionKind
from lms.queries.content import approved, versions_by_id
from lms.services.assign_module import open_period
from lms.services.credit_class import answer_class, decide_class
from lms.services.open_account import open_account
from lms.services.open_sitting import open_sitting
from lms.services.record_class import ClassDraft, record_class
from lms.services.record_leave import record_leave
from lms.services.set_requirement import set_requirement
from lms.services.take_lesson import begin_lesson, turn_page
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import HIRED, Someone, decide, enlist, facts, sign_up
from tests.training_rows import LESSON_LIMB, POLICY, TIME_LIMB, School, lesson, module, scenario
from tests.year import script as say
from tests.year.script import COURSE, FIRST, UPDATES, Event, at

_BEFORE = at(FIRST, 6)


class Driver:
    """A department that lives through a year."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        clock.now = _BEFORE
        decide(database)
        self.school = School.opened(database)
        self._make_certifiable()
        self.school.publish(scenario())
        for number, (slug, words) in enumerate(COURSE.items(), start=2):
            self._publish(slug, words, number, TIME_LIMB.slug)
        self.school.publish(module("module-1", lessons=("course-1",)))
        self.sergeant = sign_up(database, Role.TRAINING_UNIT, login="terry", name="Terry Trainer")
        self.second = sign_up(database, Role.TRAINING_UNIT, login="luis", name="Luis Other")
        self.officers: dict[str, Someone] = {}
        self.facts: dict[str, say.Joins] = {}
        self.shifts: dict[str, str] = {}
        self.classes: dict[int, int] = {}

    def play(self, events: Iterable[Event]) -> None:
        """Let everything happen, one event after the other."""
        for event in events:
            self.clock.now = max(self.clock.now, event.at)
            self.happen(event)

    @property
    def badges(self) -> dict[int, str]:
        """Badges by member."""
        return {each.member: badge for badge, each in self.officers.items()}

    def _make_certifiable(self) -> None:
        self.school.put_in_force()
        with self.database.reading() as session:
            revision_id = session.query(Revision.id).scalar()
        self.school.insert(
            RevisionDecision,
            revision_id=revision_id,
            kind=RevisionDecisionKind.UNDATED_MEMO,
            effective_on=HIRED,
            policy_number=None,
            reason="Undated, and in force.",
            decided_by="the chief",
            recorded_at=self.clock.now,
        )

    def _publish(self, slug: str, words: int, number: int, limb: str) -> None:
        """A lesson of one page, and a module that holds it."""
        self.school.publish(
            lesson(slug, limb=limb, pages=(_page(words),), practice=()),
            module(f"of-{slug}", number=number, title=slug, lessons=(slug,)),
        )
        self._look()

    def _look(self) -> None:
        """Open a page, as everybody does before an act: the process then knows the content."""
        with self.database.reading() as session:
            known = [each for kind in ContentKind for each in approved(session, kind).values()]
            versions_by_id(session, (each.id for each in known))

    @singledispatchmethod
    def happen(self, event: Event) -> None:
        """One event at its moment."""
        raise AssertionError(event)

    @happen.register
    def _(self, event: say.Joins) -> None:
        member_id = self._enlist(event.badge, event.shift, event.day, event.day)
        account_id = self.database.writing(
            partial(
                open_account,
                display_name=event.badge,
                member_id=member_id,
                login_name=None,
                by=SYSTEM,
            )
        )
        roles = frozenset({Role.OFFICER})
        self.officers[event.badge] = Someone(account_id, member_id, event.badge, roles)

    def _enlist(
        self, badge: str, shift: str, hired_on: date, valid_from: date, left: date | None = None
    ) -> int:
        self.shifts[badge] = shift
        if badge not in self.facts:
            self.facts[badge] = say.Joins(self.clock.now, badge, shift, hired_on)
        person = facts(
            badge,
            shift=shift,
            hired_on=self.facts[badge].day,
            valid_from=valid_from,
            separated_on=left,
        )
        return enlist(self.database, person)[badge]

    @happen.register
    def _(self, event: say.Moves) -> None:
        self._enlist(event.badge, event.shift, event.day, event.day)

    @happen.register
    def _(self, event: say.Leaves) -> None:
        self._enlist(event.badge, self.shifts[event.badge], event.day, event.day, event.day)

    @happen.register
    def _(self, event: say.IsAway) -> None:
        self.database.writing(
            partial(
                record_leave,
                member_id=self.officers[event.badge].member,
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                by=self.sergeant.actor,
            )
        )

    @happen.register
    def _(self, event: say.YearOpens) -> None:
        self.database.writing(partial(open_period, day=event.day, by=self.sergeant.actor))

    @happen.register
    def _(self, event: say.PolicyChanges) -> None:
        self.database.writing(
            partial(
                set_requirement,
                policy=POLICY,
                slug="annual",
                title="Annual training",
                period_kind=PeriodKind.CALENDAR_YEAR,
                seconds=event.seconds,
                limbs=(TIME_LIMB, LESSON_LIMB),
                provision="IV.E",
                hour_definition="60 minutes",
                valid_from=event.valid_from,
                decided_by="the chief",
                by=SYSTEM,
            )
        )

    @happen.register
    def _(self, event: say.UpdateComes) -> None:
        number = 20 + list(UPDATES).index(event.lesson)
        self._publish(event.lesson, UPDATES[event.lesson], number, LESSON_LIMB.slug)

    @happen.register
    def _(self, event: say.Studies) -> None:
        someone = self.officers[event.badge]
        words = {**COURSE, **UPDATES}[event.lesson]
        limb = LESSON_LIMB.slug if event.lesson in UPDATES else TIME_LIMB.slug
        sitting_id = self.database.writing(
            partial(
                open_sitting,
                member_id=someone.member,
                policy=POLICY,
                module=f"of-{event.lesson}",
                duty=Duty.ON_DUTY,
                device="a test",
                by=someone.actor,
            )
        )
        self.database.writing(
            partial(
                begin_lesson,
                sitting_id=sitting_id,
                member_id=someone.member,
                lesson=event.lesson,
            )
        )
        served = int(self.clock.now.timestamp() * 1000)
        token = PageToken(
            member_id=someone.member,
            sitting_id=sitting_id,
            unit=lesson_unit(event.lesson),
            page="the-page",
            limb=limb,
            expected_seconds=reading_page(_page(words)).seconds,
            served_ms=served,
            nonce=secrets.token_urlsafe(12),
            opening=True,
        )
        self.clock.advance(seconds=event.seconds)
        self.database.writing(
            partial(
                turn_page,
                sitting_id=sitting_id,
                member_id=someone.member,
                lesson=event.lesson,
                page="the-page",
                token=token,
                scripted=False,
                by=someone.actor,
            )
        )

    @happen.register
    def _(self, event: say.Taught) -> None:
        draft = ClassDraft(
            kind=ClassKind.ROLL_CALL if event.is_roll_call else ClassKind.CLASS,
            lesson_version_id=self.school.versions[event.lesson],
            times=ClassTimes(event.at - timedelta(minutes=event.minutes), event.at, event.breaks),
            attendances=tuple(
                Attendance(self.officers[badge].member, late, early)
                for badge, late, early in event.attended
            ),
            place="Roll-call room",
            instructor="Jo Instructor",
        )
        self.classes[event.number] = self.database.writing(
            partial(record_class, draft=draft, by=self.sergeant.actor)
        )

    @happen.register
    def _(self, event: say.Answers) -> None:
        someone = self.officers[event.badge]
        self.database.writing(
            partial(
                answer_class,
                class_id=self.classes[event.number],
                member_id=someone.member,
                was_there=event.was_there,
                by=someone.actor,
            )
        )

    @happen.register
    def _(self, event: say.Decided) -> None:
        outcome = ClassOutcome.APPROVED if event.approved else ClassOutcome.DECLINED
        self.database.writing(
            partial(
                decide_class,
                class_id=self.classes[event.number],
                outcome=outcome,
                reason="" if event.approved else "The sheet names another room.",
                by=self.second.actor,
            )
        )


def _page(words: int) -> Page:
    """A page of so many words, its title among them."""
    return Page(id="the-page", title="Page", body="word " * (words - 1))
