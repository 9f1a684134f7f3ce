"""The assessor's room: what an invitation opens, and the same for who looks through it."""

from lms.web.room import first, people
from lms.web.room.blueprint import blueprint

__all__ = ["blueprint", "first", "people"]
