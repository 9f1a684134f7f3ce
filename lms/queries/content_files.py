"""The content in use as files, and the newest version of every piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.content.piece import file_data, piece_text
from lms.content.yaml_text import yaml_text
from lms.models import Content, ContentKind, ContentVersion, Policy
from lms.queries.content import approved

_FOLDERS: Mapping[ContentKind, str] = {
    ContentKind.SCENARIO: "scenarios",
    ContentKind.LESSON: "lessons",
    ContentKind.CHECKLIST: "checklists",
}
_SINGLE: Mapping[ContentKind, str] = {
    ContentKind.COVERAGE: "coverage.yaml",
    ContentKind.QUESTIONS: "questions.yaml",
}


def content_files(session: Session, *, policy: str) -> dict[str, str]:
    """Every piece in use by the name of its file; modules about changes have a file of theirs."""
    documents = _in_use(session, policy)
    files = {
        f"{_FOLDERS[kind]}/{slug}.yaml": piece_text(document)
        for (kind, slug), document in documents.items()
        if kind in _FOLDERS
    }
    files |= {
        _SINGLE[kind]: piece_text(document)
        for (kind, _), document in documents.items()
        if kind in _SINGLE
    }
    modules = [each for (kind, _), each in documents.items() if kind is ContentKind.MODULE]
    for name, changes in (("modules.yaml", False), ("change-modules.yaml", True)):
        own = [each for each in modules if ("developments" in each) is changes]
        if own:
            listed = [file_data(each) for each in sorted(own, key=lambda each: each["number"])]
            files[name] = yaml_text({"modules": listed})
    return files


def _in_use(session: Session, policy: str) -> dict[tuple[ContentKind, str], dict[str, Any]]:
    versions = {
        each.id: (kind, slug)
        for kind in ContentKind
        for slug, each in approved(session, kind, policy=policy).items()
    }
    rows = session.execute(
        select(ContentVersion.id, ContentVersion.document)
        .where(ContentVersion.id.in_(versions))
        .order_by(ContentVersion.content_id)
    )
    return {versions[row.id]: row.document for row in rows}


def newest_documents(
    session: Session, *, policy: str
) -> dict[tuple[ContentKind, str], dict[str, Any]]:
    """The newest version of every piece, whatever its state."""
    newest = (
        select(func.max(ContentVersion.number))
        .where(ContentVersion.content_id == Content.id)
        .correlate(Content)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Content.kind, Content.slug, ContentVersion.document)
        .join(Policy, Policy.id == Content.policy_id)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .where(Policy.slug == policy, ContentVersion.number == newest)
    )
    return {(row.kind, row.slug): row.document for row in rows}
