"""What is wrong with content, said once for files and for forms.

A finding names the place inside the document it is about; ``lms.content`` turns the place
into a line of a file, a web form turns it into a field.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, at one place of a document.

    Attributes:
        path: keys and positions from the document's root; positions count from zero.
        message: a sentence for the person who writes the content.
    """

    path: tuple[str | int, ...]
    message: str

    @property
    def place(self) -> str:
        """The path as people read it: ``items.0.options.2.text``."""
        return ".".join(str(part) for part in self.path)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.path else self.message
