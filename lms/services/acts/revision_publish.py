"""Publishing a revision at a day, and rescinding a policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError
from lms.models import Account, Policy, RevisionDecisionKind
from lms.queries.coming_revision import ComingRevision, coming_revision
from lms.queries.local_day import local_day
from lms.queries.revisions import first_revision, revisions_of
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.decide_revision import decide_revision
from lms.services.lock_policy import hold_policy_named
from lms.services.publish_revision import publish_revision

PUBLISH, RESCIND = "publish", "rescind"


class NotReadyError(ConflictError):
    """Changes without a mark, or sections without a decision, stand before the publication."""


@dataclass(frozen=True, slots=True)
class RevisionAsked:
    """A revision that comes into force, or with which the policy ends.

    Attributes:
        effective_on: a local day, which begins at midnight; empty is the moment of approval.
    """

    policy: str
    sequence: int
    effective_on: str = ""
    action: str = PUBLISH


def _ground(session: Session, asked: RevisionAsked, *, now: datetime) -> Ground:
    hold_policy_named(session, asked.policy)
    today = local_day(session, now)
    if asked.effective_on and date.fromisoformat(asked.effective_on) < today:
        raise ConflictError(effective_on=asked.effective_on, reason="the day is past")
    title = session.execute(select(Policy.title).where(Policy.slug == asked.policy)).scalar_one()
    if asked.action == RESCIND:
        return _ground_of_end(session, asked, title, today)
    if asked.action != PUBLISH:
        raise InvalidError(field="action", reason="it is published or rescinded")
    first = first_revision(session, policy=asked.policy, sequence=asked.sequence)
    if first is not None:
        shown = {"policy": title, "printed": first.printed_date or "", "first": "yes"}
        return Ground(basis={"before": 0, "source": first.source_sha256}, shown=shown)
    found = coming_revision(session, policy=asked.policy, sequence=asked.sequence, day=today)
    if found is None:
        raise ConflictError(revision=asked.sequence, reason="it replaces no revision in force")
    if not found.at.after.is_draft:
        raise ConflictError(revision=asked.sequence, reason="it is published already")
    if not found.is_ready:
        raise NotReadyError(
            unmarked=len(found.impact.unmarked),
            open=len(found.open),
            reason="changes or sections wait for a decision",
        )
    return Ground(basis=found.basis, shown=_shown(found, title))


def _ground_of_end(session: Session, asked: RevisionAsked, title: str, today: date) -> Ground:
    entries = revisions_of(session, policy=asked.policy)
    held = next((each for each in entries if each.holds_on(today)), None)
    if held is None or held.sequence != asked.sequence:
        raise ConflictError(revision=asked.sequence, reason="it is not the revision in force")
    return Ground(basis={"in_force": held.sequence}, shown={"policy": title})


def _shown(found: ComingRevision, title: str) -> dict[str, str]:
    made = found.coming
    return {
        "policy": title,
        "before": str(found.before.sequence),
        "carried": str(len(made.carried)),
        "confirmed": str(len(made.confirmed)),
        "added": str(len(made.added)),
        "dropped": str(len(made.dropped)),
        "items": str(len(found.impact.citing)),
        "people": str(found.impact.people),
        "minutes": f"{found.impact.officer_minutes:,}",
    }


def _carry_out(
    session: Session, asked: RevisionAsked, approval: Approval, *, now: datetime
) -> None:
    today = local_day(session, now)
    effective = date.fromisoformat(asked.effective_on) if asked.effective_on else today
    decided_by = session.execute(
        select(Account.display_name).where(Account.id == approval.by.account_id)
    ).scalar_one()
    first = first_revision(session, policy=asked.policy, sequence=asked.sequence)
    if asked.action == PUBLISH and first is None:
        found = coming_revision(session, policy=asked.policy, sequence=asked.sequence, day=today)
        if found is None:
            raise ConflictError(revision=asked.sequence, reason="it replaces no revision in force")
        publish_revision(session, found, effective_on=effective, by=approval.by, now=now)
    decide_revision(
        session,
        policy=asked.policy,
        sequence=asked.sequence,
        kind=(
            RevisionDecisionKind.IN_FORCE
            if asked.action == PUBLISH
            else RevisionDecisionKind.RESCINDED
        ),
        effective_on=effective,
        reason=approval.reason,
        decided_by=decided_by,
        by=approval.by,
        now=now,
    )


def _change(asked: RevisionAsked, ground: Ground) -> Change:
    when = _day(asked.effective_on) if asked.effective_on else "the moment of approval"
    shown = ground.shown
    if asked.action == RESCIND:
        lines = [
            ("The policy", "in force", f"rescinded from {when}"),
            ("Its training", "open", "closed from that day"),
            ("What it asks each year", "owed", "ends on that day; the record of it stays"),
        ]
        return Change(f"Rescind “{shown['policy']}”", tuple(lines))
    if shown.get("first"):
        lines = [
            ("In force", "no revision", f"revision {asked.sequence} from {when}"),
            ("Its printed date", "", shown["printed"] or "it carries none"),
            ("Who is asked to acknowledge it", "nobody", "everybody who serves"),
            ("Training on it", "none", "none until sections are taken in for it"),
        ]
        return Change(f"Publish the first revision of “{shown['policy']}”", tuple(lines))
    lines = [
        ("In force", f"revision {shown['before']}", f"revision {asked.sequence} from {when}"),
        ("Sections that carry over unchanged", "", shown["carried"]),
        ("Sections on other words", "", shown["confirmed"]),
        ("New sections", "", shown["added"]),
        ("Sections that end", "", shown["dropped"]),
        ("Training that cites what changes", "", shown["items"]),
        ("People concerned", "", f"{shown['people']}, {shown['minutes']} officer-minutes"),
    ]
    return Change(f"Publish revision {asked.sequence} of “{shown['policy']}”", tuple(lines))


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%B} {day.day}, {day.year}"


EXECUTORS = (Executor(TwoPersonAct.REVISION_PUBLISH, RevisionAsked, _ground, _carry_out, _change),)
