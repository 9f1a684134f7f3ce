"""What is counted as open is what each thing's own page lists, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role, TwoPersonAct, needs_second_factor
from lms.domain.duty_calendar import DutyKind
from lms.domain.handover import Desk, DeskState
from lms.domain.open_matter import MatterKind
from lms.domain.standard import ProofKind
from lms.models import (
    ContentDraft,
    ContentKind,
    DocumentState,
    Job,
    JobState,
    Policy,
    Proposal,
    StagedDocument,
    StagedImport,
)
from lms.queries.account_list import account_list, held_roles
from lms.queries.assignments import assignments_due
from lms.queries.classes import undecided_classes
from lms.queries.content_list import content_overview
from lms.queries.desk_state import desk_state
from lms.queries.developments import register
from lms.queries.drafts import drafts
from lms.queries.papers import KIND as PAPER
from lms.queries.proposals import waiting_proposals
from lms.queries.recipient import MAIL
from lms.queries.staged_documents import staged_documents
from lms.queries.staged_rosters import KIND as ROSTER
from lms.services.keep_standards import map_standard, set_window
from lms.services.open_account import grant_role
from lms.storage.database import Database
from tests.changes import ENTRY, enter, review
from tests.clock import Clock
from tests.department import SERGEANT, Find
from tests.factories import decide, sign_up, today
from tests.stored_rows import something_happened

MANY = 25


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def seen(database: Database, desk: Desk = Desk.TRAINING_UNIT) -> DeskState:
    with database.reading() as session:
        return desk_state(session, desk, now=database.clock())


def counts(state: DeskState) -> dict[MatterKind, int]:
    return {each.kind: each.count for each in state.matters}


def pile_up(session: Session, *, by: int, now: datetime) -> None:
    """Many of whatever a table counts, the oldest three days old."""
    seq = something_happened(session, now)
    policy_id = session.execute(select(Policy.id)).scalar_one()
    for number in range(MANY):
        at = now - timedelta(days=3, minutes=-number)
        session.execute(
            insert(Proposal).values(
                act=TwoPersonAct.YEAR_RULE,
                payload={"number": number},
                payload_digest=f"{number:064d}",
                reason="A test.",
                proposed_by=by,
                proposed_at=at,
                event_seq=seq,
            )
        )
        session.execute(
            insert(ContentDraft).values(
                policy_id=policy_id,
                kind=ContentKind.SCENARIO,
                slug=f"draft-{number}",
                source="",
                author_id=by,
                turn=1,
                created_at=at,
                updated_at=now,
            )
        )
        session.execute(
            insert(StagedDocument).values(
                policy="haverhill-immigration",
                title="A policy",
                file_sha256=f"{number:064d}",
                file_name="policy.txt",
                file_size=1,
                media_type="text/plain",
                reading_sha256=f"{number:064d}",
                edits=[],
                unfit=[],
                state=DocumentState.OPEN,
                staged_at=at,
                changed_at=at,
            )
        )
        for kind in (PAPER, ROSTER):
            session.execute(
                insert(StagedImport).values(
                    kind=kind, file_sha256=f"{number:064d}", rows=[], difference={}, staged_at=at
                )
            )
        for kind, state in ((MAIL, JobState.WAITING), ("verify", JobState.FAILED)):
            session.execute(
                insert(Job).values(
                    kind=kind,
                    key=f"piled-{number}",
                    payload={},
                    state=state,
                    run_after=now,
                    attempts=1,
                    created_at=at,
                )
            )


@pytest.mark.parametrize("desk", Desk)
def test_the_number_of_statements_does_not_grow_with_what_is_open(
    department: Database, find: Find, desk: Desk
) -> None:
    seen(department, desk)
    with counted(department) as before:
        seen(department, desk)
    department.writing(partial(pile_up, by=find(SERGEANT).account_id))
    with counted(department) as after:
        found = seen(department, desk)
    assert len(after) == len(before)
    assert len(after) < MANY
    assert counts(found)[MatterKind.PROPOSALS] >= MANY


def test_each_count_is_that_of_its_own_list(department: Database, find: Find) -> None:
    sergeant = find(SERGEANT)
    department.writing(partial(pile_up, by=sergeant.account_id))
    reviewer = sign_up(department, Role.POLICY_OWNER, login="owner", name="Paula Policy")
    review(department, enter(department, ENTRY, sergeant), reviewer)
    state = seen(department)
    found = counts(state)
    now, day = department.clock(), today(department)
    with department.reading() as session:
        entries = register(session)
        held = held_roles(session, now=now)
        listed = {
            MatterKind.PROPOSALS: len(waiting_proposals(session, acts=tuple(TwoPersonAct))),
            MatterKind.CLASSES: len(undecided_classes(session)),
            MatterKind.DRAFTS: len(drafts(session)),
            MatterKind.IN_REVIEW: content_overview(session).in_review,
            MatterKind.DOCUMENTS: sum(each.is_open for each in staged_documents(session)),
            MatterKind.UNREVIEWED: sum(each.newest.review is None for each in entries),
            MatterKind.UNDECIDED: sum(
                each.reviewed is not None and not each.decisions for each in entries
            ),
            MatterKind.AWAITED: sum(each.awaits_outcome for each in entries),
            MatterKind.FACTORS: sum(
                not each.has_second_factor
                and needs_second_factor(role.role for role in held.get(each.id, ()))
                for each in account_list(session, day=day)
                if each.closed_at is None
            ),
        }
    assert {kind: found.get(kind, 0) for kind in listed} == listed
    assert found[MatterKind.LETTERS] == found[MatterKind.JOBS] == found[MatterKind.PAPERS] == MANY
    assert found[MatterKind.ROSTERS] == 1, "a later file takes the place of the ones before"
    since = {each.kind: each.since for each in state.matters}
    assert since[MatterKind.PROPOSALS] == day - timedelta(days=3)
    assert MatterKind.FILES not in found


def test_a_file_or_a_failure_of_long_ago_is_forgotten(
    department: Database, find: Find, clock: Clock
) -> None:
    department.writing(partial(pile_up, by=find(SERGEANT).account_id))
    clock.advance(days=61)
    found = counts(seen(department))
    gone = {MatterKind.LETTERS, MatterKind.JOBS, MatterKind.PAPERS, MatterKind.ROSTERS}
    assert not gone & set(found)
    assert found[MatterKind.PROPOSALS] == MANY


def test_the_years_of_a_window_that_nothing_proves_are_the_manager_s(
    department: Database,
) -> None:
    manager = sign_up(department, Role.ACCREDITATION_MANAGER, login="am", name="Ann Manager")
    state = seen(department, Desk.ACCREDITATION)
    assert MatterKind.FILES not in counts(state)
    day = today(department)
    department.writing(
        partial(
            set_window,
            name="First assessment",
            starts_on=date(day.year - 2, 1, 1),
            ends_on=date(day.year + 1, 6, 30),
            by=manager.actor,
        )
    )
    department.writing(
        partial(
            map_standard,
            number="33.5.9",
            title="Roll-call training",
            provisions=("IV.E",),
            proofs=(ProofKind.COMPLETION,),
            rationale="The policy asks for it.",
            by=manager.actor,
        )
    )
    state = seen(department, Desk.ACCREDITATION)
    (files,) = [each for each in state.matters if each.kind is MatterKind.FILES]
    assert (files.count, files.named) == (2, ("33.5.9",)), "the two years that are over"
    ends = [each for month in state.calendar.months for each in month.duties]
    window = [each for each in ends if each.kind is DutyKind.WINDOW]
    assert [each.on for each in window] == [date(day.year + 1, 6, 30)]


def test_the_calendar_has_the_days_that_the_record_names(
    department: Database,
) -> None:
    day = today(department)
    decide(department, review_of_pace="on")
    soon = sign_up(department, Role.POLICY_OWNER, login="acting", name="Acting Owner")
    until = department.clock() + timedelta(days=40)
    department.writing(
        partial(
            grant_role,
            account_id=soon.account_id,
            role=Role.TRAINING_UNIT,
            until=until,
            by=SYSTEM,
        )
    )
    found = seen(department)
    duties = [each for month in found.calendar.months for each in month.duties]
    due = {each.on for each in duties if each.kind is DutyKind.DUE}
    with department.reading() as session:
        wanted = {each.due_on for each in assignments_due(session, since=day.replace(day=1))}
    assert due == {each for each in wanted if each <= date(day.year + 1, 10, 31)}
    assert counts(found)[MatterKind.LAPSING] == 1
    ends = [each.on for each in duties if each.kind is DutyKind.ROLE]
    assert min(each for each in ends if each) == (until - timedelta(hours=1)).date()
    with department.reading() as session:
        opening = desk_state(
            session, Desk.TRAINING_UNIT, now=department.clock(), first=date(day.year, 1, 1)
        )
    first = {each.kind: each for each in opening.calendar.months[0].duties}
    assert first[DutyKind.OPEN_YEAR].state.value == "done"
