"""The officer's pages: what is due, lessons, attempts, minutes, certificates."""

from lms.web.learning import (
    about,
    attempts,
    beats,
    certificates,
    challenges,
    class_answers,
    flips,
    home,
    lessons,
    minutes,
    pace,
    practice,
    reminders,
    results,
    statements,
    training_records,
    who_looked,
)
from lms.web.learning.blueprint import blueprint

__all__ = [
    "about",
    "attempts",
    "beats",
    "blueprint",
    "certificates",
    "challenges",
    "class_answers",
    "flips",
    "home",
    "lessons",
    "minutes",
    "pace",
    "practice",
    "reminders",
    "results",
    "statements",
    "training_records",
    "who_looked",
]
