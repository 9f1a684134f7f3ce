"""What the signed-in person may propose and decide, for the pages and the way around."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.two_people import OwnRecordError, UndatedGrantError, may_decide, may_propose
from lms.queries.proposals import count_for
from lms.web.department import settings
from lms.web.errors import Words
from lms.web.plant import now, reading

OWN_RECORD = Words(
    "This is your own record",
    "Nobody proposes or decides an act about themselves. Ask somebody else who may.",
)


def outside() -> int | None:
    """The outside second person's account, where the department named one."""
    found = settings()
    return found.outside_second_person or None if found else None


def decidable(actor: Actor) -> frozenset[TwoPersonAct]:
    """The acts this person decides."""
    return frozenset(act for act in TwoPersonAct if may_decide(act, actor, outside=outside()))


def visible(actor: Actor) -> frozenset[TwoPersonAct]:
    """The acts whose proposals this person sees: those they decide, and those they propose."""
    return decidable(actor) | {act for act in TwoPersonAct if may_propose(act, actor)}


def waiting_for(actor: Actor) -> int:
    """How many proposals wait for this person; asked once a request."""
    if "waiting_for" not in g:
        with reading() as session:
            g.waiting_for = count_for(session, acts=decidable(actor), actor=actor, now=now())
    return int(g.waiting_for)


def offered(work: Callable[[], int], *, refused: str) -> tuple[int | None, str]:
    """Propose; returns the proposal and nothing, or nothing and what stands against it.

    Args:
        refused: the words for a state in which it cannot be done.

    Raises:
        OwnRecordError: it is about the proposer.
        UndatedGrantError: a role has to name its end.
    """
    try:
        number = work()
    except (OwnRecordError, UndatedGrantError):
        raise
    except ConflictError as error:
        already = error.facts.get("reason") == "the same is waiting already"
        return None, "The same is waiting for a second person already." if already else refused
    except InvalidError as error:
        return None, f"This cannot be proposed: {error.facts.get('reason', 'it breaks a rule')}."
    flash("It is proposed. It happens when a second person approves it.", "good")
    return number, ""
