"""What is said of the hours and the 40 that the Municipal Police Training Committee asks.

The policy names no other hours than its own (IV.E), so whether they count toward the
Committee's is a decision of the department, with a day. The Committee keeps a record of its own
and is not asked here; every sentence says whose decision it is.
"""

from __future__ import annotations

from datetime import date

from lms.domain.local_time import in_words

RECORD_PART = "Hours toward the MPTC\u2019s 40"
UNDECIDED = (
    "The department has not decided whether these hours count toward the 40 that the Municipal "
    "Police Training Committee asks."
)


def counts_words(valid_from: date) -> str:
    """The sentence of a certificate whose hours count."""
    return (
        "Counted by the department toward the MPTC\u2019s 40 hours, by the Chief\u2019s decision "
        f"in force from {in_words(valid_from)}; not a statement of the MPTC."
    )


def decision_words(*, counts: bool) -> str:
    """A decision as the training record says it."""
    verb = "counts" if counts else "does not count"
    return f"The department {verb} these hours toward the MPTC\u2019s 40"
