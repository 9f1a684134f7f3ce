"""How much a view takes: bytes, fields, and which fields may come more than once.

``@takes`` stands on the view; without it the small limits of an ordinary form hold. They
are set before anything of the body is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])

_LIMITS = "lms_limits"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may bring.

    Attributes:
        body: bytes in all.
        fields: fields of a form, or parts of one with files.
        repeats: beginnings of the names of fields that may come several times.
        data: whether a script of ours sends JSON there; a form is never read from JSON.
    """

    body: int = 128 * 1024
    fields: int = 250
    repeats: tuple[str, ...] = ()
    data: bool = False


ORDINARY = Limits()


def takes(
    *,
    body: int = ORDINARY.body,
    fields: int = ORDINARY.fields,
    repeats: tuple[str, ...] = (),
    data: bool = False,
) -> Callable[[View], View]:
    """Give a view limits of its own."""

    def mark(view: View) -> View:
        setattr(view, _LIMITS, Limits(body, fields, repeats, data))
        return view

    return mark


def limits_here() -> Limits:
    """The limits of the view that this request asks for."""
    view = current_app.view_functions.get(request.endpoint or "")
    found = getattr(view, _LIMITS, ORDINARY)
    return found if isinstance(found, Limits) else ORDINARY
