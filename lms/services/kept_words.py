"""Whether words are those whose salted digest stands in the journal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.journal_chain import salted_digest
from lms.models import PrivateText


def are_kept(session: Session, *, stated: str, words: str) -> bool:
    """Whether the digest ``stated`` by an entry is that of ``words``."""
    salt = session.execute(
        select(PrivateText.salt).where(PrivateText.digest == stated)
    ).scalar_one_or_none()
    return salt is not None and salted_digest(salt, words) == stated
