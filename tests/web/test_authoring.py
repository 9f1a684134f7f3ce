"""Writing a scenario in the browser: form, findings at fields, review, and the file."""

from __future__ import annotations

import html

import pytest

from lms.domain.access import Role
from lms.models import ContentKind
from lms.queries.content import approved
from lms.queries.drafts import lives_of
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.factories import Someone, sign_up
from tests.page_client import PageClient
from tests.studying import POLICY

SLUG = "a-question-at-the-window"
SITUATION = (
    "It is 1410 on a Tuesday in May. Rosa, 34, stands at the front window with a police report "
    "number on a slip of paper. Her car was taken from Winter Street last night. Behind her a "
    "man says aloud that people like her should show papers first. She looks at you and asks "
    "whether that is so. You have her report on the screen, and the copy she came for is in the "
    "printer tray beside you. Nobody else is at the desk."
)
FIELDS: dict[str, str | list[str]] = {
    "title": "A question at the window",
    "audience": ["officer"],
    "use": "both",
    "provisions": ["IV.B.1"],
    "true_as_of": "2026-11-24",
    "situation": SITUATION,
    "items.0.stem": "What do you tell her?",
    "items.0.rationale": "Nobody who comes for service is asked about status.",
    "items.0.id": "what-now",
    "items.0.right": "2",
    **{
        f"items.0.options.{at}.text": text
        for at, text in enumerate(
            (
                "That she may wait until the sergeant has looked at it.",
                "That she may bring papers, and you will note what they say.",
                "That she needs none for this, and hand her the copy now.",
                "That you will ask a colleague who knows the rule better.",
            )
        )
    },
    **{f"items.0.options.{at}.feedback": f"The report is hers: {at}." for at in range(4)},
}


@pytest.fixture
def trainer(department: Database) -> Someone:
    return sign_up(department, Role.TRAINING_UNIT, login="terry-two", name="Terry Two")


@pytest.fixture
def second(department: Database) -> Someone:
    return sign_up(department, Role.TRAINING_UNIT, login="sam-second", name="Sam Second")


@pytest.fixture
def database(department: Database) -> Database:
    return department


def begin(client: PageClient, trainer: Someone) -> str:
    client.become(trainer)
    client.get("/desk/content/drafts")
    client.submit("/desk/content/drafts", {"kind": "scenario", "slug": SLUG})
    assert client.page is not None
    page = client.follow()
    assert "things to mend before review" in page.text
    return page.path


def fill(
    client: PageClient, act: str, changes: dict[str, str] | None = None, *, status: int = 303
) -> None:
    client.submit("/desk/content/drafts/", {**FIELDS, **(changes or {}), "do": act}, status=status)


def test_a_scenario_is_written_reviewed_and_approved_by_somebody_else(
    client: PageClient, department: Database, trainer: Someone, second: Someone
) -> None:
    begin(client, trainer)
    fill(client, "send")
    page = client.follow()
    assert "It is in review." in page.text
    assert "Somebody other than you approves it." in page.text
    where = page.path
    client.become(second)
    page = client.get(where)
    client.submit("/comments", {"words": "The man behind her could say less.", "do": "comment"})
    page = client.follow()
    assert "could say less" in page.text
    client.submit("/decision")
    client.follow()
    with department.reading() as session:
        assert SLUG in approved(session, ContentKind.SCENARIO, policy=POLICY)
    assert verify_journal(department).findings == ()


def test_a_mistake_stands_at_its_field_and_nothing_is_sent(
    client: PageClient, department: Database, trainer: Someone
) -> None:
    begin(client, trainer)
    fill(client, "send", {"situation": "Too short.", "title": ""}, status=422)
    assert client.page is not None
    assert 'id="situation-error"' in client.page.html
    assert 'id="title-error"' in client.page.html
    assert "not ready for review" in client.page.text
    with department.reading() as session:
        found = lives_of(session, policy=POLICY, kind=ContentKind.SCENARIO, slug=SLUG)
    assert found == ()


def test_another_window_never_undoes_what_was_saved(client: PageClient, trainer: Someone) -> None:
    path = begin(client, trainer)
    fill(client, "save")
    page = client.post(path, {**FIELDS, "turn": "1", "do": "save", "title": "Old"}, status=422)
    assert "saved in another window" in page.text


ODD = (
    "id: x\n\tbad",
    "just words",
    "id: x\ntitle: Without questions",
    "items: 3",
    "items:\n  - kind: [choose-one]",
    "items:\n  - kind: choose-one\n    options: four",
    "items:\n  - kind: choose-one\n    options: [one, two]",
    "items: []\naudience: 7",
    "items: []\nprovisions:\n  - code: IV.B.1",
    "items: []\ntitle:\n  - a list",
)


def test_a_scenario_that_no_form_can_hold_stays_the_text_it_is(
    client: PageClient, trainer: Someone
) -> None:
    path = begin(client, trainer)
    for turn, odd in enumerate(ODD, 1):
        client.post(path, {"source": odd, "turn": str(turn), "do": "save"}, status=303)
        page = client.get(path)
        assert 'name="source"' in page.html, odd
        assert odd in html.unescape(page.html)


def test_buttons_add_and_take_out_without_a_script(client: PageClient, trainer: Someone) -> None:
    begin(client, trainer)
    fill(client, "add-row.0")
    page = client.follow()
    assert 'name="items.0.options.4.text"' in page.html
    fifth = {"items.0.options.4.text": "", "items.0.options.4.feedback": ""}
    fill(client, "drop-row.0.4", fifth)
    assert 'name="items.0.options.4.text"' not in client.follow().html
    fill(client, "add-item.order")
    assert 'name="items.1.sequence.0.text"' in client.follow().html
    fill(client, "add-item.sort")
    assert 'name="items.2.places"' in client.follow().html
    fill(client, "drop-item.1")
    assert 'name="items.1.places"' in client.follow().html


def test_the_live_preview_shows_what_an_officer_sees_and_stores_nothing(
    client: PageClient, trainer: Someone
) -> None:
    path = begin(client, trainer)
    token = client.page.form("/desk/content/drafts/").fields if client.page else []
    data = dict(token)
    page = client.post(f"{path}/preview", {**data, **FIELDS}, status=200)
    assert SITUATION[:40] in page.data["shown"]
    assert page.data["found"] == 0
    assert SITUATION[:40] not in client.get(path).text


def test_nobody_else_opens_or_changes_a_draft(
    client: PageClient, trainer: Someone, second: Someone
) -> None:
    path = begin(client, trainer)
    client.become(second)
    client.get(path, status=404)
    page = client.get("/desk/content/drafts")
    assert "Terry Two" in page.text
    page = client.submit("/desk/content/drafts", {"kind": "scenario", "slug": SLUG}, status=422)
    assert "Terry Two is writing this piece already." in page.text


def test_a_version_that_was_given_back_is_written_on(
    client: PageClient, trainer: Someone, second: Someone
) -> None:
    begin(client, trainer)
    fill(client, "send")
    where = client.follow().path
    client.become(second)
    client.get(where)
    client.submit("/comments", {"words": "  ", "do": "return"}, status=422)
    client.submit("/comments", {"words": "Shorter, please.", "do": "return"})
    assert "Back with its author" in client.follow().text
    client.become(trainer)
    client.get(where)
    client.submit(f"{where}/draft")
    client.follow()
    fill(client, "send", {"title": "A question at the front window"})
    page = client.follow()
    assert "version 2" in page.text
    assert "Version 1 and version 2 side by side" in page.text


def test_an_editorial_fix_is_one_persons_and_a_changed_choice_is_not(
    client: PageClient, trainer: Someone, second: Someone
) -> None:
    begin(client, trainer)
    fill(client, "send")
    where = client.follow().path
    client.become(second)
    client.get(where)
    client.submit("/decision")
    client.become(trainer)
    client.get(where)
    client.submit(f"{where}/draft")
    client.follow()
    fill(client, "send", {"title": "A question at the front window"})
    page = client.follow()
    assert "This is an editorial fix" in page.text
    client.submit("/decision")
    assert "The fix is in use." in client.follow().text
    client.get(where)
    client.submit(f"{where}/draft")
    client.follow()
    fill(client, "send", {"items.0.right": "1"})
    page = client.follow()
    assert "It is more than an editorial fix" in page.text
    page = client.post(f"{where}/versions/3/decision", {"do": "mend"})
    assert "this takes a second person" in client.follow().text


def test_a_version_is_a_file_that_comes_back_as_it_was(
    client: PageClient, trainer: Someone
) -> None:
    client.become(trainer)
    where = f"/desk/content/pieces/{POLICY}/checklist/what-may-i-ask-for"
    client.get(where)
    answer = client.get(f"{where}/versions/1.yaml")
    assert answer.html.startswith("id: what-may-i-ask-for\n")
    client.get(where)
    client.submit(f"{where}/draft")
    page = client.follow()
    assert "Nothing differs." in page.text
    page = client.submit("/desk/content/drafts/", {"do": "send"}, status=422)
    assert "It says what the newest version says." in page.text


def test_a_lesson_is_text_whose_mistakes_name_their_lines(
    client: PageClient, trainer: Someone
) -> None:
    client.become(trainer)
    where = f"/desk/content/pieces/{POLICY}/lesson/the-rule-and-its-doors"
    client.get(where)
    client.submit(f"{where}/draft")
    client.follow()
    page = client.submit("/desk/content/drafts/", {"source": "id: x\n\tbad", "do": "preview"})
    page = client.follow()
    assert "line 2" in page.text
    client.submit("/dropped-drafts/")
    assert "The draft is gone." in client.follow().text
