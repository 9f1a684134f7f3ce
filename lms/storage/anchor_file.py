"""The file on another volume that every signed head is added to, and none is taken from."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class AnchorFileError(Exception):
    """The file cannot be used, or others could have written it; the text says what to do."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """Lines, each added at the end and synced; the product never opens it in another way.

    Where the file system can (``chattr +a``), even this machine's root has to take that
    mark away first. What protects it for good is that it lies elsewhere.
    """

    path: Path

    def append(self, lines: list[str]) -> None:
        """Add lines durably.

        Raises:
            AnchorFileError: it cannot be written, or others may write it.
        """
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            handle = os.open(self.path, flags, 0o644)
        except OSError as error:
            raise AnchorFileError(
                f"The anchor file {self.path} cannot be written: {error.strerror}."
            ) from error
        try:
            self._check(os.fstat(handle))
            os.write(handle, "".join(f"{line}\n" for line in lines).encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def lines(self) -> list[str]:
        """Every line; none where there is no file yet.

        Raises:
            AnchorFileError: it cannot be read, or others may write it.
        """
        try:
            self._check(self.path.stat(follow_symlinks=False))
            return self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise AnchorFileError(
                f"The anchor file {self.path} cannot be read: {error.strerror}."
            ) from error

    def _check(self, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode):
            raise AnchorFileError(f"{self.path} is no ordinary file; name another one.")
        if found.st_mode & _WRITABLE_BY_OTHERS:
            mode = stat.S_IMODE(found.st_mode)
            raise AnchorFileError(
                f"{self.path} can be written by others (mode {mode:04o}), so it proves nothing. "
                f"Compare it with other anchors, then run: chmod 644 {self.path}"
            )

    def on_volume_of(self, folder: Path) -> bool:
        """Whether the file lies on the same volume as a folder."""
        return self.path.parent.exists() and (
            self.path.parent.stat().st_dev == folder.stat().st_dev
        )
