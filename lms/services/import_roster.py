"""Taking a roster file in as a whole, and opening accounts for those on the roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.events import RosterImported, ServiceRecorded
from lms.domain.journal_chain import canonical
from lms.domain.roster_sync import ChangeKind, RosterChange, RosterDifference
from lms.domain.roster_sync import difference as compare
from lms.domain.two_people import TakesTwoPeopleError
from lms.models import Account, Member, ServiceRecord
from lms.queries.roster import holds_on, service_histories, serving_on
from lms.services.journal import keep_private, record
from lms.services.open_account import open_account

_ROSTER_TURN = 2_001


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """How many rows of a file did what; of one that changed nothing, all are unchanged."""

    added: int
    changed: int
    returned: int
    separated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account, and whose it is."""

    account_id: int
    member_id: int
    badge_number: str


def import_roster(
    session: Session, *, difference: RosterDifference, file_sha256: str, by: Actor, now: datetime
) -> RosterCounts:
    """Record what a file changes: all of it, or nothing; no change leaves no trace.

    The difference is made again under lock, so that what was looked at is what is recorded.

    Raises:
        InvalidError: a row is in doubt or could not be read.
        TakesTwoPeopleError: it ends the service of so many that it takes two people, and no
            approved proposal is behind it.
        ConflictError: the roster has changed since the difference was made.
    """
    if not difference.is_clean:
        raise InvalidError(reason="rows are in doubt", rows=len(difference.conflicts))
    if difference.takes_two_people and by.proposal_id is None:
        raise TakesTwoPeopleError(act=TwoPersonAct.MASS_SEPARATION.value)
    fresh = _made_again(session, difference)
    counts = _counts(fresh)
    if not fresh.changes and fresh.is_clean:
        return counts
    if fresh.changes != difference.changes or not fresh.is_clean:
        raise ConflictError(reason="the roster has changed since the file was compared")
    _record_changes(session, fresh.changes, counts, file_sha256, by=by, now=now)
    return counts


def open_member_accounts(
    session: Session, *, day: date, by: Actor, now: datetime
) -> tuple[OpenedAccount, ...]:
    """Open an account for everybody serving on ``day`` who has none; roles are granted apart."""
    without = session.execute(
        select(
            ServiceRecord.member_id,
            ServiceRecord.badge_number,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
        )
        .where(
            holds_on(day),
            serving_on(day),
            ~exists().where(Account.member_id == ServiceRecord.member_id),
        )
        .order_by(ServiceRecord.member_id)
    ).all()
    return tuple(
        OpenedAccount(
            account_id=open_account(
                session,
                display_name=f"{row.given_name} {row.family_name}",
                member_id=row.member_id,
                by=by,
                now=now,
            ),
            member_id=row.member_id,
            badge_number=row.badge_number,
        )
        for row in without
    )


def _made_again(session: Session, seen: RosterDifference) -> RosterDifference:
    """The difference as of now, with imports kept apart and every changed member locked."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ROSTER_TURN)))
    ids = [change.member_id for change in seen.changes if change.member_id is not None]
    session.execute(
        select(Member.id)
        .where(Member.id.in_(ids))
        .order_by(Member.id)
        .with_for_update(key_share=True)
    ).all()
    return compare(
        seen.rows, service_histories(session), seen.today, confirmed=dict(seen.confirmed)
    )


def _counts(seen: RosterDifference) -> RosterCounts:
    return RosterCounts(
        added=len(seen.of(ChangeKind.ADDED)),
        changed=len(seen.of(ChangeKind.CHANGED)),
        returned=len(seen.of(ChangeKind.RETURNED)),
        separated=len(seen.of(ChangeKind.SEPARATED)),
        unchanged=len(seen.unchanged),
    )


def _record_changes(
    session: Session,
    changes: Sequence[RosterChange],
    counts: RosterCounts,
    file_sha256: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write the records; the journal's head is taken only when everything else is ready."""
    newcomers = _new_members(session, changes, now)
    rows = [_row(change, newcomers) for change in changes]
    digests = [keep_private(session, canonical(_plain(row))) for row in rows]
    imported = RosterImported(
        file_sha256=file_sha256,
        added=counts.added,
        changed=counts.changed + counts.returned + counts.separated,
        unchanged=counts.unchanged,
    )
    record(session, imported, by=by, now=now)
    for row, facts_digest in zip(rows, digests, strict=True):
        event = ServiceRecorded(
            member_id=row["member_id"],
            valid_from=row["valid_from"].isoformat(),
            facts_digest=facts_digest,
        )
        row["event_seq"] = record(session, event, by=by, now=now)
        row["recorded_at"] = now
    session.execute(insert(ServiceRecord), rows)


def _new_members(
    session: Session, changes: Sequence[RosterChange], now: datetime
) -> Mapping[str, int]:
    """Members for those who are new, by badge."""
    badges = [change.facts.badge_number for change in changes if change.member_id is None]
    if not badges:
        return {}
    ids = session.execute(
        insert(Member).returning(Member.id, sort_by_parameter_order=True),
        [{"created_at": now} for _ in badges],
    ).scalars()
    return dict(zip(badges, ids, strict=True))


def _row(change: RosterChange, newcomers: Mapping[str, int]) -> dict[str, Any]:
    """A service record's columns, its event aside."""
    row = asdict(change.facts)
    badge = row.pop("supervisor_badge")
    supervisor_id = change.supervisor_id
    if badge is not None and supervisor_id is None:
        supervisor_id = newcomers[badge]
    member_id = change.member_id or newcomers[change.facts.badge_number]
    return {**row, "member_id": member_id, "supervisor_id": supervisor_id}


def _plain(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }
