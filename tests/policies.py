"""The real policy for tests: read once, and taken in as a department would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from lms.content.clauses import read_tree
from lms.content.policy_folder import CORRECTIONS, TEXT, CorrectionsShape, revision_from_folder
from lms.content.readers.text import read_text
from lms.content.rows import header_form
from lms.content.whole_folder import WholeFolder, read_whole_folder
from lms.content.yaml_source import read_yaml, validate
from lms.domain.access import SYSTEM, Actor
from lms.domain.policy import uncovered, unfaithful
from lms.domain.policy_header import read_header
from lms.domain.provision import Provision, placed
from lms.domain.provision_fate import Fate, carrying
from lms.domain.revision import Revision
from lms.domain.revision_diff import compare
from lms.models import RevisionDecisionKind
from lms.services.decide_revision import decide_revision
from lms.services.import_policy import ImportedPolicy, import_policy
from lms.storage.database import Database

DRAFT = "revisions/demonstration-draft"
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
def draft() -> Revision:
    """The demonstration draft of its next revision, with the provisions that carry over."""
    folder = FOLDER / DRAFT
    source = read_text((folder / TEXT).read_bytes())
    yaml, found = read_yaml(folder / CORRECTIONS)
    assert yaml is not None, found
    shape, found = validate(yaml, CorrectionsShape)
    assert shape is not None, found
    assert shape.source_sha256 == source.sha256
    reading = read_tree(source, [each.to_domain() for each in shape.corrections])
    assert not reading.doubts
    assert not reading.findings
    assert not uncovered(source.text, reading.tree)
    assert not unfaithful(source.text, reading.tree)
    carried = carrying(policy().provisions, reading.tree, compare(policy().tree, reading.tree)).of(
        Fate.CARRIED
    )
    return Revision(
        slug=SLUG,
        title=policy().title,
        source_sha256=source.sha256,
        tree=reading.tree,
        provisions=placed([each.provision.provision for each in carried], reading.tree),
        header=read_header(header_form(source.lines)),
        corrections=reading.applied,
    )


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
