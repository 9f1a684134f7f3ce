from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.acknowledgement import WHOLE, asked, changed_parts
from lms.domain.revision_diff import compare
from tests.domain.test_revision_diff import CALL, COPY, TELL, tree

PARTS = ("I.1>I.1", "I.2>I.3")


def test_the_first_time_it_is_the_whole_policy_in_one_act() -> None:
    assert asked(None, (), ()).open == (WHOLE,)
    assert asked(PARTS, (), ()).is_whole
    assert not asked(PARTS, (WHOLE,), ()).open


def test_afterwards_it_is_each_changed_section() -> None:
    assert asked(PARTS, (), {1}).open == PARTS
    assert asked(PARTS, (PARTS[0],), {1}).open == (PARTS[1],)
    assert not asked((), (), {1}).open


def test_a_new_number_alone_asks_nobody() -> None:
    comparison = compare(tree(COPY, CALL), tree(TELL, COPY, CALL))
    assert changed_parts(comparison) == (">I.1",)


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.sets(st.sampled_from("abcdef")),
    st.booleans(),
)
def test_every_part_is_asked_until_it_is_answered(
    changed: list[str], answered: set[str], known: object
) -> None:
    found = asked(changed, answered, {1} if known else ())
    assert set(found.open) <= set(found.parts)
    assert set(found.open).isdisjoint(answered)
    if known:
        assert set(found.open) == set(changed) - answered
