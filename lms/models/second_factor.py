"""What proves a person beside a password: passkeys, an authenticator app, recovery codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.sign_in import ChallengeUse
from lms.models.base import Base, Moment, PrimaryKey, UtcDateTime, enum_of


class Passkey(Base):
    """A passkey of an account: its public half, and how often it was used.

    ``credential_id``, ``public_key`` and ``user_handle`` are base64url texts. The name is
    the person's own, to tell a phone from a security key.
    """

    __tablename__ = "passkey"
    __table_args__ = (CheckConstraint("sign_count >= 0", name="counts_up"),)

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    user_handle: Mapped[str]
    sign_count: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[Moment]
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class PasskeyChallenge(Base):
    """A challenge that waits for its one answer; the row goes with the answer."""

    __tablename__ = "passkey_challenge"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    use: Mapped[ChallengeUse] = mapped_column(enum_of(ChallengeUse))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[Moment] = mapped_column(index=True)


class Authenticator(Base):
    """The authenticator app of an account: its sealed secret and the last code's step.

    A code is good once: a step that is not above ``last_step`` is refused.
    """

    __tablename__ = "authenticator"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed_secret: Mapped[str]
    last_step: Mapped[int]
    created_at: Mapped[Moment]


class RecoveryCode(Base):
    """A code for the day the phone is lost; the table holds its SHA-256."""

    __tablename__ = "recovery_code"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class AccountNotice(Base):
    """What changed in how a person signs in, shown to that person. Append-only.

    ``by_account_id`` is None where nobody but the person or the system did it.
    """

    __tablename__ = "account_notice"
    __table_args__ = (Index("ix_account_notice_account_id_at", "account_id", "at"),)

    id: Mapped[PrimaryKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[Moment]
    what: Mapped[str]
    detail: Mapped[str]
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
