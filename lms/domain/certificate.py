"""Certificates: the facts one states, their digest, and what a stranger is told.

A certificate is its facts. The paper is rendered from them once; verification compares the
digest of the facts first and the bytes second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.errors import InvalidError
from lms.domain.journal_chain import digest

CODE_BITS = 128
TOGETHER = "Together"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 26


class CertificateKind(StrEnum):
    """What a certificate attests."""

    YEAR = "year"
    MODULE = "module"


class CertificateStatus(StrEnum):
    """What the public is told of a certificate."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    NOT_VALID = "not-valid"
    INCONSISTENT = "record-inconsistent"


@dataclass(frozen=True, slots=True)
class LimbMinutes:
    """Minutes of one subject: measured from records, and credited."""

    title: str
    verified: int
    credited: int


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything a certificate states. Dates are ISO strings, minutes whole.

    Attributes:
        policy_revision: the revision as printed, such as "undated copy".
        hour_definition: what the department calls an hour.
        journal_head: the leaf hash of the journal before this certificate's own event.
        issuing_official: the official by role, never by name.
        signed_head: number and digest of the newest signed head then; empty on papers from
            before heads were signed, whose facts do not name it at all.
        mptc: the department's decision about the MPTC's 40 hours, in a sentence; empty, and not
            among the facts at all, where nobody decided that the hours count.
    """

    code: str
    kind: CertificateKind
    department: str
    member_name: str
    rank: str
    badge_number: str
    completed: str
    period: str
    policy_title: str
    policy_revision: str
    limbs: tuple[LimbMinutes, ...]
    minutes_owed: int
    outcome: str
    completed_on: str
    issued_on: str
    delivery: str
    hour_definition: str
    issuing_official: str
    verification_url: str
    journal_head: str
    demonstration: bool
    signed_head: str = ""
    mptc: str = ""

    def document(self) -> dict[str, object]:
        """The facts as canonical primitives, for storage and for the digest."""
        values = {name: getattr(self, name) for name in self.__slots__ if name != "limbs"}
        values["kind"] = self.kind.value
        for name in ("signed_head", "mptc"):
            if not values[name]:
                del values[name]
        values["limbs"] = [
            {"title": limb.title, "verified": limb.verified, "credited": limb.credited}
            for limb in self.limbs
        ]
        return values

    @property
    def subjects(self) -> tuple[LimbMinutes, ...]:
        """The minutes by subject, without those of all of them together."""
        return tuple(limb for limb in self.limbs if limb.title != TOGETHER)

    @property
    def together(self) -> LimbMinutes:
        """The minutes of all subjects, rounded down once on their seconds."""
        stated = next((limb for limb in self.limbs if limb.title == TOGETHER), None)
        return stated or LimbMinutes(
            TOGETHER,
            sum(limb.verified for limb in self.limbs),
            sum(limb.credited for limb in self.limbs),
        )

    @property
    def facts_digest(self) -> str:
        """SHA-256 of the canonical facts; printed on the paper."""
        return digest(self.document())


def facts_from_document(document: Mapping[str, object]) -> CertificateFacts:
    """Read facts back from their stored form.

    Raises:
        InvalidError: a field is missing or unknown.
    """
    values = dict(document)
    try:
        limbs = tuple(LimbMinutes(**limb) for limb in values.pop("limbs"))  # type: ignore[attr-defined]
        kind = CertificateKind(str(values.pop("kind")))
        return CertificateFacts(**values, kind=kind, limbs=limbs)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidError(reason="certificate facts are incomplete") from error


def code_from_bits(bits: int) -> str:
    """Write 128 random bits as 26 letters and digits that cannot be misread.

    Raises:
        InvalidError: the number does not fit.
    """
    if not 0 <= bits < 1 << CODE_BITS:
        raise InvalidError(reason="a code is 128 bits")
    letters = []
    for _ in range(_CODE_LENGTH):
        bits, letter = divmod(bits, len(_ALPHABET))
        letters.append(_ALPHABET[letter])
    return "".join(letters)


def clean_code(text: str) -> str | None:
    """A code as typed by a person (blanks, hyphens, lower case) as it is stored, or None."""
    code = "".join(text.split()).replace("-", "").upper()
    well_formed = len(code) == _CODE_LENGTH and all(letter in _ALPHABET for letter in code)
    return code if well_formed else None


def spaced(code: str) -> str:
    """A code as it is printed, in groups that can be read over a telephone."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def status(*, proven: bool, revoked: bool, superseded: bool) -> CertificateStatus:
    """What the public is told; a certificate that its event does not prove is never valid."""
    if not proven:
        return CertificateStatus.INCONSISTENT
    if revoked:
        return CertificateStatus.NOT_VALID
    return CertificateStatus.SUPERSEDED if superseded else CertificateStatus.VALID
