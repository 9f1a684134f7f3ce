"""That a certificate was issued, as the file outside keeps it: without a name, under a digest.

The code is 128 random bits, so its digest tells nobody anything who does not hold the paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import canonical

STATEMENT = "certificate-issued"


@dataclass(frozen=True, slots=True)
class IssuedMark:
    """One certificate by its entry, the digest of its code, and that of its facts."""

    entry: int
    code_digest: str
    facts_digest: str

    def message(self) -> bytes:
        """The bytes that are signed."""
        return canonical({"statement": STATEMENT, **asdict(self)}).encode()


@dataclass(frozen=True, slots=True)
class SignedMark:
    """A mark with its signature."""

    mark: IssuedMark
    signature: str

    def line(self) -> str:
        """As one line of the file outside."""
        message = self.mark.message().decode()
        return canonical({"message": message, "signature": self.signature})


def code_digest(code: str) -> str:
    """What stands for a code where the code itself must not stand."""
    return hashlib.sha256(f"certificate:{code}".encode()).hexdigest()


def is_mark(message: str) -> bool:
    """Whether a message of the file outside is one of these."""
    return f'"statement":"{STATEMENT}"' in message


def marks_in(lines: Iterable[str]) -> Iterator[SignedMark]:
    """The marks in a file; anything else is passed over.

    Raises:
        InvalidError: a line that should be one is none.
    """
    for number, line in enumerate(lines, start=1):
        if STATEMENT not in line or not line.startswith("{"):
            continue
        try:
            values = json.loads(line)
            said = json.loads(values["message"])
            said.pop("statement")
            yield SignedMark(IssuedMark(**said), str(values["signature"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidError(reason=f"line {number} is no mark of a certificate") from error
