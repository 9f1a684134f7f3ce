"""The policies themselves: every section at a fixed address, searched in place."""

from lms.web.directives import reader
from lms.web.directives.blueprint import blueprint

__all__ = ["blueprint", "reader"]
