"""A file that comes with a form: checked and stored under its hash, for a record to name."""

from __future__ import annotations

from wtforms import Field

from lms.content.upload import LARGEST, UnusableUploadError, checked_upload
from lms.services.keep_file import FileToKeep
from lms.web.plant import plant


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
