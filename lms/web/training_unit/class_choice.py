"""Whose names stand on the tick list of a class, where the department is too large for all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request

from lms.queries.roster import Person
from lms.web.listing import options
from lms.web.year_words import found_by

WHOLE_LIST = 150
"""So many people are listed at once; a department up to this size sees everybody."""
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is listed: those ticked before, then those whom the choice fits.

    Attributes:
        narrowed: whether somebody has to choose, since there are too many for one list.
        more: how many fit and are not listed.
    """

    listed: tuple[Person, ...]
    everybody: int
    narrowed: bool = False
    ticked: int = 0
    more: int = 0
    shift: str = ""
    unit: str = ""
    name: str = ""
    shifts: Sequence[tuple[str, str]] = ()
    units: Sequence[tuple[str, str]] = ()

    @property
    def asks(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.shift or self.unit or self.name)


def chosen_people(people: tuple[Person, ...]) -> Choice:
    """List everybody, or of many those whom the form asks for; who was ticked always stays."""
    if len(people) <= WHOLE_LIST:
        return Choice(people, len(people))
    wanted = set(request.form.getlist("there"))
    ticked = tuple(each for each in people if str(each.member_id) in wanted)
    shift = _known("list_shift", {each.shift for each in people})
    unit = _known("list_unit", {each.unit for each in people})
    name = request.form.get("list_name", "").strip()[:_LONGEST_NAME]
    found = [
        each
        for each in people
        if (shift or unit or name)
        and str(each.member_id) not in wanted
        and shift in {"", each.shift}
        and unit in {"", each.unit}
        and (not name or found_by(name, each))
    ]
    return Choice(
        listed=(*ticked, *found[:WHOLE_LIST]),
        everybody=len(people),
        narrowed=True,
        ticked=len(ticked),
        more=max(0, len(found) - WHOLE_LIST),
        shift=shift,
        unit=unit,
        name=name,
        shifts=options(each.shift for each in people),
        units=options(each.unit for each in people),
    )


def _known(field: str, values: Collection[str]) -> str:
    value = request.form.get(field, "")
    return value if value in values else ""
