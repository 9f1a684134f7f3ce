"""A policy by its slug, or a sentence that says which ones there are."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from lms.cli.answer import CannotRunError
from lms.queries.policies import PolicyCard, policies


def known_policy(session: Session, *, slug: str, day: date) -> PolicyCard:
    """The policy of that slug.

    Raises:
        CannotRunError: there is none.
    """
    cards = policies(session, day=day)
    for card in cards:
        if card.slug == slug:
            return card
    names = ", ".join(card.slug for card in cards) or "none yet"
    raise CannotRunError(f"There is no policy {slug}; there is: {names}.")


def only_policy(session: Session, *, day: date) -> PolicyCard:
    """The department's policy where it has just one.

    Raises:
        CannotRunError: it has none, or several.
    """
    cards = policies(session, day=day)
    if len(cards) == 1:
        return cards[0]
    names = ", ".join(card.slug for card in cards) or "none yet"
    raise CannotRunError(f"Say which policy with --policy; there is: {names}.")
