"""Loading the demonstration into an empty database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from lms.content.whole_folder import WholeFolder
from lms.demonstration.calendar import calendar
from lms.demonstration.elsewhere import train_elsewhere
from lms.demonstration.founding import Foundation, found_department, hashed_passwords
from lms.demonstration.history import live_through
from lms.demonstration.rooms import open_rooms
from lms.demonstration.schedule import schedule
from lms.demonstration.summary import Summary, read_summary
from lms.domain.errors import ConflictError
from lms.domain.revision import Revision
from lms.domain.setting import FIRST_DECISIONS, SettingName
from lms.queries.emptiness import is_empty
from lms.services.load_policy_folder import FolderFindingsError, keep_source, sound_folder
from lms.storage.database import Database
from lms.storage.files import FileStore


class NotEmptyError(ConflictError):
    """The database holds something already; a demonstration is loaded into an empty one only."""


def load_demonstration(
    database: Database,
    files: FileStore,
    *,
    folder: Path | WholeFolder,
    base_url: str,
    now: datetime | None = None,
    say: Callable[[str], None] = lambda _line: None,
    small: bool = False,
) -> Summary:
    """Make the fictional department and its history up to ``now``, through the services only.

    The same day gives the same people, visits, answers and minutes; what the services draw at
    random (seeds, codes, tokens) differs.

    Args:
        folder: the policy's, or what was read from it before.
        now: the database's clock where left out.
        say: is told what goes on, line by line.
        small: ten people, three of whom have trained; for tests.

    Raises:
        NotEmptyError: the database holds anything.
        FolderFindingsError: anything in the folder is wrong.
    """
    with database.reading() as session:
        if not is_empty(session):
            raise NotEmptyError(reason="the database is not empty")
    return fill(
        database,
        files,
        folder=folder,
        base_url=base_url,
        now=now or database.clock(),
        say=say,
        small=small,
    )


def fill(
    database: Database,
    files: FileStore,
    *,
    folder: Path | WholeFolder,
    base_url: str,
    now: datetime,
    say: Callable[[str], None] = lambda _line: None,
    small: bool = False,
) -> Summary:
    """Make it behind whatever the journal holds; ``load_demonstration`` refuses that."""
    read, revision = _read(folder)
    say(f"{read.slug}: {len(read.scenarios)} scenarios, {len(read.lessons)} lessons read")
    keep_source(files, read.path, revision)
    days = calendar(now, _zone())
    foundation = Foundation(read, revision, days, base_url, hashed_passwords(), small)
    department = database.writing(partial(found_department, foundation=foundation))
    say(f"Set up on {days.first.isoformat()}: {len(department.actors)} accounts")
    tally = live_through(database, department, schedule(department, days, small=small), say)
    if not small and days.days:
        train_elsewhere(database, files, department, days, tally)
    open_rooms(database, department, days)
    with database.reading() as session:
        return read_summary(session, department=department, tally=tally, today=days.today)


def _read(folder: Path | WholeFolder) -> tuple[WholeFolder, Revision]:
    if not isinstance(folder, WholeFolder):
        return sound_folder(folder)
    if folder.findings or folder.revision is None:
        raise FolderFindingsError(folder.path, folder.findings)
    return folder, folder.revision


def _zone() -> ZoneInfo:
    proposed = {decision.name: decision.value for decision in FIRST_DECISIONS}
    return ZoneInfo(str(proposed[SettingName.ZONE]))
