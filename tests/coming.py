"""A second revision on its way: taken in, its changes marked, its sections decided, published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.change_nature import Nature, asks_for_mark
from lms.domain.coming_provisions import Choice, of_clause, of_section
from lms.domain.provision_fate import Fate
from lms.domain.two_people import ProposalOutcome
from lms.queries.coming_revision import ComingRevision, coming_revision
from lms.services.acts.revision_publish import PUBLISH, RevisionAsked
from lms.services.choose_provision import choose_provision
from lms.services.decide_proposal import decide_proposal
from lms.services.mark_changes import Mark, mark_changes
from lms.services.propose import propose
from lms.storage.database import Database
from tests.factories import today
from tests.policies import SLUG, draft, take_in

OWNER, CHIEF = "0103", "0101"


def bring(database: Database) -> None:
    """Take the second revision in, as a document without provisions."""
    take_in(database, replace(draft(), provisions=()))


def seen(database: Database) -> ComingRevision:
    """The draft as it stands."""
    with database.reading() as session:
        found = coming_revision(session, policy=SLUG, sequence=2, day=today(database))
    assert found is not None
    return found


def mark_all(database: Database, by: Actor, nature: Nature = Nature.SUBSTANTIVE) -> None:
    """Say the same of every change."""
    found = seen(database)
    marks = {
        each.key: Mark(nature, "A test says so.")
        for each in found.impact.pair.comparison.changes
        if asks_for_mark(each)
    }
    database.writing(partial(mark_changes, policy=SLUG, before=1, after=2, marks=marks, by=by))


def _choices(found: ComingRevision) -> Iterator[tuple[str, Choice]]:
    for each in found.impact.carried.of(Fate.ASKS):
        words = tuple(clause.text for change in each.changes for clause in change.after)
        yield of_section(each.id), Choice(words=words)
    for clause in found.impact.carried.asking:
        new = Choice(words=(clause.text,), label=f"{clause.key}, new", summary="A new duty.")
        yield of_clause(clause.key), new


def choose_all(database: Database, by: Actor) -> None:
    """Let every section stand on all of the clauses that its own became."""
    for subject, choice in _choices(seen(database)):
        database.writing(
            partial(choose_provision, policy=SLUG, after=2, subject=subject, choice=choice, by=by)
        )


def ready(database: Database, by: Actor, nature: Nature = Nature.SUBSTANTIVE) -> None:
    """Bring the second revision to where only two people stand before it."""
    bring(database)
    mark_all(database, by, nature)
    choose_all(database, by)


def propose_it(
    database: Database,
    by: Actor,
    *,
    effective_on: date | None = None,
    action: str = PUBLISH,
    sequence: int = 2,
) -> int:
    """Propose the publication, or the end of the policy."""
    asked = RevisionAsked(SLUG, sequence, effective_on.isoformat() if effective_on else "", action)
    return database.writing(
        partial(
            propose,
            act=TwoPersonAct.REVISION_PUBLISH,
            payload=asked,
            reason="The court has spoken.",
            by=by,
        )
    )


def approve_it(database: Database, proposal_id: int, by: Actor) -> None:
    """Let a second person approve it."""
    database.writing(
        partial(
            decide_proposal,
            proposal_id=proposal_id,
            outcome=ProposalOutcome.APPROVED,
            by=by,
        )
    )
