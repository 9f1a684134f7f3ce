"""What lies open on a desk, in a fixed number of statements however much there is.

One statement counts every kind that a table can count; a few more read what rules decide.
A new kind is a line in ``domain.open_matter`` and a count here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.domain.access import Role
from lms.domain.development import Outcome, Touch
from lms.domain.handover import DESKS, Desk, on_desk
from lms.domain.open_matter import (
    FAILED_FOR,
    LAPSE_WITHIN,
    STAGED_FOR,
    Area,
    Matter,
    MatterKind,
    in_order,
)
from lms.domain.setting import SettingName, Settings
from lms.domain.two_people import acts_without_two, lone_roles
from lms.models import (
    Account,
    Authenticator,
    Certificate,
    CertificateFile,
    CertificateRevocation,
    ChallengeAnswer,
    ClassAnswer,
    ClassAttendee,
    ClassDecision,
    ClassOutcome,
    ClassSession,
    ContentDraft,
    ContentState,
    ContentStateKind,
    ContentVersion,
    DevelopmentDecided,
    DevelopmentOutcome,
    DevelopmentReview,
    DevelopmentTouch,
    DevelopmentVersion,
    DocumentState,
    ItemChallenge,
    Job,
    JobState,
    LegalHold,
    LegalHoldEnd,
    OutsideDecision,
    OutsideTraining,
    PaceOutcome,
    PaceReview,
    Passkey,
    Proposal,
    ProposalDecision,
    Revision,
    RevisionDecision,
    RoleGrant,
    RoleGrantEnd,
    SigningKeyRow,
    StagedDocument,
    StagedImport,
)
from lms.queries.content import latest_state
from lms.queries.desk import waiting_talks
from lms.queries.owed import Owed
from lms.queries.papers import KIND as PAPER
from lms.queries.provisions import revision_in_force
from lms.queries.recipient import MAIL
from lms.queries.role_holders import role_holders
from lms.queries.setting_history import setting_history
from lms.queries.staged_rosters import KIND as ROSTER
from lms.queries.standards import all_memos, all_proofs, standards, window
from lms.queries.unclosed_year import unclosed_year
from lms.queries.unsigned_certificates import unsigned_certificates

KEY = "signing-key"
_LETTER_LATE = timedelta(hours=2)
_WAITS_SINCE_NOTHING = frozenset({MatterKind.LAPSING})
Counted = Select[str, int, datetime]


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """What lies open, and what else was read for it that a calendar needs.

    Attributes:
        oldest_roster: the day since which a class's roster waits, where one waits.
        coming: by the day from which they hold, how many decisions are to come.
    """

    matters: tuple[Matter, ...]
    oldest_roster: date | None
    key_since: date | None
    holds: int
    coming: Mapping[date, int]


def open_desk(
    session: Session,
    desk: Desk,
    *,
    owed: tuple[Owed, ...],
    settings: Settings,
    now: datetime,
) -> OpenDesk:
    """What lies open on a desk at ``now``.

    Args:
        owed: what is owed today.
    """
    day = now.astimezone(settings.zone).date()
    found = {
        kind: (count, since.astimezone(settings.zone).date() if since else None)
        for kind, count, since in session.execute(union_all(*_counts(now)))
    }
    keys, key_since = found.pop(KEY)
    matters = {
        MatterKind(kind): Matter(
            MatterKind(kind), count, None if kind in _WAITS_SINCE_NOTHING else since
        )
        for kind, (count, since) in found.items()
    }
    if not keys:
        matters[MatterKind.NO_KEY] = Matter(MatterKind.NO_KEY, 1)
    coming: dict[date, int] = {}
    for each in (*_settings(session, day, coming), *_roles(session, settings, now)):
        matters[each.kind] = each
    waiting = unsigned_certificates(session, now=now)
    if waiting is not None:
        since = waiting.since.astimezone(settings.zone).date()
        matters[MatterKind.UNSIGNED] = Matter(MatterKind.UNSIGNED, waiting.count, since)
    if Area.TRAINING in DESKS[desk].areas:
        for each in _training(session, owed, settings, day):
            matters[each.kind] = each
    if Area.EVIDENCE in DESKS[desk].areas:
        matters[MatterKind.FILES] = _files(session, day)
    return OpenDesk(
        matters=on_desk(desk, in_order(matters)),
        oldest_roster=matters[MatterKind.CLASSES].since,
        key_since=key_since,
        holds=matters[MatterKind.HOLDS].count,
        coming=coming,
    )


def _count(
    kind: MatterKind | str, since: InstrumentedAttribute[datetime], *where: ColumnElement[bool]
) -> Counted:
    name = kind.value if isinstance(kind, MatterKind) else kind
    return select(literal(name), func.count(), func.min(since)).where(*where)


def _counts(now: datetime) -> Iterator[Counted]:
    """How many of each kind there are, and the moment since which the oldest waits."""
    yield from _approvals(now)
    yield from _training_counts()
    yield from _content()
    yield from _register()
    yield from _accounts(now)
    yield from _server(now)


def _approvals(now: datetime) -> Iterator[Counted]:
    yield _count(
        MatterKind.PROPOSALS,
        Proposal.proposed_at,
        ~exists().where(ProposalDecision.proposal_id == Proposal.id),
    )
    yield _count(
        MatterKind.CLASSES,
        ClassSession.recorded_at,
        ~exists().where(ClassDecision.class_id == ClassSession.id),
    )
    newer = aliased(StagedImport)
    waits = (StagedImport.confirmed_at.is_(None), StagedImport.staged_at > now - STAGED_FOR)
    yield _count(MatterKind.PAPERS, StagedImport.staged_at, StagedImport.kind == PAPER, *waits)
    yield _count(
        MatterKind.ROSTERS,
        StagedImport.staged_at,
        StagedImport.kind == ROSTER,
        ~exists().where(newer.kind == ROSTER, newer.id > StagedImport.id),
        *waits,
    )
    yield _count(
        MatterKind.OUTSIDE,
        OutsideTraining.submitted_at,
        ~exists().where(OutsideDecision.outside_id == OutsideTraining.id),
    )


def _training_counts() -> Iterator[Counted]:
    declined = exists().where(
        ClassDecision.class_id == ClassAttendee.class_id,
        ClassDecision.outcome == ClassOutcome.DECLINED,
    )
    yield _count(
        MatterKind.ANSWERS,
        ClassSession.recorded_at,
        ClassSession.id == ClassAttendee.class_id,
        ~exists().where(ClassAnswer.attendee_id == ClassAttendee.id),
        ~declined,
    )
    yield _count(
        MatterKind.PACE,
        PaceReview.opened_at,
        ~exists().where(PaceOutcome.review_id == PaceReview.id),
    )
    yield _count(
        MatterKind.CHALLENGES,
        ItemChallenge.raised_at,
        ~exists().where(ChallengeAnswer.challenge_id == ItemChallenge.id),
    )


def _content() -> Iterator[Counted]:
    newer = aliased(ContentVersion)
    yield _count(MatterKind.DRAFTS, ContentDraft.created_at)
    yield _count(
        MatterKind.IN_REVIEW,
        ContentState.decided_at,
        ContentState.version_id == ContentVersion.id,
        ContentState.id == latest_state(),
        ContentState.state == ContentStateKind.IN_REVIEW,
        ~exists().where(
            newer.content_id == ContentVersion.content_id, newer.number > ContentVersion.number
        ),
    )
    yield _count(
        MatterKind.DOCUMENTS, StagedDocument.staged_at, StagedDocument.state == DocumentState.OPEN
    )
    yield _count(
        MatterKind.REVISIONS,
        Revision.imported_at,
        ~exists().where(RevisionDecision.revision_id == Revision.id),
    )


def _register() -> Iterator[Counted]:
    newer = aliased(DevelopmentVersion)
    newest = ~exists().where(
        newer.development_id == DevelopmentVersion.development_id,
        newer.number > DevelopmentVersion.number,
    )
    reviewed = exists().where(DevelopmentReview.version_id == DevelopmentVersion.id)
    decided = exists().where(DevelopmentDecided.development_id == DevelopmentVersion.development_id)
    other = aliased(DevelopmentVersion)
    ever = exists().where(
        other.development_id == DevelopmentVersion.development_id,
        DevelopmentReview.version_id == other.id,
    )
    later = aliased(DevelopmentOutcome)
    known = exists().where(
        DevelopmentOutcome.development_id == DevelopmentVersion.development_id,
        DevelopmentOutcome.outcome != Outcome.PENDING,
        ~exists().where(
            later.development_id == DevelopmentOutcome.development_id,
            later.id > DevelopmentOutcome.id,
        ),
    )
    awaits = exists().where(
        DevelopmentTouch.version_id == DevelopmentVersion.id,
        DevelopmentTouch.how == Touch.AWAITS,
    )
    since = DevelopmentVersion.entered_at
    yield _count(MatterKind.UNREVIEWED, since, newest, ~reviewed)
    yield _count(MatterKind.UNDECIDED, since, newest, ever, ~decided)
    yield _count(MatterKind.AWAITED, since, newest, awaits, ~known)


def _accounts(now: datetime) -> Iterator[Counted]:
    held = and_(
        RoleGrant.valid_from <= now,
        or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now),
        ~exists().where(RoleGrantEnd.grant_id == RoleGrant.id, RoleGrantEnd.ended_at <= now),
    )
    yield _count(
        MatterKind.FACTORS,
        Account.created_at,
        Account.closed_at.is_(None),
        exists().where(RoleGrant.account_id == Account.id, RoleGrant.role != Role.OFFICER, held),
        ~exists().where(Passkey.account_id == Account.id),
        ~exists().where(Authenticator.account_id == Account.id),
    )
    yield _count(
        MatterKind.LAPSING,
        RoleGrant.valid_from,
        held,
        RoleGrant.valid_until <= now + LAPSE_WITHIN,
        exists().where(Account.id == RoleGrant.account_id, Account.closed_at.is_(None)),
    )
    yield _count(
        MatterKind.HOLDS,
        LegalHold.placed_at,
        ~exists().where(LegalHoldEnd.hold_id == LegalHold.id),
    )


def _server(now: datetime) -> Iterator[Counted]:
    yield select(literal(KEY), func.count(), func.max(SigningKeyRow.recorded_at))
    yield _count(
        MatterKind.UNRENDERED,
        Certificate.issued_at,
        ~exists().where(CertificateFile.certificate_id == Certificate.id),
        ~exists().where(CertificateRevocation.certificate_id == Certificate.id),
    )
    lately = Job.created_at > now - FAILED_FOR
    late = and_(Job.state == JobState.WAITING, Job.created_at < now - _LETTER_LATE)
    yield _count(
        MatterKind.LETTERS,
        Job.created_at,
        Job.kind == MAIL,
        lately,
        or_(Job.state == JobState.FAILED, late),
    )
    yield _count(
        MatterKind.JOBS, Job.created_at, Job.kind != MAIL, lately, Job.state == JobState.FAILED
    )


def _settings(session: Session, day: date, coming: dict[date, int]) -> Iterator[Matter]:
    """Settings that nobody ever decided, and decisions to come; the latter noted by day."""
    history = setting_history(session)
    unset = [name for name in SettingName if name not in history]
    yield Matter(MatterKind.UNSET, len(unset), None, _names(unset))
    ahead = []
    for name, decisions in history.items():
        for each in decisions:
            if each.valid_from > day:
                ahead.append(name)
                coming[each.valid_from] = coming.get(each.valid_from, 0) + 1
    yield Matter(MatterKind.COMING, len(ahead), None, _names(ahead))


def _roles(session: Session, settings: Settings, now: datetime) -> Iterator[Matter]:
    holders = role_holders(session, now=now)
    alone = [role for role, _ in lone_roles(holders)]
    yield Matter(MatterKind.LONE, len(alone), None, _names(alone))
    acts = acts_without_two(holders, outside=settings.outside_second_person or None)
    yield Matter(MatterKind.WITHOUT_TWO, len(acts), None, _names(acts))


def _names(values: Any) -> tuple[str, ...]:  # noqa: ANN401 - members of any of the enumerations
    return tuple(each.value.replace("-", " ") for each in values)


def _training(
    session: Session, owed: tuple[Owed, ...], settings: Settings, day: date
) -> Iterator[Matter]:
    talks = waiting_talks(
        session,
        day=day,
        period_starts=[each.period.starts_on for each in owed],
        attempts_before_talk=settings.attempts_before_talk,
    )
    first = min((each.failed_on for each in talks), default=None)
    yield Matter(MatterKind.TALKS, len(talks), first)
    year = unclosed_year(session, before=day)
    if year is not None:
        name = str(year.starts_on.year)
        yield Matter(MatterKind.UNCLOSED, 1, year.ends_on + timedelta(days=1), (name,))
    revision = revision_in_force(session, policy=owed[0].policy, day=day) if owed else None
    if revision is not None and not revision.certifiable:
        yield Matter(MatterKind.UNDATED, 1, revision.in_force_from)


def _files(session: Session, day: date) -> Matter:
    """The years of the window that are over and have, for a standard, neither proof nor memo."""
    looked = window(session)
    if looked is None:
        return Matter(MatterKind.FILES, 0)
    proven = {(each.number, each.year) for each in all_proofs(session)}
    proven |= {(each.number, each.year) for each in all_memos(session)}
    years = [year for year in looked.years if year < day.year]
    missing = [
        (each.number, year)
        for each in standards(session)
        for year in years
        if (each.number, year) not in proven
    ]
    return Matter(
        MatterKind.FILES, len(missing), None, tuple(sorted({each[0] for each in missing}))
    )
