"""What a thousand people did in a year, as rows that no service made."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.domain.assignment_rule import Repeat
from lms.domain.certificate import CertificateKind
from lms.domain.challenge import ChallengeOutcome
from lms.domain.class_session import ClassKind
from lms.domain.duty import Duty
from lms.domain.reminder import Stage
from lms.domain.year_close import YearOutcome
from lms.models import (
    AccessLog,
    Assignment,
    AssignmentRule,
    AssignmentRuleModule,
    Attempt,
    AttemptResult,
    Certificate,
    ChallengeAnswer,
    ClassAnswer,
    ClassAttendee,
    ClassDecision,
    ClassOutcome,
    ClassSession,
    CreditEntry,
    CreditSource,
    Exemption,
    ItemChallenge,
    Job,
    JobState,
    LeaveRecord,
    LessonCompletion,
    MemberAssignment,
    NoChangeStatement,
    Reminder,
    RequirementInstance,
    Response,
    RuleAssignment,
    RuleShare,
    SecurityLog,
    SignIn,
    Sitting,
    Talk,
    TimePosting,
    Visit,
    YearClose,
    YearCloseMember,
)
from tests.bench.bulk import insert_in_bulk
from tests.bench.past import DIGEST, Past

ENTRIES, LETTERS, LOOKS, SIGN_INS = 30, 6, 10, 10
CLASSES, ATTENDEES = 100, 20
_TALKS, _CHALLENGES = 40, 60
_RULES = 4
_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Module:
    """A module that everybody has each year: its content, version and lessons with theirs."""

    slug: str
    content_id: int
    version_id: int
    lessons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An attempt that somebody submitted, to be written again for others; what it drew first."""

    attempt: Mapping[str, Any]
    result: Mapping[str, Any]
    scenario_version_id: int
    item: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a year's rows stand on."""

    past: Past
    members: Sequence[int]
    accounts: Sequence[int]
    staff: tuple[int, int]
    requirement: tuple[int, int]
    limb: str
    modules: tuple[Module, ...]
    examples: tuple[Example, ...]
    facts: Mapping[str, Any]
    today: date


class Year:
    """Writes the rows of one year; of this one only what its days hold."""

    def __init__(self, session: Session, ground: Ground, year: int) -> None:
        self.session, self.ground, self.year = session, ground, year
        self.luck = random.Random(year)  # noqa: S311 - a bench
        self.starts = date(year, 1, 1)
        self.last = min(date(year, 12, 31), ground.today)
        self.first = year * 1_000_000
        self.over = year < ground.today.year

    def write(self) -> None:
        """All of it."""
        self._duties()
        self._study()
        self._tried()
        self._assigned()
        self._classes()
        self._told()
        self._logged()
        self._few()
        if self.over:
            self._closed()

    def _seq(self, at: int) -> int:
        return self.ground.past.place(self.year, at)

    def _day(self) -> date:
        return self.starts + timedelta(days=self.luck.randrange((self.last - self.starts).days + 1))

    def _moment(self) -> datetime:
        return datetime.combine(self._day(), time(self.luck.randrange(12, 20)), UTC)

    def _insert(self, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
        insert_in_bulk(self.session.connection(), table, rows)

    def _duties(self) -> None:
        requirement_id, version_id = self.ground.requirement
        self._insert(
            RequirementInstance,
            (
                {
                    "requirement_id": requirement_id,
                    "version_id": version_id,
                    "member_id": member,
                    "period_start": self.starts,
                    "period_end": date(self.year, 12, 31),
                    "event_seq": self._seq(at),
                }
                for at, member in enumerate(self.ground.members)
            ),
        )

    def _sittings(self) -> Iterator[tuple[int, int, Module]]:
        """Every sitting's id with its member and module."""
        each = len(self.ground.modules)
        for place, member in enumerate(self.ground.members):
            for number, module in enumerate(self.ground.modules):
                yield self.first + place * each + number, member, module

    def _study(self) -> None:
        sittings, visits, done, posted, credit = [], [], [], [], []
        for sitting, member, module in self._sittings():
            moment, seq = self._moment(), self._seq(sitting)
            version = module.version_id
            sittings.append(
                {
                    "id": sitting,
                    "member_id": member,
                    "module_version_id": version,
                    "period_start": self.starts,
                    "opened_at": moment,
                    "event_seq": seq,
                }
            )
            visits += [
                {"sitting_id": sitting, "started_at": moment, "duty": Duty.ON_DUTY, "device": "PC"}
                for _ in range(2)
            ]
            for lesson, lesson_version in module.lessons:
                if self.luck.random() < 0.3:
                    continue
                done.append(
                    {
                        "sitting_id": sitting,
                        "lesson": lesson,
                        "lesson_version_id": lesson_version,
                        "completed_at": moment,
                        "event_seq": seq,
                    }
                )
                posted.append(
                    {
                        "sitting_id": sitting,
                        "unit": f"lesson:{lesson}",
                        "after_beat": 0,
                        "through_beat": 40,
                        "seconds": 600,
                        "event_seq": seq,
                    }
                )
            credit += [
                {
                    "member_id": member,
                    "limb": self.ground.limb,
                    "seconds": self.luck.randint(60, 380),
                    "earned_on": self._day(),
                    "source": CreditSource.LESSON,
                    "sitting_id": sitting,
                    "unit": f"lesson:{module.lessons[0][0]}",
                    "reverses_id": None,
                    "event_seq": seq,
                }
                for _ in range(ENTRIES // len(self.ground.modules))
            ]
        self._insert(Sitting, sittings)
        self._insert(Visit, visits)
        self._insert(LessonCompletion, done)
        self._insert(TimePosting, posted)
        self._insert(CreditEntry, credit)

    def _tried(self) -> None:
        """An attempt at each module, nine in ten passed, with answers and certificates."""
        attempts, results, answers, certificates = [], [], [], []
        first, _ = self.ground.past.places[self.year]
        for at, (sitting, member, module) in enumerate(self._sittings()):
            example = self.ground.examples[at % len(self.ground.examples)]
            moment, passed = self._moment(), at % 10 != 3
            attempts.append(
                {
                    **example.attempt,
                    "id": sitting,
                    "sitting_id": sitting,
                    "member_id": member,
                    "number": 1,
                    "started_at": moment,
                    "event_seq": first + at,
                }
            )
            if at % 10 == 7 and not self.over:
                continue
            results.append(
                {
                    **example.result,
                    "attempt_id": sitting,
                    "submitted_at": moment,
                    "submitted_on": moment.date(),
                    "points": 9 if passed else 3,
                    "maximum": 10,
                    "passed": passed,
                    "event_seq": first + at,
                }
            )
            answers += [
                {
                    "attempt_id": sitting,
                    "item": item,
                    "answer": answer,
                    "opened_ms": 0,
                    "turn": 1,
                    "saved_at": moment,
                    "sign_in_id": None,
                }
                for item, answer in list(example.result["answers"].items())[:2]
            ]
            if passed:
                certificates.append(
                    self._certificate(
                        sitting, member, module.slug, self.ground.past.issued(self.year, at)
                    )
                )
        self._insert(Attempt, attempts)
        self._insert(Response, answers)
        self._insert(AttemptResult, results)
        self._insert(Certificate, certificates)

    def _certificate(self, number: int, member: int, subject: str, seq: int) -> dict[str, Any]:
        code = f"{number:026}"
        facts = {**self.ground.facts, "code": code, "period": self.year}
        return {
            "id": number,
            "code": code,
            "kind": CertificateKind.MODULE,
            "member_id": member,
            "subject": subject,
            "period_start": self.starts,
            "sequence": 1,
            "supersedes_id": None,
            "facts": facts,
            "facts_digest": DIGEST,
            "issued_at": self._moment(),
            "event_seq": seq,
        }

    def _assigned(self) -> None:
        """Every module to everybody, each due in another month; some of them by a rule."""
        first = self.year * 100
        for number, module in enumerate(self.ground.modules):
            due = date(self.year, 2 * (number % 6) + 1, 28)
            common = {
                "due_on": due,
                "assigned_at": datetime.combine(self.starts, time(12), UTC),
                "event_seq": self._seq(number),
            }
            values = {
                "id": first + number,
                "content_id": module.content_id,
                "audience": {"kind": "all-sworn", "value": ""},
                "opens_on": self.starts,
                "assigned_by": None,
                **common,
            }
            self._insert(Assignment, [values])
            shares = [
                {
                    "id": self.first + number * 10_000 + at,
                    "assignment_id": first + number,
                    "member_id": member,
                    **common,
                }
                for at, member in enumerate(self.ground.members)
            ]
            self._insert(MemberAssignment, shares)
            if number < _RULES:
                self._ruled(number, module, first + number, shares)

    def _ruled(
        self, number: int, module: Module, assignment: int, shares: list[dict[str, Any]]
    ) -> None:
        seq = self._seq(number)
        if self.year == min(self.ground.past.places):
            rule = {
                "id": number + 1,
                "content_id": module.content_id,
                "name": f"Everybody, {module.slug}",
                "audience": {"sworn": True},
                "repeats": Repeat.YEARLY,
                "opens_on": self.starts,
                "due_on": date(self.year, 2 * (number % 6) + 1, 28),
                "grace_days": 0,
                "made_by": None,
                "made_at": datetime.combine(self.starts, time(12), UTC),
                "event_seq": seq,
            }
            self._insert(AssignmentRule, [rule])
            named = {"rule_id": number + 1, "content_id": module.content_id}
            self._insert(AssignmentRuleModule, [named])
        made = {
            "assignment_id": assignment,
            "rule_id": number + 1,
            "round_on": self.starts,
            "grace_on": shares[0]["due_on"],
            "event_seq": seq,
        }
        self._insert(RuleAssignment, [made])
        self._insert(
            RuleShare,
            (
                {"member_assignment_id": each["id"], "reason": "sworn", "event_seq": seq}
                for each in shares
            ),
        )

    def _classes(self) -> None:
        """Classes and roll calls with their rosters; the last of this year wait for somebody."""
        recorder, decider = self.ground.staff
        held, there, said, decided = [], [], [], []
        module = self.ground.modules[0]
        for number in range(CLASSES):
            at, seq = self._moment(), self._seq(number)
            class_id = self.year * 1_000 + number
            held.append(
                {
                    "id": class_id,
                    "kind": ClassKind.CLASS,
                    "lesson_version_id": module.lessons[0][1],
                    "scenario_version_id": None,
                    "limb": self.ground.limb,
                    "place": "Training room",
                    "starts_at": at,
                    "ends_at": at + timedelta(hours=1),
                    "break_minutes": 10,
                    "hour_minutes": 60,
                    "instructor": "Ingrid Instructor",
                    "instructor_id": None,
                    "credential": "",
                    "credential_expires_on": None,
                    "sheet_sha256": None,
                    "recorded_by": recorder,
                    "recorded_at": at,
                    "event_seq": seq,
                }
            )
            for place, member in enumerate(self.luck.sample(list(self.ground.members), ATTENDEES)):
                attendee = class_id * 100 + place
                there.append(
                    {
                        "id": attendee,
                        "class_id": class_id,
                        "member_id": member,
                        "late_minutes": 0,
                        "left_minutes": 0,
                        "explanation": "",
                    }
                )
                if place % 10:
                    said.append(
                        {
                            "attendee_id": attendee,
                            "was_there": True,
                            "answered_by": recorder,
                            "answered_at": at,
                            "event_seq": seq,
                        }
                    )
            if self.over or number > 5:
                decided.append(
                    {
                        "class_id": class_id,
                        "outcome": ClassOutcome.APPROVED,
                        "reason": "",
                        "recorded_by": recorder,
                        "decided_by": decider,
                        "decided_at": at,
                        "event_seq": seq,
                    }
                )
        self._insert(ClassSession, held)
        self._insert(ClassAttendee, there)
        self._insert(ClassAnswer, said)
        self._insert(ClassDecision, decided)

    def _told(self) -> None:
        """Reminders, each with its letter."""
        reminders, letters = [], []
        for number in range(LETTERS):
            for place, member in enumerate(self.ground.members):
                moment, key = self._moment(), f"reminder:{self.year}:{number}:{member}"
                reminders.append(
                    {
                        "member_id": member,
                        "key": f"assignment:{self.year * 100 + number} due-7",
                        "stage": Stage.DUE_7,
                        "subject": f"assignment:{self.year * 100 + number}",
                        "letter_key": key,
                        "recorded_at": moment,
                        "event_seq": self._seq(place),
                    }
                )
                letters.append(
                    {
                        "kind": "send-mail",
                        "key": key,
                        "payload": {"letter": "reminder"},
                        "state": JobState.DONE,
                        "run_after": moment,
                        "lease_until": None,
                        "lease_owner": None,
                        "attempts": 1,
                        "cursor": None,
                        "last_error": None,
                        "created_at": moment,
                        "finished_at": moment,
                    }
                )
        self._insert(Reminder, reminders)
        self._insert(Job, letters)

    def _logged(self) -> None:
        """Sign-ins of everybody, and looks at their records."""
        trainer, _ = self.ground.staff
        signed, seen, looked = [], [], []
        for member, account in zip(self.ground.members, self.ground.accounts, strict=True):
            for number in range(SIGN_INS):
                at = self._moment()
                signed.append(
                    {
                        "token_sha256": f"{self.year}-{account}-{number}",
                        "account_id": account,
                        "device": "Windows",
                        "created_at": at,
                        "last_seen_at": at,
                        "confirmed_at": at,
                        "second_factor_at": None,
                        "owes_second_factor": False,
                        "locked_at": None,
                        "ended_at": at if self.over or number else None,
                    }
                )
                seen.append(
                    {
                        "at": at,
                        "kind": "signed-in",
                        "account_id": account,
                        "source": "10.0.0.1",
                        "detail": "",
                    }
                )
            looked += [
                {
                    "at": self._moment(),
                    "account_id": trainer,
                    "member_id": member if number else None,
                    "what": "member record" if number else "desk",
                }
                for number in range(LOOKS)
            ]
        self._insert(SignIn, signed)
        self._insert(SecurityLog, seen)
        self._insert(AccessLog, looked)

    def _few(self) -> None:
        """What happens to few: leave, more time, talks, challenged items."""
        recorder, answerer = self.ground.staff
        seq, moment = self._seq(0), self._moment()
        members, luck = list(self.ground.members), self.luck
        self._insert(
            LeaveRecord,
            (
                {
                    "member_id": member,
                    "starts_on": starts,
                    "ends_on": starts + timedelta(days=luck.randint(5, 60)),
                    "cancels_id": None,
                    "letter_sha256": None,
                    "recorded_at": moment,
                    "event_seq": seq,
                }
                for member in luck.sample(members, len(members) // 10)
                for starts in [self._day()]
            ),
        )
        self._insert(
            Exemption,
            (
                {
                    "member_id": member,
                    "assignment_id": self.year * 100,
                    "requirement_id": None,
                    "valid_from": self.starts,
                    "valid_until": date(self.year, 6, 30),
                    "extended_to": date(self.year, 6, 30),
                    "reason": "Court days in the first week.",
                    "approved_by": "Chief of Police",
                    "document_sha256": None,
                    "recorded_at": moment,
                    "event_seq": seq,
                }
                for member in luck.sample(members, len(members) // 30)
            ),
        )
        failed = [self.first + at for at in range(3, len(members), 10)]
        said = {"recorded_at": moment, "recorded_by": recorder, "note": "Went through it."}
        self._insert(
            Talk, ({"attempt_id": each, **said, "event_seq": seq} for each in failed[:_TALKS])
        )
        self._challenged(seq, moment, answerer)

    def _challenged(self, seq: int, moment: datetime, answerer: int) -> None:
        raised, answered = [], []
        each = len(self.ground.modules)
        for number in range(min(_CHALLENGES, len(self.ground.members) // 2)):
            at, challenge = number * 10, self.year * 1_000 + number
            example = self.ground.examples[at % len(self.ground.examples)]
            raised.append(
                {
                    "id": challenge,
                    "attempt_id": self.first + at,
                    "member_id": self.ground.members[at // each],
                    "scenario_version_id": example.scenario_version_id,
                    "item": example.item,
                    "words": "Two of these could be right.",
                    "raised_at": moment,
                    "event_seq": seq,
                }
            )
            answered.append(
                {
                    "challenge_id": challenge,
                    "outcome": ChallengeOutcome.STANDS,
                    "words": "The second one leaves out the deciding fact.",
                    "answered_at": moment,
                    "answered_by": answerer,
                    "event_seq": seq,
                }
            )
        self._insert(ItemChallenge, raised)
        self._insert(ChallengeAnswer, answered if self.over else answered[:-5])

    def _closed(self) -> None:
        requirement_id, _ = self.ground.requirement
        _, chief = self.ground.staff
        seq = self._seq(0)
        signed = {
            "requirement_id": requirement_id,
            "period_start": self.starts,
            "signed_by": chief,
            "signed_on": date(self.year + 1, 1, 8),
            "signed_at": datetime(self.year + 1, 1, 8, 15, tzinfo=UTC),
            "event_seq": seq,
        }
        self._insert(
            YearClose,
            [
                {
                    "id": self.year,
                    "period_end": date(self.year, 12, 31),
                    "statement": "As it is.",
                    "outcomes_digest": _DIGEST,
                    **signed,
                }
            ],
        )
        self._insert(
            YearCloseMember,
            (
                {
                    "close_id": self.year,
                    "member_id": member,
                    "outcome": YearOutcome.LATE if at % 9 == 0 else YearOutcome.COMPLETE,
                    "seconds": 7_000 + at % 400,
                }
                for at, member in enumerate(self.ground.members)
            ),
        )
        self._insert(
            NoChangeStatement, [{"limb": "federal_changes", "statement": "None.", **signed}]
        )


def first_drawn(draw: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[str, str]:
    """A scenario that was drawn, and an item of it that was answered."""
    drawn = {each["scenario"] for each in draw["scenarios"]}
    return next(
        (scenario, item)
        for scenario, _, item in (name.partition("/") for name in json.loads(json.dumps(answers)))
        if scenario in drawn
    )
