"""Challenged items, corrected keys and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.events.event import Doer, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChallenged(Event):
    """A member said that an item of a submitted attempt is wrong."""

    kind = "item-challenged"
    words = "Member {member_id} challenged item {item} of attempt {attempt_id}."
    doer = Doer.MEMBER
    challenge_id: int
    attempt_id: int
    member_id: int
    item: str
    scenario_digest: str
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeAnswered(Event):
    """The policy owner answered a challenge."""

    kind = "challenge-answered"
    words = "Account {account_id} answered challenge {challenge_id}: {outcome}."
    challenge_id: int
    account_id: int
    outcome: str
    words_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged(Event):
    """Two people corrected an item's key; ``accepts`` is right besides, None: anything is."""

    kind = "key-changed"
    words = "The key of item {item} of scenario {scenario} was corrected (change {key_change_id})."
    doer = Doer.TWO_PEOPLE
    key_change_id: int
    policy: str
    scenario: str
    digests: tuple[str, ...]
    item: str
    accepts: int | tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRescored(Event):
    """A corrected key changed a submitted attempt's result, for the better.

    ``accepted`` is everything that counts besides for this attempt, earlier corrections
    included: with the submission it is all that grading needs.
    """

    kind = "attempt-rescored"
    words = (
        "Attempt {attempt_id} of member {member_id} was graded again after key change "
        "{key_change_id}: {points_before} points became {points} of {maximum}."
    )
    doer = Doer.TWO_PEOPLE
    key_change_id: int
    attempt_id: int
    member_id: int
    accepted: Mapping[str, object]
    points_before: int
    passed_before: bool
    points: int
    maximum: int
    passed: bool
