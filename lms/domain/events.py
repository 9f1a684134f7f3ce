"""What happened, as typed facts for the journal.

An event carries primitives only and every input of the grade, credit or certificate it
brings about, so that a replay can call the same domain functions and compare. Personal
text never stands here: names, reasons and notes are salted digests with the text beside
the journal. ``sentence`` says an event in words an auditor can read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act. ``kind`` is its name in the journal and never changes."""

    kind: ClassVar[str]
    words: ClassVar[str]

    def data(self) -> dict[str, object]:
        """The fields as primitives, lists for tuples."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def sentence(self) -> str:
        """The act as an auditor reads it."""
        return self.words.format_map(
            {field.name: getattr(self, field.name) for field in fields(self)}
        )


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated(Event):
    """An account was opened, for a member or for somebody outside the roster."""

    kind = "account-created"
    words = "Account {account_id} was opened (member: {member_id})."
    account_id: int
    member_id: int | None
    name_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """An account was given a role, until a day or for good."""

    kind = "role-granted"
    words = "Account {account_id} was given the role {role} (until: {until})."
    account_id: int
    role: str
    until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Event):
    """A role came to its end before its day."""

    kind = "role-ended"
    words = "Account {account_id} lost the role {role}."
    account_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSet(Event):
    """A way to sign in was set up or replaced; how, but never what."""

    kind = "credential-set"
    words = "Account {account_id} set a new {credential} ({how})."
    account_id: int
    credential: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRemoved(Event):
    """A way to sign in was taken away or used up; which, but never what."""

    kind = "credential-removed"
    words = "Account {account_id}: the {credential} is gone."
    account_id: int
    credential: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset(Event):
    """An administrator took every second factor from an account, for a reason."""

    kind = "second-factor-reset"
    words = "The second factor of account {account_id} was reset; {sign_ins} sign-ins ended."
    account_id: int
    sign_ins: int
    password_ended: bool
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterImported(Event):
    """A roster file was taken in as a whole."""

    kind = "roster-imported"
    words = "A roster file was taken in: {added} added, {changed} changed, {unchanged} unchanged."
    file_sha256: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecorded(Event):
    """A dated service record was added for a member; its facts stand beside the journal."""

    kind = "service-recorded"
    words = "A service record of member {member_id} holds from {valid_from}."
    member_id: int
    valid_from: str
    facts_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRecorded(Event):
    """A member's leave was recorded, or an earlier entry taken back."""

    kind = "leave-recorded"
    words = "Leave of member {member_id} from {starts_on} to {ends_on} was recorded."
    member_id: int
    starts_on: str
    ends_on: str | None
    cancels: int | None


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
class SettingDecided(Event):
    """A setting of the department was decided, from a day on."""

    kind = "setting-decided"
    words = "The setting {name} is {value} from {valid_from} on ({source})."
    name: str
    value: str
    valid_from: str
    source: str
    decided_by_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementSet(Event):
    """A version of a requirement was recorded with the provision that sets it."""

    kind = "requirement-set"
    words = "{requirement} asks {seconds} seconds a {period_kind} from {valid_from} ({source})."
    requirement: str
    period_kind: str
    seconds: int
    source: str
    valid_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOpened(Event):
    """Requirement instances were created for a period."""

    kind = "period-opened"
    words = "{members} members owe {requirement} for the period from {period_start}."
    requirement: str
    period_start: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleAssigned(Event):
    """A module was assigned to an audience with a due date."""

    kind = "module-assigned"
    words = "Module {module} was assigned to {audience} ({members} members), due {due_on}."
    assignment_id: int
    module: str
    audience: str
    due_on: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberExcused(Event):
    """A member was excused from an assignment or requirement until a day."""

    kind = "member-excused"
    words = "Member {member_id} was excused until {valid_until}."
    member_id: int
    assignment_id: int | None
    valid_until: str | None
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingOpened(Event):
    """A member began a module in a period."""

    kind = "sitting-opened"
    words = "Member {member_id} began module {module} (duty: {duty})."
    sitting_id: int
    member_id: int
    module: str
    module_digest: str
    period_start: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBegun(Event):
    """A member sat down with a module and stated the duty status."""

    kind = "visit-begun"
    words = "Member {member_id} began visit {visit_id} of sitting {sitting_id} (duty: {duty})."
    visit_id: int
    sitting_id: int
    member_id: int
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCompleted(Event):
    """A lesson was completed and its verified seconds posted.

    ``time`` lists ``[page, limb, local day, seconds]``; ``beats_digest`` covers the beats
    after ``beats_after`` up to ``beats_through`` from which the seconds were folded.
    ``counting`` is the chief's choice; ``nominal_seconds``, ``limb`` and ``completed_on``
    decide what a rated lesson is credited.
    """

    kind = "lesson-completed"
    words = "Member {member_id} completed lesson {lesson}."
    sitting_id: int
    member_id: int
    lesson: str
    lesson_digest: str
    completed_on: str
    limb: str
    counting: str
    nominal_seconds: int
    time: tuple[tuple[str, str, str, int], ...]
    beats_after: int
    beats_through: int
    beats_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStarted(Event):
    """A graded attempt was drawn and opened."""

    kind = "attempt-started"
    words = "Member {member_id} started attempt {number} of module {module}."
    attempt_id: int
    sitting_id: int
    member_id: int
    module: str
    number: int
    draw_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSubmitted(Event):
    """An attempt was submitted, graded, and its time posted; holds all that grading needs."""

    kind = "attempt-submitted"
    words = "Member {member_id} submitted attempt {attempt_id}: {points} of {maximum} points."
    attempt_id: int
    sitting_id: int
    member_id: int
    module: str
    module_digest: str
    draw: Mapping[str, object]
    answers: Mapping[str, object]
    unscored: tuple[str, ...]
    pass_mark: int
    attestation: str
    points: int
    maximum: int
    passed: bool
    time: tuple[tuple[str, str, str, int], ...]
    beats_after: int
    beats_through: int
    beats_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOnTwoSignIns(Event):
    """An attempt was answered on two sign-ins at about the same time."""

    kind = "attempt-on-two-sign-ins"
    words = "Attempt {attempt_id} of member {member_id} was answered on two sign-ins at once."
    attempt_id: int
    member_id: int
    sign_in_id: int
    other_sign_in_id: int
    seconds_between: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecorded(Event):
    """An instructor recorded a talk with a member after failed attempts."""

    kind = "talk-recorded"
    words = "A talk with member {member_id} after attempt {attempt_id} was recorded."
    member_id: int
    attempt_id: int
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRecorded(Event):
    """A class or roll call was recorded with who attended.

    ``attendees`` lists ``[member, minutes late, minutes left early]``; ``explained`` maps the
    members whose attendance needed an explanation to its digest.
    """

    kind = "class-recorded"
    words = "A {class_kind} on lesson {lesson} was recorded as class {class_id}."
    class_id: int
    class_kind: str
    lesson: str
    lesson_digest: str
    limb: str
    starts_at: str
    ends_at: str
    break_minutes: int
    hour_minutes: int
    instructor_id: int | None
    instructor_digest: str
    sheet_sha256: str | None
    attendees: tuple[tuple[int, int, int], ...]
    explained: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAnswered(Event):
    """An attendee was asked and said whether they were there."""

    kind = "class-answered"
    words = "Member {member_id} said of class {class_id}: was there, {was_there}."
    class_id: int
    member_id: int
    was_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDecided(Event):
    """A second person approved or declined the roster of a class."""

    kind = "class-decided"
    words = "The roster of class {class_id} was {outcome}."
    class_id: int
    outcome: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCredited(Event):
    """An attendance that was confirmed and approved was entered in the ledger.

    ``online`` lists ``[from, seconds]`` of time counted online during the class (milliseconds
    since 1970); ``time`` lists ``[local day, limb, seconds]``.
    """

    kind = "class-credited"
    words = "Member {member_id} was credited for class {class_id}."
    class_id: int
    member_id: int
    zone: str
    online: tuple[tuple[int, int], ...]
    time: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldPlaced(Event):
    """Nothing of a member, or of anybody where none is named, is removed until it ends."""

    kind = "legal-hold-placed"
    words = "Legal hold {hold_id} was placed (member: {member_id})."
    hold_id: int
    member_id: int | None
    decided_by_digest: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldEnded(Event):
    """A legal hold came to its end."""

    kind = "legal-hold-ended"
    words = "Legal hold {hold_id} ended."
    hold_id: int
    decided_by_digest: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatsRemoved(Event):
    """A member's raw beats were removed when their retention had passed; the sums stay.

    ``digest`` is over every removed row, ``sums_digest`` over the sums by page that took
    their place. The trigger on the table lets no row go without this entry.
    """

    kind = "beats-removed"
    words = (
        "{beats} raw time records of member {member_id}, separated on {separated_on}, were "
        "removed after {retention_years} years; their sums stay."
    )
    removal_id: int
    member_id: int
    through_seq: int
    older_than_ms: int
    beats: int
    seconds: int
    digest: str
    sums_digest: str
    separated_on: str
    retention_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewOpened(Event):
    """The evidence about a visit's pace was put before its officer."""

    kind = "pace-review-opened"
    words = "The pace of visit {visit_id} of member {member_id} was put before the member."
    review_id: int
    member_id: int
    visit_id: int
    rule_digest: str
    evidence_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewAnswered(Event):
    """The officer saw the evidence and said something to it, or had nothing to add."""

    kind = "pace-review-answered"
    words = "Member {member_id} saw the evidence of review {review_id} and answered."
    review_id: int
    member_id: int
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReviewDecided(Event):
    """A named person ended a review."""

    kind = "pace-review-decided"
    words = "Review {review_id} of member {member_id} ended: {outcome}."
    review_id: int
    member_id: int
    outcome: str
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A certificate was issued; its facts stand beside the journal under their digest.

    ``seconds`` maps each limb to the seconds in the ledger at that moment.
    """

    kind = "certificate-issued"
    words = "A {certificate_kind} certificate for {subject} was issued to member {member_id}."
    certificate_id: int
    certificate_kind: str
    member_id: int
    subject: str
    period_start: str
    facts_digest: str
    seconds: Mapping[str, int]
    attempts: tuple[int, ...]
    replaces: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(Event):
    """A certificate stopped being valid; the reason stands beside the journal."""

    kind = "certificate-revoked"
    words = "Certificate {certificate_id} of member {member_id} was revoked."
    certificate_id: int
    member_id: int
    proposal_id: int
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditCorrected(Event):
    """Time was added to a member's ledger, an entry undone, or both.

    ``lines`` lists ``[limb, local day, signed seconds, entry undone or None]``.
    """

    kind = "credit-corrected"
    words = "The time of member {member_id} was corrected."
    member_id: int
    proposal_id: int
    lines: tuple[tuple[str, str, int, int | None], ...]
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade(Event):
    """An act that takes two people was proposed."""

    kind = "proposal-made"
    words = "Account {account_id} proposed {act} (proposal {proposal_id})."
    proposal_id: int
    account_id: int
    act: str
    payload_digest: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided(Event):
    """A proposal was approved or declined by somebody else, or withdrawn by its proposer."""

    kind = "proposal-decided"
    words = "Account {account_id} decided proposal {proposal_id}: {decision}."
    proposal_id: int
    account_id: int
    decision: str
    note_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentEntered(Event):
    """A version of an entry in the change register was written; nothing follows from it yet."""

    kind = "development-entered"
    words = "Version {number} of development {code} was entered for policy {policy}."
    policy: str
    code: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentReviewed(Event):
    """A named person reviewed a development: from this day the department knows of it.

    ``held_back`` are the provisions that are not scored from this moment on.
    """

    kind = "development-reviewed"
    words = "Version {number} of development {code} was reviewed on {reviewed_on}."
    policy: str
    code: str
    number: int
    digest: str
    reviewed_on: str
    superseded: tuple[str, ...]
    held_back: tuple[str, ...]
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentDecided(Event):
    """A named person decided what the department does about a development."""

    kind = "development-decided"
    words = "Development {code}: {decision} (module: {module}), decided on {decided_on}."
    code: str
    decision: str
    module: str | None
    decided_on: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(Event):
    """A named person recorded what became of a bill."""

    kind = "outcome-recorded"
    words = "The outcome of development {code} is {outcome}, true as of {true_as_of} ({source})."
    code: str
    outcome: str
    true_as_of: str
    source: str
    note_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoChangeSigned(Event):
    """A named person signed that a period had no changes to train."""

    kind = "no-change-signed"
    words = "No changes ({limb}) were stated for {requirement} in the period from {period_start}."
    requirement: str
    limb: str
    period_start: str
    signed_on: str
    statement_digest: str


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
class GlassBroken(Event):
    """An operator at the server let an administrator back in, outside every other rule."""

    kind = "glass-broken"
    words = "The glass was broken: account {account_id} was let back in as administrator."
    account_id: int
    until: str
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRecorded(Event):
    """A key signs for the record from here on, signed by itself and by the one before.

    ``previous_signature`` is None for the first key, and where the one before was lost.
    """

    kind = "signing-key-recorded"
    words = "The key {fingerprint} signs for the record from here on (before: {replaces})."
    purpose: str
    public_key: str
    fingerprint: str
    replaces: str | None
    after: int
    signature: str
    previous_signature: str | None
    reason_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRotated(Event):
    """The secret of the pages was changed; fingerprints only."""

    kind = "secret-rotated"
    words = "The secret of the pages was changed from {before} to {after}."
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDigested(Event):
    """The access log of one day in UTC, as a digest over its rows."""

    kind = "access-digested"
    words = "The access log of {day} (UTC) holds {rows} views."
    day: str
    rows: int
    digest: str


EVENTS: Mapping[str, type[Event]] = {event.kind: event for event in Event.__subclasses__()}


OWN_TRAINING = frozenset(
    {
        SittingOpened.kind,
        LessonCompleted.kind,
        AttemptStarted.kind,
        AttemptSubmitted.kind,
        CertificateIssued.kind,
    }
)
"""What members bring about by training; nobody reviews it as somebody's act."""

TWO_PEOPLE = frozenset({ProposalMade.kind, ProposalDecided.kind})
"""The two halves of an act of two people."""

BY_ITSELF = frozenset({AccessDigested.kind})
"""What the product does by itself."""


def by_one_person() -> frozenset[str]:
    """The kinds of acts that one person alone may do, for review afterwards."""
    return frozenset(EVENTS) - OWN_TRAINING - TWO_PEOPLE - BY_ITSELF
