"""The first lock of every act that touches one member's time, attempts or credit."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.models import Member

_HELD = select(Member.id).where(Member.id == bindparam("member_id")).with_for_update(key_share=True)


def lock_member(session: Session, member_id: int) -> None:
    """Hold the member's row until the transaction ends; SQLite's writer holds all rows anyway.

    Raises:
        NotFoundError: there is no such member.
    """
    found = session.connection().execute(_HELD, {"member_id": member_id}).scalar()
    if found is None:
        raise NotFoundError(member=member_id)
