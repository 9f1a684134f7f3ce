"""Reading a document that anybody may have made, without letting it near this process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pydantic import TypeAdapter

import lms
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import LARGEST_FILE, WALL_SECONDS
from lms.domain.document_reading import DocumentReading

_ROOT = Path(lms.__file__).resolve().parents[1]
_READINGS = TypeAdapter(DocumentReading)
_TOO_LONG = (
    "Reading the document took too long, so it was stopped. Save it anew, or as DOCX, "
    "and try again."
)
_STOPPED = (
    "The document stopped its own reading: it is damaged, or asks for more than a policy needs."
)


def read_safely(raw: bytes, *, seconds: int = WALL_SECONDS) -> DocumentReading:
    """Read a document in a process of its own that is limited in time and memory.

    Raises:
        UnreadableDocumentError: it is not taken in; the reason is a sentence for a person.
    """
    answer = answer_of_reader("lms.content.reading_process", raw, seconds=seconds)
    if "reading" not in answer:
        raise UnreadableDocumentError(reason=_STOPPED)
    return reading_from(answer["reading"])


def answer_of_reader(module: str, raw: bytes, *, seconds: int = WALL_SECONDS) -> dict[str, object]:
    """What one of our readers, run as a process of its own, answers about a file.

    Raises:
        UnreadableDocumentError: it refuses the file, takes too long, or ended without a word.
    """
    if len(raw) > LARGEST_FILE:
        raise UnreadableDocumentError(
            reason=f"The file is larger than {LARGEST_FILE // 1_000_000} MB."
        )
    command = [sys.executable, "-s", "-m", module]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=raw,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError(reason=_TOO_LONG) from error
    try:
        answer: dict[str, object] = json.loads(done.stdout) if done.returncode == 0 else {}
    except ValueError:
        answer = {}
    if "refused" in answer:
        raise UnreadableDocumentError(reason=str(answer["refused"]))
    return answer


def reading_from(primitives: object) -> DocumentReading:
    """A reading from the primitives that ``reading_primitives`` gave."""
    return _READINGS.validate_python(primitives)


def reading_primitives(reading: DocumentReading) -> object:
    """A reading as primitives for storing."""
    return _READINGS.dump_python(reading, mode="json")
