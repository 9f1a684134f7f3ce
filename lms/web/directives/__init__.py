"""The policies themselves: every section at a fixed address, searched in place."""

from lms.web.directives import checklists, questions, reader
from lms.web.directives.blueprint import blueprint

__all__ = ["blueprint", "checklists", "questions", "reader"]
