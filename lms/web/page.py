"""What every page is given: the department, the way around, the account, the assets."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

from lms.domain.access import Permission, reach
from lms.domain.handover import DESKS
from lms.queries.challenges import how_many_wait
from lms.queries.handovers import offered_to
from lms.queries.signed_in import SignedIn
from lms.web.department import settings
from lms.web.local_day import today
from lms.web.plant import plant, reading
from lms.web.second_person import waiting_for
from lms.web.session import person

PRODUCT = "In-service training"
_STATIC = Path(__file__).parent / "static"

_TELLS_OF_HANDOVER = {
    "training_unit.desk",
    "learning.home",
    "accreditation.record",
    "evidence.hub",
}
"""The first pages, on which a successor is told that a desk waits for them."""

_WAYS: tuple[tuple[str, str, Permission], ...] = (
    ("My training", "learning.home", Permission.TRAINING_TAKE),
    ("Policy", "directives.index", Permission.POLICY_READ),
    ("Updates", "directives.updates", Permission.POLICY_READ),
    ("Desk", "training_unit.desk", Permission.COMPLETION_VIEW),
    ("Classes", "training_unit.classes", Permission.CLASS_RECORD),
    ("My people", "supervision.people", Permission.STANDING_VIEW),
    ("Content", "training_unit.content", Permission.CONTENT_VIEW),
    ("Pace", "pace_review.listed", Permission.PACE_REVIEW),
    ("Challenges", "authoring.challenges", Permission.CHALLENGE_ANSWER),
    ("Register", "register.index", Permission.REGISTER_VIEW),
    ("Records", "accreditation.record", Permission.RECORD_AUDIT),
    ("Evidence", "evidence.hub", Permission.TRAINING_RECORD_VIEW),
    ("Assessment", "room.first", Permission.ROOM_VISIT),
    ("The matter", "counsel.first", Permission.COUNSEL_VISIT),
    ("Accounts", "administration.accounts", Permission.ACCOUNT_MANAGE),
    ("Settings", "administration.settings_page", Permission.SETTING_CHANGE),
    ("Approvals", "proposals.waiting", Permission.PROPOSAL_VIEW),
)


def install(app: Flask) -> None:
    """Give every template its context."""
    app.context_processor(_context)
    app.add_template_global(asset)


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((_STATIC / path).read_bytes()).hexdigest()[:10]


def asset(path: str) -> str:
    """The address of a static file, with its digest so that it can be cached for ever."""
    return url_for("static", filename=path, v=_fingerprint(path))


def _context() -> dict[str, object]:
    found = settings()
    someone = person()
    return {
        "department": found.department if found else "Police Department",
        "product": PRODUCT,
        "demonstration": bool(found and found.demonstration),
        "version": plant().version,
        "passkeys": plant().site is not None,
        "home_url": url_for("account.home"),
        "verification_url": url_for("verification.ask"),
        "today": today(),
        "zone": found.zone.key if found else "UTC",
        "nav": _nav(someone) if someone else [],
        "may": _may(someone) if someone else frozenset(),
        "account": _account(someone) if someone else None,
        "handed_over": _handed_over(someone) if someone else None,
    }


def _handed_over(someone: SignedIn) -> dict[str, str] | None:
    """The handover that waits for this person's answer, for their first page."""
    tells = request.endpoint in _TELLS_OF_HANDOVER
    if not tells or reach(someone.roles, Permission.HANDOVER_MAKE) is None:
        return None
    with reading() as session:
        found = offered_to(session, someone.account_id)
    if found is None:
        return None
    number, desk, leaver = found
    return {
        "desk": DESKS[desk].title.lower(),
        "leaver": leaver,
        "url": url_for("handover.page", handover_id=number),
    }


def _nav(someone: SignedIn) -> list[dict[str, object]]:
    area = (request.endpoint or "").partition(".")[0]
    ways = [way for way in _WAYS if _is_open(way, someone)]
    return [
        {
            "label": _counted(label, someone),
            "url": url_for(endpoint),
            "current": request.endpoint == endpoint
            or (endpoint.partition(".")[0] == area and _leads(label)),
        }
        for label, endpoint, _ in ways
    ]


def _is_open(way: tuple[str, str, Permission], someone: SignedIn) -> bool:
    """Whether a way leads somewhere for this person; one to reviews of pace only where on."""
    found = settings()
    off = way[2] is Permission.PACE_REVIEW and not (found and found.review_of_pace)
    return not off and reach(someone.roles, way[2]) is not None


def _own(someone: SignedIn) -> list[tuple[str, str]]:
    """What the menu of the account offers."""
    links = [("How I sign in", "account.overview"), ("My devices", "account.devices_page")]
    if reach(someone.roles, Permission.MINUTES_VIEW) is not None:
        links.append(("Who has looked at my record", "learning.who_looked"))
    return links


def _leads(label: str) -> bool:
    """Whether the pages of an area belong to this way, where another leads there too."""
    if label == "Policy":
        return request.endpoint != "directives.updates"
    return label not in {"Desk", "Classes", "Content", "Updates", "Accounts", "Settings"}


def _may(someone: SignedIn) -> frozenset[str]:
    """What the person's roles give, for links to pages they may open."""
    return frozenset(
        permission.value
        for permission in Permission
        if reach(someone.roles, permission) is not None
    )


def _counted(label: str, someone: SignedIn) -> str:
    """The label, with how much waits for this person."""
    waiting = _waits(label, someone)
    return f"{label} ({waiting})" if waiting else label


def _waits(label: str, someone: SignedIn) -> int:
    if label == "Approvals":
        return waiting_for(someone.actor)
    if label == "Challenges":
        with reading() as session:
            return how_many_wait(session)
    return 0


def _account(someone: SignedIn) -> dict[str, object]:
    detail = (
        f"{someone.rank}, badge {someone.badge_number}"
        if someone.badge_number
        else ", ".join(sorted(role.value.replace("-", " ") for role in someone.roles))
    )
    return {
        "name": someone.display_name,
        "detail": detail,
        "links": [{"label": label, "url": url_for(endpoint)} for label, endpoint in _own(someone)],
        "sign_out_url": url_for("account.sign_out"),
        "lock_url": url_for("account.lock"),
    }
