"""What a request works with: the database, the files, the configuration's few facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from flask import current_app
from sqlalchemy.orm import Session

from lms.storage.database import Database, Work
from lms.storage.files import FileStore
from lms.storage.mail import MailLogin, MailServer
from lms.storage.passkeys import Site
from lms.storage.seal import Seal

_KEY = "lms"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plant:
    """Everything an application of its own has; made once by ``create_app``.

    Attributes:
        data_dir: where the key lies that signs for the record.
        site: what passkeys belong to; None where browsers make none for the address.
        mail: the mail server that the environment names; ``web.mail`` knows the one in force.
    """

    database: Database
    files: FileStore
    data_dir: Path
    base_url: str
    secure: bool
    on_loopback: bool
    version: str
    seal: Seal
    site: Site | None
    mail: MailServer | None
    mail_login: MailLogin


def install(extensions: dict[str, object], plant: Plant) -> None:
    """Keep the plant with the application."""
    extensions[_KEY] = plant


def plant() -> Plant:
    """The plant of the application that answers this request."""
    return cast("Plant", current_app.extensions[_KEY])


@contextmanager
def reading() -> Iterator[Session]:
    """A session for reading, rolled back at its end."""
    with plant().database.reading() as session:
        yield session


def writing(work: Work[T]) -> T:
    """Run a use case in one transaction; see ``Database.writing``."""
    return plant().database.writing(work)


def now() -> datetime:
    """The moment of this request, for reads; a write takes its own inside the transaction."""
    return plant().database.clock()
