"""The year's close: a signed statement where there were no federal changes to train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.requirement import LimbRule
from lms.queries.owed import Owed, owed_on
from lms.queries.standing import lessons_that_count
from lms.queries.updates_of_year import StatementRow, last_day, statements
from lms.services.sign_no_change import sign_no_change
from lms.web.access import current, requires
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.register.blueprint import blueprint
from lms.web.register.forms import StatementForm


@dataclass(frozen=True, slots=True)
class YearClose:
    """A year as its close stands.

    Attributes:
        last_day: the last one on which an update is recorded for it.
        updates: how many lessons belong to it.
    """

    owed: Owed
    last_day: date
    updates: int
    signed: StatementRow | None

    def may_be_signed(self, day: date) -> bool:
        """Whether the year is over for updates, has none, and nobody has signed yet."""
        return not self.updates and self.signed is None and day > self.last_day


@blueprint.get("/register/year-close")
@requires(Permission.REGISTER_VIEW)
def year_close() -> ResponseReturnValue:
    """Show this year and the last one: their updates, and what is signed or may be."""
    return _page(StatementForm())


@blueprint.post("/register/year-close")
@requires(Permission.STATEMENT_SIGN)
def sign_year() -> ResponseReturnValue:
    """Record the statement, and issue the certificates that waited for it alone."""
    form = StatementForm()
    with reading() as session:
        found = next(
            (each for each in _years(session) if each.owed.period.name == form.year.data), None
        )
    if found is None:
        raise NotFoundError(year=str(form.year.data))
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        issued = writing(
            partial(
                sign_no_change,
                owed=found.owed,
                statement=str(form.statement.data),
                by=current().actor,
            )
        )
    except ConflictError:
        flash("Nothing was changed: it is signed already, too early, or there are updates.", "info")
        return redirect(url_for("register.year_close"), code=303)
    flash(f"The statement is signed. {plural(len(issued), 'certificate')} issued with it.", "good")
    return redirect(url_for("register.statement", year=found.owed.period.name), code=303)


@blueprint.get("/register/year-close/<year>")
@requires(Permission.REGISTER_VIEW)
def statement(year: str) -> ResponseReturnValue:
    """Show one signed statement, to be printed."""
    with reading() as session:
        signed = next(
            (each for each in statements(session) if str(each.period_start.year) == year[:4]), None
        )
        owed = owed_on(session, signed.period_start) if signed is not None else ()
    if signed is None or not owed:
        raise NotFoundError(statement=year)
    return render_template(
        "register/statement.html", signed=signed, owed=owed[0], limb=_title(owed[0], signed.limb)
    )


def _title(owed: Owed, slug: str) -> str:
    return next((limb.title for limb in owed.requirement.limbs if limb.slug == slug), slug)


def _page(form: StatementForm) -> str:
    day = today()
    with reading() as session:
        years = _years(session)
        earlier = statements(session)
    open_year = next((each for each in reversed(years) if each.may_be_signed(day)), None)
    if open_year is not None and not form.statement.data:
        name = open_year.owed.period.name
        form.year.data = name
        form.statement.data = (
            f"In {name} no change to federal immigration-enforcement policy was recorded for "
            f"training up to {open_year.last_day.isoformat()}."
        )
    return render_template(
        "register/year_close.html",
        years=years,
        open_year=open_year,
        earlier=earlier,
        form=form,
        may_sign=reach(current().roles, Permission.STATEMENT_SIGN) is not None,
    )


def _years(session: Session) -> Sequence[YearClose]:
    """This year, the one before, and the two before that where a statement is missing.

    They are of the first requirement that is met by updates; an assessment looks back so far.
    """
    day = today()
    found = []
    for back, asked in enumerate([day, *(date(day.year - each, 12, 31) for each in (1, 2, 3))]):
        for owed in owed_on(session, asked)[:1]:
            limbs = [limb for limb in owed.requirement.limbs if limb.rule is LimbRule.LESSONS]
            lessons = lessons_that_count(session, owed)
            signed = statements(session, owed)
            year = YearClose(
                owed=owed,
                last_day=last_day(session, owed),
                updates=sum(len(lessons.get(limb.slug, ())) for limb in limbs),
                signed=signed[0] if signed else None,
            )
            if back <= 1 or year.may_be_signed(day):
                found.append(year)
    return found
