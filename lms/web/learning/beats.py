"""Where pages report that they are being worked on."""

from __future__ import annotations

from functools import partial

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.seat_clock import Kind
from lms.domain.sign_in import LOCK_AFTER_HIDDEN
from lms.services.record_beat import BeatAnswer, record_beat
from lms.services.sign_in import lock_sign_in
from lms.web.access import current, requires
from lms.web.learning import page_tokens
from lms.web.learning.blueprint import blueprint
from lms.web.limits import takes
from lms.web.plant import writing

_KINDS = {"beat": Kind.BEAT, "leave": Kind.LEAVE, "return": Kind.OPEN, "here": Kind.BEAT}


@blueprint.post("/beats")
@requires(Permission.ATTEMPT_SUBMIT)
@takes(data=True)
def beat() -> ResponseReturnValue:
    """Judge one beat and answer with what counted and the next challenge.

    ``here`` is a person's click on "continue here": a sign of activity that makes this page
    the one in use.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("kind"), str):
        abort(400)
    token = page_tokens.read(str(sent.get("token") or ""))
    kind = _KINDS.get(sent["kind"])
    if token is None or kind is None:
        abort(400)
    signs = sent.get("activity")
    active = sent["kind"] == "here" or (type(signs) is int and signs > 0)
    answer = writing(partial(record_beat, token=token, kind=kind, activity=active, scripted=True))
    if answer.hidden_seconds > LOCK_AFTER_HIDDEN.total_seconds():
        writing(partial(lock_sign_in, sign_in_id=current().sign_in_id))
        return jsonify({**as_json(answer), "why": "locked", "say": "This station is locked."})
    return jsonify(as_json(answer))


def as_json(answer: BeatAnswer) -> dict[str, object]:
    """What the page's script is told after a beat or a saved answer."""
    return {
        "token": page_tokens.sign(answer.next_token),
        "counted_seconds": answer.unit_seconds,
        "why": answer.why_not if answer.why_not != "under_a_second" else "",
        "say": answer.explanation if answer.why_not not in _SILENT else "",
    }


_SILENT = {"under_a_second", "already_counted", "out_of_sight"}
