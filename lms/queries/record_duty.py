"""The rules a member stood under on a day: the policy in force, what it asked, the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.credit import minutes
from lms.domain.late_year import period_counted
from lms.domain.local_time import in_words
from lms.domain.mptc import decision_words
from lms.domain.requirement import PeriodKind
from lms.domain.setting import SettingName
from lms.domain.training_record import MinutesOf, RecordedFact
from lms.models import (
    CreditEntry,
    LateOpening,
    Limb,
    Policy,
    Provision,
    ProvisionWording,
    RequirementInstance,
    RequirementVersion,
    Revision,
    RevisionDecision,
    RevisionDecisionKind,
    Setting,
)
from lms.queries.record_facts import Reading
from lms.queries.units import unit_names

TOGETHER = "Together"


def policy_facts(session: Session, reading: Reading, day: date) -> tuple[RecordedFact, ...]:
    """The revision of each policy in force on ``day``: by what was recorded then, and by now."""
    statement = (
        select(
            Policy.id.label("policy_id"),
            Revision.title,
            Revision.sequence,
            Revision.printed_date,
            RevisionDecision.effective_on,
            RevisionDecision.decided_by,
        )
        .join(Revision, Revision.id == RevisionDecision.revision_id)
        .join(Policy, Policy.id == Revision.policy_id)
        .where(
            RevisionDecision.kind == RevisionDecisionKind.IN_FORCE,
            RevisionDecision.effective_on <= day,
        )
    )
    found: dict[tuple[int, bool], RecordedFact] = {}
    rows = sorted(
        reading.rows(session, statement, RevisionDecision.event_seq),
        key=lambda row: (row.effective_on, row.seq),
    )
    for row in rows:
        name = row.printed_date or "undated copy"
        what = f"{row.title}, revision {row.sequence} ({name})"
        fact = reading.fact(row, what, row.effective_on, f"in force, decided by {row.decided_by}")
        found[row.policy_id, False] = fact
        if fact.recorded_on <= day:
            found[row.policy_id, True] = fact
    return tuple(dict.fromkeys(found.values()))


def duty_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """What each period asked of the member, and the section that sets it."""
    statement = (
        select(
            RequirementInstance.period_start,
            RequirementInstance.period_end,
            RequirementVersion.seconds,
            Provision.code,
        )
        .join(RequirementVersion, RequirementVersion.id == RequirementInstance.version_id)
        .join(Provision, Provision.id == RequirementVersion.provision_id)
        .where(RequirementInstance.member_id == reading.member_id)
    )
    for row in reading.rows(session, statement, RequirementInstance.event_seq):
        what = f"{row.seconds // 60} minutes of training (section {row.code})"
        yield reading.fact(row, what, row.period_start, f"due by {in_words(row.period_end)}")
    opened = (
        select(LateOpening.opened_on, RequirementInstance.period_start)
        .join(RequirementInstance, RequirementInstance.id == LateOpening.instance_id)
        .where(RequirementInstance.member_id == reading.member_id)
    )
    for row in reading.rows(session, opened, LateOpening.event_seq):
        what = f"{row.period_start.year} was opened once more"
        yield reading.fact(row, what, row.opened_on, "late, for whoever was short on its last day")


def mptc_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """What the department decided about the hours and the MPTC's 40; each holds from its day."""
    statement = select(Setting.value, Setting.valid_from, Setting.decided_by).where(
        Setting.name == SettingName.MPTC_HOURS.value
    )
    for row in reading.rows(session, statement, Setting.event_seq):
        what = decision_words(counts=row.value == "yes")
        detail = f"decided by {row.decided_by}; the MPTC\u2019s own record is not part of this"
        yield reading.fact(row, what, row.valid_from, detail)


def section_labels(session: Session, day: date) -> Mapping[str, str]:
    """How the sections of the revisions in force on a day are numbered, by provision."""
    in_force = (
        select(RevisionDecision.revision_id)
        .where(
            RevisionDecision.kind == RevisionDecisionKind.IN_FORCE,
            RevisionDecision.effective_on <= day,
        )
        .order_by(RevisionDecision.effective_on, RevisionDecision.id)
    )
    ids = list(session.execute(in_force).scalars())
    rows = session.execute(
        select(ProvisionWording.revision_id, Provision.code, ProvisionWording.label)
        .join(Provision, Provision.id == ProvisionWording.provision_id)
        .where(ProvisionWording.revision_id.in_(ids))
    ).all()
    return {row.code: row.label for row in sorted(rows, key=lambda row: ids.index(row.revision_id))}


def ledger_facts(session: Session, reading: Reading) -> tuple[RecordedFact, ...]:
    """Every entry of the ledger: seconds as minutes and seconds, with what they are for."""
    titles = _subjects(session)
    statement = select(CreditEntry).where(CreditEntry.member_id == reading.member_id)
    rows = list(reading.rows(session, statement, CreditEntry.event_seq))
    names = unit_names(
        session, {(row.CreditEntry.sitting_id, row.CreditEntry.unit) for row in rows}
    )
    return tuple(
        reading.fact(
            row,
            f"{_clock(row.CreditEntry.seconds)} minutes, {titles[row.CreditEntry.limb].lower()}",
            row.CreditEntry.earned_on,
            _of_entry(row.CreditEntry, names),
        )
        for row in rows
    )


def _of_entry(entry: CreditEntry, names: Mapping[tuple[int | None, str], str]) -> str:
    late = f", late for {entry.late_for.year}" if entry.late_for else ""
    if entry.reverses_id:
        return f"takes back an earlier entry{late}"
    return f"{names[entry.sitting_id, entry.unit]}{late}"


def minutes_by_period(
    session: Session, reading: Reading, day: date, kind: PeriodKind
) -> tuple[MinutesOf, ...]:
    """Minutes until ``day`` by period and subject, as recorded on the day and until now.

    Seconds are summed and rounded down once, for each subject and for all of them together.
    """
    statement = select(
        CreditEntry.limb, CreditEntry.seconds, CreditEntry.earned_on, CreditEntry.late_for
    ).where(CreditEntry.member_id == reading.member_id, CreditEntry.earned_on <= day)
    titles = _subjects(session)
    now: defaultdict[tuple[str, str], int] = defaultdict(int)
    then: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in reading.rows(session, statement, CreditEntry.event_seq):
        period = period_counted(kind, row.earned_on, row.late_for).name
        for subject in (titles[row.limb], TOGETHER):
            now[period, subject] += row.seconds
            if reading.day(row.recorded_at) <= day:
                then[period, subject] += row.seconds
    order = [*titles.values(), TOGETHER]
    return tuple(
        MinutesOf(period, subject, minutes(then[period, subject]), minutes(seconds))
        for (period, subject), seconds in sorted(
            now.items(), key=lambda pair: (pair[0][0], order.index(pair[0][1]))
        )
    )


def _subjects(session: Session) -> dict[str, str]:
    rows = session.execute(select(Limb.slug, Limb.title).order_by(Limb.position))
    return {row.slug: row.title for row in rows}


def _clock(seconds: int) -> str:
    sign = "\u2212" if seconds < 0 else ""
    return f"{sign}{abs(seconds) // 60}:{abs(seconds) % 60:02d}"
