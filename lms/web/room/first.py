"""The first page of the room, a standard's page, its papers and its sealed folder."""

from __future__ import annotations

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from lms.domain.invitation import PacketReach
from lms.domain.package import safe_name
from lms.domain.standard import PROOF_WORDS, folder_papers
from lms.queries.invitations import population, samples
from lms.queries.record import journal_head, last_check
from lms.queries.room import RoomStandard, opened_standards, sections_of
from lms.queries.signed_heads import newest_head
from lms.services.packages.room_folder import room_folder, room_paper
from lms.web.access_log import note_export
from lms.web.local_day import today
from lms.web.plant import plant, reading
from lms.web.room.visit import Visit, page_of_the_room

PACKETS = {
    PacketReach.NOBODY: "No officer\u2019s packet is open.",
    PacketReach.SAMPLED: "Packets are open of those drawn in a recorded sample.",
    PacketReach.EVERYBODY: "Packets are open of every sworn member who served in these years.",
}


@page_of_the_room("first", "")
def first(visit: Visit) -> ResponseReturnValue:
    """Show the standards that were opened with their years, the sample, and how to check."""
    day = today()
    with reading() as session:
        page = {
            "files": opened_standards(session, visit.scope, day),
            "drawn": samples(session, visit.invitation.id),
            "people": len(population(session, visit.scope, day)),
            "head": journal_head(session),
            "signed": newest_head(session),
            "check": last_check(session),
        }
    visit.note("the assessor\u2019s room")
    return render_template(
        "room/first.html", visit=visit, packets=PACKETS[visit.scope.packets], **page
    )


@page_of_the_room("standard", "/standards/<number>")
def standard(visit: Visit, number: str) -> ResponseReturnValue:
    """Show one standard: the sections, and year by year the proofs with why, and the memos."""
    day = visit.scope.last_day(today())
    found = _opened(visit, number)
    with reading() as session:
        revision, sections = sections_of(session, found.row, day)
    papers = {
        each.year: folder_papers([proof.kind for proof in each.proofs], memos=bool(each.memos))
        for each in found.years
        if each.is_filled
    }
    visit.note(f"standard {number}")
    return render_template(
        "room/standard.html",
        visit=visit,
        file=found,
        revision=revision,
        sections=sections,
        papers=papers,
        kinds=PROOF_WORDS,
    )


def _opened(visit: Visit, number: str) -> RoomStandard:
    with reading() as session:
        found = opened_standards(session, visit.scope, today())
    return next((each for each in found if each.row.number == number), None) or abort(404)


@page_of_the_room("paper", "/standards/<number>/<int:year>/<name>.pdf")
def paper(visit: Visit, number: str, year: int, name: str) -> ResponseReturnValue:
    """One paper of a year's folder."""
    if not visit.scope.opens_standard(number, year):
        abort(404)
    data = room_paper(plant().database, plant().files, number=number, year=year, name=f"{name}.pdf")
    visit.note(f"standard {number}, {year}: {name}")
    return _file(data, "application/pdf", f"{safe_name(number)}-{year}-{name}.pdf", shown=True)


@page_of_the_room("folder", "/standards/<number>/<int:year>.zip", confirmed=True)
def folder(visit: Visit, number: str, year: int) -> ResponseReturnValue:
    """A year's folder as a sealed package that anybody can check."""
    if not visit.scope.opens_standard(number, year):
        abort(404)
    held = plant()
    data = room_folder(held.database, held.files, held.data_dir, number=number, year=year)
    visit.note(f"folder of standard {number}, {year}")
    note_export(f"folder of standard {number}, {year}")
    return _file(data, "application/zip", f"{safe_name(number)}-{year}.zip", shown=False)


def _file(data: bytes, kind: str, name: str, *, shown: bool) -> Response:
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(data, mimetype=kind, headers=headers)
