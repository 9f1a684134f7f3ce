"""Evidence packages that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from lms.domain.package import PackageKind, years_named
from lms.models import Account, Job, JobState, PackageRequest, StoredFile

JOB = "build-package"


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package, how far it is, and its file once it is built.

    Attributes:
        error: what the last run ended with, empty where it did not end with anything.
        failed: whether no further run is planned.
    """

    id: int
    kind: PackageKind
    first_year: int
    last_year: int
    asked_by: str
    asked_at: datetime
    stopped: bool
    runs: int
    done_steps: int
    all_steps: int
    head_seq: int | None
    head_digest: str | None
    file_sha256: str | None
    size: int | None
    built_at: datetime | None
    error: str
    failed: bool

    @property
    def years(self) -> str:
        """The years it covers, in words."""
        return years_named(self.first_year, self.last_year)

    @property
    def file_name(self) -> str:
        """What its file is called where it is downloaded."""
        return f"{self.kind.value}-{self.first_year}-{self.last_year}-entry-{self.head_seq}.zip"

    @property
    def is_built(self) -> bool:
        """Whether its file is there."""
        return self.file_sha256 is not None


def job_key(request_id: int, runs: int) -> str:
    """The key of the job that builds a package: a run that was resumed is another job."""
    return f"{request_id}:{runs}"


def _packages() -> Select[*tuple[Any, ...]]:
    key = cast(PackageRequest.id, String) + ":" + cast(PackageRequest.runs, String)
    return (
        select(
            PackageRequest,
            Account.display_name,
            StoredFile.size,
            Job.last_error,
            Job.state,
        )
        .join(Account, Account.id == PackageRequest.asked_by)
        .outerjoin(StoredFile, StoredFile.sha256 == PackageRequest.file_sha256)
        .outerjoin(Job, (Job.kind == JOB) & (Job.key == key))
        .order_by(PackageRequest.id.desc())
    )


def packages(session: Session, *, most: int) -> tuple[PackageRow, ...]:
    """The newest packages."""
    return tuple(_row(row) for row in session.execute(_packages().limit(most)))


def packages_of(session: Session, *, account_id: int, most: int) -> tuple[PackageRow, ...]:
    """The newest packages that an account asked for."""
    asked = _packages().where(PackageRequest.asked_by == account_id)
    return tuple(_row(row) for row in session.execute(asked.limit(most)))


def package(session: Session, request_id: int) -> PackageRow | None:
    """One package."""
    row = session.execute(_packages().where(PackageRequest.id == request_id)).one_or_none()
    return _row(row) if row is not None else None


def _row(row: Any) -> PackageRow:  # noqa: ANN401 - a row of the statement above
    held: PackageRequest = row.PackageRequest
    return PackageRow(
        id=held.id,
        kind=held.kind,
        first_year=held.first_year,
        last_year=held.last_year,
        asked_by=row.display_name,
        asked_at=held.asked_at,
        stopped=held.stopped,
        runs=held.runs,
        done_steps=held.done_steps,
        all_steps=held.all_steps,
        head_seq=held.head_seq,
        head_digest=held.head_digest,
        file_sha256=held.file_sha256,
        size=row.size,
        built_at=held.built_at,
        error=row.last_error or "",
        failed=row.state is JobState.FAILED,
    )
