"""Revisions of the policy and what stands of each provision."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionImported(Event):
    """A revision of a policy was read from its document."""

    kind = "revision-imported"
    words = "Revision {sequence} of policy {policy} was read from a document ({source_sha256})."
    policy: str
    sequence: int
    source_sha256: str
    clauses: int
    provisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentConfirmed(Event):
    """Somebody confirmed how a document was read; the digest is that of what was shown."""

    kind = "document-confirmed"
    words = (
        "The document behind revision {sequence} of policy {policy} was confirmed as shown "
        "({shown_digest}), with {edits} corrections by hand and {doubts} doubts."
    )
    policy: str
    sequence: int
    file_sha256: str
    reading_sha256: str
    shown_digest: str
    edits: int
    doubts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionDecided(Event):
    """Somebody decided that a revision is in force, adopted, or why it carries no date."""

    kind = "revision-decided"
    words = "Revision {sequence} of policy {policy}: {decision} from {effective_on}."
    policy: str
    sequence: int
    decision: str
    effective_on: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionStatusSet(Event):
    """A provision was marked testable, guarded, background or blocked."""

    kind = "provision-status-set"
    words = "Provision {provision} of policy {policy} is {status} from {valid_from}."
    policy: str
    provision: str
    status: str
    valid_from: str
