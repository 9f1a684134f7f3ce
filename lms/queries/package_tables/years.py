"""Years that were closed: who signed, what everybody's year came to, and what came after."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from lms.domain.year_close import YearOutcome
from lms.models import (
    Account,
    LessonCompletion,
    Requirement,
    Sitting,
    YearClose,
    YearCloseMember,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement

_CLOSE = ("close", "The number of the close")


def _count(outcome: YearOutcome) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(YearCloseMember.close_id == YearClose.id, YearCloseMember.outcome == outcome)
        .scalar_subquery()
    )


def _closes(head: int) -> Statement:
    return (
        select(
            YearClose.id,
            Requirement.slug,
            YearClose.period_start,
            YearClose.period_end,
            _count(YearOutcome.COMPLETE),
            _count(YearOutcome.EXCUSED),
            _count(YearOutcome.LATE),
            YearClose.statement,
            YearClose.outcomes_digest,
            Account.display_name,
            YearClose.signed_by,
            YearClose.signed_on,
            YearClose.signed_at,
            YearClose.event_seq,
        )
        .join(Requirement, Requirement.id == YearClose.requirement_id)
        .join(Account, Account.id == YearClose.signed_by)
        .where(YearClose.event_seq <= head)
        .order_by(YearClose.id)
    )


def _members(head: int) -> Statement:
    return (
        select(
            YearCloseMember.close_id,
            YearCloseMember.member_id,
            YearCloseMember.outcome,
            YearCloseMember.seconds,
            YearClose.event_seq,
        )
        .join(YearClose, YearClose.id == YearCloseMember.close_id)
        .where(YearClose.event_seq <= head)
        .order_by(YearCloseMember.close_id, YearCloseMember.member_id)
    )


def _lessons_after(head: int) -> Statement:
    return (
        select(
            YearClose.id,
            Sitting.member_id,
            LessonCompletion.lesson,
            LessonCompletion.completed_at,
            LessonCompletion.event_seq,
        )
        .join(Sitting, Sitting.id == LessonCompletion.sitting_id)
        .join(
            YearClose,
            (YearClose.period_start == Sitting.period_start)
            & (YearClose.event_seq < LessonCompletion.event_seq),
        )
        .where(LessonCompletion.event_seq <= head)
        .order_by(YearClose.id, LessonCompletion.id)
    )


TABLES = (
    PackageTable(
        "year_closes",
        "A year was closed: somebody signed what every sworn member's year came to",
        (
            _CLOSE,
            ("requirement", "What was asked"),
            ("period", "First day of the year"),
            ("last_day", "Its last day"),
            ("complete", "How many were complete"),
            ("excused", "How many were excused, with a memo"),
            ("late", "How many were late"),
            ("statement", "The words that were signed"),
            ("outcomes_digest", "SHA-256 of everybody's outcome and seconds, which was signed"),
            ("signed_by", "Who signed"),
            ("signed_by_account", "The signer's account, as the journal writes it"),
            ("signed_on", "The local day"),
            ("signed_at", "When (UTC)"),
            ENTRY,
        ),
        _closes,
    ),
    PackageTable(
        "year_close_members",
        "What one member's year came to when it was signed; nothing changes it afterwards",
        (
            _CLOSE,
            MEMBER,
            ("outcome", "Complete, excused or late"),
            ("seconds", "Seconds that counted in the year when it was signed"),
            ENTRY,
        ),
        _members,
    ),
    PackageTable(
        "year_close_lessons_after",
        "A lesson begun in a closed year and finished after its close was signed",
        (
            _CLOSE,
            MEMBER,
            ("lesson", "Which lesson"),
            ("completed_at", "When (UTC)"),
            ENTRY,
        ),
        _lessons_after,
    ),
)
