"""An officer at a browser: reads, practices and answers as a person would."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from lms.domain.attempt import items_served
from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, right_answer
from lms.domain.presentation import present
from lms.domain.scenario import ItemRef
from lms.queries.attempt_work import opened_attempt
from lms.queries.sittings import own_attempt
from lms.storage.database import Database
from tests.browser.conftest import CheckAxe
from tests.clock import Clock

THINKING = 100


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works through training, looking at each page for ``THINKING`` seconds."""

    page: Page
    database: Database
    clock: Clock
    axe: CheckAxe

    def sign_in(self, login: str, password: str) -> None:
        """Sign in and arrive at the first page."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Badge number").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def think(self) -> None:
        """Let time pass on the page that is open."""
        self.clock.advance(seconds=THINKING)

    def press(self, name: str) -> None:
        """Press the button or link whose name begins so."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        button.first.click()
        self.page.wait_for_load_state()

    def begin(self, module: str) -> None:
        """Open a module's page and state the duty status where it is asked."""
        self.page.goto(f"/training/haverhill-immigration/{module}")
        on_duty = self.page.get_by_label("On duty", exact=True)
        if on_duty.count() and on_duty.is_visible():
            on_duty.check()
            self.press(
                "Go on" if self.page.get_by_role("button", name="Go on").count() else "Start"
            )

    def finish_lesson(self, *, check: bool = False) -> None:
        """Work through the lesson that is open to its last page; ``check`` every page."""
        while "/lessons/" in self.page.url and (
            "/pages/" in self.page.url or "/practice/" in self.page.url
        ):
            if check:
                self.axe(self.page)
            self.turn()

    def turn(self) -> None:
        """Check the practice that is open, or go on to what follows."""
        self.think()
        if self.page.get_by_role("button", name="Check").count():
            self._answer_anything()
            self.press("Check")
        else:
            self.page.locator("main form button[type=submit]").last.click()
            self.page.wait_for_load_state()

    def _answer_anything(self) -> None:
        for tiles in self.page.locator("main fieldset.tiles, main fieldset.sort-row").all():
            tiles.locator("input").first.check()
        for order in self.page.locator("main fieldset.order").all():
            for place, select in enumerate(order.locator("select").all(), 1):
                select.select_option(str(place))

    def finish_lessons(self, module: str) -> None:
        """Work through every lesson of a module that is still open."""
        self.begin(module)
        while True:
            self.finish_lesson()
            self.page.goto(f"/training/haverhill-immigration/{module}")
            starts = self.page.get_by_role("button", name="Start lesson")
            going = self.page.locator("li.row", has_text="In progress").get_by_role("link")
            if starts.count():
                starts.first.click()
            elif going.count():
                going.first.click()
            else:
                return
            self.page.wait_for_load_state()

    def answer_first(self, *, member_id: int) -> None:
        """Answer the first scenario of the attempt that is open, rightly."""
        attempt_id = int(self.page.url.split("/attempts/")[1].split("/")[0])
        self._answer_scenario(attempt_id, member_id, 1, right=True)
        self.think()
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()

    def take_attempt(self, *, member_id: int, right: bool) -> None:
        """Start an attempt, answer every item rightly or wrongly, and submit it."""
        self.press("Start an attempt")
        attempt_id = int(self.page.url.split("/attempts/")[1].split("/")[0])
        checked = False
        for number in range(1, self._count(attempt_id, member_id) + 1):
            self.page.goto(f"/attempts/{attempt_id}/scenarios/{number}")
            while self._answer_scenario(attempt_id, member_id, number, right=right):
                if not checked:
                    self.axe(self.page)
                    checked = True
                self.think()
                with self.page.expect_navigation():
                    self.page.locator("main form button[type=submit]").first.click()
                if not self.page.url.endswith(f"/scenarios/{number}"):
                    break
        self.page.goto(f"/attempts/{attempt_id}/review")
        self.axe(self.page)
        if right:
            wrong = self._wrong(attempt_id, member_id)
            assert not wrong, wrong
        self.page.get_by_label("These answers are my own work.").check()
        self.page.get_by_role("button", name="Submit", exact=True).click()
        expect(self.page.get_by_role("heading", name="Receipt")).to_be_visible()

    def _wrong(self, attempt_id: int, member_id: int) -> list[str]:
        """What is saved otherwise than it was meant."""
        with self.database.reading() as session:
            row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
            assert row is not None
            found = opened_attempt(session, row)
        return [
            f"{scenario.id}/{item.id} {item.kind}: {given}"
            for scenario in found.scenarios
            for item in items_served(scenario, found.responses)
            for given in [found.responses.get(ItemRef(scenario.id, item.id))]
            if given != right_answer(item)
        ]

    def _count(self, attempt_id: int, member_id: int) -> int:
        with self.database.reading() as session:
            row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
            assert row is not None
            return len(opened_attempt(session, row).scenarios)

    def _answer_scenario(
        self, attempt_id: int, member_id: int, number: int, *, right: bool
    ) -> bool:
        """Fill in what the page asks; False where nothing is open on it."""
        with self.database.reading() as session:
            row = own_attempt(session, attempt_id=attempt_id, member_id=member_id)
            assert row is not None
            found = opened_attempt(session, row)
        scenario = found.scenarios[number - 1]
        items = [
            item
            for item in items_served(scenario, found.responses)
            if scenario.tree is None or ItemRef(scenario.id, item.id) not in found.responses
        ]
        for item in items:
            shown = present(item, found.row.seed, scenario.id)
            self._fill(item, shown.presented(right_answer(item)), right=right)
        return bool(items)

    def _fill(self, item: Item, positions: Answer, *, right: bool) -> None:
        name = f"item-{item.id}"
        if isinstance(item, ChooseOne):
            at = positions if right else (1 if positions != 1 else 2)
            self.page.locator(f"[name='{name}'][value='{at}']").check()
        elif isinstance(item, ChooseAll):
            assert isinstance(positions, tuple)
            for at in positions if right else positions[:1]:
                self.page.locator(f"[name='{name}'][value='{at}']").check()
        else:
            assert isinstance(positions, tuple)
            wanted = positions if right else (*positions[1:], positions[0])
            for at, value in enumerate(wanted, 1):
                if isinstance(item, Order):
                    self.page.locator(f"[name='{name}-{value}']").select_option(str(at))
                else:
                    self.page.locator(f"[name='{name}-{at}'][value='{value}']").check()
