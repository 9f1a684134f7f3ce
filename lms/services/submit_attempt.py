"""Grading an attempt, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.attempt import Result, grade
from lms.domain.credit import postings
from lms.domain.documents import responses_to_document
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import AttemptSubmitted
from lms.domain.journal_chain import digest
from lms.domain.key_change import accepted_in, accepted_to_document
from lms.domain.late_year import for_late_year
from lms.domain.page_token import PageToken, attempt_unit
from lms.domain.scenario import ItemRef
from lms.domain.seat_clock import Kind
from lms.domain.setting import Settings
from lms.domain.training import TrainingModule
from lms.models import (
    AttemptResult,
    CreditSource,
)
from lms.queries.attempt_work import (
    OpenedAttempt,
    attempt_of,
    opened_attempt,
)
from lms.queries.content import Version, thing, version
from lms.queries.late_years import late_for
from lms.queries.provision_status import unscored_codes
from lms.queries.rescoring import key_changes
from lms.queries.settings import settings_on
from lms.queries.sittings import (
    own_sitting,
)
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import record
from lms.services.lock_member import lock_member
from lms.services.lock_policy import share_policy
from lms.services.note_shared_attempt import note_shared_attempt
from lms.services.place_notice import place_notice_of_failure
from lms.services.post_time import counted_time, post
from lms.services.work_on_page import work_on_page

ATTESTATION = "These answers are my own work."


class AnswersDifferError(ConflictError):
    """The attempt was submitted before, or its answers changed since they were reviewed."""


def submit_attempt(  # noqa: PLR0913 - whose attempt, what was reviewed, and the proof of time
    session: Session,
    *,
    attempt_id: int,
    member_id: int,
    reviewed_digest: str,
    attested: bool,
    token: PageToken | None,
    scripted: bool,
    sign_in_id: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Grade an attempt once, post its time, and issue what is now complete; all or nothing.

    A repeat with the same answers lands on the same result and changes nothing.

    Args:
        reviewed_digest: of the answers that the member saw on the review page.
        attested: whether the member declared them as their own work.

    Raises:
        NotFoundError: no such attempt of this member.
        InvalidError: not attested.
        AnswersDifferError: other answers are recorded, or were saved since the review.
    """
    lock_member(session, member_id)
    attempt = opened_attempt(session, attempt_of(session, attempt_id, member_id))
    if attempt.answers_digest != reviewed_digest:
        raise AnswersDifferError(attempt=attempt_id, closed=attempt.row.is_closed)
    if attempt.row.is_closed:
        return
    if not attested:
        raise InvalidError(attempt=attempt_id, reason="not attested")
    note_shared_attempt(session, attempt, sign_in_id=sign_in_id, by=by, now=now)
    work_on_page(session, token, Kind.SUBMIT, scripted=scripted, now=now)
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    sitting = own_sitting(session, sitting_id=attempt.row.sitting_id, member_id=member_id)
    if sitting is None:
        raise NotFoundError(attempt=attempt_id)
    module = version(session, sitting.module_version_id)
    share_policy(session, module.policy_id)
    unscored = _unscored(session, attempt, module.policy_id, today)
    accepted = accepted_in(attempt.row.draw["scenarios"], key_changes(session))  # type: ignore[arg-type]
    result = grade(
        attempt.scenarios,
        attempt.responses,
        pass_mark=attempt.row.pass_mark,
        must_pass=attempt.must_pass,
        unscored=unscored,
        accepted=accepted,
    )
    late = late_for(
        session,
        member_id=member_id,
        policy=module.policy,
        period_start=sitting.period_start,
        day=today,
    )
    allowed = _Allowed(unscored, accepted_to_document(accepted), late)
    _store(session, attempt, module, result, allowed, settings, by=by, now=now)
    if not result.passed:
        title = thing(session, module, TrainingModule).title
        place_notice_of_failure(session, attempt=attempt.row, module=title, now=now)
    years = (sitting.period_start, today)
    issue_year_certificate(session, member_id=member_id, by=by, now=now, days=years)


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What a grading leaves out and takes for right besides, and the year its time is late for."""

    unscored: Collection[ItemRef]
    accepted: Mapping[str, object]
    late_for: date | None


def _unscored(
    session: Session, attempt: OpenedAttempt, policy_id: int, today: date
) -> frozenset[ItemRef]:
    """Items whose provision was blocked while the attempt was open."""
    blocked = unscored_codes(session, policy_id=policy_id, day=today)
    return frozenset(
        ItemRef(scenario.id, item.id)
        for scenario in attempt.scenarios
        for item in scenario.every_item
        if not blocked.isdisjoint(scenario.provisions_of(item))
    )


def _store(  # noqa: PLR0913 - a result has this many parts
    session: Session,
    attempt: OpenedAttempt,
    module: Version,
    result: Result,
    allowed: _Allowed,
    settings: Settings,
    *,
    by: Actor,
    now: datetime,
) -> None:
    row = attempt.row
    unit = attempt_unit(row.id)
    counted = counted_time(session, sitting_id=row.sitting_id, unit=unit, zone=settings.zone)
    answers = responses_to_document(attempt.responses)
    event = AttemptSubmitted(
        attempt_id=row.id,
        sitting_id=row.sitting_id,
        member_id=row.member_id,
        module=module.slug,
        module_digest=module.digest,
        draw=row.draw,
        answers=answers,
        unscored=tuple(sorted(str(ref) for ref in allowed.unscored)),
        pass_mark=row.pass_mark,
        attestation=ATTESTATION,
        points=result.points,
        maximum=result.maximum,
        passed=result.passed,
        time=counted.lines(),
        beats_after=counted.after,
        beats_through=counted.through,
        beats_digest=counted.digest,
        accepted=allowed.accepted,
        late_for=allowed.late_for.isoformat() if allowed.late_for else None,
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(AttemptResult).values(
            attempt_id=row.id,
            submitted_at=now,
            submitted_on=now.astimezone(settings.zone).date(),
            answers=answers,
            answers_digest=digest(answers),
            attestation=ATTESTATION,
            points=result.points,
            maximum=result.maximum,
            passed=result.passed,
            detail={
                "missed": list(result.missed),
                "failed_must_pass": [str(ref) for ref in result.failed_must_pass],
                "unscored": list(event.unscored),
                **({"accepted": allowed.accepted} if allowed.accepted else {}),
            },
            event_seq=seq,
        )
    )
    post(
        session,
        member_id=row.member_id,
        sitting_id=row.sitting_id,
        unit=unit,
        source=CreditSource.ATTEMPT,
        counted=counted,
        postings=for_late_year(postings(counted.time), allowed.late_for),
        event_seq=seq,
    )
