"""Inviting somebody from outside, withdrawing that, drawing a sample, showing a room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, Role, TwoPersonAct
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import InvitationWithdrawn, RoleEnded, RoomShown, SampleDrawn, VisitorInvited
from lms.domain.invitation import MOST_SAMPLES, ROLE_OF, Room, Scope, Stay
from lms.domain.journal_chain import digest
from lms.domain.letter import LetterKind
from lms.domain.sample import LONGEST_SEED, MOST, draw
from lms.domain.two_people import check_alone
from lms.models import (
    Account,
    RoleGrantEnd,
    VisitorInvitation,
    VisitorInvitationEnd,
    VisitorSample,
)
from lms.queries.invitations import Invitation, invitation, open_invitation, population
from lms.queries.local_day import end_of_local_day, local_day
from lms.services.allot_id import allot_id
from lms.services.ask_for_mail import ask_for_mail
from lms.services.journal import keep_private, record
from lms.services.open_account import grant_role, open_account

_WITHDRAW = {Role.ACCREDITATION_MANAGER, Role.CHIEF, Role.ADMINISTRATOR}


def account_of_visitor(session: Session, login: str) -> int | None:
    """The account from outside under a login name; None where there is none yet.

    Raises:
        ConflictError: it is a member's, or closed.
    """
    row = session.execute(
        select(Account.id, Account.member_id, Account.closed_at).where(Account.login_name == login)
    ).one_or_none()
    if row is None:
        return None
    if row.member_id is not None or row.closed_at is not None:
        raise ConflictError(reason="this login name is closed or a member's")
    return int(row.id)


def invite_visitor(  # noqa: PLR0913 - an invitation has this many parts
    session: Session,
    *,
    name: str,
    organization: str,
    email: str,
    login: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> int:
    """Open a room to somebody: account, role until the last day, invitation, and its letter.

    Raises:
        TakesTwoPeopleError: a person invites without an approved proposal.
        ConflictError: the login name cannot be theirs.
        InvalidError: the last day is over.
    """
    check_alone(TwoPersonAct.VISITOR_INVITE, by)
    account_id = account_of_visitor(session, login)
    if account_id is None:
        account_id = open_account(
            session, display_name=name, login_name=login, email=email, by=by, now=now
        )
    grant_id = grant_role(
        session,
        account_id=account_id,
        role=ROLE_OF[scope.room],
        until=end_of_local_day(session, scope.ends_on, now),
        by=by,
        now=now,
    )
    event = VisitorInvited(
        invitation_id=allot_id(session, VisitorInvitation),
        account_id=account_id,
        room=scope.room.value,
        who_digest=keep_private(session, f"{name}, {organization}, {email}"),
        starts_on=scope.starts_on.isoformat(),
        ends_on=scope.ends_on.isoformat(),
        first_year=scope.first_year,
        last_year=scope.last_year,
        standards=scope.standards,
        packets=scope.packets.value,
        members=scope.members,
        matter_digest=keep_private(session, scope.matter),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(VisitorInvitation).values(
            id=event.invitation_id,
            room=scope.room,
            account_id=account_id,
            grant_id=grant_id,
            name=name,
            organization=organization,
            email=email,
            starts_on=scope.starts_on,
            ends_on=scope.ends_on,
            first_year=scope.first_year,
            last_year=scope.last_year,
            standards=list(scope.standards),
            packets=scope.packets,
            members=list(scope.members),
            matter=scope.matter,
            invited_at=now,
            event_seq=seq,
        )
    )
    ask_for_mail(
        session,
        kind=LetterKind.INVITATION,
        key=f"invitation:{event.invitation_id}",
        account_id=account_id,
        facts={"invitation": str(event.invitation_id)},
        now=now,
    )
    return event.invitation_id


def withdraw_invitation(
    session: Session, *, invitation_id: int, reason: str, by: Actor, now: datetime
) -> None:
    """Close a room at once, with the role that came with it; it takes away and gives nothing.

    Raises:
        ForbiddenError: the role does not withdraw invitations.
        NotFoundError: there is no such invitation.
        ConflictError: it was withdrawn before.
        InvalidError: no reason is given.
    """
    if not by.roles & _WITHDRAW:
        raise ForbiddenError(invitation=invitation_id, reason="the role withdraws none")
    if not reason.strip():
        raise InvalidError(field="reason", reason="Say why.")
    held = _held(session, invitation_id)
    if held.withdrawn_at is not None:
        raise ConflictError(invitation=invitation_id, reason="it was withdrawn before")
    event = InvitationWithdrawn(
        invitation_id=invitation_id,
        account_id=held.account_id,
        reason_digest=keep_private(session, reason.strip()),
    )
    session.execute(
        insert(VisitorInvitationEnd).values(
            invitation_id=invitation_id,
            ended_at=now,
            ended_by=by.account_id,
            reason=reason.strip(),
            event_seq=record(session, event, by=by, now=now),
        )
    )
    _end_role(session, held, by, now)


def _end_role(session: Session, held: Invitation, by: Actor, now: datetime) -> None:
    ended = select(exists().where(RoleGrantEnd.grant_id == held.grant_id))
    if session.execute(ended).scalar():
        return
    event = RoleEnded(account_id=held.account_id, role=ROLE_OF[held.scope.room].value)
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(RoleGrantEnd).values(grant_id=held.grant_id, ended_at=now, event_seq=seq)
    )


def _held(session: Session, invitation_id: int) -> Invitation:
    session.execute(
        select(VisitorInvitation.id)
        .where(VisitorInvitation.id == invitation_id)
        .with_for_update(key_share=True)
    )
    found = invitation(session, invitation_id)
    if found is None:
        raise NotFoundError(invitation=invitation_id)
    return found


def draw_sample(
    session: Session, *, invitation_id: int, wanted: int, seed: str, by: Actor, now: datetime
) -> int:
    """Draw a sample in the assessor's own room, and record it; returns its number.

    Raises:
        NotFoundError: no such invitation is open to the one who draws.
        InvalidError: the number or the seed is none.
        ConflictError: the invitation has as many samples as it takes.
    """
    today = local_day(session, now)
    held = _held(session, invitation_id)
    found = open_invitation(session, account_id=by.account_id or 0, room=Room.ASSESSOR, today=today)
    if found is None or found.id != held.id or held.stay(today) is not Stay.OPEN:
        raise NotFoundError(invitation=invitation_id)
    if not 1 <= wanted <= MOST:
        raise InvalidError(field="wanted", reason=f"Draw between 1 and {MOST}.")
    if not 1 <= len(seed.strip()) <= LONGEST_SEED:
        raise InvalidError(field="seed", reason=f"Write 1 to {LONGEST_SEED} characters.")
    drawn_before = session.execute(
        select(VisitorSample.id).where(VisitorSample.invitation_id == invitation_id)
    ).all()
    if len(drawn_before) >= MOST_SAMPLES:
        raise ConflictError(reason=f"An invitation takes {MOST_SAMPLES} samples")
    people = sorted(each.member_id for each in population(session, held.scope, today))
    event = SampleDrawn(
        sample_id=allot_id(session, VisitorSample),
        invitation_id=invitation_id,
        seed=seed.strip(),
        wanted=wanted,
        population_digest=digest(people),
        drawn=draw(people, wanted, seed.strip()),
    )
    session.execute(
        insert(VisitorSample).values(
            id=event.sample_id,
            invitation_id=invitation_id,
            seed=event.seed,
            wanted=wanted,
            population=people,
            drawn=list(event.drawn),
            drawn_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
    return event.sample_id


def show_room(session: Session, *, invitation_id: int, by: Actor, now: datetime) -> None:
    """Write into the journal that somebody of the department looks through a room.

    Raises:
        NotFoundError: there is no such invitation.
    """
    _held(session, invitation_id)
    record(
        session,
        RoomShown(account_id=by.account_id or 0, invitation_id=invitation_id),
        by=by,
        now=now,
    )
