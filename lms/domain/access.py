"""Who may do what: roles, permissions and the acts that take two people.

One table, read by the pages, the commands and the generated access test. A role gives a
permission with a *reach*: over one's own record, over the people one supervises, or over
everybody. Ownership itself is decided by the query that fetches the object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What an account may be, each granted for a time and recorded."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INSTRUCTOR = "instructor"
    TRAINING_UNIT = "training-unit"
    POLICY_OWNER = "policy-owner"
    ACCREDITATION_MANAGER = "accreditation-manager"
    CHIEF = "chief"
    ASSESSOR = "assessor"
    COUNSEL = "counsel"
    ADMINISTRATOR = "administrator"
    SECOND_PERSON = "second-person"
    OUTSIDE_COUNSEL = "outside-counsel"


DATED_ROLES = frozenset({Role.ASSESSOR, Role.COUNSEL, Role.SECOND_PERSON, Role.OUTSIDE_COUNSEL})
"""Roles of people from outside: a grant of one names its last moment."""


class Reach(IntEnum):
    """Whose records a permission covers; a larger one includes the smaller."""

    OWN = 1
    SUBORDINATES = 2
    ALL = 3


class Permission(StrEnum):
    """What a page or a command asks for before it does anything else."""

    ACCOUNT_OWN = "account-own"
    POLICY_READ = "policy-read"
    TRAINING_TAKE = "training-take"
    ATTEMPT_SUBMIT = "attempt-submit"
    MINUTES_VIEW = "minutes-view"
    CERTIFICATE_VIEW = "certificate-view"
    STANDING_VIEW = "standing-view"
    TALK_RECORD = "talk-record"
    CLASS_RECORD = "class-record"
    CLASS_DECIDE = "class-decide"
    OUTSIDE_SUBMIT = "outside-submit"
    OUTSIDE_ENTER = "outside-enter"
    OUTSIDE_DECIDE = "outside-decide"
    ASSIGNMENT_MANAGE = "assignment-manage"
    COMPLETION_VIEW = "completion-view"
    DUTY_VIEW = "duty-view"
    STATEMENT_VIEW = "statement-view"
    TRAINING_RECORD_VIEW = "training-record-view"
    PACE_REVIEW = "pace-review"
    NOTICE_MANAGE = "notice-manage"
    PACKAGE_BUILD = "package-build"
    STANDARD_MANAGE = "standard-manage"
    CONTENT_VIEW = "content-view"
    CONTENT_WRITE = "content-write"
    CONTENT_APPROVE = "content-approve"
    CHALLENGE_ANSWER = "challenge-answer"
    POLICY_DECIDE = "policy-decide"
    DRAFTING_VIEW = "drafting-view"
    DOCUMENT_IMPORT = "document-import"
    RECORD_AUDIT = "record-audit"
    PROPOSAL_VIEW = "proposal-view"
    PROPOSAL_DECIDE = "proposal-decide"
    RECORD_CORRECT = "record-correct"
    CERTIFICATE_REVOKE = "certificate-revoke"
    PROVISION_OPEN = "provision-open"
    SETTING_CHANGE = "setting-change"
    ACTS_REVIEW = "acts-review"
    ACCOUNT_MANAGE = "account-manage"
    ROSTER_MANAGE = "roster-manage"
    REGISTER_VIEW = "register-view"
    DEVELOPMENT_ENTER = "development-enter"
    DEVELOPMENT_REVIEW = "development-review"
    DEVELOPMENT_DECIDE = "development-decide"
    STATEMENT_SIGN = "statement-sign"
    GATE_SIGN = "gate-sign"
    YEAR_OPEN = "year-open"
    YEAR_CLOSE = "year-close"
    HANDOVER_VIEW = "handover-view"
    HANDOVER_MAKE = "handover-make"
    ROOM_MANAGE = "room-manage"
    ROOM_VISIT = "room-visit"
    COUNSEL_VISIT = "counsel-visit"
    HOLD_MANAGE = "hold-manage"


_EVERYBODY: Mapping[Role, Reach] = dict.fromkeys(Role, Reach.OWN)
_TRAINING: Mapping[Role, Reach] = {Role.OFFICER: Reach.OWN}
_TWO_PEOPLE: Mapping[Role, Reach] = dict.fromkeys(
    (
        Role.TRAINING_UNIT,
        Role.POLICY_OWNER,
        Role.ACCREDITATION_MANAGER,
        Role.CHIEF,
        Role.ADMINISTRATOR,
        Role.SECOND_PERSON,
    ),
    Reach.ALL,
)

GRANTS: Mapping[Permission, Mapping[Role, Reach]] = {
    Permission.ACCOUNT_OWN: _EVERYBODY,
    Permission.POLICY_READ: dict.fromkeys(set(Role) - {Role.ASSESSOR}, Reach.ALL),
    Permission.TRAINING_TAKE: _TRAINING,
    Permission.ATTEMPT_SUBMIT: _TRAINING,
    Permission.MINUTES_VIEW: _TRAINING,
    Permission.CERTIFICATE_VIEW: {
        Role.OFFICER: Reach.OWN,
        Role.TRAINING_UNIT: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
    },
    Permission.STANDING_VIEW: {
        Role.SUPERVISOR: Reach.SUBORDINATES,
        Role.TRAINING_UNIT: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
    },
    Permission.TALK_RECORD: {Role.INSTRUCTOR: Reach.ALL, Role.TRAINING_UNIT: Reach.ALL},
    Permission.CLASS_RECORD: {
        Role.SUPERVISOR: Reach.SUBORDINATES,
        Role.INSTRUCTOR: Reach.ALL,
        Role.TRAINING_UNIT: Reach.ALL,
    },
    Permission.CLASS_DECIDE: {Role.TRAINING_UNIT: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.OUTSIDE_SUBMIT: _TRAINING,
    Permission.OUTSIDE_ENTER: {Role.TRAINING_UNIT: Reach.ALL},
    Permission.OUTSIDE_DECIDE: {Role.TRAINING_UNIT: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.ASSIGNMENT_MANAGE: {Role.TRAINING_UNIT: Reach.ALL},
    Permission.COMPLETION_VIEW: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
    },
    Permission.DUTY_VIEW: {Role.TRAINING_UNIT: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.STATEMENT_VIEW: {Role.TRAINING_UNIT: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.TRAINING_RECORD_VIEW: {
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.PACE_REVIEW: {Role.TRAINING_UNIT: Reach.ALL, Role.POLICY_OWNER: Reach.ALL},
    Permission.NOTICE_MANAGE: {Role.TRAINING_UNIT: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.STANDARD_MANAGE: {Role.ACCREDITATION_MANAGER: Reach.ALL},
    Permission.PACKAGE_BUILD: {
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.CONTENT_VIEW: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.INSTRUCTOR: Reach.ALL,
        Role.POLICY_OWNER: Reach.ALL,
    },
    Permission.CONTENT_WRITE: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.INSTRUCTOR: Reach.ALL,
        Role.POLICY_OWNER: Reach.ALL,
    },
    Permission.CONTENT_APPROVE: {Role.TRAINING_UNIT: Reach.ALL, Role.POLICY_OWNER: Reach.ALL},
    Permission.CHALLENGE_ANSWER: {Role.POLICY_OWNER: Reach.ALL},
    Permission.POLICY_DECIDE: {Role.POLICY_OWNER: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.DRAFTING_VIEW: {Role.POLICY_OWNER: Reach.ALL, Role.COUNSEL: Reach.ALL},
    Permission.DOCUMENT_IMPORT: {Role.POLICY_OWNER: Reach.ALL},
    Permission.RECORD_AUDIT: {
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
    },
    Permission.PROPOSAL_VIEW: {**_TWO_PEOPLE, Role.COUNSEL: Reach.ALL},
    Permission.PROPOSAL_DECIDE: _TWO_PEOPLE,
    Permission.RECORD_CORRECT: {Role.TRAINING_UNIT: Reach.ALL},
    Permission.CERTIFICATE_REVOKE: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
    },
    Permission.PROVISION_OPEN: {Role.TRAINING_UNIT: Reach.ALL, Role.POLICY_OWNER: Reach.ALL},
    Permission.SETTING_CHANGE: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.ADMINISTRATOR: Reach.ALL,
    },
    Permission.ACTS_REVIEW: {Role.CHIEF: Reach.ALL, Role.ACCREDITATION_MANAGER: Reach.ALL},
    Permission.ACCOUNT_MANAGE: {Role.ADMINISTRATOR: Reach.ALL},
    Permission.ROSTER_MANAGE: {Role.TRAINING_UNIT: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Permission.REGISTER_VIEW: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.POLICY_OWNER: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.DEVELOPMENT_ENTER: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.POLICY_OWNER: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.DEVELOPMENT_REVIEW: {
        Role.POLICY_OWNER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.DEVELOPMENT_DECIDE: {Role.POLICY_OWNER: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.STATEMENT_SIGN: {Role.POLICY_OWNER: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.GATE_SIGN: {
        Role.POLICY_OWNER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
    Permission.YEAR_OPEN: {Role.TRAINING_UNIT: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Permission.YEAR_CLOSE: {Role.CHIEF: Reach.ALL},
    Permission.HANDOVER_VIEW: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
    },
    Permission.HANDOVER_MAKE: {
        Role.TRAINING_UNIT: Reach.ALL,
        Role.ACCREDITATION_MANAGER: Reach.ALL,
    },
    Permission.ROOM_MANAGE: {Role.ACCREDITATION_MANAGER: Reach.ALL, Role.CHIEF: Reach.ALL},
    Permission.ROOM_VISIT: {Role.ASSESSOR: Reach.ALL},
    Permission.COUNSEL_VISIT: {Role.OUTSIDE_COUNSEL: Reach.ALL},
    Permission.HOLD_MANAGE: {
        Role.ACCREDITATION_MANAGER: Reach.ALL,
        Role.CHIEF: Reach.ALL,
        Role.COUNSEL: Reach.ALL,
    },
}


ONE_FACTOR = frozenset(
    {
        Permission.ACCOUNT_OWN,
        Permission.POLICY_READ,
        Permission.TRAINING_TAKE,
        Permission.ATTEMPT_SUBMIT,
        Permission.MINUTES_VIEW,
    }
)
"""What a password alone opens; beyond one's own record all else asks for a second factor."""

CONFIRMED = frozenset(
    {
        Permission.ACCOUNT_MANAGE,
        Permission.CERTIFICATE_REVOKE,
        Permission.CONTENT_APPROVE,
        Permission.OUTSIDE_DECIDE,
        Permission.POLICY_DECIDE,
        Permission.PROPOSAL_DECIDE,
        Permission.PROVISION_OPEN,
        Permission.RECORD_CORRECT,
        Permission.SETTING_CHANGE,
        Permission.YEAR_CLOSE,
    }
)
"""Permissions whose every act asks that the person proved who they are a moment ago.

A single act or export of another permission asks with ``web.access.recently_confirmed``.
"""


class TwoPersonAct(StrEnum):
    """An act that could forge a record: one account proposes, another one decides."""

    CREDIT_ADD = "credit-add"
    KEY_CHANGE = "key-change"
    REVISION_PUBLISH = "revision-publish"
    PROVISION_UNBLOCK = "provision-unblock"
    CERTIFICATE_ISSUE = "certificate-issue"
    CERTIFICATE_REVOKE = "certificate-revoke"
    ROLE_GRANT = "role-grant"
    MASS_SEPARATION = "mass-separation"
    YEAR_RULE = "year-rule"
    RETENTION = "retention"
    MAIL_SETTING = "mail-setting"
    KEY_SETTING = "key-setting"
    PAPER_IMPORT = "paper-import"
    VISITOR_INVITE = "visitor-invite"
    HOLD_RELEASE = "hold-release"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with the roles it holds at this moment, or the system itself.

    ``member_id`` is set where the account belongs to somebody on the roster; assessors,
    administrators and jobs are no members. ``proposal_id`` is the approved proposal that the
    act carries out: two people are behind it then.
    """

    account_id: int | None
    member_id: int | None = None
    roles: frozenset[Role] = frozenset()
    proposal_id: int | None = None

    @property
    def is_system(self) -> bool:
        """Whether no person is behind the act."""
        return self.account_id is None


SYSTEM = Actor(account_id=None)


def reach(roles: Iterable[Role], permission: Permission) -> Reach | None:
    """The widest reach that any of ``roles`` gives, or None where none gives it."""
    granted = GRANTS[permission]
    return max((granted[role] for role in roles if role in granted), default=None)


def asks_second_factor(permission: Permission, granted: Reach) -> bool:
    """Whether using ``permission`` at this reach takes a second factor.

    One's own training and record never do; a permission that is added later does until
    ``ONE_FACTOR`` says otherwise.
    """
    return granted > Reach.OWN and permission not in ONE_FACTOR


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Whether somebody of these roles must set up a second factor: every role but officer."""
    return any(role is not Role.OFFICER for role in roles)


def may_approve_checklist(approver: Actor) -> bool:
    """Whether somebody may say that a checklist is right: the policy owner, who answers for it."""
    return Role.POLICY_OWNER in approver.roles


def may_approve(*, author: int | None, approver: Actor) -> bool:
    """Whether ``approver`` is a person other than the account that wrote the thing."""
    return approver.account_id is not None and approver.account_id != author
