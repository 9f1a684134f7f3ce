"""Kinds, states and places of content in plain words."""

from __future__ import annotations

from collections.abc import Mapping

AUDIENCES: Mapping[str, str] = {
    "officer": "Every officer",
    "oic": "Officer in charge",
    "arresting-officer": "Arresting officer",
    "dispatch": "Dispatch",
    "command": "Command",
}
USES: Mapping[str, str] = {
    "both": "Practice and graded",
    "practice": "Practice only",
    "graded": "Graded only",
}
_SAID = {
    "items": "question",
    "steps": "step",
    "options": "choice",
    "sequence": "row",
    "things": "thing",
    "pages": "page",
    "lines": "line",
    "objectives": "objective",
    "groups": "group",
    "true_as_of": "true as of",
    "provisions": "sections",
    "limb": "subject",
    "banners": "blocked sections it mentions",
}


def place_said(place: str) -> str:
    """``items.1.options.3.text`` as “question 1, choice 3, text”; positions count from one."""
    words: list[str] = []
    for part in place.split("."):
        if part.isdigit() and words:
            words[-1] = f"{words[-1]} {part}"
        else:
            words.append(_SAID.get(part, part.replace("_", " ").replace("-", " ")))
    return ", ".join(words)
