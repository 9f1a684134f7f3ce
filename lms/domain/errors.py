"""What can go wrong, as facts.

A domain error carries its data and no words for people: those live in one table at the
edge (``lms.web.errors``), so that a page, a command and a test say the same thing.
"""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the department or of the record was about to be broken.

    Keyword arguments become attributes and are shown by ``str()`` for logs.
    """

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))

    def __str__(self) -> str:
        name = type(self).__name__
        return f"{name}({super().__str__()})"


class NotFoundError(DomainError):
    """The thing does not exist, or not for this person; both look the same."""


class ConflictError(DomainError):
    """What is asked contradicts what is already recorded."""


class ForbiddenError(DomainError):
    """The person may not do this."""


class InvalidError(DomainError):
    """The input breaks a rule; nothing was changed."""


class NoRoomError(DomainError):
    """The disk is so full that no file of somebody's choice is taken in."""
