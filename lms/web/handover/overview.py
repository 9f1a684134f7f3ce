"""What is open on a desk any day, with its calendar of duties; as a page and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Role, reach
from lms.domain.handover import DESKS, Desk, ShownDesk, desks_of, document_of, shown
from lms.domain.open_matter import AREAS, Area
from lms.queries.desk_state import desk_state
from lms.queries.handovers import handovers
from lms.rendering.report import report_pdf
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.handover import places, words
from lms.web.handover.blueprint import blueprint
from lms.web.handover.paper import open_report
from lms.web.listing import address, chosen
from lms.web.local_day import today
from lms.web.plant import now, reading

_LAST, _NEXT = 1, 1


def desks_seen() -> tuple[Desk, ...]:
    """The desks that this person looks at: their own, and all of them for the Chief."""
    roles = current().roles
    return tuple(Desk) if Role.CHIEF in roles else desks_of(roles)


def asked_desk() -> Desk:
    """The desk that the address names, or the first that this person looks at."""
    seen = desks_seen()
    wanted = chosen("desk", {each.value for each in seen})
    return Desk(wanted) if wanted else seen[0]


def asked_first() -> date | None:
    """The January of the year that the address asks for; None for this month."""
    year = today().year
    wanted = chosen("year", {str(each) for each in range(year - _LAST, year + _NEXT + 1)})
    return date(int(wanted), 1, 1) if wanted else None


def _shown(desk: Desk) -> tuple[ShownDesk, ...]:
    """The desk as it stands, and the same with what the address leaves of it."""
    with reading() as session:
        state = desk_state(session, desk, now=now(), first=asked_first())
    whole = shown(document_of(state, seq=0, head=""))
    area = chosen("area", set(Area))
    return whole, replace(
        whole, matters=tuple(each for each in whole.matters if area in {"", each.area})
    )


@blueprint.get("/desk/handover")
@requires(Permission.HANDOVER_VIEW)
def overview() -> ResponseReturnValue:
    """Show everything that is open on a desk, what its months ask, and its handovers."""
    desk = asked_desk()
    whole, found = _shown(desk)
    with reading() as session:
        past = handovers(session, desk)
    note_view("what is open on a desk")
    year = today().year
    years = [str(each) for each in range(year - _LAST, year + _NEXT + 1)]
    areas = {each.area for each in whole.matters}
    return render_template(
        "handover/overview.html",
        desk=desk,
        name=words.desk_name(desk),
        total=len(whole.matters),
        state=found,
        areas=AREAS,
        desks=[(each.value, DESKS[each].title) for each in desks_seen()],
        area_choices=[("", "All"), *((each.value, AREAS[each]) for each in Area if each in areas)],
        year_choices=[("", "From this month"), *((each, each) for each in years)],
        waiting=next((each for each in past if each.is_open), None),
        past=[each for each in past if not each.is_open],
        may_make=desk in desks_of(current().roles),
        here=url_for("handover.overview"),
        pdf_url=address().replace(request.path, url_for("handover.overview_pdf"), 1),
        places=places,
        words=words,
    )


@blueprint.get("/desk/handover.pdf")
@requires(Permission.HANDOVER_VIEW)
@recently_confirmed
def overview_pdf() -> ResponseReturnValue:
    """The same on paper."""
    desk = asked_desk()
    _, found = _shown(desk)
    note_view("what is open on a desk, as PDF")
    note_export(f"what is open on the {desk.value} desk")
    department = settings() or abort(404)
    report = open_report(
        found,
        department=department.department,
        demonstration=department.demonstration,
        day=today(),
    )
    return as_document(report_pdf(report), f"open-{desk.value}-{today().isoformat()}")


def as_document(data: bytes, name: str) -> Response:
    """A document that a browser shows or keeps."""
    return Response(
        data,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def may_manage_accounts() -> bool:
    """Whether this person gives and ends roles."""
    return reach(current().roles, Permission.ACCOUNT_MANAGE) is not None
