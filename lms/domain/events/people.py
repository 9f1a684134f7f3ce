"""Accounts, credentials and the roster."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.events.event import Event


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
class GlassBroken(Event):
    """An operator at the server let an administrator back in, outside every other rule."""

    kind = "glass-broken"
    words = "The glass was broken: account {account_id} was let back in as administrator."
    account_id: int
    until: str
    reason_digest: str
