"""Canonical JSON of anything that is primitive."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.journal_chain import (
    canonical,
)

_PRIMITIVES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_PRIMITIVES)
def test_canonical_json_reads_back_and_writes_the_same(value: object) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written
