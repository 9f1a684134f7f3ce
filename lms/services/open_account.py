"""Opening accounts, granting roles and setting passwords."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import DATED_ROLES, Actor, Role, TwoPersonAct
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import AccountCreated, RoleEnded, RoleGranted
from lms.domain.letter import LetterKind
from lms.domain.member import clean_name
from lms.domain.two_people import UndatedGrantError, check_alone
from lms.models import Account, Password, RoleGrant, RoleGrantEnd, SignIn, SignInLink
from lms.queries.signed_in import guess_keys
from lms.services.ask_for_mail import ask_for_mail
from lms.services.journal import keep_private, record
from lms.services.note_credential import note_set
from lms.services.sign_in import forget_account_guesses
from lms.storage.secret import new_token, token_digest

FIRST_LINK = timedelta(days=7)
RESET_LINK = timedelta(minutes=30)
TOLD_BY_MAIL = frozenset({"changed", "reset link"})


def open_account(
    session: Session,
    *,
    display_name: str,
    login_name: str | None = None,
    member_id: int | None = None,
    email: str | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Open an account for a member, or under a login name for somebody outside the roster.

    Args:
        email: for somebody outside the roster; a member's address is on the roster.

    Raises:
        ConflictError: the member or the login name has an account already.
        InvalidError: the name cannot be stored, or neither or both ways are named.
    """
    if (login_name is None) == (member_id is None):
        raise InvalidError(reason="an account belongs to a member or has a login name")
    name = clean_name(display_name)
    taken = select(Account.id).where(
        Account.member_id == member_id if member_id else Account.login_name == login_name
    )
    if session.execute(taken).first():
        raise ConflictError(reason="there is such an account already")
    account_id = session.execute(
        insert(Account)
        .values(
            login_name=login_name,
            member_id=member_id,
            display_name=name,
            email=email,
            created_at=now,
        )
        .returning(Account.id)
    ).scalar_one()
    event = AccountCreated(
        account_id=account_id, member_id=member_id, name_digest=keep_private(session, name)
    )
    record(session, event, by=by, now=now)
    return account_id


def grant_role(
    session: Session,
    *,
    account_id: int,
    role: Role,
    until: datetime | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Give an account a role from now on, until a moment or for good; returns the grant's id.

    Raises:
        TakesTwoPeopleError: a person grants it without an approved proposal.
        UndatedGrantError: somebody from outside, or a delegate, without an end.
        InvalidError: the end is past.
    """
    check_alone(TwoPersonAct.ROLE_GRANT, by)
    check_grant(session, role=role, until=until, now=now)
    event = RoleGranted(
        account_id=account_id, role=role.value, until=until.isoformat() if until else None
    )
    seq = record(session, event, by=by, now=now)
    return session.execute(
        insert(RoleGrant)
        .values(account_id=account_id, role=role, valid_from=now, valid_until=until, event_seq=seq)
        .returning(RoleGrant.id)
    ).scalar_one()


def check_grant(session: Session, *, role: Role, until: datetime | None, now: datetime) -> None:
    """Refuse a grant that has to name its end and does not.

    The chief is one person; whoever else holds that role is a delegate, for a leave that ends.

    Raises:
        UndatedGrantError: somebody from outside, or a delegate, without an end.
        InvalidError: the end is past.
    """
    if until is not None and until <= now:
        raise InvalidError(role=role.value, reason="the end is past")
    if until is None and (role in DATED_ROLES or (role is Role.CHIEF and _has_chief(session, now))):
        raise UndatedGrantError(role=role.value)


def _has_chief(session: Session, now: datetime) -> bool:
    holds = exists().where(
        RoleGrant.role == Role.CHIEF,
        RoleGrant.valid_until.is_(None),
        Account.id == RoleGrant.account_id,
        Account.closed_at.is_(None),
        ~exists().where(RoleGrantEnd.grant_id == RoleGrant.id, RoleGrantEnd.ended_at <= now),
    )
    return bool(session.execute(select(holds)).scalar())


def end_role(session: Session, *, grant_id: int, by: Actor, now: datetime) -> None:
    """End a grant before its day; one administrator does, since it takes away and gives nothing.

    Raises:
        NotFoundError: there is no such grant.
        ConflictError: it has ended.
        ForbiddenError: the person is no administrator.
    """
    if not by.is_system and Role.ADMINISTRATOR not in by.roles:
        raise ForbiddenError(grant=grant_id, reason="an administrator ends roles")
    grant = session.execute(
        select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if grant is None:
        raise NotFoundError(grant=grant_id)
    if session.get(RoleGrantEnd, grant_id) is not None:
        raise ConflictError(grant=grant_id, reason="it has ended")
    event = RoleEnded(account_id=grant.account_id, role=grant.role.value)
    seq = record(session, event, by=by, now=now)
    session.execute(insert(RoleGrantEnd).values(grant_id=grant_id, ended_at=now, event_seq=seq))


def set_password(  # noqa: PLR0913 - how, and on which device, is part of the act
    session: Session,
    *,
    account_id: int,
    password_hash: str,
    short: bool = False,
    how: str,
    keep: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Replace an account's password and end every sign-in it has.

    Args:
        password_hash: made before the transaction; hashing is slow on purpose.
        short: whether it was allowed because of a second factor.
        how: ``first link``, ``reset link``, ``changed`` or ``demonstration``.
        keep: the sign-in on which it was changed, which goes on.
    """
    session.execute(delete(Password).where(Password.account_id == account_id))
    session.execute(
        insert(Password).values(account_id=account_id, hash=password_hash, short=short, set_at=now)
    )
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (keep or 0))
        .values(ended_at=now)
    )
    seq = note_set(session, account_id=account_id, credential="password", how=how, by=by, now=now)
    if how in TOLD_BY_MAIL:
        ask_for_mail(
            session,
            kind=LetterKind.PASSWORD_CHANGED,
            key=f"password:{seq}",
            account_id=account_id,
            facts={"at": now.isoformat()},
            now=now,
        )


def make_sign_in_link(
    session: Session, *, account_id: int, lifetime: timedelta, by: Actor, now: datetime
) -> str:
    """Make a one-time link token and void the earlier ones; returns the token, stored nowhere.

    Raises:
        NotFoundError: there is no such account.
    """
    if session.get(Account, account_id) is None:
        raise NotFoundError(account=account_id)
    token = new_token()
    session.execute(
        update(SignInLink)
        .where(SignInLink.account_id == account_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    session.execute(
        insert(SignInLink).values(
            token_sha256=token_digest(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    note_set(
        session, account_id=account_id, credential="one-time link", how="issued", by=by, now=now
    )
    return token


def use_sign_in_link(
    session: Session, *, token: str, password_hash: str, short: bool = False, now: datetime
) -> int:
    """Spend a link and set the password it was for; returns the account.

    Wrong guesses at the old password are forgotten, wherever they came from.

    Raises:
        NotFoundError: unknown, used or expired; all alike.
    """
    digest = token_digest(token)
    link = session.execute(
        select(SignInLink.account_id, SignInLink.expires_at).where(
            SignInLink.token_sha256 == digest, SignInLink.used_at.is_(None)
        )
    ).one_or_none()
    if link is None or link.expires_at <= now:
        raise NotFoundError(link=True)
    spent = session.execute(
        update(SignInLink)
        .where(SignInLink.token_sha256 == digest, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.account_id)
    ).first()
    if spent is None:
        raise NotFoundError(link=True)
    account_id = int(link.account_id)
    had_one = select(Password.account_id).where(Password.account_id == account_id)
    how = "reset link" if session.execute(had_one).first() else "first link"
    set_password(
        session,
        account_id=account_id,
        password_hash=password_hash,
        short=short,
        how=how,
        by=Actor(account_id),
        now=now,
    )
    forget_account_guesses(session, keys=guess_keys(session, account_id=account_id, day=now.date()))
    return account_id
