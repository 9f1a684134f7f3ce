"""What happened, as typed facts for the journal.

An event carries primitives only and every input of the grade, credit or certificate it
brings about, so that a replay can call the same domain functions and compare. Personal
text never stands here: names, reasons and notes are salted digests with the text beside
the journal. ``sentence`` says an event in words an auditor can read.
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.domain.events.challenge import (
    AttemptRescored,
    ChallengeAnswered,
    ItemChallenged,
    KeyChanged,
)
from lms.domain.events.classes import (
    ClassAnswered,
    ClassCredited,
    ClassDecided,
    ClassRecorded,
    TalkRecorded,
)
from lms.domain.events.credit import (
    CertificateIssued,
    CertificateRevoked,
    CreditCorrected,
    PaperCredited,
)
from lms.domain.events.curriculum import (
    ContentCommented,
    ContentDecided,
    ContentImported,
    GateSigned,
)
from lms.domain.events.duty import (
    AssignmentRuleApplied,
    AssignmentRuleEnded,
    AssignmentRuleMade,
    AssignmentWithdrawn,
    LateYearOpened,
    MemberExcused,
    MemberExtended,
    ModuleAssigned,
    PeriodOpened,
    RequirementSet,
    SettingDecided,
)
from lms.domain.events.event import Doer, Event
from lms.domain.events.fairness import (
    AdverseNoticeDelivered,
    AdverseNoticeOpened,
    AdverseNoticePlaced,
    OfficerStatementWritten,
)
from lms.domain.events.handover import HandoverEnded, HandoverStarted
from lms.domain.events.minutes import (
    BeatsRemoved,
    LegalHoldEnded,
    LegalHoldPlaced,
    PaceReviewAnswered,
    PaceReviewDecided,
    PaceReviewOpened,
)
from lms.domain.events.outside import OutsideDecided, OutsideSubmitted, OutsideWithdrawn
from lms.domain.events.people import (
    AccountCreated,
    CredentialRemoved,
    CredentialSet,
    GlassBroken,
    LeaveRecorded,
    RoleEnded,
    RoleGranted,
    RosterImported,
    SecondFactorReset,
    ServiceRecorded,
)
from lms.domain.events.policy import (
    DocumentConfirmed,
    ProvisionStatusSet,
    RevisionDecided,
    RevisionImported,
)
from lms.domain.events.record import AccessDigested, SecretRotated, SigningKeyRecorded
from lms.domain.events.recovery import RecordRestored, RecoveryEnded
from lms.domain.events.register import (
    DevelopmentDecided,
    DevelopmentEntered,
    DevelopmentReviewed,
    NoChangeSigned,
    OutcomeRecorded,
)
from lms.domain.events.reminders import CalendarClosed, CalendarOpened, MemberReminded
from lms.domain.events.revision import (
    ChangeMarked,
    ChangeModuleDrafted,
    PolicyAcknowledged,
    ProvisionChosen,
    RevisionPublished,
)
from lms.domain.events.standards import (
    MemoSigned,
    ProofChosen,
    ProofWithdrawn,
    StandardMapped,
    WindowSet,
)
from lms.domain.events.study import (
    AttemptOnTwoSignIns,
    AttemptStarted,
    AttemptSubmitted,
    LessonCompleted,
    SittingOpened,
    VisitBegun,
)
from lms.domain.events.two_people import ProposalDecided, ProposalMade
from lms.domain.events.visitors import (
    InvitationWithdrawn,
    RoomShown,
    SampleDrawn,
    VisitorInvited,
)
from lms.domain.events.year import CompletionColumnsSet, YearClosed

__all__ = [
    "EVENTS",
    "AccessDigested",
    "AccountCreated",
    "AdverseNoticeDelivered",
    "AdverseNoticeOpened",
    "AdverseNoticePlaced",
    "AssignmentRuleApplied",
    "AssignmentRuleEnded",
    "AssignmentRuleMade",
    "AssignmentWithdrawn",
    "AttemptOnTwoSignIns",
    "AttemptRescored",
    "AttemptStarted",
    "AttemptSubmitted",
    "BeatsRemoved",
    "CalendarClosed",
    "CalendarOpened",
    "CertificateIssued",
    "CertificateRevoked",
    "ChallengeAnswered",
    "ChangeMarked",
    "ChangeModuleDrafted",
    "ClassAnswered",
    "ClassCredited",
    "ClassDecided",
    "ClassRecorded",
    "CompletionColumnsSet",
    "ContentCommented",
    "ContentDecided",
    "ContentImported",
    "CredentialRemoved",
    "CredentialSet",
    "CreditCorrected",
    "DevelopmentDecided",
    "DevelopmentEntered",
    "DevelopmentReviewed",
    "DocumentConfirmed",
    "Doer",
    "Event",
    "GateSigned",
    "GlassBroken",
    "HandoverEnded",
    "HandoverStarted",
    "InvitationWithdrawn",
    "ItemChallenged",
    "KeyChanged",
    "LateYearOpened",
    "LeaveRecorded",
    "LegalHoldEnded",
    "LegalHoldPlaced",
    "LessonCompleted",
    "MemberExcused",
    "MemberExtended",
    "MemberReminded",
    "MemoSigned",
    "ModuleAssigned",
    "NoChangeSigned",
    "OfficerStatementWritten",
    "OutcomeRecorded",
    "OutsideDecided",
    "OutsideSubmitted",
    "OutsideWithdrawn",
    "PaceReviewAnswered",
    "PaceReviewDecided",
    "PaceReviewOpened",
    "PaperCredited",
    "PeriodOpened",
    "PolicyAcknowledged",
    "ProofChosen",
    "ProofWithdrawn",
    "ProposalDecided",
    "ProposalMade",
    "ProvisionChosen",
    "ProvisionStatusSet",
    "RecordRestored",
    "RecoveryEnded",
    "RequirementSet",
    "RevisionDecided",
    "RevisionImported",
    "RevisionPublished",
    "RoleEnded",
    "RoleGranted",
    "RoomShown",
    "RosterImported",
    "SampleDrawn",
    "SecondFactorReset",
    "SecretRotated",
    "ServiceRecorded",
    "SettingDecided",
    "SigningKeyRecorded",
    "SittingOpened",
    "StandardMapped",
    "TalkRecorded",
    "VisitBegun",
    "VisitorInvited",
    "WindowSet",
    "YearClosed",
    "by_one_person",
]

EVENTS: Mapping[str, type[Event]] = {event.kind: event for event in Event.__subclasses__()}


def by_one_person() -> frozenset[str]:
    """The kinds of acts that one person alone may do, for review afterwards."""
    return frozenset(kind for kind, event in EVENTS.items() if event.doer is Doer.ONE_PERSON)
