"""Whether a receipt of a submission agrees with the record."""

from __future__ import annotations

from collections.abc import Mapping

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.errors import InvalidError
from lms.domain.receipt_text import FIELDS, read_receipt
from lms.queries.receipts import receipt_differences
from lms.queries.record import journal_head
from lms.web.access import public
from lms.web.plant import now, reading
from lms.web.verification.blueprint import blueprint
from lms.web.verification.unindexed import unindexed

_LONGEST_TYPED = 100


@blueprint.get("/verify/receipt")
@public
def receipt() -> ResponseReturnValue:
    """Compare the lines of a receipt with the record; yes or no, and never which line.

    It takes every line to get a yes, so nothing can be tried out line by line, and it says
    neither whose receipt it is nor what the result was.
    """
    typed = {name: request.args.get(name, "").strip()[:_LONGEST_TYPED] for name in FIELDS}
    if not any(typed.values()):
        return _page(typed, {})
    try:
        held = read_receipt(typed)
    except InvalidError as error:
        return _page(typed, {str(error.facts["field"]): str(error.facts["reason"])})
    with reading() as session:
        genuine = not receipt_differences(session, held)
        head = journal_head(session)
    return _page(typed, {}, answer={"genuine": genuine, "head": head, "at": now()})


def _page(
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    answer: Mapping[str, object] | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "verification/receipt.html", typed=typed, errors=errors, answer=answer, fields=FIELDS
    )
    return unindexed(make_response(page, 422 if errors else 200))
