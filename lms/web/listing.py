"""Tables of people and things: filter, order and page live in the address.

``arranged`` orders and cuts rows as the address asks; ``sort=name`` orders upwards,
``sort=-name`` downwards. What the address asks for and does not exist is left out quietly.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")
PAGE_SIZE = 100
_LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column that can be ordered by; ``order`` gives what rows are compared by."""

    name: str
    title: str
    order: Callable[[Row], Any]
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head as ``sort_head`` draws it."""

    title: str
    url: str
    order: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The rows of one page, and how to get to the others."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    heads: tuple[Head, ...]
    sort: str
    previous_url: str
    next_url: str

    @property
    def span(self) -> str:
        """Which rows these are: ``101 to 200 of 340``."""
        first = (self.page - 1) * PAGE_SIZE + 1
        return f"{first} to {first + len(self.rows) - 1} of {self.total}"


def arranged(
    rows: Iterable[Row], columns: Sequence[Column[Row]], *, first: str = ""
) -> Listing[Row]:
    """Order rows by the column the address names.

    Args:
        first: the column for an address that names none; the leftmost, if left out.
    """
    sort = sorted_by(columns, first=first)
    column = next(each for each in columns if each.name == sort.removeprefix("-"))
    every = tuple(rows)
    first_ones = heapq.nlargest if sort.startswith("-") else heapq.nsmallest
    until_here = first_ones(_page(len(every))[0] * PAGE_SIZE, every, key=column.order)
    heads = tuple(_head(each, sort) for each in columns)
    return _cut(until_here, len(every), heads, sort if "sort" in request.args else "")


def in_order(rows: Iterable[Row]) -> Listing[Row]:
    """Cut rows that have an order of their own."""
    every = tuple(rows)
    return _cut(every, len(every), (), "")


def _page(total: int) -> tuple[int, int]:
    """The page that the address asks for, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(1, request.args.get("page", 1, type=int)), pages), pages


def _cut(rows: Sequence[Row], total: int, heads: tuple[Head, ...], sort: str) -> Listing[Row]:
    page, pages = _page(total)
    return Listing(
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=total,
        page=page,
        pages=pages,
        heads=heads,
        sort=sort,
        previous_url=address(page=str(page - 1)) if page > 1 else "",
        next_url=address(page=str(page + 1)) if page < pages else "",
    )


def sorted_by(columns: Sequence[Column[Any]], *, first: str = "") -> str:
    """The column the address orders by, with a minus where downwards."""
    wanted = request.args.get("sort", "")
    known = {column.name for column in columns}
    return wanted if wanted.removeprefix("-") in known else first or columns[0].name


def _head(column: Column[Any], sort: str) -> Head:
    ordered = sort.removeprefix("-") == column.name
    downwards = ordered and not sort.startswith("-")
    return Head(
        title=column.title,
        url=address(sort=f"-{column.name}" if downwards else column.name, page=""),
        order=("ascending" if downwards else "descending") if ordered else "",
        numeric=column.numeric,
    )


def address(**changes: str) -> str:
    """This page's address with some of what it asks for changed; empty leaves it out."""
    asked = {name: value for name, value in {**request.args, **changes}.items() if value}
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def chosen(name: str, allowed: Collection[str]) -> str:
    """What the address asks for where it is one of ``allowed``, else nothing."""
    value = request.args.get(name, "")
    return value if value in allowed else ""


def searched() -> str:
    """What somebody typed into the search field, cut to a sensible length."""
    return request.args.get("q", "").strip()[:_LONGEST_QUERY]


def options(values: Iterable[str]) -> list[tuple[str, str]]:
    """What a filter offers: everything, and each value once."""
    return [("", "All"), *((value, value) for value in sorted(set(values)) if value)]
