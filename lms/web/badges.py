"""People named by their badge numbers in one field of a form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.domain.errors import InvalidError
from lms.queries.roster import roster
from lms.web.local_day import today

_MOST = 50


def members_by_badge(session: Session, text: str) -> tuple[int, ...]:
    """The members whose badges stand in ``text`` with commas or blanks between them.

    Those who have left are found by their last badge.

    Raises:
        InvalidError: a badge is nobody's or several people's, or there are too many.
    """
    badges = tuple(dict.fromkeys(text.replace(",", " ").split()))
    if len(badges) > _MOST:
        raise InvalidError(reason=f"Name {_MOST} people at most.")
    known: dict[str, list[int]] = {}
    for each in roster(session, today(), serving_only=False):
        known.setdefault(each.badge_number, []).append(each.member_id)
    wrong = [badge for badge in badges if len(known.get(badge, ())) != 1]
    if wrong:
        shown = ", ".join(wrong)
        raise InvalidError(reason=f"Nobody, or not one alone, has the badge {shown}.")
    return tuple(known[badge][0] for badge in badges)
