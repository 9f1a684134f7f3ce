"""A statement of time as a response."""

from __future__ import annotations

from flask import Response

from lms.domain.statement import Statement
from lms.rendering.statement import statement_pdf


def as_pdf(made: Statement, name: str) -> Response:
    """The statement as a document that a browser shows or keeps."""
    return Response(
        statement_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
