from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.assignment_rule import (
    IN_CHARGE,
    Candidate,
    HeldShare,
    Repeat,
    RuleAudience,
    Timing,
    fits,
    misses,
    rule_change,
    why_added,
)
from lms.domain.errors import InvalidError
from tests.factories import facts

DAY = date(2027, 6, 1)
SWORN = RuleAudience(sworn=True)
YEARLY = Timing(Repeat.YEARLY, date(2027, 1, 10), date(2027, 3, 31), 14)
ONCE = Timing(Repeat.ONCE, date(2027, 5, 1), date(2027, 5, 31))


def somebody(member_id: int = 1, roles: tuple[str, ...] = (), **service: object) -> Candidate:
    return Candidate(member_id, facts(f"{member_id:04d}", **service), frozenset(roles))


@pytest.mark.parametrize(
    ("audience", "someone", "reason"),
    [
        (SWORN, somebody(sworn=False), "is not sworn"),
        (RuleAudience(ranks=("Sergeant", "Captain")), somebody(), "rank is Officer"),
        (RuleAudience(units=("Traffic",)), somebody(unit=""), "unit is none"),
        (RuleAudience(shifts=("Nights",)), somebody(shift="Days"), "shift is Days"),
        (RuleAudience(roles=(IN_CHARGE,)), somebody(), "does not hold the role"),
        (
            RuleAudience(hired_after=date(2027, 1, 1)),
            somebody(hired_on=date(2027, 1, 1)),
            "was hired on January 1, 2027",
        ),
        (RuleAudience(members=(2, 3)), somebody(), "is not named"),
        (SWORN, somebody(separated_on=DAY), "left on June 1, 2027"),
        (SWORN, somebody(hired_on=date(2027, 6, 2)), "does not serve yet"),
    ],
)
def test_each_condition_keeps_somebody_out_and_says_why(
    audience: RuleAudience, someone: Candidate, reason: str
) -> None:
    assert misses(audience, someone, DAY) == (reason,)
    assert not fits(audience, someone, DAY)


def test_all_conditions_hold_at_once_and_any_value_of_one_will_do() -> None:
    audience = RuleAudience(
        sworn=True, ranks=("Officer", "Sergeant"), roles=("instructor", IN_CHARGE)
    )
    someone = somebody(rank="Sergeant", roles=(IN_CHARGE, "officer"))
    assert fits(audience, someone, DAY)
    assert why_added(audience, someone) == (
        "Fits the rule: sworn, rank Sergeant, role officer in charge."
    )
    assert not fits(audience, replace(someone, roles=frozenset({"officer"})), DAY)


def test_a_rule_names_somebody() -> None:
    with pytest.raises(InvalidError):
        RuleAudience()


def test_conditions_are_read_back_as_they_were_written() -> None:
    whole = RuleAudience(
        True, ("Officer",), ("Patrol",), ("Days",), (IN_CHARGE,), date(2027, 1, 1), (7, 9)
    )
    for audience in (whole, SWORN, RuleAudience(members=(3,))):
        assert RuleAudience.from_document(audience.document()) == audience


@pytest.mark.parametrize(
    ("day", "opens", "due"),
    [
        (date(2027, 1, 9), None, None),
        (date(2027, 1, 10), date(2027, 1, 10), date(2027, 3, 31)),
        (date(2028, 1, 9), date(2027, 1, 10), date(2027, 3, 31)),
        (date(2028, 1, 10), date(2028, 1, 10), date(2028, 3, 31)),
    ],
)
def test_a_yearly_rule_opens_a_round_each_year(
    day: date, opens: date | None, due: date | None
) -> None:
    found = YEARLY.round_on(day)
    assert (found and found.opens_on, found and found.due_on) == (opens, due)
    assert ONCE.round_on(date(2031, 1, 1)) == ONCE.round_on(ONCE.opens_on)


def test_a_leap_day_is_the_day_before_in_other_years() -> None:
    leap = Timing(Repeat.YEARLY, date(2028, 2, 29), date(2028, 6, 1))
    found = leap.round_on(date(2029, 2, 28))
    assert found is not None
    assert found.opens_on == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("repeat", "opens", "due", "grace"),
    [
        (Repeat.ONCE, DAY, date(2027, 5, 31), 0),
        (Repeat.YEARLY, DAY, date(2028, 6, 1), 0),
        (Repeat.ONCE, DAY, DAY, -1),
        (Repeat.ONCE, DAY, DAY, 91),
    ],
)
def test_dates_that_make_no_round_are_refused(
    repeat: Repeat, opens: date, due: date, grace: int
) -> None:
    with pytest.raises(InvalidError):
        Timing(repeat, opens, due, grace)


@pytest.mark.parametrize(
    ("timing", "day", "due"),
    [
        (YEARLY, date(2027, 1, 10), date(2027, 3, 31)),
        (YEARLY, date(2027, 6, 1), date(2027, 8, 20)),
        (YEARLY, date(2027, 12, 20), date(2027, 12, 31)),
        (ONCE, date(2028, 12, 20), date(2029, 1, 19)),
    ],
)
def test_a_newcomer_gets_as_many_days_within_the_year(timing: Timing, day: date, due: date) -> None:
    current = timing.round_on(day)
    assert current is not None
    dates = timing.for_newcomer(current, day)
    assert dates.due_on == due
    assert (dates.grace_on - dates.due_on).days == timing.grace_days


def test_a_transfer_takes_back_what_is_neither_done_nor_past_its_date() -> None:
    nights = RuleAudience(shifts=("Nights",))
    people = [somebody(number, shift="Days") for number in (1, 2, 3)]
    shares = [
        HeldShare(11, 1, date(2027, 8, 1), is_settled=False),
        HeldShare(12, 2, date(2027, 8, 1), is_settled=True),
        HeldShare(13, 3, date(2027, 5, 31), is_settled=False),
    ]
    change = rule_change(nights, ONCE, people, shares, DAY)
    assert [(each.share_id, each.reason) for each in change.withdrawn] == [
        (11, "No longer fits the rule: shift is Days.")
    ]
    assert not change.added


def test_nothing_happens_before_the_first_round_opens() -> None:
    assert rule_change(SWORN, ONCE, [somebody()], (), date(2027, 4, 30)).is_nothing


_PEOPLE = st.lists(
    st.builds(
        somebody,
        st.integers(1, 12),
        sworn=st.booleans(),
        shift=st.sampled_from(("Days", "Nights")),
        separated_on=st.sampled_from((None, DAY, date(2027, 7, 1))),
    ),
    unique_by=lambda someone: someone.member_id,
)


@given(people=_PEOPLE, had=st.sets(st.integers(1, 12)))
def test_looking_twice_changes_nothing_the_second_time(
    people: list[Candidate], had: set[int]
) -> None:
    audience = RuleAudience(sworn=True, shifts=("Nights",))
    held = [HeldShare(each, each, date(2027, 8, 1), is_settled=False) for each in sorted(had)]
    change = rule_change(audience, ONCE, people, held, DAY)
    gone = {each.share_id for each in change.withdrawn}
    after = [share for share in held if share.share_id not in gone]
    after += [
        HeldShare(100 + each.member_id, each.member_id, each.dates.due_on, is_settled=False)
        for each in change.added
    ]
    assert rule_change(audience, ONCE, people, after, DAY).is_nothing
    fitting = {each.member_id for each in people if fits(audience, each, DAY)}
    known = {each.member_id for each in people}
    assert {share.member_id for share in after} & known == fitting
