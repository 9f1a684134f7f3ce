"""Building the packages that were asked for, a step at a time, under a lease that is renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lms.domain.head_statement import HeadOccasion
from lms.jobs.send_mail import GivenUpError
from lms.queries.packages import PackageRow, package
from lms.services.ask_for_package import finish_package, note_progress
from lms.services.claim_job import Claimed
from lms.services.packages.build import build_package
from lms.services.sign_head import HeadDesk
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import journal_key

FOLDER = "packages"


@dataclass(frozen=True, slots=True)
class PackageRoom:
    """Builds packages below one data directory, with the key that is there."""

    database: Database
    files: FileStore
    data_dir: Path

    def build(self, job: Claimed) -> None:
        """Build the package of a job, or go on with it; one that was stopped rests.

        Raises:
            GivenUpError: nothing signs here; whoever resumes it later asks anew.
        """
        payload: Mapping[str, object] = job.payload  # type: ignore[assignment]
        with self.database.reading() as session:
            found = package(session, int(str(payload["request"])))
        if found is not None and not found.is_built and not found.stopped:
            self._build(job, found)

    def _build(self, job: Claimed, found: PackageRow) -> None:
        key = journal_key(self.data_dir)
        if key is None:
            raise GivenUpError("There is no key that signs for the record")
        folder = self.data_dir / FOLDER / f"request-{found.id}"
        folder.parent.mkdir(mode=0o700, exist_ok=True)

        def progress(done: int, steps: int) -> bool:
            work = partial(
                note_progress, request_id=found.id, job_id=job.id, done=done, steps=steps
            )
            return self.database.writing(work)

        out = folder.with_suffix(".zip")
        spool = build_package(
            self.database,
            self.files,
            kind=found.kind,
            folder=folder,
            first=found.first_year,
            last=found.last_year,
            key=key,
            out=out,
            progress=progress,
        )
        if spool is None:
            return
        sha256, size = self.files.adopt(out)
        self.database.writing(
            partial(
                finish_package,
                request_id=found.id,
                head=spool.plan["head"],
                sha256=sha256,
                size=size,
                name=f"{found.kind.value}-{found.first_year}-{found.last_year}.zip",
            )
        )
        spool.forget()
        HeadDesk(self.database, self.data_dir).sign(HeadOccasion.PACKAGE)
