"""The reminders that went out, and letters that did not."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.name_search import matches
from lms.queries.reminders import LetterState, ReminderRow, written_reminders
from lms.web.access import requires
from lms.web.access_log import note_view
from lms.web.listing import Column, arranged, chosen, searched
from lms.web.local_day import today
from lms.web.mail import sends_mail
from lms.web.plant import reading
from lms.web.reminder_words import LETTERS, REASONS
from lms.web.training_unit.blueprint import blueprint

_MOST = 2000


@blueprint.get("/desk/reminders")
@requires(Permission.COMPLETION_VIEW)
def reminders() -> ResponseReturnValue:
    """Show whom the product reminded of what, when, and what became of each letter."""
    with reading() as session:
        told = written_reminders(session, day=today(), most=_MOST)
    note_view("reminders")
    state, query = chosen("letter", [each.value for each in LetterState]), searched()
    wanted = [
        each
        for each in told
        if (not state or each.letter is LetterState(state))
        and (not query or matches(query, (each.name, each.badge_number)))
    ]
    columns: tuple[Column[ReminderRow], ...] = (
        Column("when", "When", lambda each: (each.recorded_at, each.member_id)),
        Column("name", "Name", lambda each: (each.name.casefold(), each.recorded_at)),
    )
    return render_template(
        "training_unit/reminders.html",
        told=arranged(wanted, columns, first="-when"),
        total=len(told),
        most=_MOST,
        not_sent=sum(each.letter is LetterState.NOT_SENT for each in told),
        sends_mail=sends_mail(),
        reasons=REASONS,
        letters=LETTERS,
        choices=[("", "All"), *((each.value, LETTERS[each][0]) for each in LetterState)],
    )
