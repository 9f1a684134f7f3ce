"""Changing a setting of the department that takes two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.setting import TWO_PEOPLE, SettingName, check, check_change
from lms.domain.two_people import NOBODY, About
from lms.models import Account, Proposal
from lms.queries.local_day import local_day
from lms.queries.settings import setting_values
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.decide_setting import decide_setting
from lms.services.tell_of_mail import tell_of_mail_change


@dataclass(frozen=True, slots=True)
class SettingAsked:
    """A value for a setting from a day on (as ``2027-01-01``), and where it comes from."""

    name: str
    value: str | int
    valid_from: str
    source: str


def _ground(act: TwoPersonAct, session: Session, asked: SettingAsked, *, now: datetime) -> Ground:
    name, day = SettingName(asked.name), date.fromisoformat(asked.valid_from)
    if TWO_PEOPLE.get(name) is not act:
        raise InvalidError(setting=name.value, reason=f"changing it is no act {act.value}")
    check(name, asked.value)
    check_change(name, day, local_day(session, now))
    held = setting_values(session, day).get(name.value)
    if held == asked.value:
        raise ConflictError(setting=name.value, reason="it has this value already")
    about, shown = _person(session, name, asked.value)
    return Ground(about, {"value": held}, shown)


def _person(session: Session, name: SettingName, value: str | int) -> tuple[About, dict[str, str]]:
    """The person a setting names, where it names one."""
    if name is not SettingName.OUTSIDE_SECOND_PERSON or not value:
        return NOBODY, {}
    account = session.execute(
        select(Account).where(Account.id == value, Account.closed_at.is_(None))
    ).scalar_one_or_none()
    if account is None:
        raise NotFoundError(account=value)
    if account.member_id is not None:
        raise InvalidError(account=value, reason="a member of the department is not from outside")
    return About(account.id, account.member_id), {"name": account.display_name}


def _carry_out(session: Session, asked: SettingAsked, approval: Approval, *, now: datetime) -> None:
    who = both_names(session, approval)
    if TWO_PEOPLE.get(SettingName(asked.name)) is TwoPersonAct.MAIL_SETTING:
        tell_of_mail_change(
            session,
            what=WORDS[SettingName(asked.name)],
            value=str(asked.value),
            valid_from=date.fromisoformat(asked.valid_from),
            who=who,
            key=f"mail-changed-{approval.proposal_id}",
            now=now,
        )
    decide_setting(
        session,
        name=SettingName(asked.name),
        value=asked.value,
        valid_from=date.fromisoformat(asked.valid_from),
        decided_by=who,
        source=asked.source,
        by=approval.by,
        now=now,
    )


def both_names(session: Session, approval: Approval) -> str:
    """Who proposed and who approved, as the list of settings names them."""
    proposed_by = select(Proposal.proposed_by).where(Proposal.id == approval.proposal_id)
    rows = session.execute(
        select(Account.id, Account.display_name).where(
            (Account.id == approval.by.account_id) | Account.id.in_(proposed_by)
        )
    )
    names = {row.id: row.display_name for row in rows}
    decider = names.pop(approval.by.account_id or 0, "")
    return " and ".join([*names.values(), decider])


def _change(asked: SettingAsked, ground: Ground) -> Change:
    name, day = SettingName(asked.name), date.fromisoformat(asked.valid_from)
    before, after = ground.basis["value"], asked.value
    if name is SettingName.OUTSIDE_SECOND_PERSON:
        after = ground.shown.get("name", "nobody")
        before = f"account {before}" if before else "nobody"
    label = WORDS[name]
    line = ("Holds from", "", f"{day:%B %-d, %Y}")
    return Change(f"Change the setting “{label}”", ((label, _said(before), _said(after)), line))


def _said(value: object) -> str:
    return "not decided" if value is None else str(value)


WORDS = {
    SettingName.DEPARTMENT: "Name of the department",
    SettingName.DEMONSTRATION: "Demonstration data",
    SettingName.ZONE: "Time zone",
    SettingName.PASS_MARK: "Pass mark in percent",
    SettingName.MUST_PASS: "Must-pass sections (applies or score-only)",
    SettingName.ATTEMPTS_BEFORE_TALK: "Tries before a talk",
    SettingName.PRACTICE_REST_DAYS: "Days a practiced scenario rests",
    SettingName.COUNTING: "How online time counts",
    SettingName.ISSUING_OFFICIAL: "Official who issues certificates",
    SettingName.ADDRESS: "Address for checking certificates",
    SettingName.RETENTION_YEARS: "Years for which records are kept",
    SettingName.OUTSIDE_SECOND_PERSON: "Second person from outside",
    SettingName.CLASS_HOUR: "Minutes of a class that make an hour",
    SettingName.UPDATE_CUTOFF: "Last day for updates of the year, such as 10-30",
    SettingName.MAIL_SERVER: "Mail server",
    SettingName.MAIL_SENDER: "Sender of letters",
    SettingName.SHIFT_HOURS: "Hours of the shifts, such as Days 07:00-15:00; Nights 23:00-07:00",
    SettingName.NEW_HIRES: "New hires (this-year or next-year)",
    SettingName.ON_LEAVE: "People on leave (first-day-back)",
    SettingName.PRORATION: "Proration of the year\u2019s time (none)",
    SettingName.CARRY_OVER: "Carry-over into the next year (none)",
    SettingName.MPTC_HOURS: "Whether the hours count toward the MPTC\u2019s 40 (no or yes)",
    SettingName.ADVERSE_NOTICE: "Notice to officers under M.G.L. c. 149 s. 52C (off, or which of "
    "failure, review, revocation)",
    SettingName.REVIEW_OF_PACE: "Review of pace, once it was bargained (on or off)",
}
"""The settings as people call them."""


def setting_executor(act: TwoPersonAct) -> Executor[SettingAsked]:
    """The executor of the settings that are changed by one act."""
    return Executor(act, SettingAsked, partial(_ground, act), _carry_out, _change)


EXECUTORS = tuple(
    setting_executor(act)
    for act in dict.fromkeys(
        (*TWO_PEOPLE.values(), TwoPersonAct.MAIL_SETTING, TwoPersonAct.KEY_SETTING)
    )
    if act is not TwoPersonAct.YEAR_RULE
)
"""Those of the rule of the year are in ``year_rule``, beside what the year asks."""
