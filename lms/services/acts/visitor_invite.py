"""Opening a room to somebody from outside: who answers for the files, and somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.invitation import PacketReach, Room, Scope, check_scope
from lms.domain.local_time import in_words
from lms.domain.sign_in import login_key
from lms.domain.two_people import NOBODY, About
from lms.queries.local_day import local_day
from lms.queries.roster import person
from lms.queries.standards import standards
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.invite_visitor import account_of_visitor, invite_visitor

_LONGEST = 200
_PACKETS = {
    PacketReach.NOBODY: "of nobody",
    PacketReach.SAMPLED: "of those drawn in a recorded sample",
    PacketReach.EVERYBODY: "of every sworn member who served in these years",
}


@dataclass(frozen=True, slots=True)
class InvitationAsked:
    """Somebody from outside and what is to be opened; days as ISO 8601."""

    room: str
    name: str
    organization: str
    email: str
    login: str
    starts_on: str
    ends_on: str
    first_year: int
    last_year: int
    standards: tuple[str, ...] = ()
    packets: str = PacketReach.NOBODY.value
    members: tuple[int, ...] = ()
    matter: str = ""

    @property
    def scope(self) -> Scope:
        """What is to be opened."""
        return Scope(
            room=Room(self.room),
            starts_on=date.fromisoformat(self.starts_on),
            ends_on=date.fromisoformat(self.ends_on),
            first_year=self.first_year,
            last_year=self.last_year,
            standards=self.standards,
            packets=PacketReach(self.packets),
            members=self.members,
            matter=self.matter,
        )


def _ground(session: Session, asked: InvitationAsked, *, now: datetime) -> Ground:
    today = local_day(session, now)
    for field in ("name", "organization", "email", "login"):
        if not 1 <= len(str(getattr(asked, field)).strip()) <= _LONGEST:
            raise InvalidError(field=field, reason="Write this, in 200 characters at most.")
    if asked.login != login_key(asked.login):
        raise InvalidError(field="email", reason="Write the address in small letters.")
    titles = {each.number: each.title for each in standards(session)}
    check_scope(asked.scope, known_standards=titles, today=today)
    names = {}
    for member_id in asked.members:
        who = person(session, member_id, today)
        if who is None:
            raise NotFoundError(member=member_id)
        names[str(member_id)] = f"{who.full_name} ({who.badge_number})"
    account_id = account_of_visitor(session, asked.login)
    return Ground(
        NOBODY if account_id is None else About(account_id),
        {"account": account_id},
        {**{number: titles[number] for number in asked.standards}, **names},
        members=frozenset(asked.members),
    )


def _carry_out(
    session: Session, asked: InvitationAsked, approval: Approval, *, now: datetime
) -> None:
    invite_visitor(
        session,
        name=asked.name.strip(),
        organization=asked.organization.strip(),
        email=asked.email.strip(),
        login=asked.login,
        scope=asked.scope,
        by=approval.by,
        now=now,
    )


def _change(asked: InvitationAsked, ground: Ground) -> Change:
    scope = asked.scope
    lines = [
        ("Who", "", f"{asked.name}, {asked.organization}, {asked.email}"),
        ("Signs in as", "", asked.login),
        ("From", "", in_words(scope.starts_on)),
        ("Until the end of", "", in_words(scope.ends_on)),
        ("Years", "", f"{asked.first_year} to {asked.last_year}"),
    ]
    if scope.room is Room.ASSESSOR:
        lines += [
            *(("Standard", "", f"{each} {ground.shown[each]}") for each in asked.standards),
            ("Packets", "", _PACKETS[scope.packets]),
        ]
    else:
        whom = ", ".join(ground.shown[str(each)] for each in asked.members) or "everybody"
        lines += [("Matter", "", asked.matter), ("Whose records", "", whom)]
    room = "the assessor\u2019s room" if scope.room is Room.ASSESSOR else "counsel\u2019s room"
    return Change(f"Open {room} to {asked.name}", tuple(lines))


EXECUTORS = (Executor(TwoPersonAct.VISITOR_INVITE, InvitationAsked, _ground, _carry_out, _change),)
