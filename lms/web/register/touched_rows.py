"""The sections of an entry as rows of a form that works without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.domain.development import Touch, Touched

_SPARE, _FEWEST, _MOST = 2, 4, 40


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A row: what was typed into it, and what is wrong with it."""

    number: int
    provision: str = ""
    how: str = Touch.EXPLAINS.value
    note: str = ""
    error: str = ""


def rows_of(touched: Sequence[Touched]) -> tuple[TouchedRow, ...]:
    """A row for each section, and a few empty ones."""
    filled = [
        TouchedRow(number, each.provision, each.how.value, each.note)
        for number, each in enumerate(touched, 1)
    ]
    return with_spare(filled)


def with_spare(filled: Sequence[TouchedRow]) -> tuple[TouchedRow, ...]:
    """The rows and empty ones after them."""
    count = min(_MOST, max(_FEWEST, len(filled) + _SPARE))
    spare = [TouchedRow(number) for number in range(len(filled) + 1, count + 1)]
    return (*filled, *spare)


def rows_from(form: Mapping[str, str], provisions: Mapping[str, str]) -> tuple[TouchedRow, ...]:
    """The rows as somebody sent them; those without a section are left out.

    Args:
        form: what was sent.
        provisions: the code of each section, by its label and by the code itself.
    """
    found: list[TouchedRow] = []
    seen: set[str] = set()
    for number in range(1, _MOST + 1):
        typed = form.get(f"touched-{number}-provision", "").strip()
        if not typed:
            continue
        code = provisions.get(typed, "")
        how = form.get(f"touched-{number}-how", "")
        error = ""
        if not code:
            error = f"There is no section {typed[:24]}."
        elif code in seen:
            error = f"Section {typed[:24]} is there twice."
        elif how not in set(Touch):
            error = "Choose how it is touched."
        seen.add(code)
        note = form.get(f"touched-{number}-note", "").strip()[:200]
        found.append(TouchedRow(len(found) + 1, code or typed[:24], how, note, error))
    return tuple(found)


def touched_of(rows: Sequence[TouchedRow]) -> tuple[Touched, ...]:
    """Sound rows as the entry has them."""
    return tuple(Touched(row.provision, Touch(row.how), row.note) for row in rows)
