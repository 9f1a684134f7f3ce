from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.make_up import Lacking, MakeUp, Offer, make_up

FIRST = Offer(1, 1, {"a": 600, "b": 600}, is_course=True)
SECOND = Offer(2, 2, {"c": 900}, is_course=True)
UPDATE = Offer(3, 9, {"update": 300}, is_course=False)
TRACK = Offer(4, 5, {"dispatch": 900}, is_course=False)
OFFERS = (UPDATE, SECOND, TRACK, FIRST)


def _lacking(
    seconds: int, *, asked: str = "", done: str = "", assigned: tuple[int, ...] = ()
) -> Lacking:
    return Lacking(seconds, frozenset(asked.split()), frozenset(done.split()), frozenset(assigned))


def test_the_course_is_assigned_in_its_order_until_the_minutes_are_covered() -> None:
    assert make_up(_lacking(1_000), OFFERS) == MakeUp((1,), 0)
    assert make_up(_lacking(1_300), OFFERS) == MakeUp((1, 2), 0)


def test_what_the_year_asks_for_comes_first_and_its_time_counts() -> None:
    assert make_up(_lacking(0, asked="update"), OFFERS) == MakeUp((3,), 0)
    assert make_up(_lacking(1_500, asked="update"), OFFERS) == MakeUp((1, 3), 0)


def test_lessons_that_are_done_cover_nothing() -> None:
    assert make_up(_lacking(700, done="a"), OFFERS) == MakeUp((1, 2), 0)
    assert make_up(_lacking(700, done="a b"), OFFERS) == MakeUp((2,), 0)
    assert make_up(_lacking(0, asked="update", done="update"), OFFERS) == MakeUp((), 0)


def test_what_is_assigned_already_counts_and_is_not_assigned_again() -> None:
    assert make_up(_lacking(1_000, assigned=(1,)), OFFERS) == MakeUp((), 0)
    assert make_up(_lacking(1_300, assigned=(1,)), OFFERS) == MakeUp((2,), 0)
    assert make_up(_lacking(900, assigned=(4,)), OFFERS) == MakeUp((), 0)


def test_a_track_is_nobodys_make_up_and_what_nothing_is_left_for_is_said() -> None:
    assert make_up(_lacking(3_000), OFFERS) == MakeUp((1, 2), 900)
    assert make_up(_lacking(60, done="a b c"), OFFERS) == MakeUp((), 60)


def test_a_lesson_in_two_modules_covers_once() -> None:
    again = Offer(5, 3, {"a": 600, "d": 100}, is_course=True)
    assert make_up(_lacking(1_250), (FIRST, again)) == MakeUp((1, 5), 0)
    assert make_up(_lacking(1_310), (FIRST, again)) == MakeUp((1, 5), 10)


@given(
    st.integers(0, 5_000),
    st.sets(st.sampled_from(["a", "b", "c", "update", "dispatch"])),
    st.sets(st.sampled_from([1, 2, 3, 4])),
)
def test_the_second_click_finds_nothing_to_assign(
    seconds: int, done: set[str], assigned: set[int]
) -> None:
    def lacking(assigned: frozenset[int]) -> Lacking:
        return Lacking(seconds, frozenset({"update"}), frozenset(done), assigned)

    first = make_up(lacking(frozenset(assigned)), OFFERS)
    assert not assigned & set(first.modules)
    again = make_up(lacking(frozenset(assigned) | frozenset(first.modules)), OFFERS)
    assert again == MakeUp((), first.uncovered)
