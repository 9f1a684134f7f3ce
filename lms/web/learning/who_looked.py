"""Who has looked at my record: every view and export of it by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.access_views import views_of, views_of_lists
from lms.web.access import own_member_id, requires
from lms.web.learning.blueprint import blueprint
from lms.web.plant import now, reading

_MOST = 200
_MOST_LISTS = 50
_LISTS_FOR = timedelta(days=30)
_WORDS: Mapping[str, str] = {
    "member": "Your page at the training unit\u2019s desk",
    "member record": "Your record, as an assessor sees it",
    "certificate": "A certificate of yours",
    "packet": "Your training record without answers, as PDF",
    "training record as of a day": "Your training record as of a day, with answers you gave",
    "exemption": "The page to excuse you",
    "talk": "The page of your talk with an instructor",
    "record": "The department\u2019s record at a glance",
    "accounts": "The list of accounts",
    "people": "A supervisor\u2019s list of people",
    "members": "The desk\u2019s list of people",
    "desk": "The desk",
    "reminders": "The list of reminders that went out",
    "talks": "The list of talks to hold",
}
"""What the access log names, in words; an assignment or report names itself."""


@blueprint.get("/who-looked")
@requires(Permission.MINUTES_VIEW)
def who_looked() -> ResponseReturnValue:
    """Show who opened this member's record, and lists that may have named them."""
    member_id = own_member_id()
    with reading() as session:
        looks = views_of(session, member_id=member_id, most=_MOST)
        lists = views_of_lists(session, since=now() - _LISTS_FOR, most=_MOST_LISTS)
    return render_template(
        "learning/who_looked.html",
        looks=looks,
        lists=lists,
        most=_MOST,
        words=_in_words,
    )


def _in_words(what: str) -> str:
    return _WORDS.get(what) or what[:1].upper() + what[1:]
