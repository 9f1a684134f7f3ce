"""Every list of the product with ten years behind it: what it takes, on which page of it.

Every address without an argument is asked for, by the first of several people whom it
answers, and those of one member, assignment, class or rule that grow with what is recorded.
Pages are asked inside this process: the server's own share is measured elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, select

from lms.domain.access import Role
from lms.domain.sign_in import Proof
from lms.models import (
    AssignmentRule,
    Certificate,
    ClassSession,
    MemberAssignment,
    Policy,
    RoleGrant,
    Sitting,
)
from lms.services.sign_in import start_sign_in
from lms.storage.collector import settle_collector
from lms.storage.database import Database
from tests.bench.report import Row

PAGE_MS = 300.0
_TIMES = 6
_UNCOUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
_ASKED_BY = (
    Role.TRAINING_UNIT,
    Role.ACCREDITATION_MANAGER,
    Role.ADMINISTRATOR,
    Role.CHIEF,
    Role.POLICY_OWNER,
    Role.SUPERVISOR,
    Role.OFFICER,
)
_OWN = ("/minutes", "/training", "/who-looked", "/people", "/account", "/devices")
"""What shows one's own things is asked for by one of the thousand first."""
_NO_LISTS = (
    "/account/recovery-codes",
    "/sign-in",
    "/robots.txt",
    "/locked",
    "/confirm",
    "/second-factor",
)
_NO_BUDGET = (".xlsx", ".pdf")
"""Documents are no lists; the Monday page on paper has the budget of one."""
DEEPER = (
    "/desk?all=yes",
    "/desk?shift=Days&by=unit",
    "/desk?page=5",
    "/desk/members?page=5",
    "/desk/members?on={past}",
    "/desk/members/{member}",
    "/desk/members/{member}?on={past}",
    "/desk/members/{member}/statement",
    "/desk/members/{member}/certificate",
    "/desk/members/{member}/correction",
    "/desk/assignments/{assignment}",
    "/desk/assignments/{assignment}.csv",
    "/desk/assignments/{assignment}/withdrawal",
    "/desk/classes/{class_id}",
    "/desk/rules/{rule}",
    "/desk/year?year={last_year}",
    "/desk/year/{last_year}.pdf",
    "/desk/reminders?page=10",
    "/desk/duty?month=6",
    "/record/members/{member}",
    "/record/members/{member}?year={last_year}",
    "/record/members/{member}/packet.pdf",
    "/record/acts?page=2",
    "/evidence/members/{member}/record",
    "/evidence/members/{member}/record.pdf",
    "/evidence/standards/33.1.5",
    "/policies/{policy}",
    "/policies/{policy}/acknowledgements",
    "/policies/{policy}/revisions",
    "/accounts?page=5",
    "/accounts/{member}",
    "/verify/{code}",
    "/training/{policy}/{module}",
)
"""Addresses with arguments whose pages hold what is recorded over years."""


@dataclass
class Asker:
    """Somebody signed in."""

    role: Role
    browser: Any
    here: str
    engine: Engine

    def ask(self, path: str) -> Asked:
        """Ask once, and measure."""
        with _counted(self.engine) as seen:
            since, worked = time.perf_counter(), time.process_time()
            reply = self.browser.get(path, base_url=self.here)
            body = reply.get_data()
            cpu, wall = time.process_time() - worked, time.perf_counter() - since
        return Asked(reply.status_code, wall * 1000, cpu * 1000, len(seen), len(body))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one answer took: milliseconds, those of this process, statements, bytes."""

    status: int
    wall: float
    cpu: float
    statements: int
    size: int


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_UNCOUNTED):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def list_rows(app: Flask) -> Iterator[Row]:
    """A row for every address that answers with a page."""
    database: Database = app.extensions["lms"].database
    settle_collector()
    askers = list(_askers(app, database))
    for path in _paths(app, database):
        found = _first_to_answer(askers, path)
        if found is None:
            yield Row(f"{path} answers nobody", 1, "", None, 0)
            continue
        asker, first = found
        times = 2 if first.wall > 10 * PAGE_MS else _TIMES
        asked = [asker.ask(path) for _ in range(times)]
        yield _row(path, asker.role, asked)


def _row(path: str, role: Role, asked: list[Asked]) -> Row:
    wall = median(each.wall for each in asked)
    cpu = median(each.cpu for each in asked)
    most = max(each.wall for each in asked)
    last = asked[-1]
    note = f"max {most:.0f}, CPU {cpu:.0f}, {last.statements} statements, {last.size / 1000:.0f} kB"
    is_free = path.endswith(_NO_BUDGET) and path != "/desk/monday.pdf"
    return Row(f"{path} ({role.value})", wall, "ms", None, None if is_free else PAGE_MS, note)


def _first_to_answer(askers: list[Asker], path: str) -> tuple[Asker, Asked] | None:
    for asker in reversed(askers) if path.startswith(_OWN) else askers:
        asked = asker.ask(path)
        if asked.status == 200:
            return asker, asked
    return None


def _askers(app: Flask, database: Database) -> Iterator[Asker]:
    here = app.extensions["lms"].base_url
    for role in _ASKED_BY:
        with database.reading() as session:
            account = session.execute(
                select(func.max(RoleGrant.account_id)).where(RoleGrant.role == role)
            ).scalar_one()
        token = database.writing(
            partial(
                start_sign_in,
                account_id=account,
                login=role.value,
                source="127.0.0.1",
                device="Linux",
                proof=Proof.BOTH_FACTORS,
            )
        )
        browser = app.test_client()
        with browser.session_transaction(base_url=here) as session_cookie:
            session_cookie.update(_user_id=token, _fresh=True)
        yield Asker(role, browser, here, database.engine)


def _paths(app: Flask, database: Database) -> Iterator[str]:
    plain = {
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    }
    yield from sorted(plain - set(_NO_LISTS) - {"/"})
    filled = _arguments(database)
    yield from (path.format_map(filled) for path in DEEPER)


def _arguments(database: Database) -> Mapping[str, object]:
    """What fills the addresses of one member, assignment, class, rule and policy."""
    day = database.clock().date()
    with database.reading() as session:
        ask: Callable[[Any], Any] = lambda column: session.execute(  # noqa: E731
            select(func.max(column))
        ).scalar()
        return {
            "member": ask(Sitting.member_id),
            "assignment": ask(MemberAssignment.assignment_id),
            "class_id": ask(ClassSession.id),
            "rule": ask(AssignmentRule.id),
            "policy": ask(Policy.slug),
            "code": ask(Certificate.code),
            "module": "detainers",
            "last_year": day.year - 1,
            "past": (day - timedelta(days=40)).isoformat(),
        }
