"""Evidence packages that somebody asked for, and how far each is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.package import PackageKind
from lms.models.base import Base, Moment, PrimaryKey, UtcDateTime, enum_of


class PackageRequest(Base):
    """A package as it was asked for, its progress, and its file once it is built.

    No entry of the journal stands behind it: asking for a package would else change the very
    entry that the package ends with, and no two would ever be the same.
    """

    __tablename__ = "package_request"
    __table_args__ = (
        CheckConstraint("first_year <= last_year", name="years_in_order"),
        CheckConstraint("done_steps >= 0 AND all_steps >= done_steps", name="done_within_all"),
        CheckConstraint("(file_sha256 IS NULL) = (built_at IS NULL)", name="built_has_a_file"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[PackageKind] = mapped_column(enum_of(PackageKind))
    first_year: Mapped[int]
    last_year: Mapped[int]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Moment]
    stopped: Mapped[bool]
    runs: Mapped[int]
    done_steps: Mapped[int]
    all_steps: Mapped[int]
    head_seq: Mapped[int | None]
    head_digest: Mapped[str | None]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
