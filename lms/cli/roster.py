"""``flask roster``: taking a roster file in, differences first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, in_the_name_of
from lms.cli.context import CommandContext
from lms.cli.roster_documents import change_line
from lms.content.roster_file import RosterFile, read_roster
from lms.domain.access import Actor, Permission, TwoPersonAct
from lms.domain.errors import ConflictError
from lms.domain.roster_document import change_document
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_row import RowFinding
from lms.domain.roster_sync import RosterDifference, difference
from lms.queries.local_day import local_day
from lms.queries.roster import service_histories
from lms.services.import_roster import import_roster
from lms.services.propose import propose
from lms.services.stage_roster import stage_roster

group = CommandGroup("roster", help="Take roster files in.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the differences and store nothing.")
@click.option(
    "--same", multiple=True, metavar="BADGE", help="This badge's row is the person known already."
)
@click.option("--new", multiple=True, metavar="BADGE", help="This badge's row is a new person.")
@click.option(
    "--reason", default="", help="Why, for a second person, where so many leave that it takes two."
)
@in_the_name_of
@as_json
@click.pass_obj
def import_file(  # noqa: PLR0913 - each is an option of the command
    context: CommandContext,
    *,
    file: Path,
    dry_run: bool,
    same: tuple[str, ...],
    new: tuple[str, ...],
    reason: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Compare FILE, a CSV or XLSX, with the roster and take it in as a whole.

    Differences are shown first. One mistake or one doubt stops all of it; the same file twice
    changes nothing; nobody is deleted, and who is left out stays as they are. A doubt whether
    a row is somebody known is settled with --same or --new. A file that ends the service of
    more than a tenth of the department waits for a second person; say --as and --reason.
    """
    by = context.author(login, Permission.ROSTER_MANAGE)
    read = read_roster(file.read_bytes())
    seen = _compared(context, read, same, new)
    findings = (*read.findings, *seen.conflicts)
    stored, proposal = False, None
    if not findings and not dry_run and seen.changes:
        if seen.takes_two_people:
            proposal = _proposed(context, file.read_bytes(), read, seen, by, reason)
        else:
            work = partial(import_roster, difference=seen, file_sha256=read.sha256, by=by)
            context.database.writing(work)
            stored = True
    answer(
        _document(file, read, seen, stored=stored) | {"proposal": proposal},
        _lines(seen, findings, stored=stored, proposal=proposal),
        json_wanted=as_json,
        findings=len(findings),
    )


def _compared(
    context: CommandContext, read: RosterFile, same: tuple[str, ...], new: tuple[str, ...]
) -> RosterDifference:
    confirmed = dict.fromkeys(same, Confirmation.SAME_PERSON)
    confirmed |= dict.fromkeys(new, Confirmation.NEW_PERSON)
    database = context.database
    with database.reading() as session:
        return difference(
            read.readable,
            service_histories(session),
            local_day(session, database.clock()),
            confirmed=confirmed,
            unread=read.unread,
        )


def _proposed(
    context: CommandContext,
    data: bytes,
    read: RosterFile,
    seen: RosterDifference,
    by: Actor,
    reason: str,
) -> int:
    """Keep the file and put it before a second person; returns the proposal."""
    if by.is_system or not reason.strip():
        raise CannotRunError(
            "The file ends the service of more than a tenth of the department; that takes two "
            "people. Say who proposes it with --as, and why with --reason; nothing was stored."
        )
    context.files.put(data)
    work = partial(
        _stage_and_propose,
        difference=seen,
        read=read,
        file_size=len(data),
        reason=reason,
        by=by,
    )
    try:
        return context.database.writing(work)
    except ConflictError as error:
        raise CannotRunError(f"Nothing was stored: {error.facts['reason']}.") from error


def _stage_and_propose(
    session: Session,
    *,
    difference: RosterDifference,
    read: RosterFile,
    file_size: int,
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    asked = stage_roster(
        session,
        difference=difference,
        file_sha256=read.sha256,
        file_size=file_size,
        media_type=read.media_type,
        by=by,
        now=now,
    )
    act = TwoPersonAct.MASS_SEPARATION
    return propose(session, act=act, payload=asked, reason=reason, by=by, now=now)


def _document(
    file: Path, read: RosterFile, seen: RosterDifference, *, stored: bool
) -> dict[str, object]:
    return {
        "file": str(file),
        "sha256": read.sha256,
        "stored": stored,
        "changes": [change_document(change) for change in seen.changes],
        "unchanged": len(seen.unchanged),
        "absent": [each.facts(seen.today).badge_number for each in seen.absent],
        "serving": seen.serving,
        "takes_two_people": seen.takes_two_people,
        "findings": [asdict(finding) for finding in (*read.findings, *seen.conflicts)],
    }


def _lines(
    seen: RosterDifference,
    findings: tuple[RowFinding, ...],
    *,
    stored: bool,
    proposal: int | None,
) -> Iterator[str]:
    yield from map(str, findings)
    yield from map(change_line, seen.changes)
    absent = f"; {len(seen.absent)} on the roster are not in the file" if seen.absent else ""
    yield f"{len(seen.changes)} changes, {len(seen.unchanged)} rows unchanged{absent}"
    if seen.takes_two_people:
        yield "The file ends the service of more than a tenth of the department: two people."
    if findings:
        yield "Nothing was stored."
    elif proposal is not None:
        yield f"It waits for a second person as proposal {proposal}; the roster is unchanged."
    else:
        yield "All of it was stored." if stored else "Nothing was stored yet." * bool(seen.changes)
