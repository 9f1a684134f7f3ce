"""Damaged documents are a tree or a reason, and never anything else."""

from __future__ import annotations

import io
import random
import re
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_process import read_document
from lms.domain.document_reading import LostWordsError
from tests.content.unsafe_files import zipped

FOLDER = Path(__file__).parent / "documents"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".docx", ".pdf", ".txt"})
SECONDS = 10
TIMES = 14


class _TooLongError(Exception):
    """A damaged document was read for longer than a sound one ever is."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _damaged(raw: bytes, chance: random.Random) -> Iterator[bytes]:
    for _ in range(TIMES):
        data = bytearray(raw)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)
    for _ in range(TIMES):
        yield raw[: chance.randrange(len(raw))]
    for _ in range(TIMES // 2):
        start, size = chance.randrange(len(raw)), chance.randrange(1, 400)
        yield raw[:start] + raw[start + size :]
        yield raw[:start] + bytes(chance.randrange(256) for _ in range(20)) + raw[start:]


def _damaged_inside(raw: bytes, chance: random.Random) -> Iterator[bytes]:
    """Packages that are whole, with parts in which tags, numbers or letters were changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [name for name in parts if name.startswith("word/") and name.endswith(".xml")]
    for _ in range(3 * TIMES):
        name = chance.choice(names)
        pieces = re.split(rb"(<[^>]*>|[0-9]+)", parts[name])
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(pieces))
            pieces[at] = chance.choice((b"", pieces[chance.randrange(len(pieces))], b"9999999999"))
        yield zipped({**parts, name: b"".join(pieces)})
        whole = re.sub(rb"<w:(tab|br|rPr|pPr|numPr|ilvl|numId|lvl|start)\b", _other, parts[name])
        yield zipped({**parts, name: whole.replace(b"<w:zzz", b"<w:val")})


def _other(match: re.Match[bytes]) -> bytes:
    return b"<w:" + match[1][::-1]


def test_there_are_eight_documents() -> None:
    assert len(NAMES) == 8


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_document_is_a_tree_or_a_reason(name: str) -> None:
    raw = (FOLDER / name).read_bytes()
    for damaged in _damaged(raw, random.Random(name)):  # noqa: S311 - the same damage each time
        _read(damaged)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("docx")])
def test_a_docx_with_damaged_parts_is_a_tree_or_a_reason(name: str) -> None:
    raw = (FOLDER / name).read_bytes()
    chance = random.Random(name)  # noqa: S311 - the same damage each time
    read = [_read(damaged) for damaged in _damaged_inside(raw, chance)]
    assert any(read), "some damage must leave a document that can be read"


def _read(damaged: bytes) -> bool:
    """Read it within a moment; whether it was a tree."""
    with _at_most(SECONDS):
        try:
            return bool(read_document(damaged).draft.nodes)
        except (UnreadableDocumentError, LostWordsError) as error:
            reason = str(error.facts["reason"])
    assert reason.endswith(".")
    return False
