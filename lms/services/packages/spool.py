"""What was made of a package so far, in a folder of its own; survives a stop."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_PROGRESS = "progress.json"
_FILES = "files"


@dataclass(slots=True)
class Made:
    """A file that was made.

    Attributes:
        words: what it is, for the first page.
        group: under which heading the first page lists it.
        first_page: its first page's number among all of the package; 0 where it has none.
    """

    name: str
    words: str
    group: str
    first_page: int = 0
    pages: int = 0


class Spool:
    """A folder with the files of one package and how far it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / _FILES
        self.plan: dict[str, Any] = {}
        self.made: list[Made] = []
        self.done = 0
        self.next_page = 1

    @classmethod
    def opened(cls, folder: Path) -> Spool:
        """Open a folder: new, or as an earlier run left it."""
        spool = cls(folder)
        spool.files.mkdir(parents=True, exist_ok=True)
        path = folder / _PROGRESS
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            spool.plan, spool.done = kept["plan"], kept["done"]
            spool.next_page = kept["next_page"]
            spool.made = [Made(**each) for each in kept["made"]]
        return spool

    def put(self, made: Made, data: bytes) -> None:
        """Write a file; the pages it has are counted on."""
        with self.writing(made.name) as file:
            file.write(data)
        self.add(made)

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write in pieces; it takes its name when it is whole."""
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.draft")
        with draft.open("wb") as file:
            yield file
        draft.replace(path)

    def add(self, made: Made) -> None:
        """Enter a file that was written."""
        if made.pages:
            made.first_page = self.next_page
            self.next_page += made.pages
        self.made.append(made)

    def keep(self) -> None:
        """Write down how far it is, so that another run goes on from here."""
        made = [
            {
                "name": each.name,
                "words": each.words,
                "group": each.group,
                "first_page": each.first_page,
                "pages": each.pages,
            }
            for each in self.made
        ]
        kept = {"plan": self.plan, "done": self.done, "next_page": self.next_page, "made": made}
        draft = self.folder / f"{_PROGRESS}.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _PROGRESS)

    def forget(self) -> None:
        """Remove everything that was made."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()
