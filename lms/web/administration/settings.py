"""The department's settings, who decided them, and changing one from a day to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Actor, Permission, reach
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.setting import (
    FIXED,
    ONE_PERSON,
    TWO_PEOPLE,
    RetroactiveError,
    SettingName,
    check,
    check_change,
    read_value,
)
from lms.domain.two_people import OwnRecordError, may_propose
from lms.queries.mail_server import Outbox, outbox
from lms.queries.owed import owed_on
from lms.queries.setting_history import SettingDecision, setting_history
from lms.services.acts.setting import WORDS, SettingAsked
from lms.services.decide_setting import decide_setting
from lms.services.propose import propose
from lms.services.tell_of_mail import ask_for_test_letter
from lms.storage.mail import MailServer
from lms.web.access import current, requires
from lms.web.act_words import ACTS
from lms.web.administration.blueprint import blueprint
from lms.web.administration.forms import SettingForm
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.mail import server
from lms.web.plant import now, reading, writing
from lms.web.second_person import OWN_RECORD, offered

_MAIL = frozenset({SettingName.MAIL_SERVER, SettingName.MAIL_SENDER})
_HINTS = {
    SettingName.MAIL_SERVER: "Its name, and where they differ from the usual ones its port and "
    "starttls or tls: mail.example.gov:587 starttls. Its password stays in the environment.",
    SettingName.MAIL_SENDER: "One address, such as training@example.gov.",
    SettingName.ADVERSE_NOTICE: "Counsel decides: off, or one or more of failure (a failed try "
    "after a talk), review (a review of pace that ended in \u201cdo again\u201d), revocation (of a "
    "certificate), with commas between. Below, as where it comes from, name the counsel and the "
    "letter.",
    SettingName.UPDATE_CUTOFF: "A month and a day, such as 10-30.",
}
_REFUSED = "This cannot be proposed: the setting has this value on that day already."


@dataclass(frozen=True, slots=True)
class Line:
    """A setting as the pages show it."""

    name: SettingName
    label: str
    now: SettingDecision | None
    later: tuple[SettingDecision, ...]
    history: tuple[SettingDecision, ...]
    takes_two: bool
    act: str
    open: bool


@blueprint.get("/settings")
@requires(Permission.SETTING_CHANGE)
def settings_page() -> ResponseReturnValue:
    """Show every setting with its value, its history and who decided."""
    with reading() as session:
        owed = owed_on(session, today())
    return render_template("administration/settings.html", lines=_lines(), owed=owed)


@blueprint.get("/settings/<name>")
@requires(Permission.SETTING_CHANGE)
def setting(name: str) -> ResponseReturnValue:
    """Ask for a value, the day from which it holds, and why."""
    return _page(_line(name), SettingForm())


@blueprint.post("/settings/<name>")
@requires(Permission.SETTING_CHANGE)
def change_setting(name: str) -> ResponseReturnValue:
    """Put the change before a second person, or record it where one is enough."""
    line, form = _line(name), SettingForm()
    if not line.open:
        abort(403)
    if not form.validate_on_submit() or not _is_sound(line, form):
        return _page(line, form), 422
    wanted = _wanted(line.name, form)
    if not line.takes_two:
        _decide(line.name, wanted)
        flash("The change is recorded.", "good")
        return redirect(url_for("administration.settings_page"), code=303)
    try:
        offer = partial(_offer, line.name, wanted, str(form.reason.data))
        number, problem = offered(offer, refused=_REFUSED)
    except OwnRecordError:
        return answer(403, OWN_RECORD)
    if number is None:
        form.form_errors = [problem]
        return _page(line, form), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks for, read."""

    value: str | int
    valid_from: date
    source: str


def _wanted(name: SettingName, form: SettingForm) -> Wanted:
    return Wanted(
        read_value(name, form.value.data or ""),
        form.valid_from.data or date.min,
        (form.source.data or "").strip(),
    )


def _is_sound(line: Line, form: SettingForm) -> bool:
    """Whether the value is one, and the day is to come."""
    wanted = _wanted(line.name, form)
    try:
        check(line.name, wanted.value)
    except InvalidError as error:
        form.value.errors = [f"This needs another value: {error.facts['reason']}."]
    try:
        check_change(line.name, wanted.valid_from, today())
    except RetroactiveError:
        form.valid_from.errors = ["Choose tomorrow or a later day."]
    return not form.errors


def _decide(name: SettingName, wanted: Wanted) -> None:
    writing(
        partial(
            decide_setting,
            name=name,
            value=wanted.value,
            valid_from=wanted.valid_from,
            decided_by=current().display_name,
            source=wanted.source,
            by=current().actor,
        )
    )


def _offer(name: SettingName, wanted: Wanted, reason: str) -> int:
    asked = SettingAsked(name.value, wanted.value, wanted.valid_from.isoformat(), wanted.source)
    return writing(
        partial(propose, act=TWO_PEOPLE[name], payload=asked, reason=reason, by=current().actor)
    )


def _lines() -> list[Line]:
    with reading() as session:
        history = setting_history(session)
    return [_shown(name, history.get(name, ()), current().actor) for name in SettingName]


def _shown(name: SettingName, decisions: tuple[SettingDecision, ...], actor: Actor) -> Line:
    day = today()
    act = TWO_PEOPLE.get(name)
    alone = bool(actor.roles & ONE_PERSON.get(name, frozenset()))
    return Line(
        name=name,
        label=WORDS[name],
        now=next((each for each in decisions if each.valid_from <= day), None),
        later=tuple(each for each in decisions if each.valid_from > day),
        history=decisions,
        takes_two=act is not None,
        act=ACTS[act] if act else "",
        open=name not in FIXED and (alone or (act is not None and may_propose(act, actor))),
    )


def _line(name: str) -> Line:
    found = next((line for line in _lines() if line.name.value == name), None)
    return found or abort(404)


def _page(line: Line, form: SettingForm) -> str:
    letters = _letters() if line.name in _MAIL else None
    return render_template(
        "administration/setting.html",
        line=line,
        form=form,
        letters=letters,
        hint=_HINTS.get(line.name, ""),
    )


@dataclass(frozen=True, slots=True)
class Letters:
    """Where letters go today, and how those of the last week fared."""

    server: MailServer | None
    outbox: Outbox
    may_test: bool


def _letters() -> Letters:
    with reading() as session:
        fared = outbox(session, since=now() - timedelta(days=7))
    may_test = reach(current().actor.roles, Permission.ACCOUNT_MANAGE) is not None
    return Letters(server(), fared, may_test)


@blueprint.post("/settings/test-letter")
@requires(Permission.ACCOUNT_MANAGE)
def send_test_letter() -> ResponseReturnValue:
    """Write a letter to whoever asks, so that they see whether letters arrive."""
    there = redirect(
        url_for("administration.setting", name=SettingName.MAIL_SERVER.value), code=303
    )
    try:
        address = writing(partial(ask_for_test_letter, by=current().actor))
    except ConflictError:
        flash("Your account has no e-mail address to send a letter to.", "due")
        return there
    flash(f"A test letter to {address} is on its way. It arrives within a minute or two.", "good")
    return there
