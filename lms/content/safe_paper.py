"""The words of a PDF that anybody may have made, without letting it near this process."""

from __future__ import annotations

from lms.content.safe_reading import answer_of_reader

LARGEST_PAPER = 3_000_000
"""Bytes of a certificate's file; ours take a tenth of it."""


def words_of_paper(raw: bytes) -> str:
    """The text of a PDF of a few pages, in its reading order.

    Raises:
        UnreadableDocumentError: it holds none, or is no such PDF; the reason is a sentence.
    """
    answer = answer_of_reader("lms.content.paper_process", raw)
    return str(answer.get("text", ""))
