"""Files of the year for other systems: the completion file and its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.completion_file import FIELDS, FileColumn, TemplateError, Value, read_template
from lms.queries.completion_file import COMPLETED_LATE, STANDINGS, completion_facts, template_in_use
from lms.queries.owed import Owed
from lms.queries.standings import everybody
from lms.rendering.csv_lines import csv_lines
from lms.rendering.report import Report, Table, report_pdf
from lms.rendering.xlsx_table import xlsx_table
from lms.services.set_completion_columns import set_completion_columns
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.filters import day as written
from lms.web.filters import plural
from lms.web.listing import options
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import ColumnsForm
from lms.web.year_words import by_name

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class CompletionFile:
    """The file's columns, and a row for everybody whom the address asks for."""

    owed: Owed
    columns: Sequence[FileColumn]
    facts: Sequence[Mapping[str, Value]]

    @property
    def header(self) -> list[str]:
        """The headings."""
        return [column.heading for column in self.columns]

    @property
    def rows(self) -> list[list[Value]]:
        """The rows; a day is written as year, month and day."""
        return [[_plain(column.value(facts)) for column in self.columns] for facts in self.facts]

    def name(self, suffix: str) -> str:
        """What the file is called."""
        return f"completion-{self.owed.period.name}-{today().isoformat()}.{suffix}"


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


@blueprint.get("/desk/exports")
@requires(Permission.COMPLETION_VIEW)
def exports() -> ResponseReturnValue:
    """Offer the files, and show the columns of the completion file."""
    return _page(ColumnsForm())


@blueprint.post("/desk/exports/columns")
@requires(Permission.ASSIGNMENT_MANAGE)
def set_columns() -> ResponseReturnValue:
    """Write the columns anew; every line that cannot be read is named."""
    form = ColumnsForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        writing(
            partial(
                set_completion_columns,
                template=str(form.template.data),
                by=current().actor,
            )
        )
    except TemplateError as error:
        form.template.errors = [str(each) for each in error.mistakes]
        return _page(form), 422
    flash("The completion file has these columns from now on.", "good")
    return redirect(url_for("training_unit.exports"), code=303)


@blueprint.get("/desk/exports/completion.csv")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def completion_csv() -> ResponseReturnValue:
    """The completion file as CSV."""
    found = _file("CSV")
    lines = csv_lines([found.header, *found.rows])
    return _attachment(Response(lines, mimetype="text/csv"), found.name("csv"))


@blueprint.get("/desk/exports/completion.xlsx")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def completion_xlsx() -> ResponseReturnValue:
    """The completion file as a workbook."""
    found = _file("XLSX")
    data = xlsx_table(f"Completion {found.owed.period.name}", found.header, found.rows)
    return _attachment(Response(data, mimetype=_XLSX), found.name("xlsx"))


@blueprint.get("/desk/exports/completion.pdf")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def completion_pdf() -> ResponseReturnValue:
    """Everybody's year as a tagged report."""
    found = _file("PDF")
    data = report_pdf(_report(found))
    return _attachment(Response(data, mimetype="application/pdf"), found.name("pdf"))


def _report(found: CompletionFile) -> Report:
    department, day, owed = settings(), today(), found.owed
    heads = ("Name", "Badge", "Rank", "Shift", "Minutes", "Standing", "Certificate")
    rows = tuple(
        (
            f"{facts['family_name']}, {facts['given_name']}",
            str(facts["badge"]),
            str(facts["rank"]),
            str(facts["shift"]),
            str(facts["minutes"]),
            str(facts["standing"]),
            str(facts["certificate"] or "\u2013"),
        )
        for facts in found.facts
    )
    return Report(
        title=f"Training in {owed.period.name}",
        department=department.department if department else "",
        subject=f"Completion of {owed.requirement.title}",
        lead=(
            f"{plural(owed.requirement.seconds // 60, 'minute')} of every sworn member (section "
            f"{owed.requirement.source}), as of {written(day)}: {len(rows)} people."
        ),
        footer=f"As of {written(day)}",
        created_on=day,
        parts=(Table(heads, rows, (5, 2, 3, 3, 2, 3, 6), numeric=frozenset({4})),),
        demonstration=bool(department and department.demonstration),
    )


def _file(kind: str) -> CompletionFile:
    """The file, noted as seen and as taken out."""
    found = _read()
    note_view(f"completion file as {kind}")
    note_export(f"completion file as {kind}")
    return found


def _read() -> CompletionFile:
    year = request.args.get("year", "")
    with reading() as session:
        owed = owed_in(session, int(year) if year.isascii() and year.isdigit() else None)
        people = sorted(
            everybody(session, owed, day=min(today(), owed.period.ends_on)),
            key=lambda each: by_name(each.person),
        )
        columns = read_template(template_in_use(session))
        wanted = {name: request.args.get(name, "") for name in ("shift", "unit", "standing")}
        facts = [
            each
            for each in completion_facts(session, owed, people)
            if all(not value or each[name] == value for name, value in wanted.items())
        ]
    return CompletionFile(owed, columns, facts)


def _attachment(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(form: ColumnsForm) -> str:
    found = _read()
    with reading() as session:
        in_use = template_in_use(session)
    note_view("exports")
    if not form.is_submitted():
        form.template.data = in_use
    query = request.query_string.decode("ascii", "replace")
    return render_template(
        "training_unit/exports.html",
        found=found,
        examples=found.rows[:_EXAMPLES],
        fields=FIELDS,
        form=form,
        may_write=reach(current().roles, Permission.ASSIGNMENT_MANAGE) is not None,
        query=f"?{query}" if query else "",
        choices={
            "shift": options(str(each["shift"]) for each in found.facts),
            "unit": options(str(each["unit"]) for each in found.facts),
            "standing": [
                ("", "All"),
                *((words, words) for words in (*STANDINGS.values(), COMPLETED_LATE)),
            ],
        },
    )
