"""A department with years of complete records, chained in the journal, for the archive's bench.

People and content come from services. What everybody did is written as rows, each with the
entry a service would have made, so that the verifier of a package finds nothing: all modules
in each year that is over, with a certificate; in this one the lessons, and attempts that are
answered and open, for those who submit while an archive is built.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.demonstration.answers import steps
from lms.domain.access import SYSTEM
from lms.domain.certificate import CertificateKind, code_from_bits
from lms.domain.documents import responses_to_document
from lms.domain.events import (
    AttemptStarted,
    AttemptSubmitted,
    CertificateIssued,
    LessonCompleted,
    PeriodOpened,
    SittingOpened,
)
from lms.domain.journal_chain import digest
from lms.domain.lesson import Lesson
from lms.domain.requirement import PeriodKind
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Attempt,
    AttemptResult,
    Certificate,
    ContentKind,
    CreditEntry,
    CreditSource,
    LessonCompletion,
    LessonPin,
    PracticeResponse,
    RequirementInstance,
    Response,
    ServiceRecord,
    Setting,
    Sitting,
)
from lms.queries.content import Version, approved, things
from lms.queries.owed import owed_on
from lms.services.set_requirement import set_requirement
from lms.storage.database import Database
from tests.bench.chained_rows import ChainedRows
from tests.demonstrations import whole_folder
from tests.rendering.certificate_paper import FACTS
from tests.stored_rows import insert_row

_COURSE, _QUESTIONS = 6, 9
_PARTS_OF_A_LESSON = 4
_FIRST_ID = 1_000_000


@dataclass(frozen=True, slots=True)
class _School:
    """What everybody takes: modules with their lessons, and scenarios to draw from."""

    modules: tuple[tuple[Version, TrainingModule], ...]
    lessons: Mapping[str, tuple[Version, Lesson]]
    scenarios: tuple[tuple[Version, Scenario], ...]
    requirement_id: int
    requirement_version: int
    limb: str


def write_years(database: Database, members: Sequence[int], years: int) -> None:
    """Write what members did in this year and those before it, a transaction a year."""
    now = database.clock()
    database.writing(partial(_ask_since, day=date(now.year - years + 1, 1, 1)))
    ids = count(_FIRST_ID)
    for year in range(now.year - years + 1, now.year + 1):
        database.writing(partial(_write_year, members=members, year=year, ids=ids))


def bench_members(database: Database) -> tuple[int, ...]:
    """The members whom the bench has enlisted."""
    with database.reading() as session:
        statement = select(ServiceRecord.member_id).where(ServiceRecord.badge_number.like("T%"))
        return tuple(session.execute(statement.order_by(ServiceRecord.member_id)).scalars())


def _ask_since(session: Session, *, day: date, now: datetime) -> None:
    """Let the settings and the policy's requirement hold from a day that is long past."""
    for held in list(session.execute(select(Setting).order_by(Setting.id)).scalars()):
        values = {"name": held.name, "value": held.value, "valid_from": day, "recorded_at": now}
        values |= {"decided_by": held.decided_by, "source": held.source}
        insert_row(session, table=Setting, values=values, now=now)
    owed = owed_on(session, now.date())[0]
    set_requirement(
        session,
        policy=owed.policy,
        slug=owed.requirement.slug,
        title=owed.requirement.title,
        period_kind=PeriodKind.CALENDAR_YEAR,
        seconds=owed.requirement.seconds,
        limbs=owed.requirement.limbs,
        provision=owed.requirement.source,
        hour_definition=owed.requirement.hour_definition,
        valid_from=day,
        decided_by="the chief",
        by=SYSTEM,
        now=now,
    )


def _school(session: Session, day: date) -> _School:
    policy = whole_folder().slug
    modules = approved(session, ContentKind.MODULE, policy=policy)
    lessons = approved(session, ContentKind.LESSON, policy=policy)
    scenarios = approved(session, ContentKind.SCENARIO, policy=policy)
    read = things(session, modules.values(), TrainingModule)
    taught = things(session, lessons.values(), Lesson)
    asked = things(session, scenarios.values(), Scenario)
    course = sorted(read.values(), key=lambda each: each.number)[:_COURSE]
    owed = owed_on(session, day)[0]
    return _School(
        modules=tuple((modules[each.id], each) for each in course),
        lessons={slug: (lessons[slug], each) for slug, each in taught.items()},
        scenarios=tuple((scenarios[slug], each) for slug, each in sorted(asked.items())),
        requirement_id=owed.requirement_id,
        requirement_version=owed.version_id,
        limb=owed.requirement.limbs[0].slug,
    )


def _write_year(
    session: Session, *, members: Sequence[int], year: int, ids: Iterator[int], now: datetime
) -> None:
    rows = ChainedRows(session, now.astimezone(UTC))
    school = _school(session, min(date(year, 12, 31), now.date()))
    over = year < now.year
    if over:
        _owe(rows, school, members, year)
    for member in members:
        _Member(rows, school, member, year, ids).takes_all(over=over)
    rows.store()


def _owe(rows: ChainedRows, school: _School, members: Sequence[int], year: int) -> None:
    start = date(year, 1, 1)
    event = PeriodOpened(requirement="annual", period_start=start.isoformat(), members=len(members))
    seq = rows.happened(event)
    for member in members:
        rows.add(
            RequirementInstance,
            requirement_id=school.requirement_id,
            version_id=school.requirement_version,
            member_id=member,
            period_start=start,
            period_end=date(year, 12, 31),
            event_seq=seq,
        )


class _Member:
    """One member in one year."""

    def __init__(
        self, rows: ChainedRows, school: _School, member_id: int, year: int, ids: Iterator[int]
    ) -> None:
        self._rows, self._school, self._id, self._ids = rows, school, member_id, ids
        self._start = date(year, 1, 1)
        self._luck = random.Random(f"{member_id} in {year}")  # noqa: S311 - a bench
        self._seconds = 0

    def takes_all(self, *, over: bool) -> None:
        """Every module of the course, and where the year is over a certificate."""
        for number, (version, module) in enumerate(self._school.modules):
            self._takes(version, module, self._start + timedelta(days=45 * number), over=over)
        if over:
            self._is_certified()

    def _takes(self, version: Version, module: TrainingModule, day: date, *, over: bool) -> None:
        sitting = next(self._ids)
        begun = SittingOpened(
            sitting_id=sitting,
            member_id=self._id,
            module=module.id,
            module_digest=version.digest,
            period_start=self._start.isoformat(),
            duty="on-duty",
        )
        self._rows.add(
            Sitting,
            id=sitting,
            member_id=self._id,
            module_version_id=version.id,
            period_start=self._start,
            opened_at=_noon(day),
            event_seq=self._rows.happened(begun),
        )
        for slug in module.lessons:
            self._completes(sitting, *self._school.lessons[slug], day)
        self._tries(sitting, version, module, day, over=over)

    def _completes(self, sitting: int, version: Version, lesson: Lesson, day: date) -> None:
        parts = [self._luck.randint(90, 200) for _ in range(_PARTS_OF_A_LESSON)]
        unit = f"{sitting}/lesson:{lesson.id}"
        event = LessonCompleted(
            sitting_id=sitting,
            member_id=self._id,
            lesson=lesson.id,
            lesson_digest=version.digest,
            completed_on=day.isoformat(),
            limb=lesson.limb,
            counting="measured",
            nominal_seconds=600,
            time=tuple(
                (f"{unit}/{page}", lesson.limb, day.isoformat(), seconds)
                for page, seconds in enumerate(parts)
            ),
            beats_after=0,
            beats_through=0,
            beats_digest=digest([]),
        )
        seq = self._rows.happened(event)
        self._rows.add(
            LessonCompletion,
            sitting_id=sitting,
            lesson=lesson.id,
            lesson_version_id=version.id,
            completed_at=_noon(day),
            event_seq=seq,
        )
        self._earns(sitting, f"lesson:{lesson.id}", lesson.limb, sum(parts), day, seq)
        self._practices(sitting, version, lesson, day)

    def _practices(self, sitting: int, version: Version, lesson: Lesson, day: date) -> None:
        named = {each.slug: (each, scenario) for each, scenario in self._school.scenarios}
        practice = [named[slug] for slug in lesson.practice if slug in named]
        self._rows.add(
            LessonPin,
            sitting_id=sitting,
            lesson=lesson.id,
            lesson_version_id=version.id,
            scenario_version_ids=[each.id for each, _ in practice],
            pinned_at=_noon(day),
        )
        for each, scenario in practice:
            for item, answer in _answers(scenario).items():
                self._rows.add(
                    PracticeResponse,
                    sitting_id=sitting,
                    scenario_version_id=each.id,
                    item=item,
                    answer=answer,
                    points=1,
                    maximum=1,
                    answered_at=_noon(day),
                )

    def _earns(self, sitting: int, unit: str, limb: str, seconds: int, day: date, seq: int) -> None:
        self._seconds += seconds
        self._rows.add(
            CreditEntry,
            member_id=self._id,
            limb=limb,
            seconds=seconds,
            earned_on=day,
            source=CreditSource.LESSON if unit.startswith("lesson") else CreditSource.ATTEMPT,
            sitting_id=sitting,
            unit=unit,
            reverses_id=None,
            event_seq=seq,
        )

    def _tries(
        self, sitting: int, version: Version, module: TrainingModule, day: date, *, over: bool
    ) -> None:
        drawn = self._luck.sample(self._school.scenarios, _QUESTIONS)
        draw = {"must_pass": [], "scenarios": [_drawn(*each) for each in drawn]}
        attempt = next(self._ids)
        started = AttemptStarted(
            attempt_id=attempt,
            sitting_id=sitting,
            member_id=self._id,
            module=module.id,
            number=1,
            draw_digest=digest(draw),
        )
        self._rows.add(
            Attempt,
            id=attempt,
            sitting_id=sitting,
            member_id=self._id,
            number=1,
            seed="bench",
            draw=draw,
            pass_mark=70,
            started_at=_noon(day),
            event_seq=self._rows.happened(started),
        )
        answers = {
            f"{scenario.id}/{item}": answer
            for _, scenario in drawn
            for item, answer in _answers(scenario).items()
        }
        if over:
            self._submits(attempt, sitting, version, module, draw, answers, day)
        else:
            self._answers(attempt, answers, day)

    def _answers(self, attempt: int, answers: Mapping[str, object], day: date) -> None:
        for item, answer in answers.items():
            self._rows.add(
                Response,
                attempt_id=attempt,
                item=item,
                answer=answer,
                opened_ms=0,
                turn=0,
                saved_at=_noon(day),
                sign_in_id=None,
            )

    def _submits(
        self,
        attempt: int,
        sitting: int,
        version: Version,
        module: TrainingModule,
        draw: Mapping[str, object],
        answers: Mapping[str, object],
        day: date,
    ) -> None:
        seconds, limb, unit = self._luck.randint(400, 700), self._school.limb, f"attempt:{attempt}"
        event = AttemptSubmitted(
            attempt_id=attempt,
            sitting_id=sitting,
            member_id=self._id,
            module=module.id,
            module_digest=version.digest,
            draw=draw,
            answers=answers,
            unscored=(),
            pass_mark=70,
            attestation="mine",
            points=10,
            maximum=10,
            passed=True,
            time=((f"{sitting}/{unit}/review", limb, day.isoformat(), seconds),),
            beats_after=0,
            beats_through=0,
            beats_digest=digest([]),
        )
        seq = self._rows.happened(event)
        self._rows.add(
            AttemptResult,
            attempt_id=attempt,
            submitted_at=_noon(day),
            submitted_on=day,
            answers=answers,
            answers_digest=digest(answers),
            attestation="mine",
            points=10,
            maximum=10,
            passed=True,
            detail={"missed": [], "failed_must_pass": [], "unscored": []},
            event_seq=seq,
        )
        self._earns(sitting, unit, limb, seconds, day, seq)

    def _is_certified(self) -> None:
        code = code_from_bits(self._luck.getrandbits(128))
        facts = replace(FACTS, code=code, kind=CertificateKind.YEAR, period=str(self._start.year))
        number = next(self._ids)
        event = CertificateIssued(
            certificate_id=number,
            certificate_kind=CertificateKind.YEAR.value,
            member_id=self._id,
            subject="immigration-in-service",
            period_start=self._start.isoformat(),
            facts_digest=facts.facts_digest,
            seconds={self._school.limb: self._seconds},
            attempts=(),
            replaces=None,
        )
        self._rows.add(
            Certificate,
            id=number,
            code=code,
            kind=CertificateKind.YEAR,
            member_id=self._id,
            subject="immigration-in-service",
            period_start=self._start,
            sequence=1,
            supersedes_id=None,
            facts=facts.document(),
            facts_digest=facts.facts_digest,
            issued_at=_noon(self._start + timedelta(days=300)),
            event_seq=self._rows.happened(event),
        )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def _drawn(version: Version, scenario: Scenario) -> dict[str, object]:
    return {
        "scenario": scenario.id,
        "version": version.id,
        "digest": version.digest,
        "group": "Bench",
        "items": len(scenario.every_item),
    }


def _answers(scenario: Scenario) -> dict[str, object]:
    """The right answers as documents, as far as a tree is walked."""
    given = {
        ItemRef(scenario.id, item): answer
        for step in steps(scenario, frozenset())
        for item, answer in step.items()
    }
    found = responses_to_document(given)
    return {name.partition("/")[2]: answer for name, answer in found.items()}
