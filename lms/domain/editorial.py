"""Editorial fixes: what one person may put in use alone.

A comma or a misspelled word changes nothing that anybody is held to. Everything else takes a
second person: options, keys, sections, quotations, numbers, a "not", or more than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

Document = Mapping[str, object]

MOST_WORDS = 3
_FREE = frozenset({"title", "summary", "situation", "stem", "rationale", "feedback", "body"})
_FREE_IN_CHECKLISTS = frozenset({"title", "moment"})
_WORD = re.compile(r"\S+")
_TURNS = re.compile(
    r"(?i)[\"\u201c\u201d]|[0-9]|^\W*(not|no|never|none|nobody|nothing|without|only|unless|except|"
    r"must|may|shall|should|can|cannot|\w+n['\u2019]t|[ivx]+\.[a-z].*)\W*$"
)


def why_not_editorial(before: Document, after: Document) -> tuple[str, ...]:
    """What of a change takes a second person; empty where it is an editorial fix.

    Args:
        before: the document of the version in use.
        after: that of the new one.
    """
    free = _FREE_IN_CHECKLISTS if before.get("document") == "checklist" else _FREE
    return tuple(dict.fromkeys(_reasons(before, after, (), free)))


def _reasons(
    before: object, after: object, path: tuple[str, ...], free: frozenset[str]
) -> Iterator[str]:
    if before == after:
        return
    where = ".".join(path) or "the document"
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() == after.keys():
        for key in before:
            yield from _reasons(before[key], after[key], (*path, str(key)), free)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _reasons(old, new, (*path, str(at)), free)
    elif path and path[-1] in free and isinstance(before, str) and isinstance(after, str):
        yield from _in_words(before, after, where)
    else:
        yield f"{where} is changed"


def _in_words(before: str, after: str, where: str) -> Iterator[str]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    changed = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        changed += max(i2 - i1, j2 - j1)
        weighty = [word for word in (*old[i1:i2], *new[j1:j2]) if _TURNS.search(word)]
        if weighty:
            yield f"{where} changes “{weighty[0]}”"
    if changed > MOST_WORDS:
        yield f"{where} changes more than {MOST_WORDS} words"
