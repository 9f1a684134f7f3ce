"""Counsel's room: the records, the archive and the holds of one matter, for some days."""

from lms.web.counsel import archive, first
from lms.web.counsel.blueprint import blueprint

__all__ = ["archive", "blueprint", "first"]
