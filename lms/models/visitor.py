"""Invitations to people from outside, their early ends, and the samples they drew."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.invitation import PacketReach, Room
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class VisitorInvitation(Base):
    """What is opened to somebody from outside, and for which days. Append-only.

    The role comes from the grant it names; the invitation says what the role opens.
    """

    __tablename__ = "visitor_invitation"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        CheckConstraint("first_year <= last_year", name="years_in_order"),
        CheckConstraint("name <> '' AND organization <> ''", name="says_who"),
    )

    id: Mapped[PrimaryKey]
    room: Mapped[Room] = mapped_column(enum_of(Room))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"))
    name: Mapped[str]
    organization: Mapped[str]
    email: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    first_year: Mapped[int]
    last_year: Mapped[int]
    standards: Mapped[Json]
    packets: Mapped[PacketReach] = mapped_column(enum_of(PacketReach))
    members: Mapped[Json]
    matter: Mapped[str]
    invited_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class VisitorInvitationEnd(Base):
    """An invitation was withdrawn before its last day. Append-only."""

    __tablename__ = "visitor_invitation_end"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_a_reason"),)

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("visitor_invitation.id"), primary_key=True
    )
    ended_at: Mapped[Moment]
    ended_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))


class VisitorSample(Base):
    """A sample that was drawn in an assessor's room: anybody draws the same one again.

    ``population`` and ``drawn`` hold members' numbers, as they stood at that moment.
    Append-only.
    """

    __tablename__ = "visitor_sample"
    __table_args__ = (CheckConstraint("seed <> ''", name="has_a_seed"),)

    id: Mapped[PrimaryKey]
    invitation_id: Mapped[int] = mapped_column(ForeignKey("visitor_invitation.id"), index=True)
    seed: Mapped[str]
    wanted: Mapped[int]
    population: Mapped[Json]
    drawn: Mapped[Json]
    drawn_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
