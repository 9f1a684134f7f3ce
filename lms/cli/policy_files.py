"""``flask policy read`` and ``flask policy import-document``: one document, without a folder."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lms.cli.answer import CannotRunError, answer, as_json, in_the_name_of
from lms.cli.context import CommandContext
from lms.cli.document_lines import doubt_lines, doubts_json, shown_json, shown_lines
from lms.content.document_store import MEDIA_TYPES, reading_bytes
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import LARGEST_FILE
from lms.content.safe_reading import read_safely
from lms.domain.access import Actor, Permission
from lms.domain.document_reading import DocumentReading
from lms.domain.errors import NotFoundError
from lms.domain.staged_document import ShownDocument, shown_document
from lms.queries.staged_documents import staged_document
from lms.services.import_policy import ImportedPolicy
from lms.services.stage_document import UploadedFile, confirm_document, stage_document

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command("read")
@_file
@as_json
def read_file(*, file: Path, as_json: bool) -> None:
    """Read the document FILE and show its sections, doubts and head; nothing is stored.

    FILE is a DOCX, a PDF with text, or a plain text.
    """
    _, reading = _read(file)
    seen = shown_document(reading, (), policy="")
    answer(shown_json(seen), shown_lines(seen), json_wanted=as_json)


@click.command("import-document")
@_file
@click.option("--policy", "slug", metavar="SLUG", help="The policy it is a revision of.")
@click.option("--title", default="", help="The title, where it is a new policy.")
@in_the_name_of
@as_json
@click.pass_obj
def import_file(
    context: CommandContext,
    *,
    file: Path,
    slug: str | None,
    title: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Store the document FILE as the newest revision of a policy; nothing comes into force.

    Corrections that people made to the last revision are kept where their sections are found
    again. Doubts are listed; correct them on the page for imports, where they can be seen.
    """
    if not slug and not title:
        raise CannotRunError("Name the policy with --policy, or a new one with --title.")
    by = context.author(login, Permission.DOCUMENT_IMPORT)
    raw, reading = _read(file)
    data = reading_bytes(reading)
    uploaded = UploadedFile(
        sha256=context.files.put(raw),
        name=file.name,
        size=len(raw),
        media_type=MEDIA_TYPES[reading.document.format],
        reading_sha256=context.files.put(data),
    )
    imported, seen = context.database.writing(
        partial(
            _store,
            slug=slug,
            title=title,
            uploaded=uploaded,
            reading=reading,
            size=len(data),
            by=by,
        )
    )
    document = {
        "revision": imported.sequence,
        "shown_digest": seen.digest,
        "file": str(file),
        "doubts": doubts_json(seen),
    }
    lines = [f"Stored as revision {imported.sequence}.", *doubt_lines(seen)]
    answer(document, lines, json_wanted=as_json)


def _read(file: Path) -> tuple[bytes, DocumentReading]:
    raw = file.read_bytes()[: LARGEST_FILE + 1]
    try:
        return raw, read_safely(raw)
    except UnreadableDocumentError as error:
        raise CannotRunError(f"{file}: {error.reason}") from error


def _store(  # noqa: PLR0913 - a file, its policy and who brings it
    session: Session,
    *,
    slug: str | None,
    title: str,
    uploaded: UploadedFile,
    reading: DocumentReading,
    size: int,
    by: Actor,
    now: datetime,
) -> tuple[ImportedPolicy, ShownDocument]:
    """Stage and confirm in one transaction."""
    document_id = stage_document(
        session, policy=slug, title=title, file=uploaded, reading=reading, by=by, now=now
    )
    row = staged_document(session, document_id)
    if row is None:
        raise NotFoundError(document=document_id)
    seen = shown_document(reading, row.edits, policy=row.policy)
    imported = confirm_document(
        session,
        document_id=document_id,
        reading=reading,
        reading_size=size,
        shown=seen.digest,
        by=by,
        now=now,
    )
    return imported, seen
