"""Recording a decision about a setting."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import SettingDecided
from lms.domain.journal_chain import canonical
from lms.domain.setting import TWO_PEOPLE, FixedSettingError, SettingName, check, check_change
from lms.domain.two_people import check_alone
from lms.models import Setting
from lms.queries.local_day import local_day
from lms.services.journal import keep_private, record


def decide_setting(  # noqa: PLR0913 - a decision has this many parts
    session: Session,
    *,
    name: SettingName,
    value: object,
    valid_from: date,
    decided_by: str,
    source: str,
    by: Actor,
    now: datetime,
) -> None:
    """Record that ``decided_by`` set ``name`` to ``value`` from ``valid_from`` on.

    The first decisions are an operator's at the server. A person changes a setting from a day
    to come, and a setting of ``TWO_PEOPLE`` by an approved proposal.

    Raises:
        InvalidError: the setting cannot have this value.
        TakesTwoPeopleError: a person decides alone what two decide.
        RetroactiveError: a person would have it hold for a day that has begun.
        FixedSettingError: the setting does not change. Whether this is a demonstration is
            decided once, by whoever founds the department, and by nobody after: in a
            demonstration no second factor is asked for.
    """
    check(name, value)
    if name is SettingName.DEMONSTRATION and _is_decided(session, name):
        raise FixedSettingError(setting=name.value)
    if not by.is_system:
        check_change(name, valid_from, local_day(session, now))
        if name in TWO_PEOPLE:
            check_alone(TWO_PEOPLE[name], by)
    event = SettingDecided(
        name=name.value,
        value=canonical(value),
        valid_from=valid_from.isoformat(),
        source=source,
        decided_by_digest=keep_private(session, decided_by),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(Setting).values(
            name=name.value,
            value=value,
            valid_from=valid_from,
            decided_by=decided_by,
            source=source,
            recorded_at=now,
            event_seq=seq,
        )
    )


def _is_decided(session: Session, name: SettingName) -> bool:
    return bool(session.execute(select(exists().where(Setting.name == name.value))).scalar())
