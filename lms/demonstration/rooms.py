"""The files of an assessment as the demonstration shows them, and who may look at them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lms.demonstration import people
from lms.demonstration.calendar import Calendar
from lms.demonstration.department import Department
from lms.domain.access import TwoPersonAct
from lms.domain.invitation import LONGEST_DAYS, PacketReach, Room
from lms.domain.standard import ProofKind
from lms.domain.two_people import ProposalOutcome
from lms.queries.standards import Year, standard
from lms.services.acts.visitor_invite import InvitationAsked
from lms.services.decide_proposal import decide_proposal
from lms.services.keep_standards import choose_proof, map_standard, set_window, sign_memo
from lms.services.propose import propose
from lms.storage.database import Database

_MANAGER, _ASSESSOR, _COUNSEL = "accreditation", "assessor", "outside-counsel"
_MATTER = "Docket 2026-117 (fictional)"
_YEARS_BACK = 2
_MAPPED = (
    ("12.2.1", "Written directives, in our manual\u2019s words", ("IV.E",)),
    ("33.5.1", "Training of every year, in our manual\u2019s words", ("IV.E",)),
    ("42.2.8(a)", "Equal service, in our manual\u2019s words", ("IV.B.1",)),
)
_OPENED = ("33.5.1", "42.2.8(a)")
_KINDS = (ProofKind.LESSON_PLAN, ProofKind.COMPLETION)
_WHY = {
    ProofKind.LESSON_PLAN: "It shows what was taught on the section, and who approved it.",
    ProofKind.COMPLETION: "It shows by name who had the hours, and who had not.",
}


def open_rooms(database: Database, department: Department, days: Calendar) -> None:
    """Fill the files of three standards, open two to the assessor, and a matter to counsel."""
    database.writing(partial(_fill, department=department, days=days))
    for asked, reason in (
        (_assessor(days), "The assessment of this year."),
        (_counsel(days, department), "A suit."),
    ):
        invite = partial(_invite, asked=asked, reason=reason)
        database.writing(partial(invite, department=department, days=days))


def _assessor(days: Calendar) -> InvitationAsked:
    today = days.today
    return InvitationAsked(
        room=Room.ASSESSOR.value,
        name="Malcolm Tremblay",
        organization="Police accreditation commission (fictional)",
        email="assessor@example.org",
        login=_ASSESSOR,
        starts_on=today.isoformat(),
        ends_on=_last_day(today).isoformat(),
        first_year=today.year - _YEARS_BACK,
        last_year=today.year,
        standards=_OPENED,
        packets=PacketReach.SAMPLED.value,
    )


def _counsel(days: Calendar, department: Department) -> InvitationAsked:
    today = days.today
    return InvitationAsked(
        room=Room.COUNSEL.value,
        name="Beatrix Oduya",
        organization="A law firm (fictional)",
        email="counsel@example.org",
        login=_COUNSEL,
        starts_on=today.isoformat(),
        ends_on=_last_day(today).isoformat(),
        first_year=today.year,
        last_year=today.year,
        members=(department.member_id(people.FAILED_TWICE), department.member_id(people.COMPLETE)),
        matter=_MATTER,
    )


def _last_day(today: date) -> date:
    return today + timedelta(days=LONGEST_DAYS - 1)


def _fill(session: Session, *, department: Department, days: Calendar, now: object) -> None:
    del now
    by, now, today = department.actors[_MANAGER], days.now, days.today
    first = today.year - _YEARS_BACK
    set_window(
        session,
        name=f"Assessment of {today.year}",
        starts_on=date(first, 1, 1),
        ends_on=date(today.year, 12, 31),
        by=by,
        now=now,
    )
    for number, title, sections in _MAPPED:
        map_standard(
            session,
            number=number,
            title=title,
            provisions=sections,
            proofs=_KINDS,
            rationale="The section is what the standard asks about.",
            by=by,
            now=now,
        )
        for year in range(first, today.year):
            text = f"The policy was not yet in force in {year}, so nobody trained on it."
            sign_memo(session, number=number, year=year, text=text, by=by, now=now)
    for number in _OPENED:
        _choose(session, department, days, number)


def _choose(session: Session, department: Department, days: Calendar, number: str) -> None:
    """The first proof of each kind that this year offers."""
    held = standard(session, number)
    if held is None:
        return
    offers = tuple(Year(session, days.today.year, days.today).offers(held))
    for kind in _KINDS:
        thing = next((each.thing for each in offers if each.kind is kind), None)
        if thing is not None:
            choose_proof(
                session,
                number=number,
                year=days.today.year,
                kind=kind,
                thing=thing,
                reason=_WHY[kind],
                by=department.actors[_MANAGER],
                now=days.now,
            )


def _invite(
    session: Session,
    *,
    asked: InvitationAsked,
    reason: str,
    department: Department,
    days: Calendar,
    now: object,
) -> None:
    del now
    proposal_id = propose(
        session,
        act=TwoPersonAct.VISITOR_INVITE,
        payload=asked,
        reason=reason,
        by=department.actors[_MANAGER],
        now=days.now,
    )
    decide_proposal(
        session,
        proposal_id=proposal_id,
        outcome=ProposalOutcome.APPROVED,
        by=department.actors[people.CHIEF],
        now=days.now,
    )
