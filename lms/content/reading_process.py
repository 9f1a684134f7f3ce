"""The process that reads a document: started for one file, limited, and gone afterwards.

It takes the file on its standard input and answers one line of JSON. Before it looks at the
file it gives up memory, time, and the right to open a connection, start a program or write.
Run by ``lms.content.safe_reading`` and by nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict

from lms.content import reading_limits as limits
from lms.content.document_outline import draft_of
from lms.content.readers.any_document import read_any
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.domain.document_reading import DocumentReading, LostWordsError, proven_tree

TOO_MUCH = "Reading the document would take more memory than a policy needs. It is refused."
_NO_SECTIONS = "No section was found in the document."
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "ctypes.",
)


class _ForbiddenError(Exception):
    """Something that reads a file tried to do more than that."""


def main() -> None:
    """Read standard input, write the answer."""
    give_up_rights()
    raw = sys.stdin.buffer.read(limits.LARGEST_FILE + 1)
    try:
        answer: dict[str, object] = {"reading": asdict(read_document(raw))}
    except (UnreadableDocumentError, LostWordsError) as error:
        answer = {"refused": str(error.facts["reason"])}
    except (MemoryError, RecursionError):
        answer = {"refused": TOO_MUCH}
    sys.stdout.write(json.dumps(answer))


def read_document(raw: bytes) -> DocumentReading:
    """Read a document and prove that none of its words is lost.

    Raises:
        UnreadableDocumentError: it cannot be taken in.
        LostWordsError: some word would be lost.
    """
    document = read_any(raw)
    draft = draft_of(document)
    if not draft.nodes:
        raise UnreadableDocumentError(reason=_NO_SECTIONS)
    proven_tree(document, draft)
    return DocumentReading(document, draft)


def give_up_rights() -> None:
    """Give up memory, time, and every right but to compute."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and any(sign in str(arguments[1] or "r") for sign in "wax+")
    if writes or event.startswith(_FORBIDDEN):
        raise _ForbiddenError(event)


if __name__ == "__main__":
    main()
