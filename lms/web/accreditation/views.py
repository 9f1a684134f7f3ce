"""The record at a glance, and any member's record on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Reach, reach
from lms.domain.compliance import YearState, short_minutes
from lms.domain.credit import minutes
from lms.domain.errors import NotFoundError
from lms.queries.broken_glass import broken_glass
from lms.queries.certificates import certificates_of
from lms.queries.completion import assigned_to
from lms.queries.content_list import listed_modules, module_titles
from lms.queries.head_report import months_with_heads
from lms.queries.leave import leave_of
from lms.queries.member_file import Tried, attempts_in, years_of
from lms.queries.provisions import revision_in_force
from lms.queries.recent_acts import recent_role_changes
from lms.queries.record import journal_head, last_check, record_counts
from lms.queries.recovery import open_recovery
from lms.queries.roster import person
from lms.queries.signed_heads import newest_head
from lms.queries.standing import member_standing, owed_on
from lms.queries.standings import everybody, year_counts
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.accreditation.blueprint import blueprint
from lms.web.content_words import STATES
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.member_search import member_search
from lms.web.plant import now, reading
from lms.web.year_words import year_bar

_MOST_ROLES = 10
_MONTHS = 3


@blueprint.get("/record")
@requires(Permission.RECORD_AUDIT)
def record() -> ResponseReturnValue:
    """Show the year, the journal and its last check, the policy, the modules, and a search."""
    day = today()
    with reading() as session:
        duties = owed_on(session, day)
        owed = duties[0] if duties else None
        years = everybody(session, owed, day=day) if owed else ()
        page = {
            "revision": revision_in_force(session, policy=owed.policy, day=day) if owed else None,
            "found": member_search(session),
            "broken": broken_glass(session),
            "head": journal_head(session),
            "check": last_check(session),
            "signed": newest_head(session),
            "months": months_with_heads(session, today=day)[:_MONTHS],
            "recovery": open_recovery(session),
            "totals": record_counts(session),
            "modules": listed_modules(session),
            "roles": recent_role_changes(session, now=now(), most=_MOST_ROLES),
        }
    note_view("record")
    counts = year_counts(years)
    return render_template(
        "accreditation/record.html",
        owed=owed,
        sworn=sum(year.person.sworn for year in years),
        owing=sum(counts.values()),
        complete=counts[YearState.COMPLETE],
        parts=year_bar(counts, lambda _: ""),
        states=STATES,
        **page,
    )


@blueprint.get("/record/members/<int:member_id>")
@requires(Permission.RECORD_AUDIT)
def member_record(member_id: int) -> ResponseReturnValue:
    """Show one member's record: minutes, modules passed, certificates; no answers, no points."""
    day = today()
    with reading() as session:
        who = person(session, member_id, day)
        starts = years_of(session, member_id=member_id) if who else ()
        shown = _day_shown(starts, day)
        duties = owed_on(session, shown)
        if who is None or not duties:
            raise NotFoundError(member=member_id)
        owed = duties[0]
        standing = member_standing(session, member_id=member_id, owed=owed)
        tried = attempts_in(session, member_id=member_id, period=owed.period)
        page = {
            "assigned": assigned_to(session, member_id=member_id, period=owed.period, day=shown),
            "titles": module_titles(session),
            "certificates": certificates_of(session, member_id=member_id),
            "leave": leave_of(session, member_id=member_id),
        }
    note_view("member record", member_id=member_id)
    return render_template(
        "accreditation/member.html",
        who=who,
        owed=owed,
        owes=owed.period.starts_on in starts,
        standing=standing,
        subjects=[
            (limb.limb.title, plural(minutes(limb.seconds), "minute")) for limb in standing.limbs
        ],
        short=short_minutes(standing.short),
        attempts=_by_module(tried),
        as_of=shown,
        other_years=sorted({start.year for start in starts} - {shown.year}, reverse=True),
        may_open=reach(current().roles, Permission.CERTIFICATE_VIEW) is Reach.ALL,
        **page,
    )


def _by_module(tried: Iterable[Tried]) -> dict[int, list[Tried]]:
    """The attempts at each module, in order."""
    found: dict[int, list[Tried]] = {}
    for each in tried:
        found.setdefault(each.content_id, []).append(each)
    return found


def _day_shown(starts: tuple[date, ...], day: date) -> date:
    """Today, or the last day of an earlier year that the address asks for."""
    wanted = request.args.get("year", day.year, type=int)
    earlier = any(start.year == wanted < day.year for start in starts)
    return date(wanted, 12, 31) if earlier else day
