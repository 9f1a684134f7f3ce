"""The officer's pages: what is due, lessons, attempts, minutes, certificates."""

from lms.web.learning import (
    attempts,
    beats,
    certificates,
    home,
    lessons,
    minutes,
    practice,
    results,
)
from lms.web.learning.blueprint import blueprint

__all__ = [
    "attempts",
    "beats",
    "blueprint",
    "certificates",
    "home",
    "lessons",
    "minutes",
    "practice",
    "results",
]
