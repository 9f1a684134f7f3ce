"""Reading plain documents: a key holds what is expected, or the document is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lms.domain.errors import InvalidError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dictionary of a document. Every method raises InvalidError for another shape."""

    values: Mapping[str, object]

    def of(self, document: str, form: int) -> Entry:
        """This entry, if it says that it is such a document in this format."""
        if self.values.get("document") != document or self.values.get("format") != form:
            raise InvalidError(reason=f"no {document} of format {form}")
        return self

    def text(self, key: str) -> str:
        """Text."""
        value = self.values.get(key)
        if not isinstance(value, str):
            raise InvalidError(key=key, reason="not text")
        return value

    def maybe(self, key: str) -> str | None:
        """Text, or None where the key is absent."""
        return self.text(key) if key in self.values else None

    def whole(self, key: str) -> int:
        """A whole number; true is none."""
        value = self.values.get(key)
        if type(value) is not int:
            raise InvalidError(key=key, reason="not a whole number")
        return value

    def read(self, key: str, reader: Callable[[str], _T]) -> _T:
        """Text as a day, an enum or whatever a reader of text makes of it."""
        try:
            return reader(self.text(key))
        except ValueError as error:
            raise InvalidError(key=key, reason="not readable", given=self.text(key)) from error

    def day(self, key: str) -> date:
        """An ISO date."""
        return self.read(key, date.fromisoformat)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of text."""
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise InvalidError(key=key, reason="not a list of text")
        return tuple(str(value) for value in values)

    def entry(self, key: str) -> Entry:
        """A dictionary."""
        return _entry(self.values.get(key), key)

    def entries(self, key: str) -> tuple[Entry, ...]:
        """A list of dictionaries."""
        return tuple(_entry(value, key) for value in self._list(key))

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key)
        if not isinstance(value, list):
            raise InvalidError(key=key, reason="not a list")
        return value


def _entry(value: object, key: str) -> Entry:
    if not isinstance(value, Mapping):
        raise InvalidError(key=key, reason="not a dictionary")
    return Entry(value)
