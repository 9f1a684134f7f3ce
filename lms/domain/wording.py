"""What every text of training content keeps to: ids, titles, nothing empty, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lms.domain.citation import Path
from lms.domain.findings import Finding
from lms.domain.policy import joined_words

LONGEST_TITLE = 60

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def id_findings(path: Path, name: str) -> Iterator[Finding]:
    """An id that is no lower-case words and numbers joined by hyphens."""
    if not _ID.fullmatch(name):
        yield Finding(path, "may hold lower-case letters a-z, digits and single hyphens only")


def title_findings(path: Path, title: str) -> Iterator[Finding]:
    """A title that is empty or does not fit."""
    yield from blank_findings(path, title)
    if len(title) > LONGEST_TITLE:
        yield Finding(path, f"has {len(title)} characters; a title has at most {LONGEST_TITLE}")


def blank_findings(path: Path, text: str) -> Iterator[Finding]:
    """A text that says nothing."""
    if not text.strip():
        yield Finding(path, "is empty")


def repeat_findings(paths: Sequence[Path], texts: Sequence[str]) -> Iterator[Finding]:
    """Texts that say what an earlier one says, whatever their case and spaces."""
    seen: set[str] = set()
    for path, text in zip(paths, texts, strict=True):
        words = joined_words(text).casefold()
        if words and words in seen:
            yield Finding(path, "is there twice")
        seen.add(words)


def count_findings(path: Path, count: int, least: int, most: int, noun: str) -> Iterator[Finding]:
    """Too few or too many of something."""
    if not least <= count <= most:
        span = str(least) if least == most else f"{least} to {most}"
        yield Finding(path, f"has {count} {noun}; it takes {span}")
