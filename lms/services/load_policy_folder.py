"""Loading a policy's folder as a whole: the policy, its content, and two people's approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.content.policy_folder import TEXT
from lms.content.whole_folder import WholeFolder, read_whole_folder
from lms.content.yaml_source import Findings
from lms.domain.access import Actor
from lms.domain.errors import InvalidError
from lms.domain.revision import Revision
from lms.models import RevisionDecision, RevisionDecisionKind
from lms.services.decide_content import approve_content
from lms.services.decide_revision import decide_revision
from lms.services.enter_development import import_developments
from lms.services.import_content import ImportedContent, import_content
from lms.services.import_policy import ImportedPolicy, import_policy
from lms.storage.database import Database
from lms.storage.files import FileStore


class FolderFindingsError(InvalidError):
    """A folder holds mistakes, so nothing of it was taken in; ``findings`` tells all of them."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        super().__init__(reason=f"the folder has {len(findings)} mistakes", folder=str(folder))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class LoadedFolder:
    """What loading did; ``approved`` counts versions."""

    policy: ImportedPolicy
    content: ImportedContent
    approved: int


def load_policy_folder(
    database: Database,
    files: FileStore,
    path: Path,
    *,
    author: Actor,
    approver: Actor,
    in_force_on: date,
    decided_by: str,
) -> LoadedFolder:
    """Take in a folder, put its revision in force where it is not, and approve its content.

    Reading and the file's bytes come before the one transaction that stores everything; a
    second run changes nothing.

    Raises:
        FolderFindingsError: anything in the folder is wrong.
        ForbiddenError: author and approver are the same.
    """
    read, revision = sound_folder(path)
    keep_source(files, path, revision)
    return database.writing(
        partial(
            _load,
            read=read,
            revision=revision,
            author=author,
            approver=approver,
            in_force_on=in_force_on,
            decided_by=decided_by,
        )
    )


def sound_folder(path: Path) -> tuple[WholeFolder, Revision]:
    """Read a folder that is to be taken in, and its policy.

    Raises:
        FolderFindingsError: anything in it is wrong.
    """
    read = read_whole_folder(path)
    if read.findings or read.revision is None:
        raise FolderFindingsError(path, read.findings)
    return read, read.revision


def keep_source(files: FileStore, path: Path, revision: Revision) -> None:
    """Put a policy's text where the transaction that names it will look for it.

    Raises:
        InvalidError: the file changed while the folder was read.
    """
    if files.put((path / TEXT).read_bytes()) != revision.source_sha256:
        raise InvalidError(reason="the policy's text changed while it was read")


def import_policy_of(
    session: Session, *, path: Path, revision: Revision, by: Actor, now: datetime
) -> ImportedPolicy:
    """Take in the policy of a folder, without its content."""
    return import_policy(
        session,
        revision=revision,
        source_name=TEXT,
        source_size=(path / TEXT).stat().st_size,
        by=by,
        now=now,
    )


def import_content_of(
    session: Session, *, read: WholeFolder, by: Actor, now: datetime
) -> ImportedContent:
    """Take in the content of a folder whose policy is there."""
    return import_content(
        session,
        policy=read.slug,
        scenarios=read.scenarios,
        lessons=read.lessons,
        modules=read.modules,
        checklists=read.checklists,
        coverage=(read.coverage,) if read.coverage is not None else (),
        questions=(read.questions,) if read.questions is not None else (),
        by=by,
        now=now,
    )


def import_register_of(session: Session, *, read: WholeFolder, by: Actor, now: datetime) -> int:
    """Fill the register of changes with what a folder says; returns how many entries are new."""
    return import_developments(
        session, policy=read.slug, developments=read.developments, by=by, now=now
    )


def _load(  # noqa: PLR0913 - two people, a day and a name
    session: Session,
    *,
    read: WholeFolder,
    revision: Revision,
    author: Actor,
    approver: Actor,
    in_force_on: date,
    decided_by: str,
    now: datetime,
) -> LoadedFolder:
    policy = import_policy_of(session, path=read.path, revision=revision, by=author, now=now)
    if not _in_force(session, policy.revision_id):
        decide_revision(
            session,
            policy=read.slug,
            sequence=policy.sequence,
            kind=RevisionDecisionKind.IN_FORCE,
            effective_on=in_force_on,
            decided_by=decided_by,
            by=approver,
            now=now,
        )
    import_register_of(session, read=read, by=author, now=now)
    content = import_content_of(session, read=read, by=author, now=now)
    approved = approve_content(session, policy=read.slug, by=approver, now=now)
    return LoadedFolder(policy, content, approved)


def _in_force(session: Session, revision_id: int) -> bool:
    decided = exists().where(
        RevisionDecision.revision_id == revision_id,
        RevisionDecision.kind == RevisionDecisionKind.IN_FORCE,
    )
    return bool(session.execute(select(decided)).scalar())
