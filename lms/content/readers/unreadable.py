"""Why a document is not taken in, in words for the person who chose it."""

from __future__ import annotations

from lms.domain.errors import InvalidError


class UnreadableDocumentError(InvalidError):
    """The file cannot be taken in; ``reason`` is a sentence that says why and what to do."""

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self.facts["reason"])
