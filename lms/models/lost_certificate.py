"""Certificates that were issued and whose record was lost."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base


class LostCertificate(Base):
    """One certificate that the file outside proves and the record lost. Append-only.

    ``entry`` is the place in the journal where it was issued; that number stays unused.
    """

    __tablename__ = "lost_certificate"

    code_digest: Mapped[str] = mapped_column(primary_key=True)
    facts_digest: Mapped[str]
    entry: Mapped[int]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
