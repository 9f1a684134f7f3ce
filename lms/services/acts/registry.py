"""Every act that can be carried out, found in the files of this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

import lms.services.acts
from lms.domain.access import TwoPersonAct
from lms.domain.errors import InvalidError
from lms.services.acts.executor import Executor


@cache
def executors() -> Mapping[TwoPersonAct, Executor[Any]]:
    """The executor of each act that has one."""
    found: dict[TwoPersonAct, Executor[Any]] = {}
    for module in pkgutil.iter_modules(lms.services.acts.__path__, "lms.services.acts."):
        for executor in getattr(importlib.import_module(module.name), "EXECUTORS", ()):
            found[executor.act] = executor
    return found


def executor_of(act: TwoPersonAct) -> Executor[Any]:
    """The executor of an act.

    Raises:
        InvalidError: nothing carries it out.
    """
    found = executors().get(act)
    if found is None:
        raise InvalidError(act=act.value, reason="nothing carries this out")
    return found
