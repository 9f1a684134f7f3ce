"""Deciding on which words of a coming revision a provision stands, or that it stands on none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.coming_provisions import (
    Choice,
    choice_findings,
    confirmed,
    newcomer,
    of_clause,
    of_section,
)
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.events import ProvisionChosen
from lms.domain.journal_chain import digest
from lms.domain.provision import Provision
from lms.domain.provision_fate import Fate
from lms.models import ProvisionChoice
from lms.queries.coming_revision import (
    ComingRevision,
    choice_document,
    coming_revision,
    taken_codes,
)
from lms.queries.local_day import local_day
from lms.services.journal import record
from lms.services.lock_policy import hold_policy_named


class UnfitChoiceError(InvalidError):
    """The words do not stand in the text as they must; ``messages`` says which and why."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__(messages=messages)
        self.messages = messages


def choose_provision(
    session: Session,
    *,
    policy: str,
    after: int,
    subject: str,
    choice: Choice,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a decision about one provision or clause; a later one about the same takes its place.

    Raises:
        NotFoundError: there is no such draft, or nothing of that name asks.
        ConflictError: the revision is published, or replaces none.
        UnfitChoiceError: the words do not stand in the text once.
    """
    hold_policy_named(session, policy)
    found = coming_revision(session, policy=policy, sequence=after, day=local_day(session, now))
    if found is None or not found.at.after.is_draft:
        raise ConflictError(revision=after, reason="it is published already, or replaces none")
    if not choice.is_none:
        made = _provision(session, found, subject, choice)
        wrong = choice_findings(choice, made, found.impact.pair.after.tree)
        if wrong:
            raise UnfitChoiceError(tuple(str(each) for each in wrong))
    elif subject not in found.asked:
        raise NotFoundError(subject=subject)
    document = choice_document(choice)
    event = ProvisionChosen(
        policy=policy,
        revision=after,
        subject=subject,
        outcome="none" if choice.is_none else "stands",
        choice_digest=digest(document),
    )
    session.execute(
        insert(ProvisionChoice).values(
            before_id=found.before.id,
            after_id=found.at.after.id,
            subject=subject,
            document=document,
            chosen_by=by.account_id,
            chosen_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )


def _provision(session: Session, found: ComingRevision, subject: str, choice: Choice) -> Provision:
    for each in found.impact.carried.of(Fate.ASKS):
        if of_section(each.id) == subject:
            return confirmed(each.provision.provision, choice)
    for clause in found.impact.carried.asking:
        if of_clause(clause.key) == subject:
            return newcomer(clause, choice, taken_codes(session, found.impact.pair.after.slug))
    raise NotFoundError(subject=subject)
