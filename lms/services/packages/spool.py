"""What was made of a package so far, in a folder of its own; survives a stop."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

_PLAN = "plan.json"
_STEPS = "steps.jsonl"
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
        self._kept = 0

    @classmethod
    def opened(cls, folder: Path) -> Spool:
        """Open a folder: new, or as an earlier run left it."""
        spool = cls(folder)
        spool.files.mkdir(parents=True, exist_ok=True)
        spool._read()
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
        """Write down what was made since the last time, so that another run goes on from here.

        A line a step: what a long package has made is not written again with every step.
        """
        line = {"done": self.done, "made": [self._noted(each) for each in self.made[self._kept :]]}
        with (self.folder / _STEPS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._kept = len(self.made)
        plan = self.folder / _PLAN
        if not plan.exists():
            draft = self.folder / f"{_PLAN}.draft"
            draft.write_text(json.dumps(self.plan), encoding="utf-8")
            draft.replace(plan)

    def _noted(self, made: Made) -> dict[str, object]:
        size = (self.files / made.name).stat().st_size
        return {"name": made.name, "words": made.words, "group": made.group} | {
            "pages": made.pages,
            "size": size,
        }

    def _read(self) -> None:
        """Take up what an earlier run has kept: every step whose files are there in full."""
        plan, steps = self.folder / _PLAN, self.folder / _STEPS
        lines = steps.read_bytes().splitlines(keepends=True) if plan.exists() else []
        sound = list(takewhile(self._take, lines))
        if not sound:
            plan.unlink(missing_ok=True)
            steps.unlink(missing_ok=True)
            return
        os.truncate(steps, sum(map(len, sound)))
        self.plan = json.loads(plan.read_text(encoding="utf-8"))

    def _take(self, line: bytes) -> bool:
        """Take up one step; False where its line or a file of it is not whole."""
        if not line.endswith(b"\n"):
            return False
        kept = json.loads(line)
        sizes = {each["name"]: each.pop("size") for each in kept["made"]}
        paths = {self.files / name: size for name, size in sizes.items()}
        if any(not path.exists() or path.stat().st_size != size for path, size in paths.items()):
            return False
        for each in kept["made"]:
            self.add(Made(**each))
        self.done, self._kept = kept["done"], len(self.made)
        return True

    def forget(self) -> None:
        """Remove everything that was made."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()
