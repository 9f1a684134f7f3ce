"""Writing the columns of the completion file anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.completion_file import read_template
from lms.domain.errors import NotFoundError
from lms.domain.events import CompletionColumnsSet
from lms.domain.journal_chain import digest
from lms.models import CompletionColumns
from lms.queries.completion_file import template_in_use
from lms.services.journal import record


def set_completion_columns(session: Session, *, template: str, by: Actor, now: datetime) -> None:
    """Keep a template that can be read; the one that is in use already changes nothing.

    Raises:
        TemplateError: names every line that cannot be read.
        NotFoundError: no person writes it.
    """
    if by.account_id is None:
        raise NotFoundError(account=None)
    text = "\n".join(line.strip() for line in template.splitlines() if line.strip())
    columns = read_template(template)
    if text == template_in_use(session).strip():
        return
    event = CompletionColumnsSet(columns=len(columns), text_digest=digest(text))
    session.execute(
        insert(CompletionColumns).values(
            template=text,
            saved_by=by.account_id,
            saved_at=now,
            event_seq=record(session, event, by=by, now=now),
        )
    )
