"""What is taught and asked, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentImported(Event):
    """A version of a scenario, lesson or module was stored."""

    kind = "content-imported"
    words = "Version {number} of {content_kind} {slug} was stored for review."
    policy: str
    content_kind: str
    slug: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDecided(Event):
    """A version of content was approved or retired by somebody other than its author."""

    kind = "content-decided"
    words = "Version {number} of {content_kind} {slug} is {state}."
    policy: str
    content_kind: str
    slug: str
    number: int
    digest: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSigned(Event):
    """A named person signed that what a module waits for before its approval is settled."""

    kind = "gate-signed"
    words = "Account {account_id} signed that version {number} of module {module} may be approved."
    account_id: int
    module: str
    number: int
    digest: str
    grounds_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentCommented(Event):
    """Somebody said something of a version, mostly while it is in review."""

    kind = "content-commented"
    words = "Account {account_id} commented on version {number} of {content_kind} {slug}."
    account_id: int
    policy: str
    content_kind: str
    slug: str
    number: int
    digest: str
    words_digest: str
