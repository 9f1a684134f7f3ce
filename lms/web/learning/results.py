"""What an attempt came to, its receipt, and what may be shown of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.attempt import Result, grade
from lms.domain.credit import minutes
from lms.domain.errors import NotFoundError
from lms.domain.key_change import Accepted
from lms.domain.page_token import attempt_unit
from lms.domain.receipt_text import received_text
from lms.domain.scenario import ItemRef
from lms.domain.training import TrainingModule
from lms.queries.attempt_work import OpenedAttempt, open_module, opened_attempt
from lms.queries.certificates import certificates_of
from lms.queries.content import thing, version
from lms.queries.receipts import Receipt, receipt_of
from lms.queries.rescoring import corrections_of
from lms.queries.revision_then import revision_of_attempt
from lms.queries.seat import seconds_of_unit
from lms.queries.sittings import own_attempt, own_sitting
from lms.web.access import own_member_id, requires
from lms.web.answer_fields import shown_with_key
from lms.web.learning.after_failure import after_failure
from lms.web.learning.blueprint import blueprint
from lms.web.learning.late import year_of
from lms.web.local_day import today
from lms.web.plant import now, reading
from lms.web.quotations import quotations


@blueprint.get("/attempts/<int:attempt_id>/result")
@requires(Permission.ATTEMPT_SUBMIT)
def result(attempt_id: int) -> ResponseReturnValue:
    """Show the one result of an attempt with its receipt."""
    return result_page(attempt_id)


def result_page(attempt_id: int, *, other_answers: bool = False) -> str:
    """The result; failed, the sections to read again without keys; passed, everything."""
    with reading() as session:
        found = _closed(session, attempt_id)
        sitting = own_sitting(session, sitting_id=found.row.sitting_id, member_id=own_member_id())
        if sitting is None:
            raise NotFoundError(attempt=attempt_id)
        module_version = version(session, sitting.module_version_id)
        module = thing(session, module_version, TrainingModule)
        receipt = receipt_of(session, attempt_id=attempt_id)
        then = revision_of_attempt(session, attempt_id=attempt_id, day=today())
        corrections = corrections_of(session, attempt_id)
        accepted = corrections[-1].accepted if corrections else receipt.accepted
        graded = _graded(found, receipt.unscored, accepted)
        words = quotations(session, graded.missed, revision_id=then.revision_id if then else None)
        unit = attempt_unit(attempt_id)
        counted = seconds_of_unit(session, sitting_id=sitting.id, unit=unit)
        tries = open_module(session, sitting, now())
        certificates = certificates_of(session, member_id=own_member_id())
        failed = not found.row.passed or any(not each.passed_before for each in corrections)
        after = after_failure(session, attempt_id, tries) if failed else None
    return render_template(
        "learning/result.html",
        attempt=found,
        module=module,
        policy=module_version.policy,
        year=year_of(sitting.period_start),
        result=graded,
        receipt=receipt,
        receipt_fields=_fields(receipt),
        words=words,
        scenarios=_shown(found, graded, accepted) if found.row.passed else [],
        counted=minutes(counted),
        must_pass=bool(found.must_pass),
        after=after,
        certificates=[each for each in certificates if each.kind.value == "year"],
        other_answers=other_answers,
        then=then,
        corrections=corrections,
    )


def _fields(receipt: Receipt) -> dict[str, str]:
    """The receipt as the page that checks it takes it."""
    return {
        "attempt": str(receipt.attempt_id),
        "received": received_text(receipt.submitted_at),
        "answers": receipt.answers_digest,
        "position": str(receipt.event_seq),
        "digest": receipt.journal_head,
    }


def _closed(session: Session, attempt_id: int) -> OpenedAttempt:
    row = own_attempt(session, attempt_id=attempt_id, member_id=own_member_id())
    if row is None or not row.is_closed:
        raise NotFoundError(attempt=attempt_id)
    return opened_attempt(session, row)


def _graded(
    found: OpenedAttempt,
    unscored: tuple[str, ...],
    accepted: Mapping[ItemRef, tuple[Accepted, ...]],
) -> Result:
    """The same grading as in the record, from the same inputs, corrected keys included."""
    return grade(
        found.scenarios,
        found.responses,
        pass_mark=found.row.pass_mark,
        must_pass=found.must_pass,
        unscored=[ItemRef.parse(text) for text in unscored],
        accepted=accepted,
    )


def _shown(
    found: OpenedAttempt, graded: Result, accepted_refs: Collection[ItemRef]
) -> list[dict[str, object]]:
    """Each scenario with its items, keys and feedback: only after a pass."""
    results = {each.ref: each for each in graded.items}
    shown = []
    for number, scenario in enumerate(found.scenarios, 1):
        items = []
        for ref, outcome in results.items():
            if ref.scenario != scenario.id:
                continue
            item = scenario.item(ref.item)
            answer = found.responses.get(ref)
            items.append(
                {
                    "shown": shown_with_key(item, answer, found.row.seed, scenario.id),
                    "points": outcome.points,
                    "maximum": outcome.maximum,
                    "corrected": outcome.ref in accepted_refs,
                    "scored": outcome.scored,
                }
            )
        right = all(results[ref].right for ref in results if ref.scenario == scenario.id)
        shown.append({"number": number, "scenario": scenario, "items": items, "right": right})
    return shown
