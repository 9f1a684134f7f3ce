"""Accounts: who signs in, with what, in which roles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.access import Role
from lms.models.base import Base, Moment, PrimaryKey, UtcDateTime, enum_of


class Account(Base):
    """Somebody who signs in. A member signs in by badge number, others by a login name.

    ``email`` is for accounts outside the roster; a member's address is on the roster.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("(login_name IS NULL) <> (member_id IS NULL)", name="one_way_to_be_named"),
    )

    id: Mapped[PrimaryKey]
    login_name: Mapped[str | None] = mapped_column(unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), unique=True)
    display_name: Mapped[str]
    email: Mapped[str | None]
    created_at: Mapped[Moment]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Password(Base):
    """The argon2 hash an account signs in with; replaced, never read back.

    A ``short`` one was allowed because of a second factor, and opens nothing without it.
    """

    __tablename__ = "password"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    hash: Mapped[str]
    short: Mapped[bool] = mapped_column(server_default=false())
    set_at: Mapped[Moment]


class SignInLink(Base):
    """A one-time link or printed code with which a person sets a password of their own."""

    __tablename__ = "sign_in_link"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class RoleGrant(Base):
    """A role given to an account, from a moment, until one or for good. Append-only."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role NOT IN ('assessor', 'counsel', 'second-person', 'outside-counsel')"
            " OR valid_until IS NOT NULL",
            name="outsiders_have_an_end",
        ),
    )

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_of(Role))
    valid_from: Mapped[Moment]
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class RoleGrantEnd(Base):
    """The end of a grant before its day. Append-only."""

    __tablename__ = "role_grant_end"

    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), primary_key=True)
    ended_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class SignIn(Base):
    """One device's sign-in. The browser holds the token, the table its SHA-256.

    ``confirmed_at`` is when the person last proved who they are, for acts that ask for a
    recent sign-in; ``second_factor_at`` is when a second factor was shown on this device.
    One that owes it opens nothing before. A locked one opens nothing until its person
    confirms again.
    """

    __tablename__ = "sign_in"

    id: Mapped[PrimaryKey]
    token_sha256: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    confirmed_at: Mapped[Moment]
    second_factor_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    owes_second_factor: Mapped[bool] = mapped_column(server_default=false())
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index("ix_sign_in_account_id_ended_at", "account_id", "ended_at"),)


class SignInThrottle(Base):
    """Failures counted for an account, a source, or both, so that every worker sees them."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_failure_at: Mapped[Moment]
