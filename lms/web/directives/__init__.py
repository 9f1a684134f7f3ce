"""The policies and their checklists, and what has changed since they were written."""

from lms.web.directives import (
    acknowledgements,
    change_training,
    checklists,
    impact,
    imports,
    on_day,
    publication,
    questions,
    reader,
    revisions,
    updates,
)
from lms.web.directives.blueprint import blueprint

__all__ = [
    "acknowledgements",
    "blueprint",
    "change_training",
    "checklists",
    "impact",
    "imports",
    "on_day",
    "publication",
    "questions",
    "reader",
    "revisions",
    "updates",
]
