"""Somebody at a device for one visit: the clock on the wall and the page in front of them.

Every act is a generator: it yields the moment of what comes next and does it once it is
resumed, so that the acts of a whole department take place in the order of their moments.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.demonstration.beats import Page, Stay
from lms.demonstration.luck import Luck
from lms.demonstration.tally import Tally
from lms.domain.access import Actor
from lms.domain.page_token import PageToken
from lms.domain.seat_clock import Kind
from lms.services.record_beat import Sent, milliseconds, record_beats

Acts = Generator[datetime, None, None]


@dataclass(slots=True)
class Desk:
    """One member at work.

    Attributes:
        scripted: whether the pages' script runs on the device.
        now: the moment of the last act.
        counted: seconds that should have been counted since they sat down.
    """

    session: Session
    actor: Actor
    member_id: int
    badge: str
    sitting_id: int
    scripted: bool
    luck: Luck
    tally: Tally
    now: datetime
    counted: int = 0

    def wait(self, seconds: int) -> Acts:
        """Let time pass that belongs to no page."""
        self.now += timedelta(seconds=seconds)
        yield self.now

    def serve(self, unit: str, page: str, limb: str, expected_seconds: int) -> PageToken:
        """Open a page."""
        return PageToken(
            member_id=self.member_id,
            sitting_id=self.sitting_id,
            unit=unit,
            page=page,
            limb=limb,
            expected_seconds=expected_seconds,
            served_ms=milliseconds(self.now),
            nonce=secrets.token_urlsafe(12),
            opening=True,
        )

    def page(self, token: PageToken) -> Page:
        """What is known of a page before somebody stays on it."""
        return Page(token.expected_seconds, self.tally.pages[token.page_key])

    def spend(self, token: PageToken, stay: Stay, form: Kind | None = None) -> Acts:
        """Let a stay pass and send its beats, the last one being that of the page's form.

        The beat of a form is recorded here and not by the service that takes the form, so
        that all beats of a page go in at once; the rows are the same.
        """
        served = self.now
        yield from self.wait(stay.seconds)
        self.tally.count(token.page_key, (token.sitting_id, token.unit), stay.counted)
        self.counted += stay.counted
        sent = [
            Sent(sign.kind, sign.activity, served + timedelta(seconds=sign.after))
            for sign in stay.signs
        ]
        if form is not None:
            sent.append(Sent(form, activity=True, at=self.now))
        record_beats(self.session, token=token, sent=sent, scripted=self.scripted)
