"""A check of the record that goes on whatever somebody wrote into the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import DBAPIError

Check = Callable[[], Iterable[str] | None]
"""Finds sentences; or None where it has put them down itself."""


def guarded(what: str, check: Check) -> Iterator[str]:
    """The sentences of a check; where a stored value is in no known form, one that says so.

    Args:
        what: what is checked, such as ``Certificates``.

    Raises:
        DBAPIError: the database itself does not answer.
        OSError: the machine does not.
    """
    try:
        yield from check() or ()
    except (DBAPIError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - a forged value may bring about any of them
        told = " ".join(str(error).split())[:200]
        yield (
            f"{what}: a stored value is in a form that the record never writes, and nothing "
            f"behind it was checked ({type(error).__name__}: {told})."
        )
