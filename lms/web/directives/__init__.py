"""The policies and their checklists, and what has changed since they were written."""

from lms.web.directives import (
    checklists,
    impact,
    imports,
    questions,
    reader,
    revisions,
    updates,
)
from lms.web.directives.blueprint import blueprint

__all__ = [
    "blueprint",
    "checklists",
    "impact",
    "imports",
    "questions",
    "reader",
    "revisions",
    "updates",
]
