"""The real policy for tests: read once, and taken in as a department would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from lms.content.policy_folder import revision_from_folder
from lms.content.whole_folder import WholeFolder, read_whole_folder
from lms.domain.access import SYSTEM, Actor
from lms.domain.provision import Provision
from lms.domain.revision import Revision
from lms.models import RevisionDecisionKind
from lms.services.decide_revision import decide_revision
from lms.services.import_policy import ImportedPolicy, import_policy
from lms.storage.database import Database

FOLDER = Path(__file__).parents[1] / "scenarios" / "haverhill-immigration"
SLUG = "haverhill-immigration"
FIRST_DAY = date(2026, 1, 1)


@cache
def policy() -> Revision:
    """The policy as its folder has it."""
    revision, found = revision_from_folder(FOLDER)
    assert revision is not None, [str(each) for each in found]
    return revision


@cache
def whole() -> WholeFolder:
    """The policy with all of its content."""
    return read_whole_folder(FOLDER)


def with_provision(code: str, **changes: object) -> Revision:
    """The policy with one provision changed."""

    def changed(provision: Provision) -> Provision:
        return replace(provision, **changes)  # type: ignore[arg-type]

    return replace(
        policy(),
        provisions=tuple(
            replace(each, provision=changed(each.provision)) if each.id == code else each
            for each in policy().provisions
        ),
    )


def take_in(
    database: Database, revision: Revision | None = None, *, by: Actor = SYSTEM
) -> ImportedPolicy:
    """Import the policy, or a changed one."""
    work = partial(
        import_policy,
        revision=revision or policy(),
        source_name="policy.txt",
        source_size=1,
        by=by,
    )
    return database.writing(work)


def decide_about(
    database: Database,
    kind: RevisionDecisionKind = RevisionDecisionKind.IN_FORCE,
    *,
    slug: str = SLUG,
    sequence: int = 1,
    effective_on: date = FIRST_DAY,
    policy_number: str | None = None,
    reason: str = "",
) -> None:
    """Record a decision of the chief about a revision."""
    database.writing(
        partial(
            decide_revision,
            policy=slug,
            sequence=sequence,
            kind=kind,
            effective_on=effective_on,
            policy_number=policy_number,
            reason=reason,
            decided_by="the chief",
            by=SYSTEM,
        )
    )


def publish(database: Database) -> None:
    """Take the policy in and put it in force."""
    take_in(database)
    decide_about(database)
