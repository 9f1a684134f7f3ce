from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.access import Actor, Role, may_approve_checklist
from lms.domain.checklist import CheckLine, Checklist, across_checklists, checklist_findings
from lms.domain.cited import cited
from lms.domain.documents import checklist_from_document, to_document
from lms.domain.findings import Finding
from lms.domain.scenario import Audience
from tests.domain.content_factories import KNOWN, TODAY

LINES = (
    CheckLine("Take the report.", ("IV.B.1",), "With or without papers."),
    CheckLine("Do not ask about status.", ("IV.B.2", "IV.B.1")),
    CheckLine("Say where help can be found.", ("IV.B.1",)),
)


def checklist(**changes: object) -> Checklist:
    made = Checklist(
        id="at-the-counter",
        title="At the counter",
        moment="When somebody comes in.",
        audience=(Audience.OFFICER,),
        true_as_of=TODAY,
        lines=LINES,
        silent="On lost licenses. Ask the on-call command role.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_good_checklist_has_no_findings_and_cites_each_section_once() -> None:
    assert checklist_findings(checklist(), KNOWN) == ()
    assert checklist().provisions == ("IV.B.1", "IV.B.2")
    assert cited(checklist()) == ("IV.B.1", "IV.B.2")


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        (
            CheckLine("Wait.", ("IV.A-7",)),
            Finding(("lines", 0, "provisions", 0), "IV.A-7 is blocked and stands on no checklist"),
        ),
        (
            CheckLine("It lasts 48 hours.", ("IV.B.1",)),
            Finding(
                ("lines", 0, "text"),
                "mentions IV.A-7, which is blocked (“48 hours”); "
                "name it in banners or write it otherwise",
            ),
        ),
        (
            CheckLine("Wait.", ()),
            Finding(("lines", 0, "provisions"), "are missing: what does it rest on?"),
        ),
        (
            CheckLine("Wait.", ("IV.X",)),
            Finding(("lines", 0, "provisions", 0), "there is no provision IV.X"),
        ),
        (CheckLine(" ", ("IV.B.1",)), Finding(("lines", 0, "text"), "is empty")),
        (
            CheckLine("Do not ask about status.", ("IV.B.1",)),
            Finding(("lines", 1, "text"), "is there twice"),
        ),
    ],
)
def test_no_line_rests_on_or_mentions_what_is_blocked(line: CheckLine, finding: Finding) -> None:
    assert checklist_findings(checklist(lines=(line, *LINES[1:])), KNOWN) == (finding,)


def test_a_checklist_fits_on_one_page() -> None:
    long = CheckLine("word " * 250, ("IV.B.1",))
    (found,) = checklist_findings(checklist(lines=(long, *LINES[1:])), KNOWN)
    assert found.path == ("lines",)
    assert "one page has at most" in found.message


def test_two_of_one_name_are_told() -> None:
    assert across_checklists((checklist(), checklist())) == (
        Finding((0, "id"), "2 checklists have this id"),
        Finding((1, "id"), "2 checklists have this id"),
    )


def test_a_checklist_comes_back_from_its_document() -> None:
    assert checklist_from_document(to_document(checklist())) == checklist()


def test_only_the_policy_owner_says_that_a_checklist_is_right() -> None:
    assert may_approve_checklist(Actor(1, roles=frozenset({Role.POLICY_OWNER})))
    assert not may_approve_checklist(Actor(1, roles=frozenset(set(Role) - {Role.POLICY_OWNER})))
