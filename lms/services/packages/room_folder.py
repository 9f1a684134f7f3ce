"""The folder of one standard and year for an assessor's room: papers one by one, or all sealed.

It is made while the assessor waits, of what is chosen at that moment, and nothing of it stays
on the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.package import PackageKind
from lms.services.packages.build import build_package
from lms.services.packages.folder import FolderPaper, set_paper, standard_papers, write_choice
from lms.services.packages.papers import Workshop
from lms.services.packages.spool import Spool
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import journal_key


def room_paper(database: Database, files: FileStore, *, number: str, year: int, name: str) -> bytes:
    """One paper of the folder.

    Raises:
        NotFoundError: nothing is chosen, or there is no such paper.
    """
    with _workshop(database, files, number, year) as shop:
        found: FolderPaper | None = next(
            (each for each in standard_papers(shop, 0) if each.name == name), None
        )
        if found is None:
            raise NotFoundError(paper=name)
        return set_paper(shop, 0, found)


def room_folder(
    database: Database, files: FileStore, data_dir: Path, *, number: str, year: int
) -> bytes:
    """The whole folder as a sealed package with its verifier.

    Raises:
        NotFoundError: nothing is chosen, or nothing here signs for the record.
    """
    key = journal_key(data_dir)
    if key is None:
        raise NotFoundError(key=True)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "folder.zip"
        try:
            build_package(
                database,
                files,
                kind=PackageKind.FOLDER,
                folder=Path(place) / "spool",
                first=year,
                last=year,
                key=key,
                out=out,
                standard=number,
            )
        except InvalidError as error:
            raise NotFoundError(standard=number, year=year) from error
        return out.read_bytes()


@contextmanager
def _workshop(database: Database, files: FileStore, number: str, year: int) -> Iterator[Workshop]:
    with tempfile.TemporaryDirectory() as place:
        spool = Spool.opened(Path(place))
        try:
            with database.snapshot() as session:
                write_choice(session, spool, year=year, number=number)
        except InvalidError as error:
            raise NotFoundError(standard=number, year=year) from error
        yield Workshop(database, files, spool)
