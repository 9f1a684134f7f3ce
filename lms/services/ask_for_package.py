"""Asking for a package, stopping its building, and letting it go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.package import PackageKind
from lms.models import PackageRequest
from lms.queries.packages import JOB, job_key
from lms.services.allot_id import allot_id
from lms.services.claim_job import ask_for_job, renew_job
from lms.services.keep_file import keep_stored_file

_MOST_YEARS = 10


def ask_for_package(
    session: Session, *, kind: PackageKind, first: int, last: int, by: Actor, now: datetime
) -> int:
    """Ask for a package of some years; the worker builds it. Returns its number.

    Raises:
        InvalidError: the years are in the wrong order, too many, or have not come.
    """
    if first > last:
        raise InvalidError(field="first_year", reason="The first year comes after the last one.")
    if last > now.year:
        raise InvalidError(field="last_year", reason="This year has not come yet.")
    if last - first >= _MOST_YEARS:
        reason = f"Ask for {_MOST_YEARS} years at most."
        raise InvalidError(field="first_year", reason=reason)
    request_id = allot_id(session, PackageRequest)
    session.execute(
        insert(PackageRequest).values(
            id=request_id,
            kind=kind,
            first_year=first,
            last_year=last,
            asked_by=by.account_id,
            asked_at=now,
            stopped=False,
            runs=1,
            done_steps=0,
            all_steps=0,
        )
    )
    _ask(session, request_id, 1, now)
    return request_id


def _ask(session: Session, request_id: int, runs: int, now: datetime) -> None:
    ask_for_job(
        session,
        kind=JOB,
        key=job_key(request_id, runs),
        payload={"request": request_id},
        run_after=now,
        now=now,
    )


def _held(session: Session, request_id: int) -> PackageRequest:
    found = session.execute(
        select(PackageRequest).where(PackageRequest.id == request_id).with_for_update()
    ).scalar()
    if found is None:
        raise NotFoundError(package=request_id)
    if found.file_sha256 is not None:
        raise ConflictError(reason="The package is built already")
    return found


def stop_package(session: Session, *, request_id: int, now: datetime) -> None:
    """Let the building end after the step it is at; what was made is kept.

    Raises:
        NotFoundError: there is no such package.
        ConflictError: it is built already.
    """
    del now
    _held(session, request_id).stopped = True


def resume_package(session: Session, *, request_id: int, now: datetime) -> None:
    """Let the building go on where it was stopped or gave up.

    Raises:
        NotFoundError: there is no such package.
        ConflictError: it is built already.
    """
    found = _held(session, request_id)
    found.stopped = False
    found.runs += 1
    _ask(session, request_id, found.runs, now)


def note_progress(
    session: Session, *, request_id: int, job_id: int, done: int, steps: int, now: datetime
) -> bool:
    """Write down how far a package is and renew its job's lease; False where it was stopped."""
    session.execute(
        update(PackageRequest)
        .where(PackageRequest.id == request_id)
        .values(done_steps=done, all_steps=steps)
    )
    renew_job(session, job_id=job_id, now=now)
    stopped = session.execute(
        select(PackageRequest.stopped).where(PackageRequest.id == request_id)
    ).scalar_one()
    return not stopped


def finish_package(
    session: Session,
    *,
    request_id: int,
    head: Mapping[str, object],
    sha256: str,
    size: int,
    name: str,
    now: datetime,
) -> None:
    """Name the file of a package that is whole, and the journal entry it ends with."""
    keep_stored_file(
        session, sha256=sha256, size=size, media_type="application/zip", name=name, now=now
    )
    session.execute(
        update(PackageRequest)
        .where(PackageRequest.id == request_id)
        .values(head_seq=head["seq"], head_digest=head["digest"], file_sha256=sha256, built_at=now)
    )
