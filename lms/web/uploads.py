"""Files that come with a form, and stored files that are sent back."""

from __future__ import annotations

from flask import Response, abort
from wtforms import Field

from lms.content.upload import LARGEST, UnusableUploadError, checked_upload
from lms.queries.teaching import kept_file
from lms.services.keep_file import FileToKeep
from lms.web.plant import plant, reading

UPLOAD_BODY = LARGEST + 2 * 1024 * 1024
"""Bytes of a request with one file and a form."""


def uploaded(field: Field) -> FileToKeep | None:
    """Store the file of a form's field; None where none was sent.

    Raises:
        UnusableUploadError: the file cannot be kept; the field names the mistake as well.
    """
    sent = field.data
    if not sent or not getattr(sent, "filename", ""):
        return None
    try:
        upload = checked_upload(sent.filename, sent.stream.read(LARGEST + 1))
    except UnusableUploadError as error:
        field.errors = [str(error)]
        raise
    sha256 = plant().files.take_in(upload.data)
    return FileToKeep(sha256, len(upload.data), upload.media_type, upload.name)


def sent_back(sha256: str | None) -> Response:
    """A stored file under its own name, always as an attachment; 404 where there is none."""
    with reading() as session:
        kept = kept_file(session, sha256) if sha256 else None
    if kept is None:
        abort(404)
    response = Response(plant().files.get(kept.sha256), mimetype=kept.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=kept.name)
    return response
