"""What a backup holds and how far the journal went in it, in one form that is signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import canonical

FORM = 1
STATEMENT = "backup"
_KINDS = frozenset({"sqlite", "postgresql"})


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """The table of contents of a backup.

    Attributes:
        made_at: UTC, ISO 8601.
        database: ``sqlite`` or ``postgresql``; a backup goes back into the same kind.
        schema: the migration the tables are at.
        seq: the newest entry of the journal, with its leaf hash.
        files: SHA-256 of every file by its path inside the backup.
        public_key: of the key that signs this, 32 bytes in hex.
    """

    made_at: str
    database: str
    schema: str
    seq: int
    leaf_hash: str
    files: Mapping[str, str]
    public_key: str

    def message(self) -> bytes:
        """The bytes that are signed."""
        return canonical(
            {
                "statement": STATEMENT,
                "form": FORM,
                **{name: getattr(self, name) for name in self.__slots__},
            }
        ).encode()


def manifest_from_message(message: bytes) -> BackupManifest:
    """Read a manifest back.

    Raises:
        InvalidError: it is none, or not in its canonical bytes.
    """
    try:
        values = json.loads(message)
        form = values.pop("statement"), values.pop("form")
        manifest = BackupManifest(**values)
        sound = form == (STATEMENT, FORM) and manifest.message() == message
        sound = sound and manifest.database in _KINDS and _paths_stay_inside(manifest.files)
    except (AttributeError, InvalidError, KeyError, TypeError, ValueError) as error:
        raise InvalidError(reason="the manifest is none, or was changed") from error
    if not sound:
        raise InvalidError(reason="the manifest is none, or was changed")
    return manifest


def _paths_stay_inside(paths: Mapping[str, str]) -> bool:
    return all(
        path and not path.startswith("/") and ".." not in path.split("/") and "\0" not in path
        for path in paths
    )
