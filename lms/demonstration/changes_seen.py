"""What the demonstration's people have made of a few changes: reviewed, decided, trained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.demonstration import people
from lms.domain.access import Actor
from lms.domain.development import DevelopmentDecision
from lms.queries.developments import register
from lms.services.decide_development import decide_development
from lms.services.review_development import review_development

_MODULE = "ice-in-the-city"
_NO_ACTION, _UPDATE, _TRAIN, _REVISE = DevelopmentDecision

_SEEN: tuple[tuple[str, str, DevelopmentDecision | None, str], ...] = (
    ("PC-04", "Compared with a form at the desk.", _UPDATE, "Told to the officers in charge."),
    ("PC-06", "Read in full.", _REVISE, "IV.A-2 and IV.A-7 go into the next revision."),
    ("PC-10", "", _NO_ACTION, "Section II is background."),
    ("PC-16", "", _NO_ACTION, "It changes no duty of an officer."),
    ("PC-17", "Compared with IV.C.1.", _TRAIN, "Officers ask about it after every such arrest."),
    ("PC-22", "Looked at a hit on our own screen.", _TRAIN, "A civil entry is easily misread."),
    ("PC-28", "", _TRAIN, "The letters on a jacket no longer tell the reason."),
    ("PC-32", "It binds state agencies.", None, ""),
)


def review_changes(session: Session, *, actors: Mapping[str, Actor], starts_at: datetime) -> None:
    """Review some entries of the register, a minute apart, and decide about most of them."""
    owner, chief = actors[people.POLICY_OWNER], actors[people.CHIEF]
    digests = {entry.code: entry.newest.digest for entry in register(session)}
    now = starts_at
    for code, note, decision, reason in _SEEN:
        if code not in digests:
            continue
        now += timedelta(minutes=1)
        review_development(session, code=code, digest=digests[code], note=note, by=owner, now=now)
        if decision is not None:
            decide_development(
                session,
                code=code,
                decision=decision,
                module=_MODULE if decision is _TRAIN else None,
                reason=reason,
                by=chief,
                now=now,
            )
