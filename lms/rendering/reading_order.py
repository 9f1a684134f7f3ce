"""Which way text runs: clusters, Arabic joining, and the order letters stand in on a line.

A PDF shows glyphs where they are put, so a name in Hebrew or Arabic has to be turned and
joined before it is drawn. This is the Unicode bidirectional algorithm without explicit
direction characters, which no stored name may hold, and without bracket pairs; joining
takes its forms from the Unicode character database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

_FORMS = {"<isolated>": 0, "<final>": 1, "<initial>": 2, "<medial>": 3}
_FORM_BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
_LAM = "\u0644"
_ALEFS = "\u0622\u0623\u0625\u0627"
_TATWEEL = "\u0640"
_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))
_RIGHT = {"R", "AL", "AN"}
_NEUTRAL = {"ON", "WS", "B", "S", "BN", "NSM"}


def clusters(text: str) -> list[str]:
    """Split text into letters, each with the marks that sit on it."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in {"Mn", "Me", "Mc"}:
            found[-1] += char
        else:
            found.append(char)
    return found


def turns(text: str) -> bool:
    """Whether any letter of the text is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RIGHT for char in text)


def in_sight(text: str) -> list[str]:
    """The clusters of one line as they stand on paper, from left to right, joined."""
    letters = clusters(text)
    if not turns(text):
        return letters
    joined = _joined(letters)
    kinds = [unicodedata.bidirectional(letter[0]) or "L" for letter in joined]
    base = next((int(kind in {"R", "AL"}) for kind in kinds if kind in {"L", "R", "AL"}), 0)
    levels = _levels(kinds, base)
    shown = [
        _MIRRORED.get(letter, letter) if level % 2 else letter
        for letter, level in zip(joined, levels, strict=True)
    ]
    return [shown[place] for place in _places(levels)]


def as_stored(char: str) -> str:
    """The letters that a drawn glyph stands for: a joined form is no letter of its own."""
    if any(ord(char) in block for block in _FORM_BLOCKS):
        return unicodedata.normalize("NFKC", char)
    return char


@cache
def _joining() -> dict[str, list[str]]:
    """Isolated, final, initial and medial form of each letter (or pair); empty where none."""
    table: dict[str, list[str]] = {}
    for code in (code for block in _FORM_BLOCKS for code in block):
        form, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(part, 16)) for part in parts)
        if form in _FORMS and (len(letters) == 1 or letters[0] == _LAM):
            table.setdefault(letters, [""] * 4)[_FORMS[form]] = chr(code)
    return table


def _joined(letters: Sequence[str]) -> list[str]:
    """Give each Arabic letter the form its neighbors ask for; lam and alef become one."""
    table = _joining()
    merged: list[str] = []
    for letter in letters:
        pair = merged[-1] + letter[0] if merged else ""
        if pair in table and pair[0] == _LAM and letter[0] in _ALEFS:
            merged[-1] = pair + letter[1:]
        else:
            merged.append(letter)
    keys = [letter[:2] if letter[:2] in table else letter[0] for letter in merged]
    onward = [key == _TATWEEL or bool(table.get(key, [""] * 4)[2]) for key in keys]
    back = [key == _TATWEEL or bool(table.get(key, [""] * 4)[1]) for key in keys]
    result = []
    for place, (letter, key) in enumerate(zip(merged, keys, strict=True)):
        before = place > 0 and onward[place - 1] and back[place]
        after = place + 1 < len(keys) and onward[place] and back[place + 1]
        form = table.get(key, [""] * 4)[int(before) + 2 * int(after)]
        result.append((form or key) + letter[len(key) :])
    return result


def _levels(kinds: Sequence[str], base: int) -> list[int]:
    """Embedding levels by the rules W2 to W7, N1, N2, I1 and I2."""
    weak = _numbers(list(kinds), base)
    outer = "R" if base else "L"
    resolved = list(weak)
    place = 0
    while place < len(weak):
        stop = place
        while stop < len(weak) and weak[stop] in _NEUTRAL:
            stop += 1
        if stop > place:
            left = _side(weak[place - 1]) if place else outer
            right = _side(weak[stop]) if stop < len(weak) else outer
            resolved[place:stop] = [left if left == right else outer] * (stop - place)
        place = max(stop, place + 1)
    if base:
        return [1 if kind == "R" else 2 for kind in resolved]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in resolved]


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _numbers(kinds: list[str], base: int) -> list[str]:
    """Rules W2 to W7: what digits and the signs between them count as."""
    plain = ["R" if kind == "AL" else kind for kind in _after(kinds, "AL", "AN", base)]
    for place in range(1, len(plain) - 1):
        left, kind, right = plain[place - 1 : place + 2]
        if left == right and (kind, left) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            plain[place] = left
    for order in (range(1, len(plain)), range(len(plain) - 2, -1, -1)):
        for place in order:
            if plain[place] == "ET" and plain[place - order.step] == "EN":
                plain[place] = "EN"
    plain = ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in plain]
    return _after(plain, "L", "L", base)


def _after(kinds: Sequence[str], strong: str, number: str, base: int) -> list[str]:
    """Digits whose last strong letter before them is ``strong`` count as ``number``."""
    last = "R" if base else "L"
    result = []
    for kind in kinds:
        last = kind if kind in {"L", "R", "AL"} else last
        result.append(number if kind == "EN" and last == strong else kind)
    return result


def _places(levels: Sequence[int]) -> list[int]:
    """Rule L2: from the highest level down, every run at that level or above is reversed."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        bounds = [place for place, now in enumerate(levels) if now < level]
        for before, after in pairwise([-1, *bounds, len(levels)]):
            order[before + 1 : after] = order[before + 1 : after][::-1]
    return order
