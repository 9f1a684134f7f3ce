"""The Chief's decisions, and the history of every setting: a page and a printed form each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.adverse_notice import matters_in_words
from lms.domain.setting import CHIEFS_DECISIONS, SettingName
from lms.queries.setting_history import SettingDecision, setting_history
from lms.rendering.report import Heading, Paragraph, Part, Report, Table, facts, report_pdf
from lms.services.acts.setting import WORDS
from lms.web.access import current, requires
from lms.web.administration.blueprint import blueprint
from lms.web.department import settings
from lms.web.filters import day as written
from lms.web.filters import decided, moment
from lms.web.local_day import today
from lms.web.plant import reading

History = Mapping[SettingName, tuple[SettingDecision, ...]]
_MEANS: Mapping[tuple[SettingName, str], str] = {
    (SettingName.COUNTING, "measured"): "Measured: verified time, summed over the year",
    (SettingName.COUNTING, "rated"): "Rated: a lesson\u2019s nominal minutes once completed",
    (SettingName.MUST_PASS, "applies"): "Their items have to be right, whatever the score",
    (
        SettingName.MUST_PASS,
        "score-only",
    ): "They are asked each time; the score alone decides",
    (SettingName.NEW_HIRES, "this-year"): "They owe the year in which they are hired, whole",
    (SettingName.NEW_HIRES, "next-year"): "They owe from the next calendar year on",
    (SettingName.ON_LEAVE, "first-day-back"): "Asked on the first day back, on paid time",
    (SettingName.PRORATION, "none"): "None: the whole time is owed",
    (SettingName.CARRY_OVER, "none"): "None: a minute counts in the year it was worked",
    (SettingName.MPTC_HOURS, "no"): "No",
    (SettingName.MPTC_HOURS, "yes"): "Yes",
}
_LEAD = (
    "The policy asks for two hours in each calendar year (section IV.E) and leaves these open. "
    "Each is decided once by the Chief, and again when it changes."
)
_BESIDE = (
    "Until the Chief decides otherwise, items on the sections that a module marks as must-pass "
    "have to be right, whatever the score. An attempt keeps the decision under which it began."
)


@dataclass(frozen=True, slots=True)
class Decided:
    """One of the Chief's decisions as it holds today, and the one to come."""

    name: SettingName
    label: str
    now: SettingDecision | None
    later: SettingDecision | None

    @property
    def value(self) -> str:
        """What was decided, in words."""
        return means(self.name, self.now.value) if self.now else "Not decided"


@dataclass(frozen=True, slots=True)
class Changed:
    """One decision of the history: what held before, and what it changed to."""

    label: str
    before: str
    decision: SettingDecision

    @property
    def after(self) -> str:
        """What it was changed to, in words."""
        return means(self.decision.name, self.decision.value)


def means(name: SettingName, value: object) -> str:
    """A setting's value as the form says it."""
    if name is SettingName.ADVERSE_NOTICE:
        return matters_in_words(str(value))
    return _MEANS.get((name, str(value)), decided(value))


@blueprint.get("/settings/decisions")
@requires(Permission.COMPLETION_VIEW)
def decisions() -> ResponseReturnValue:
    """Show what the Chief decided about the duty, when, and what is still open."""
    return render_template(
        "administration/decisions.html",
        lead=_LEAD,
        beside=_BESIDE,
        decided=_decided(_history()),
        may_change=reach(current().roles, Permission.SETTING_CHANGE) is not None,
    )


@blueprint.get("/settings/decisions.pdf")
@requires(Permission.COMPLETION_VIEW)
def decisions_pdf() -> ResponseReturnValue:
    """The same as a form to sign."""
    return _pdf("The Chief\u2019s decisions", _LEAD, _form(_decided(_history())), "decisions")


@blueprint.get("/settings/history")
@requires(Permission.SETTING_CHANGE)
def history() -> ResponseReturnValue:
    """Show every decision about every setting, from old to new."""
    return render_template("administration/history.html", changes=_changes(_history()))


@blueprint.get("/settings/history.pdf")
@requires(Permission.SETTING_CHANGE)
def history_pdf() -> ResponseReturnValue:
    """The same on paper."""
    lead = "Every dated decision: who made it, when, and what it changed."
    table = Table(
        ("Setting", "From", "To", "Holds from", "Decided by", "Source", "Recorded"),
        tuple(
            (
                each.label,
                each.before,
                each.after,
                written(each.decision.valid_from),
                each.decision.decided_by,
                each.decision.source,
                moment(each.decision.recorded_at),
            )
            for each in _changes(_history())
        ),
        (4, 3, 3, 3, 3, 3, 3),
    )
    return _pdf("History of the settings", lead, [table], "settings")


def _title(name: SettingName) -> str:
    """What a setting is called, without the values that its form takes."""
    return WORDS[name].partition(" (")[0]


def _history() -> History:
    with reading() as session:
        return setting_history(session)


def _decided(found: History) -> list[Decided]:
    day = today()
    return [
        Decided(
            name,
            _title(name),
            next((each for each in found.get(name, ()) if each.valid_from <= day), None),
            next((each for each in found.get(name, ()) if each.valid_from > day), None),
        )
        for name in CHIEFS_DECISIONS
    ]


def _changes(found: History) -> list[Changed]:
    """Every decision with what held before it, setting by setting, the oldest first."""
    changes = []
    for name in SettingName:
        before = "not decided"
        for decision in reversed(found.get(name, ())):
            changes.append(Changed(_title(name), before, decision))
            before = changes[-1].after
    return changes


def _form(rows: Iterable[Decided]) -> Iterator[Part]:
    for each in rows:
        yield Heading(each.label)
        yield facts(
            [
                ("Decided", each.value),
                ("By", each.now.decided_by if each.now else "____________________"),
                (
                    "Holds from",
                    written(each.now.valid_from) if each.now else "____________________",
                ),
                ("Source", each.now.source if each.now else "____________________"),
            ]
        )
    yield Paragraph.of(_BESIDE, small=True)
    yield facts([("Chief of Police", "____________________"), ("Date", "____________________")])


def _pdf(title: str, lead: str, parts: Iterable[Part], name: str) -> Response:
    found, day = settings(), today()
    report = Report(
        title=title,
        department=found.department if found else "",
        subject=title,
        lead=lead,
        footer=f"As of {written(day)}",
        created_on=day,
        parts=tuple(parts),
        demonstration=bool(found and found.demonstration),
    )
    return _file(report, name, day)


def _file(report: Report, name: str, day: date) -> Response:
    return Response(
        report_pdf(report),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}-{day.isoformat()}.pdf"'},
    )
