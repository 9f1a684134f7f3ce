"""The policies and their checklists, and what has changed since they were written."""

from lms.web.directives import checklists, imports, questions, reader, revisions, updates
from lms.web.directives.blueprint import blueprint

__all__ = ["blueprint", "checklists", "imports", "questions", "reader", "revisions", "updates"]
