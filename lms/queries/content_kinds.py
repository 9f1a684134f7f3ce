"""Kinds of content by the names that addresses and forms use."""

from __future__ import annotations

from lms.models import ContentKind

KIND_NAMES = frozenset(kind.value for kind in ContentKind)


def kind_of(name: str) -> ContentKind:
    """The kind of that name; the caller has looked whether there is one."""
    return ContentKind(name)
