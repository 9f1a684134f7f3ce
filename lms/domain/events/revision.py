"""What a new revision changes, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMarked(Event):
    """Somebody said whether a change between two revisions is editorial or substantive."""

    kind = "change-marked"
    words = (
        "The change {change} from revision {before} to revision {after} of policy {policy} "
        "was marked {nature}."
    )
    policy: str
    before: int
    after: int
    change: str
    nature: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionChosen(Event):
    """Somebody decided on which words of a coming revision a provision stands, or on none."""

    kind = "provision-chosen"
    words = "For revision {revision} of policy {policy}, {subject}: {outcome} ({choice_digest})."
    policy: str
    revision: int
    subject: str
    outcome: str
    choice_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPublished(Event):
    """A revision got its provisions; two people published it from a day on."""

    kind = "revision-published"
    words = (
        "Revision {sequence} of policy {policy} replaces revision {replaces} from "
        "{effective_on}: {carried} provisions carried over, {confirmed} on other words, "
        "{added} new, {dropped} ended."
    )
    doer = Doer.TWO_PEOPLE
    policy: str
    sequence: int
    replaces: int
    effective_on: str
    carried: int
    confirmed: int
    added: int
    dropped: int
    provisions_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeModuleDrafted(Event):
    """Somebody drafted the module that trains what a revision changed."""

    kind = "change-module-drafted"
    words = (
        "Module {module} was drafted for what revision {sequence} of policy {policy} changed, "
        "due by {due_on}."
    )
    policy: str
    sequence: int
    module: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAcknowledged(Event):
    """A member received a policy or a changed section of it, or refused; one act, one entry."""

    kind = "policy-acknowledged"
    words = "Member {member_id}, revision {sequence} of policy {policy}, {part}: {answer}."
    doer = Doer.MEMBER
    policy: str
    sequence: int
    member_id: int
    part: str
    answer: str
    reason_digest: str
