"""Finding and ordering people's names the way they are typed on any keyboard.

Case and marks above or below a letter make no difference: "dang" finds Đặng and "ozturk"
finds Öztürk. What is stored and shown keeps every mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_WITHOUT_PARTS = str.maketrans(
    {"\u0111": "d", "\u0131": "i", "\u00f8": "o", "\u0142": "l", "\u00e6": "ae", "\u2019": "'"}
)


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """Lower case without marks, single blanks; also the key by which names are ordered."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(_WITHOUT_PARTS)


def matches(query: str, texts: Iterable[str]) -> bool:
    """Whether every word of ``query`` stands in one of ``texts``; an empty query matches all."""
    places = [folded(text) for text in texts]
    return all(any(word in place for place in places) for word in folded(query).split())
