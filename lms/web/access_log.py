"""Noting that somebody looks at a record that is not their own."""

from __future__ import annotations

from functools import partial

from flask import request

from lms.services.note_access import note_access
from lms.services.sign_in import note_security
from lms.web.access import current
from lms.web.plant import writing


def note_view(what: str, *, member_id: int | None = None) -> None:
    """Write this view into the access log, before it is shown; one's own record is not noted.

    Args:
        member_id: whose record it is; None for a list of several people.
    """
    someone = current()
    if member_id is not None and member_id == someone.member_id:
        return
    writing(partial(note_access, account_id=someone.account_id, member_id=member_id, what=what))


def note_export(what: str) -> None:
    """Write an export into the security log; the caller notes the view as well."""
    writing(
        partial(
            note_security,
            kind="exported",
            account_id=current().account_id,
            source=request.remote_addr or "unknown",
            detail=what,
        )
    )
