"""Addresses compiled once a process: making an application is most of a small test's time.

Werkzeug compiles a builder for every rule of every application. The builder depends on the rule
alone (converters are asked for on the rule it is bound to), so applications can share it.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_BUILDERS: dict[tuple[object, ...], _Builder] = {}


class RememberedRule(Rule):
    """A rule whose builders are compiled for the first application of a process."""

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:  # noqa: FBT001, FBT002
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
