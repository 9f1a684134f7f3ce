"""Samples that are recorded, whose packets are open, and a packet as one document."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import partial

from flask import Response, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.domain.access import Permission
from lms.domain.errors import ConflictError
from lms.domain.invitation import PacketReach, may_open_packet
from lms.domain.sample import LONGEST_SEED, MOST
from lms.domain.training_record import TrainingRecord, within
from lms.queries.invitations import population, sampled, samples
from lms.queries.roster import Person
from lms.queries.training_records import training_record
from lms.rendering.training_record import training_record_pdf
from lms.services.invite_visitor import draw_sample
from lms.web.access import current, requires
from lms.web.access_log import note_export
from lms.web.asked_record import opened_day
from lms.web.listing import Column, arranged, searched
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.room.blueprint import blueprint
from lms.web.room.visit import Visit, own_visit, page_of_the_room
from lms.web.year_words import by_name, found_by

_USUAL = 5
_COLUMNS: tuple[Column[Person], ...] = (
    Column("name", "Name", by_name),
    Column("badge", "Badge", lambda each: each.badge_number),
)


class SampleForm(FlaskForm):
    """How many to draw, and with which seed."""

    wanted = IntegerField(
        "How many",
        [InputRequired("Write a number."), NumberRange(1, MOST, f"Draw between 1 and {MOST}.")],
    )
    seed = StringField(
        "Seed",
        [
            InputRequired("Write a seed: any word or number that comes to your mind."),
            Length(max=LONGEST_SEED, message=f"Write {LONGEST_SEED} characters at most."),
        ],
        description="Any word or number. The same seed draws the same people again.",
    )


@page_of_the_room("sample", "/samples")
def sample(visit: Visit) -> ResponseReturnValue:
    """Show the samples that were drawn, with a form for another one."""
    return _samples(visit, SampleForm(formdata=None, wanted=_USUAL, seed=secrets.token_hex(4)))


def _samples(visit: Visit, form: SampleForm) -> str:
    with reading() as session:
        found = samples(session, visit.invitation.id)
        people = {each.member_id: each for each in population(session, visit.scope, today())}
    visit.note("samples of the assessor\u2019s room")
    return render_template(
        "room/samples.html",
        visit=visit,
        samples=[(each, [people.get(number) or number for number in each.drawn]) for each in found],
        people=len(people),
        form=form,
        packets=visit.scope.packets is not PacketReach.NOBODY,
    )


@blueprint.post("/room/samples")
@requires(Permission.ROOM_VISIT)
def draw() -> ResponseReturnValue:
    """Draw a sample and record it; the only thing that an assessor writes."""
    visit, form = own_visit() or abort(404), SampleForm()
    if not form.validate_on_submit():
        return _samples(visit, form), 422
    try:
        writing(
            partial(
                draw_sample,
                invitation_id=visit.invitation.id,
                wanted=int(form.wanted.data or 0),
                seed=str(form.seed.data),
                by=current().actor,
            )
        )
        flash("The sample is drawn and recorded.", "good")
    except ConflictError as error:
        flash(f"Nothing was drawn. {error.facts['reason']}.", "info")
    return redirect(visit.url("sample"), code=303)


@page_of_the_room("officers", "/officers")
def officers(visit: Visit) -> ResponseReturnValue:
    """List those whose packets are open."""
    people, query = _open_to(visit), searched()
    fitting = [each for each in people if not query or found_by(query, each)]
    visit.note("officers whose packets are open")
    return render_template(
        "room/officers.html",
        visit=visit,
        listing=arranged(fitting, _COLUMNS),
        query=query,
        packets=visit.scope.packets,
        first=visit.scope.first_day,
        last=visit.scope.last_day(today()),
        on=opened_day(visit.scope),
    )


def _open_to(visit: Visit) -> tuple[Person, ...]:
    """Everybody whose packet the room opens."""
    with reading() as session:
        people = population(session, visit.scope, today())
        drawn = sampled(samples(session, visit.invitation.id))
    numbers = {each.member_id for each in people}
    return tuple(
        each
        for each in people
        if may_open_packet(visit.scope, each.member_id, population=numbers, sampled=drawn)
    )


@page_of_the_room("packet", "/officers/<int:member_id>/packet.pdf", confirmed=True)
def packet(visit: Visit, member_id: int) -> ResponseReturnValue:
    """A member's training record as of a day, without answers, of the years that are open."""
    day = opened_day(visit.scope)
    if not _holds(_open_to(visit), member_id):
        abort(404)
    with reading() as session:
        made = training_record(session, member_id=member_id, day=day, answers=False)
    visit.note("packet", member_id=member_id)
    note_export(f"packet of member {member_id} as of {day.isoformat()}")
    return _document(within(made, visit.scope.first_day))


def _holds(people: Iterable[Person], member_id: int) -> bool:
    return any(each.member_id == member_id for each in people)


def _document(made: TrainingRecord) -> Response:
    name = f"packet-{made.badge_number}-{made.as_of.isoformat()}.pdf"
    return Response(
        training_record_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
