"""Addresses compiled once a process: making an application is most of a small test's time.

Werkzeug compiles every rule of every application to patterns, converters and two builders.
They depend on the rule and on the kinds of converters alone, so applications can share them.
"""

from __future__ import annotations

from types import MethodType
from typing import cast

from werkzeug.routing import Rule

_COMPILED: dict[tuple[object, ...], Rule] = {}


class RememberedRule(Rule):
    """A rule that is compiled for the first application of a process."""

    def compile(self) -> None:
        """Take what the same rule was compiled to, or compile it."""
        assert self.map is not None
        converters = frozenset(self.map.converters.items())
        domain, defaults = self.host or self.subdomain, repr(self.defaults)
        key = (self.rule, domain, self.merge_slashes, defaults, converters)
        first = _COMPILED.get(key)
        if first is None:
            super().compile()
            _COMPILED[key] = self
            return
        self._parts = first._parts
        self._trace = first._trace
        self._converters = first._converters
        self.arguments = set(first.arguments)
        self._build = MethodType(cast(MethodType, first._build).__func__, self)
        self._build_unknown = MethodType(cast(MethodType, first._build_unknown).__func__, self)
