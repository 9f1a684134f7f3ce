"""What is signed when a key that signs for the record is made or takes another's place."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.journal_chain import canonical

JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """A key says of itself, and the one before says of it, that it signs from now on.

    Attributes:
        purpose: what the key signs.
        public_key: 32 bytes in hex.
        replaces: the public key before it; None for the first one.
        after: the newest journal entry when the statement was made.
    """

    purpose: str
    public_key: str
    replaces: str | None
    after: int

    def message(self) -> bytes:
        """The bytes that both keys sign."""
        return canonical(
            {
                "statement": "signing-key",
                "purpose": self.purpose,
                "public_key": self.public_key,
                "replaces": self.replaces,
                "after": self.after,
            }
        ).encode()
