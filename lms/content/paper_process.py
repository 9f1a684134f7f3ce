"""The process that reads the words of a certificate's PDF: limited like every reader of files.

It takes the file on its standard input and answers one line of JSON. Run by
``lms.content.safe_paper`` and by nothing else.
"""

from __future__ import annotations

import io
import json
import logging
import sys

import pypdf
from pypdf.errors import PyPdfError

from lms.content import reading_limits as limits
from lms.content.reading_process import give_up_rights

MOST_PAGES = 3
_DAMAGED = "The file cannot be read as a PDF."
_NO_TEXT = (
    "The file holds no text, so it looks like a scan or a picture. Type the code that is "
    "printed on it instead."
)
_LONG = "The file has more pages than a certificate."
_LOCKED = "The file is protected by a password, which no certificate is."


def main() -> None:
    """Read standard input, write the answer."""
    give_up_rights()
    raw = sys.stdin.buffer.read(limits.LARGEST_FILE + 1)
    sys.stdout.write(json.dumps(words_of(raw)))


def words_of(raw: bytes) -> dict[str, str]:
    """The words of a PDF under ``text``, or under ``refused`` why there are none."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=limits.LARGEST_STREAM,
            lzw_maximum_output_length=limits.LARGEST_STREAM,
            run_length_maximum_output_length=limits.LARGEST_STREAM,
            array_based_stream_maximum_output_length=limits.LARGEST_STREAM,
            jbig2dec_binary=None,
        ):
            return _read(raw)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {"refused": _DAMAGED}


def _read(raw: bytes) -> dict[str, str]:
    reader = pypdf.PdfReader(io.BytesIO(raw))
    if reader.is_encrypted:
        return {"refused": _LOCKED}
    if len(reader.pages) > MOST_PAGES:
        return {"refused": _LONG}
    text = "\n".join(page.extract_text() for page in reader.pages)
    return {"text": text[: limits.MOST_CHARACTERS]} if text.strip() else {"refused": _NO_TEXT}


if __name__ == "__main__":
    main()
