from __future__ import annotations

from lms.domain.provision import ProvisionStatus
from lms.domain.pulled import Pulled, Standing, Why, pulled

GOOD = Standing(ProvisionStatus.TESTABLE, "words")


def test_a_checklist_stays_while_all_of_its_sections_stand() -> None:
    guarded = Standing(ProvisionStatus.GUARDED, "words")
    background = Standing(ProvisionStatus.BACKGROUND, "words")
    standing = {"A": GOOD, "B": guarded, "C": background}
    assert list(pulled(dict.fromkeys(standing, "words"), standing)) == []


def test_it_is_taken_away_when_one_of_them_is_blocked_reworded_or_gone() -> None:
    standing = {
        "A": GOOD,
        "B": Standing(ProvisionStatus.BLOCKED, "words"),
        "C": Standing(ProvisionStatus.TESTABLE, "other words"),
        "E": Standing(ProvisionStatus.BLOCKED, "other words"),
    }
    assert list(pulled(dict.fromkeys("ABCDE", "words"), standing)) == [
        Pulled("B", Why.BLOCKED),
        Pulled("C", Why.CHANGED),
        Pulled("D", Why.GONE),
        Pulled("E", Why.BLOCKED),
    ]
