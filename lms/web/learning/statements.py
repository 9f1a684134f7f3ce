"""A visit opened to its pages, and statements of time: the officer's own."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.duty import DUTY_WORDS
from lms.domain.errors import NotFoundError
from lms.domain.seat_clock import EXPLANATIONS
from lms.domain.statement import MEASURED, Statement
from lms.queries.standing import Owed
from lms.queries.statements import device_words, page_words, visit_statement, year_statement
from lms.queries.units import unit_names
from lms.queries.visits import VisitRow, visit
from lms.rendering.statement import foot_lines
from lms.web.access import own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.owed_year import owed_in
from lms.web.plant import now, reading
from lms.web.statement_pdf import as_pdf


def _own_visit(session: Session, visit_id: int) -> tuple[VisitRow, Owed]:
    found = visit(session, visit_id, member_id=own_member_id())
    if found is None:
        raise NotFoundError(visit=visit_id)
    return found, owed_in(session, found.period_start.year)


@blueprint.get("/minutes/visits/<int:visit_id>")
@requires(Permission.MINUTES_VIEW)
def visit_page(visit_id: int) -> ResponseReturnValue:
    """Open a visit to its pages: what counted, and in words why other time did not."""
    with reading() as session:
        found, _ = _own_visit(session, visit_id)
        names = unit_names(session, {(found.sitting_id, page.unit) for page in found.pages})
    return render_template(
        "learning/visit.html",
        visit=found,
        names=names,
        duty=DUTY_WORDS[found.duty],
        device=device_words(found.device),
        page_words=page_words,
        explanations=EXPLANATIONS,
    )


@blueprint.get("/minutes/visits/<int:visit_id>/statement")
@requires(Permission.MINUTES_VIEW)
def visit_statement_page(visit_id: int) -> ResponseReturnValue:
    """The statement of one's own visit, to read and print."""
    return _page(_of_visit(visit_id), url_for("learning.visit_statement_pdf", visit_id=visit_id))


@blueprint.get("/minutes/visits/<int:visit_id>/statement.pdf")
@requires(Permission.MINUTES_VIEW)
def visit_statement_pdf(visit_id: int) -> ResponseReturnValue:
    """The same as a document of one page."""
    return as_pdf(_of_visit(visit_id), f"statement-visit-{visit_id}")


def _of_visit(visit_id: int) -> Statement:
    with reading() as session:
        found, owed = _own_visit(session, visit_id)
        return visit_statement(session, found, owed=owed, now=now())


@blueprint.get("/minutes/statement")
@requires(Permission.MINUTES_VIEW)
def year_statement_page() -> ResponseReturnValue:
    """The statement of one's own year, to read and print."""
    year = request.args.get("year", type=int)
    return _page(_of_year(year), url_for("learning.year_statement_pdf", year=year))


@blueprint.get("/minutes/statement.pdf")
@requires(Permission.MINUTES_VIEW)
def year_statement_pdf() -> ResponseReturnValue:
    """The same as a document of one page."""
    made = _of_year(request.args.get("year", type=int))
    return as_pdf(made, f"statement-{made.made_on}")


def _of_year(year: int | None) -> Statement:
    with reading() as session:
        owed = owed_in(session, year)
        return year_statement(session, member_id=own_member_id(), owed=owed, now=now())


def _page(made: Statement, pdf_url: str) -> str:
    return render_template(
        "learning/statement.html",
        made=made,
        measured=MEASURED,
        foot=tuple(foot_lines(made)),
        pdf_url=pdf_url,
    )
