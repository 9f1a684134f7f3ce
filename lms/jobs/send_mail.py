"""Sending one letter: its words, its address and its link are made here and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.invitation import Room, Stay
from lms.domain.letter import LetterKind
from lms.domain.local_time import in_words
from lms.domain.setting import SettingName
from lms.jobs.remind import digest_facts, reminder_facts
from lms.queries.invitations import invitation
from lms.queries.local_day import local_day
from lms.queries.mail_server import mail_server
from lms.queries.recipient import recipient
from lms.queries.settings import setting_values
from lms.rendering.letter import letter
from lms.services.claim_job import Claimed
from lms.services.open_account import RESET_LINK, make_sign_in_link
from lms.storage.database import Database
from lms.storage.mail import (
    NO_LOGIN,
    Letter,
    MailDelayedError,
    MailLogin,
    MailRefusedError,
    MailServer,
    send,
)

_TOLD = {LetterKind.REMINDER: reminder_facts, LetterKind.DIGEST: digest_facts}
"""Letters that say how things stand when they are sent."""
_ROOMS = {
    Room.ASSESSOR: "files of accreditation standards",
    Room.COUNSEL: "training records of one matter",
}


class GivenUpError(Exception):
    """A job will never succeed; it is not tried again."""


@dataclass(frozen=True, slots=True)
class MailRoom:
    """Sends the letters of one installation.

    Attributes:
        installed: the mail server that the environment names, until the department decides one.
        base_url: the address of the product, for the links in letters.
        login: for whichever server it is.
    """

    database: Database
    installed: MailServer | None
    base_url: str
    login: MailLogin = NO_LOGIN

    def is_open(self) -> bool:
        """Whether there is a server to hand letters to."""
        with self.database.reading() as session:
            return self._server(session, self.database.clock()) is not None

    def _server(self, session: Session, now: datetime) -> MailServer | None:
        day = local_day(session, now)
        return mail_server(session, day=day, installed=self.installed, login=self.login)

    def send(self, job: Claimed) -> None:
        """Send the letter that a job asks for.

        Raises:
            MailDelayedError: the server cannot be used now.
            GivenUpError: it is too late, nobody is there, or the server refuses for good.
        """
        payload: Mapping[str, object] = job.payload  # type: ignore[assignment]
        now = self.database.clock()
        if now > datetime.fromisoformat(str(payload["good_until"])):
            raise GivenUpError("it is too late for this letter")
        kind, account_id = LetterKind(str(payload["letter"])), int(str(payload["account_id"]))
        with self.database.reading() as session:
            to = recipient(session, account_id=account_id, day=now.date())
            settings = setting_values(session, now.date())
            server = self._server(session, now)
        if server is None:
            raise MailDelayedError("there is no mail server")
        if to is None:
            raise GivenUpError("the account has no address")
        told: Mapping[str, str] = payload["facts"]  # type: ignore[assignment]
        facts = {**told, "address": self.base_url}
        if "at" in told:
            facts["at"] = _local(told["at"], str(settings.get(SettingName.ZONE, "UTC")))
        if kind is LetterKind.PASSWORD_RESET:
            facts["link"] = self._new_link(account_id)
        if kind in _TOLD:
            facts |= self._told(kind, int(told["reminder"]), now)
        if kind is LetterKind.INVITATION:
            facts |= self._invited(int(told["invitation"]), now)
        words = letter(
            kind,
            name=to.name,
            department=str(settings.get(SettingName.DEPARTMENT, "")),
            facts=facts,
        )
        key = sha256(f"{self.base_url} {job.kind} {job.key}".encode()).hexdigest()[:32]
        try:
            send(server, Letter(to.address, words.subject, words.text, key))
        except MailRefusedError as error:
            raise GivenUpError(str(error)) from error

    def _told(self, kind: LetterKind, event_seq: int, now: datetime) -> Mapping[str, str]:
        with self.database.reading() as session:
            facts = _TOLD[kind](session, event_seq=event_seq, now=now)
        if facts is None:
            raise GivenUpError("nothing is open any more")
        return facts

    def _invited(self, invitation_id: int, now: datetime) -> Mapping[str, str]:
        """What an invitation says in its letter: neither its matter nor anybody's name."""
        with self.database.reading() as session:
            found = invitation(session, invitation_id)
            today = local_day(session, now)
        if found is None or found.stay(today) not in {Stay.COMING, Stay.OPEN}:
            raise GivenUpError("the invitation is over")
        return {
            "room": _ROOMS[found.scope.room],
            "starts": in_words(found.scope.starts_on),
            "ends": in_words(found.scope.ends_on),
            "login": found.login,
        }

    def _new_link(self, account_id: int) -> str:
        token = self.database.writing(
            partial(make_sign_in_link, account_id=account_id, lifetime=RESET_LINK, by=SYSTEM)
        )
        return f"{self.base_url}/first-sign-in/{token}"


def _local(moment: str, zone: str) -> str:
    at = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    return f"{at:%B} {at.day}, {at.year}, {at:%H:%M}"
