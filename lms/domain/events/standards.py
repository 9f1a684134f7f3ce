"""Standards of an accreditation and what is chosen to prove them."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSet(Event):
    """The days an assessment looks back on were recorded."""

    kind = "assessment-window-set"
    words = "The assessment window {name} runs from {starts_on} to {ends_on}."
    name: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardMapped(Event):
    """A standard was mapped to sections and kinds of proof; the rationale stands beside."""

    kind = "standard-mapped"
    words = "Standard {number} was mapped to {provisions} and {proofs}."
    number: str
    title_digest: str
    provisions: tuple[str, ...]
    proofs: tuple[str, ...]
    rationale_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofChosen(Event):
    """Somebody chose a proof for a standard and a year, with the reason beside the journal."""

    kind = "proof-chosen"
    words = "Proof {proof_id} ({proof_kind}) was chosen for standard {number}, {year}."
    proof_id: int
    number: str
    year: int
    proof_kind: str
    thing: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofWithdrawn(Event):
    """A chosen proof was taken out again."""

    kind = "proof-withdrawn"
    words = "Proof {proof_id} was taken out of the file."
    proof_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoSigned(Event):
    """A memo to file was signed and attached to a standard and a year."""

    kind = "memo-signed"
    words = "Memo {memo_id} to the file of standard {number}, {year}, was signed."
    memo_id: int
    number: str
    year: int
    memo_digest: str
