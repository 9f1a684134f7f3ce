"""What a desk shows, what is frozen of it, and who may take an offer back."""

from __future__ import annotations

from datetime import date

from lms.domain.access import Actor, Permission, Reach, Role, reach
from lms.domain.duty_calendar import CalendarFacts, Dated, DutyKind, calendar, routine
from lms.domain.handover import (
    DESKS,
    GENERAL,
    Desk,
    DeskState,
    DutyCalendar,
    desks_of,
    document_of,
    may_withdraw,
    notes_of,
    on_desk,
    shown,
)
from lms.domain.journal_chain import canonical, digest
from lms.domain.open_matter import AREAS, SAID, Area, Matter, MatterKind, in_order

TODAY = date(2026, 11, 24)
MATTERS = in_order(
    {
        MatterKind.JOBS: Matter(MatterKind.JOBS, 1),
        MatterKind.CLASSES: Matter(MatterKind.CLASSES, 2, date(2026, 11, 20)),
        MatterKind.FILES: Matter(MatterKind.FILES, 3, None, ("33.5.1",)),
        MatterKind.DRAFTS: Matter(MatterKind.DRAFTS, 0),
    }
)


def _state(desk: Desk) -> DeskState:
    facts = CalendarFacts((), (Dated(DutyKind.DUE, TODAY), Dated(DutyKind.ROLE, TODAY)))
    months = DutyCalendar(routine(facts, TODAY), calendar(facts, TODAY, TODAY))
    return DeskState(desk, TODAY, on_desk(desk, MATTERS), months.of(desk))


def test_matters_come_by_area_and_what_there_is_none_of_is_left_out() -> None:
    assert [each.kind for each in MATTERS] == [
        MatterKind.CLASSES,
        MatterKind.FILES,
        MatterKind.JOBS,
    ]
    assert MATTERS[0].words == "2 class rosters are not approved"
    assert Matter(MatterKind.CLASSES, 1).words == "1 class roster is not approved"


def test_every_kind_is_said_and_every_area_named() -> None:
    assert set(SAID) == set(MatterKind)
    assert set(AREAS) == set(Area)
    assert {said.area for said in SAID.values()} == set(Area)
    shown_somewhere = frozenset().union(*(rule.areas for rule in DESKS.values()))
    assert shown_somewhere == set(Area)


def test_a_desk_shows_its_own_matters_and_duties() -> None:
    training, accreditation = _state(Desk.TRAINING_UNIT), _state(Desk.ACCREDITATION)
    assert MatterKind.FILES not in {each.kind for each in training.matters}
    assert MatterKind.FILES in {each.kind for each in accreditation.matters}
    kinds = {each.kind for each in training.calendar.months[0].duties}
    assert kinds == {DutyKind.DUE, DutyKind.ROLE}
    assert {each.kind for each in accreditation.calendar.months[0].duties} == {DutyKind.ROLE}
    assert [each.kind for each in accreditation.calendar.routine] == [DutyKind.HEAD]


def test_a_document_says_all_of_it_in_words_and_is_read_back() -> None:
    document = document_of(_state(Desk.TRAINING_UNIT), seq=812, head="ab" * 32)
    assert canonical(document)
    found = shown(document)
    assert (found.desk, found.day, found.seq, found.head) == (
        Desk.TRAINING_UNIT,
        TODAY,
        812,
        "ab" * 32,
    )
    first = found.matters[0]
    assert (first.words, first.count, first.days) == ("2 class rosters are not approved", 2, 4)
    assert [area for area, _ in found.in_areas()] == [Area.APPROVALS, Area.KEYS]
    assert found.months[0].name == "November 2026"
    assert found.months[0].duties[0].what == "An assignment is due"
    assert len(found.months) == 12
    assert digest(document) != digest({**document, "seq": 813})


def test_notes_are_kept_by_matter_and_empty_or_unknown_ones_are_not() -> None:
    notes = {GENERAL: " Ask Ana first. ", "classes": "  ", "jobs": "Known.", "no-such": "x"}
    assert notes_of(notes) == {GENERAL: "Ask Ana first.", "jobs": "Known."}


def test_the_leaver_takes_it_back_and_the_desk_only_where_the_leaver_is_gone() -> None:
    leaver = Actor(1, roles=frozenset())
    other = Actor(2, roles=frozenset({Role.TRAINING_UNIT}))
    stranger = Actor(3, roles=frozenset({Role.CHIEF}))
    desk = Desk.TRAINING_UNIT
    assert may_withdraw(leaver, leaver_id=1, leaver_holds=True, desk=desk)
    assert not may_withdraw(other, leaver_id=1, leaver_holds=True, desk=desk)
    assert may_withdraw(other, leaver_id=1, leaver_holds=False, desk=desk)
    assert not may_withdraw(stranger, leaver_id=1, leaver_holds=False, desk=desk)


def test_whoever_holds_a_desk_hands_it_over_and_the_chief_reads() -> None:
    assert desks_of({Role.TRAINING_UNIT, Role.OFFICER}) == (Desk.TRAINING_UNIT,)
    assert desks_of({Role.CHIEF}) == ()
    for rule in DESKS.values():
        assert reach({rule.role}, Permission.HANDOVER_MAKE) is Reach.ALL
    assert reach({Role.CHIEF}, Permission.HANDOVER_VIEW) is Reach.ALL
    assert reach({Role.CHIEF}, Permission.HANDOVER_MAKE) is None
