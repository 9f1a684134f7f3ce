"""What the completion file says of everybody who owes the year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.certificate import CertificateKind
from lms.domain.completion_file import FIRST_TEMPLATE, Value, hours
from lms.domain.compliance import YearState, short_minutes
from lms.domain.credit import minutes
from lms.models import Certificate, CertificateRevocation, CompletionColumns
from lms.queries.completed_late import late_days
from lms.queries.ledger import outside_seconds
from lms.queries.mptc import mptc_decision
from lms.queries.owed import Owed
from lms.queries.standing import lessons_that_count
from lms.queries.standings import MemberYear

STANDINGS: Mapping[YearState, str] = {
    YearState.COMPLETE: "Complete",
    YearState.UNSTATED: "Waits for the statement",
    YearState.SHORT: "Short",
    YearState.ON_LEAVE: "On leave",
    YearState.EXCUSED: "Excused",
}
COMPLETED_LATE = "Complete, late"
"""The standing of a year that was completed after its last day."""


def template_in_use(session: Session) -> str:
    """The newest template; the first one where nobody has written any."""
    found = session.execute(
        select(CompletionColumns.template).order_by(CompletionColumns.id.desc()).limit(1)
    ).scalar()
    return found or FIRST_TEMPLATE


def year_certificates(session: Session, owed: Owed) -> dict[int, tuple[str, date]]:
    """The valid certificate of a period and the day it says, by member; the newest counts."""
    rows = session.execute(
        select(Certificate.member_id, Certificate.code, Certificate.facts)
        .where(
            Certificate.kind == CertificateKind.YEAR,
            Certificate.subject == owed.requirement.slug,
            Certificate.period_start == owed.period.starts_on,
            Certificate.id.not_in(select(CertificateRevocation.certificate_id)),
        )
        .order_by(Certificate.sequence)
    )
    return {
        member_id: (code, date.fromisoformat(str(facts["completed_on"])))
        for member_id, code, facts in rows
    }


def completion_facts(
    session: Session, owed: Owed, years: Iterable[MemberYear]
) -> list[Mapping[str, Value]]:
    """Every field of the file for everybody who owes the year, by family name."""
    certificates = year_certificates(session, owed)
    elsewhere = outside_seconds(session, period=owed.period)
    late = _late(session, owed)
    mptc = _mptc(session, owed)
    return [
        {
            **_facts(owed, year, certificates.get(year.person.member_id)),
            "standing": _standing(year, late),
            "minutes_elsewhere": minutes(elsewhere.get(year.person.member_id, 0)),
            **mptc,
        }
        for year in years
        if year.state in STANDINGS
    ]


def _late(session: Session, owed: Owed) -> Collection[int]:
    """Whoever completed the year after its end; nobody while it runs."""
    if owed.asked_on < owed.period.ends_on:
        return ()
    return late_days(session, owed, lessons_that_count(session, owed)).keys()


def _standing(year: MemberYear, late: Collection[int]) -> str:
    if year.state is YearState.COMPLETE and year.person.member_id in late:
        return COMPLETED_LATE
    return STANDINGS[year.state]


def _mptc(session: Session, owed: Owed) -> Mapping[str, Value]:
    """Whether the hours count toward the MPTC's 40, as decided for the period's last day."""
    found = mptc_decision(session, owed.period.ends_on)
    if found is None:
        return {"mptc": "Not decided", "mptc_from": None}
    return {"mptc": "Yes" if found.counts else "No", "mptc_from": found.valid_from}


def _facts(
    owed: Owed, year: MemberYear, certificate: tuple[str, date] | None
) -> Mapping[str, Value]:
    person = year.person
    code, completed_on = certificate or (None, None)
    return {
        "badge": person.badge_number,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "full_name": person.full_name,
        "rank": person.rank,
        "unit": person.unit,
        "shift": person.shift,
        "email": person.email,
        "year": owed.period.name,
        "section": owed.requirement.source,
        "minutes_asked": minutes(owed.requirement.seconds),
        "minutes": minutes(year.worked),
        "hours": hours(year.worked),
        "minutes_short": short_minutes(year.short) if year.state is YearState.SHORT else 0,
        "completed_on": completed_on,
        "certificate": code,
    }
