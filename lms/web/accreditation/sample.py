"""A random sample of members with its seed, and any member's packet as one document."""

from __future__ import annotations

import secrets

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.sample import LONGEST_SEED, MOST, draw
from lms.queries.roster import roster
from lms.queries.training_records import training_record
from lms.rendering.training_record import training_record_pdf
from lms.web.access import recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.accreditation.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading

_USUAL = 5


@blueprint.get("/record/sample")
@requires(Permission.RECORD_AUDIT)
def sample() -> ResponseReturnValue:
    """Draw sworn members who serve today; number and seed stand in the address.

    Nothing is written but the view itself, with number and seed: an assessor reads only.
    """
    count = min(max(1, request.args.get("n", _USUAL, type=int)), MOST)
    seed = request.args.get("seed", "").strip()[:LONGEST_SEED]
    with reading() as session:
        people = {each.member_id: each for each in roster(session, today()) if each.sworn}
    drawn = [people[number] for number in draw(people, count, seed)] if seed else []
    if drawn:
        note_view(f"sample of {count} with the seed {seed}")
    return render_template(
        "accreditation/sample.html",
        drawn=drawn,
        count=count,
        seed=seed,
        proposed=secrets.token_hex(4),
        population=len(people),
        most=MOST,
        longest=LONGEST_SEED,
        page_url=url_for("accreditation.sample"),
    )


@blueprint.get("/record/members/<int:member_id>/packet.pdf")
@requires(Permission.RECORD_AUDIT)
@recently_confirmed
def packet(member_id: int) -> ResponseReturnValue:
    """A member's packet as of today: everything but questions and answers."""
    with reading() as session:
        made = training_record(session, member_id=member_id, day=today(), answers=False)
    note_view("packet", member_id=member_id)
    note_export(f"packet of member {member_id}")
    name = f"packet-{made.badge_number}-{made.as_of.isoformat()}.pdf"
    return Response(
        training_record_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
