"""Plain data as canonical YAML: one way to write each value, read back to the same value.

Long text is folded at words, text of several lines stands as it is; what neither can hold
without loss is quoted.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

_WIDTH = 96
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'()/’–—-]*[A-Za-z0-9.)’]|[A-Za-z]")  # noqa: RUF001
_READ_OTHERWISE = re.compile(
    r"(?i)(y|yes|n|no|true|false|on|off|null|~)|.*: .*|.*:$|.* #.*|[0-9.+-].*"
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def yaml_text(data: Mapping[str, object]) -> str:
    """A mapping of text, whole numbers, lists and mappings as a file."""
    return "\n".join(_mapping(data, 0)) + "\n"


def _mapping(data: Mapping[str, object], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(f"{key}:", value, indent)


def _entry(start: str, value: object, indent: int) -> Iterator[str]:
    """What stands behind a key."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        yield pad + start
        yield from _mapping(value, indent + 2)
    elif isinstance(value, (list, tuple)) and any(not _is_code(each) for each in value):
        yield pad + start
        for each in value:
            yield from _listed(each, indent + 2)
    else:
        first, *rest = _scalar(value, indent + 2, _WIDTH - indent - len(start))
        yield f"{pad}{start} {first}"
        yield from rest


def _listed(value: object, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        lines = list(_mapping(value, indent + 2))
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]
        return
    first, *rest = _scalar(value, indent + 2, _WIDTH - indent - 2)
    yield f"{pad}- {first}"
    yield from rest


def _scalar(value: object, indent: int, room: int) -> list[str]:
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, int):
        return [str(value)]
    if isinstance(value, (list, tuple)):
        return ["[" + ", ".join(str(each) for each in value) + "]"]
    if isinstance(value, Mapping):
        return ["{}"]
    return _text(str(value), indent, room)


def _is_code(value: object) -> bool:
    """A name that needs no quotes inside brackets."""
    return isinstance(value, str) and bool(_CODE.fullmatch(value)) and _is_plain(value)


def _is_plain(text: str) -> bool:
    if _DAY.fullmatch(text):
        return True
    return bool(_PLAIN.fullmatch(text) or _CODE.fullmatch(text)) and not _READ_OTHERWISE.fullmatch(
        text
    )


def _text(text: str, indent: int, room: int) -> list[str]:
    if "\n" not in text and len(text) <= room:
        return [text if _is_plain(text) else json.dumps(text, ensure_ascii=False)]
    pad = " " * indent
    if "\n" in text:
        if _keeps_lines(text):
            return ["|-", *(pad + line if line else "" for line in text.split("\n"))]
    elif "  " not in text and not text.startswith(("-", "#")):
        wrapped = textwrap.wrap(
            text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False
        )
        if " ".join(wrapped) == text:
            return [">-", *(pad + line for line in wrapped)]
    return [json.dumps(text, ensure_ascii=False)]


def _keeps_lines(text: str) -> bool:
    lines: Sequence[str] = text.split("\n")
    return all(line == line.rstrip() for line in lines) and not text.startswith((" ", "\n"))
