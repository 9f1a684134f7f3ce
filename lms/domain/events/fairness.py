"""Notices of what entered an officer's record, and what the officer says to it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseNoticePlaced(Event):
    """Something entered a member's record of which counsel's decision asks a notice.

    ``subject_id`` is the attempt, the review or the certificate, as ``matter`` says.
    """

    kind = "adverse-notice-placed"
    words = (
        "Notice {notice_id} to member {member_id} about {matter} {subject_id} was placed on "
        "{placed_on}, its last day is {last_day}."
    )
    doer = Doer.ITSELF
    notice_id: int
    member_id: int
    matter: str
    subject_id: int
    placed_on: str
    last_day: str
    entered_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseNoticeOpened(Event):
    """The member opened a notice and read it."""

    kind = "adverse-notice-opened"
    words = "Member {member_id} opened notice {notice_id}."
    doer = Doer.MEMBER
    notice_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseNoticeDelivered(Event):
    """Somebody handed a notice to the member, on a day."""

    kind = "adverse-notice-delivered"
    words = "Notice {notice_id} was handed to member {member_id} on {delivered_on}."
    delivery_id: int
    notice_id: int
    member_id: int
    delivered_on: str
    delivered_by_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerStatementWritten(Event):
    """A member wrote a statement to an entry of their own record."""

    kind = "officer-statement-written"
    words = "Member {member_id} wrote statement {statement_id} to {matter} {subject_id}."
    doer = Doer.MEMBER
    statement_id: int
    member_id: int
    matter: str
    subject_id: int
    words_digest: str
