"""Content read once a process: a folder has 250 files, and reading them takes five seconds.

What a text is composed to depends on it alone, and nobody changes what was composed. Files are
opened, and what they hold is checked, every time.
"""

from __future__ import annotations

from functools import cache

from lms.content import yaml_source


def remember_yaml() -> None:
    """Let this process compose each text of YAML once."""
    names = vars(yaml_source)
    if not hasattr(names["_compose"], "cache_clear"):
        names["_compose"] = cache(names["_compose"])
