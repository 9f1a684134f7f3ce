"""Templates compiled once a run, and read once a process: every application loads its own."""

from __future__ import annotations

from types import CodeType

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

_CODE: dict[tuple[str, str], CodeType] = {}


class RememberedTemplates(FileSystemBytecodeCache):
    """The folder of all workers, and what this process has read from it."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was read before, or read it."""
        known = (bucket.key, bucket.checksum)
        if known in _CODE:
            bucket.code = _CODE[known]
            return
        super().load_bytecode(bucket)
        if bucket.code is not None:
            _CODE[known] = bucket.code
