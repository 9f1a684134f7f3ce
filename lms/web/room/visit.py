"""Whose room a request is in: the visitor's own, or an invitation somebody looks through.

Every page of the room has two addresses and one view. The visitor's own is found by account
and day; the other names an invitation and opens to whoever said, in the journal, that they
look. Nobody is signed in as somebody else: the room is drawn from the invitation's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.invitation import Room, Scope
from lms.queries.invitations import Invitation, invitation, is_shown_to, open_invitation
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.local_day import today
from lms.web.plant import now, reading
from lms.web.room.blueprint import blueprint

_FIRST = "first"
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request in a room.

    Attributes:
        shown: whether somebody of the department looks through it.
    """

    invitation: Invitation
    shown: bool

    @property
    def scope(self) -> Scope:
        """What the invitation opens."""
        return self.invitation.scope

    def url(self, page: str, **arguments: Any) -> str:  # noqa: ANN401 - parts of an address
        """The address of a page of the same room."""
        if self.shown:
            named = {"invitation_id": self.invitation.id, **arguments}
            return url_for(f"room.{page}_shown", **named)
        return url_for(f"room.{page}", **arguments)

    def note(self, what: str, *, member_id: int | None = None) -> None:
        """Write into the access log what was opened."""
        note_view(what, member_id=member_id)


def page_of_the_room(name: str, path: str, *, confirmed: bool = False) -> Callable[[View], View]:
    """Give a view of a ``Visit`` its two addresses.

    Args:
        confirmed: whether it asks for a recent confirmation, as exports of others' records do.
    """

    def add(view: View) -> View:
        def own(**arguments: Any) -> ResponseReturnValue:  # noqa: ANN401 - parts of the address
            found = own_visit()
            if found is not None:
                return view(found, **arguments)
            return _closed() if name == _FIRST else abort(404)

        def shown(invitation_id: int, **arguments: Any) -> ResponseReturnValue:  # noqa: ANN401 - as above
            found = _shown_visit(invitation_id)
            if found is not None:
                return view(found, **arguments)
            return redirect(url_for("evidence.invitation_page", invitation_id=invitation_id))

        for gated, rule, endpoint, permission in (
            (own, f"/room{path}", name, Permission.ROOM_VISIT),
            (
                shown,
                f"/evidence/invitations/<int:invitation_id>/room{path}",
                f"{name}_shown",
                Permission.ROOM_MANAGE,
            ),
        ):
            asked = recently_confirmed(gated) if confirmed else gated
            blueprint.add_url_rule(rule, endpoint, requires(permission)(asked), methods=["GET"])
        return view

    return add


def own_visit() -> Visit | None:
    """The room that is open today to who asks."""
    with reading() as session:
        found = open_invitation(
            session, account_id=current().account_id, room=Room.ASSESSOR, today=today()
        )
    return Visit(found, shown=False) if found is not None else None


def _closed() -> ResponseReturnValue:
    return render_template("room/closed.html")


def _shown_visit(invitation_id: int) -> Visit | None:
    """The room of an invitation for one who said that they look; 404 where there is none."""
    with reading() as session:
        found = invitation(session, invitation_id)
        if found is None or found.scope.room is not Room.ASSESSOR:
            abort(404)
        said = is_shown_to(
            session, invitation_id=invitation_id, account_id=current().account_id, now=now()
        )
    return Visit(found, shown=True) if said else None
