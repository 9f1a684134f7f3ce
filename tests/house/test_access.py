"""Everybody asks for everything, and gets exactly what the access table says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, select

from lms.domain.access import Permission, Role, asks_second_factor, reach
from lms.domain.sign_in import Proof
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.clock import Clock
from tests.factories import CAST
from tests.house.access_table import TABLE, Whose, expected
from tests.house.rows import tables
from tests.house.world import MAKERS, NAMES, World, make_world
from tests.page_client import Page, PageClient

_MADE = {route: row for route, row in TABLE.items() if not row.thing or row.thing in MAKERS}


@pytest.fixture(scope="session")
def made_world(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, World]:
    """A database with the cast and its things; copy it, never open it."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(make_engine(f"sqlite:///{path}"), Clock())
    world = make_world(database, path.parent / "files")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path, world


@pytest.fixture
def world(made_world: tuple[Path, World]) -> World:
    """The cast and its things."""
    return made_world[1]


@pytest.fixture
def database(made_world: tuple[Path, World], tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A copy of the world for this test; who may see what does not depend on the engine."""
    path = tmp_path / "world.db"
    shutil.copyfile(made_world[0], path)
    opened = Database(make_engine(f"sqlite:///{path}"), clock)
    yield opened
    opened.dispose()


def _address(app: Flask, method: str, rule: str, arguments: Mapping[str, object]) -> str:
    """The address of a rule with its arguments."""
    endpoint = next(
        found.endpoint
        for found in app.url_map.iter_rules()
        if found.rule == rule and method in (found.methods or ())
    )
    with app.test_request_context():
        return app.url_for(endpoint, **arguments)  # type: ignore[arg-type]


def _sign_in(
    client: PageClient, world: World, name: str | None, *, form: bool = True
) -> PageClient:
    """Make the browser this person's, with a token for its forms where it will send one."""
    if name is not None:
        client.become(world.people[name])
    if form or name is None:
        client.get("/sign-in" if name is None else "/devices")
    return client


_CHANGED_NOTHING = {400, 403, 404, 413, 422}
"""After another answer the browser may be signed out, and is signed in anew."""


def _without_tokens(page: Page) -> str:
    return re.sub(r'(content|value)="[^"]{40,}"', "", page.html)


def _faults(
    app: Flask, world: World, client: PageClient, route: tuple[str, str], name: str | None
) -> Iterator[str]:
    """Where the answers to one person differ from the table."""
    method, rule = route
    row = TABLE[route]
    roles = None if name is None else frozenset(CAST[name])
    hidden = set()
    is_read, signed_in = method == "GET", False
    for whose, arguments in world.cases(row.thing, name):
        if not signed_in:
            _sign_in(client, world, name, form=not is_read)
        path = _address(app, method, rule, {**row.arguments, **arguments})
        page = client.ask(method, path, row.fields)
        signed_in = is_read or page.status in _CHANGED_NOTHING
        wanted = expected(row, roles, whose)
        if page.status not in wanted:
            yield f"{name or 'nobody'}, {whose} thing: {path} answered {page.status}, not {wanted}"
        if page.status == 404:
            hidden.add(_without_tokens(page))
        if page.status in {403, 404} and (told := _told(world, name, page)):
            yield f"{name or 'nobody'} is refused {path} and told {told}"
    if len(hidden) > 1:
        yield f"{name or 'nobody'} can tell somebody else's thing from a missing one"


def _told(world: World, name: str | None, page: Page) -> list[str]:
    """What a refusal says of anybody else: their names, badges, points."""
    words = [
        word
        for owner in world.owners
        if owner != name
        for word in (world.people[owner].login, NAMES[owner])
    ]
    return [word for word in (*words, " points", "passed") if word in page.text]


@pytest.mark.parametrize("route", _MADE, ids=" ".join)
def test_az_00_the_answers_are_those_of_the_table(
    app: Flask, world: World, new_client: Callable[[], PageClient], route: tuple[str, str]
) -> None:
    faults = [
        fault for name in (None, *CAST) for fault in _faults(app, world, new_client(), route, name)
    ]
    assert not faults, "\n".join(faults)


def test_every_kind_of_thing_can_be_made() -> None:
    missing = {row.thing for row in TABLE.values() if row.thing} - set(MAKERS)
    assert not missing, "see tests/house/world.py"


def test_the_matrix_sees_own_subordinate_other_and_missing(world: World) -> None:
    by_officer = {whose for whose, _ in world.cases("sign-in", "officer")}
    by_supervisor = {whose for whose, _ in world.cases("sign-in", "supervisor")}
    assert by_officer == {Whose.OWN, Whose.OTHER, Whose.MISSING}
    assert by_supervisor == {Whose.SUBORDINATE, Whose.OTHER, Whose.MISSING}


def _asks(method: str, rule: str, name: str) -> bool:
    """Whether the table says that this address asks this person for a second factor."""
    gate = TABLE[method, rule].gate
    granted = None if gate is None else reach(CAST[name], gate)
    if gate is None or granted is None or not asks_second_factor(gate, granted):
        return False
    return reach(set(CAST[name]) & {Role.OFFICER}, gate) is None


@pytest.mark.parametrize("name", [name for name in CAST if set(CAST[name]) != {Role.OFFICER}])
def test_auth_10_after_the_password_every_page_about_others_leads_to_the_second_factor(
    app: Flask, world: World, client: PageClient, name: str
) -> None:
    client.become(world.people[name], proof=Proof.PASSWORD).get("/devices")
    asked = 0
    for (method, rule), row in TABLE.items():
        if not _asks(method, rule, name):
            continue
        _, things = next(iter(world.cases(row.thing, name)))
        path = _address(app, method, rule, {**row.arguments, **things})
        page = client.ask(method, path, row.fields)
        assert page.status in {302, 303}, f"{method} {path} answered {page.status}"
        assert page.location.startswith("/second-factor"), f"{method} {path}: {page.location}"
        asked += 1
    assert asked or set(CAST[name]) <= {Role.COUNSEL, Role.SECOND_PERSON, Role.OUTSIDE_COUNSEL}


# --- attacks on the matrix -----------------------------------------------------------------

_SENSITIVE = (
    *("role", "roles", "score", "passed", "hours", "user_id", "issued_at", "id", "points"),
    *("outcome", "decided_by", "proposed_by", "valid_until", "seconds", "reverses_id"),
)
_AT_ONCE = 60
_PROTECTED = {
    "account": ("id", "login_name", "member_id", "closed_at"),
    "role_grant": ("account_id", "role", "valid_until"),
    "role_grant_end": ("grant_id",),
    "attempt_result": ("attempt_id", "points", "maximum", "passed"),
    "credit_entry": ("member_id", "limb", "seconds", "source", "reverses_id"),
    "certificate": ("member_id", "kind", "subject", "sequence"),
    "certificate_revocation": ("certificate_id",),
    "content_state": ("version_id", "state"),
    "exemption": ("member_id", "reason"),
    "member": ("id",),
    "proposal": ("act", "proposed_by"),
    "proposal_decision": ("proposal_id", "outcome"),
    "provision_status": ("provision_id", "status"),
    "service_record": ("member_id", "badge_number", "supervisor_id", "sworn"),
    "setting": ("name", "value"),
}
"""What no field beyond a form's own may change."""


def _protected(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            name: sorted(
                (tuple(row) for row in session.execute(select(*_columns(name, columns)))),
                key=repr,
            )
            for name, columns in _PROTECTED.items()
        }


def _columns(name: str, columns: tuple[str, ...]) -> list[ColumnElement[object]]:
    return [tables()[name].columns[column] for column in columns]


def _extra_fields() -> list[dict[str, str]]:
    """Every column of every table as a field, in portions that a request may hold."""
    names = sorted(
        {column.name for table in tables().values() for column in table.columns} | set(_SENSITIVE)
    )
    return [
        dict.fromkeys(names[start : start + _AT_ONCE], "1")
        for start in range(0, len(names), _AT_ONCE)
    ]


_POSTS = [route for route in _MADE if route[0] == "POST" and TABLE[route].gate is not None]


def _may(route: tuple[str, str]) -> str | None:
    """Somebody of the cast who may send this form."""
    gate = TABLE[route].gate
    assert gate is not None
    for name in ("officer", *CAST):
        if reach(CAST[name], gate) is not None:
            return name
    return None


@pytest.mark.parametrize("route", _POSTS, ids=" ".join)
def test_az_18_no_field_beyond_a_forms_own_changes_what_it_may_not(
    app: Flask,
    world: World,
    database: Database,
    new_client: Callable[[], PageClient],
    route: tuple[str, str],
) -> None:
    row, name = TABLE[route], _may(route)
    assert name is not None
    client = _sign_in(new_client(), world, name)
    own = next(
        (arguments for whose, arguments in world.cases(row.thing, name) if whose is Whose.OWN), None
    )
    arguments = own or next(world.cases(row.thing, name))[1]
    path = _address(app, *route, {**row.arguments, **arguments})
    before = _protected(database)
    client.ask("POST", path, row.fields)
    plain = _protected(database)
    signed_in = False
    for extra in _extra_fields():
        if not signed_in:
            _sign_in(client, world, name)
        page = client.ask("POST", path, {**extra, **row.fields})
        signed_in = page.status in _CHANGED_NOTHING
    after = _protected(database)
    changed = {table for table in _PROTECTED if after[table] != plain[table]}
    assert not changed, f"{before[changed.pop()]}"


@pytest.mark.parametrize("route", _POSTS, ids=" ".join)
def test_az_14_an_assessor_writes_nowhere_but_in_the_own_account(
    app: Flask,
    world: World,
    database: Database,
    new_client: Callable[[], PageClient],
    route: tuple[str, str],
) -> None:
    row = TABLE[route]
    if row.gate in {Permission.ACCOUNT_OWN, Permission.ROOM_VISIT}:
        return
    client = _sign_in(new_client(), world, "assessor")
    before = _protected(database)
    for _, arguments in world.cases(row.thing, "assessor"):
        page = client.ask("POST", _address(app, *route, {**row.arguments, **arguments}), row.fields)
        assert page.status == 403
    assert _protected(database) == before


def test_an_assessor_sends_one_form_beside_those_of_the_own_account() -> None:
    sends = [
        rule
        for (method, rule), row in TABLE.items()
        if method != "GET"
        and row.gate is not None
        and row.gate is not Permission.ACCOUNT_OWN
        and reach({Role.ASSESSOR}, row.gate) is not None
    ]
    assert sends == ["/room/samples"]


_LEARNING = {Permission.TRAINING_TAKE, Permission.ATTEMPT_SUBMIT, Permission.CONTENT_VIEW}


def test_az_15_auditors_open_no_page_that_holds_answers(
    app: Flask, world: World, new_client: Callable[[], PageClient]
) -> None:
    pages = [route for route in _MADE if route[0] == "GET" and TABLE[route].gate in _LEARNING]
    assert pages
    for name in ("assessor", "accreditation-manager", "counsel"):
        client = _sign_in(new_client(), world, name)
        for route in pages:
            row = TABLE[route]
            for _, arguments in world.cases(row.thing, name):
                page = client.ask("GET", _address(app, *route, {**row.arguments, **arguments}))
                assert page.status == 403, f"{name}: {page.path}"


def test_az_01_ids_in_the_query_or_the_body_do_not_reach_another_record(
    world: World, new_client: Callable[[], PageClient]
) -> None:
    client = _sign_in(new_client(), world, "officer")
    stranger = world.people["stranger"]
    foreign = {"member_id": stranger.member, "user_id": stranger.account_id, "badge": "0102"}
    query = "&".join(f"{name}={value}" for name, value in foreign.items())
    for path in ("/minutes", "/training", "/devices", "/who-looked"):
        plain, widened = client.get(path), client.get(f"{path}?{query}")
        assert _without_tokens(widened).replace(f"?{query}", "") == _without_tokens(plain)
        assert "Sterling" not in widened.html
    for kind, address in (
        ("attempt", "/attempts/{attempt_id}"),
        ("attempt", "/attempts/{attempt_id}/result"),
        ("certificate", "/certificates/{certificate_id}.pdf"),
        ("unit", "/minutes/{sitting_id}/{unit}"),
    ):
        client.get(address.format(**world.things[kind]["stranger"]), status=404)


@pytest.mark.parametrize("path", ["/desk/members", "/record", "/accounts", "/people", "/desk"])
def test_az_02_an_officer_lists_sorts_and_searches_nobody(
    world: World, new_client: Callable[[], PageClient], path: str
) -> None:
    client = _sign_in(new_client(), world, "officer")
    plain = _without_tokens(client.get(path, status=403))
    for query in ("sort=-minutes", "q=Sterling", "user_id=2", "unit=Patrol&page=2"):
        found = client.get(f"{path}?{query}", status=403)
        assert _without_tokens(found).replace(f"?{query}", "") == plain


def test_az_09_a_supervisors_widened_filter_shows_their_own_people_alone(
    world: World, new_client: Callable[[], PageClient]
) -> None:
    client = _sign_in(new_client(), world, "supervisor")
    for query in ("", "?unit=all", "?unit=Patrol&q=Sterling", "?q=0102", "?member_id=2&page=1"):
        page = client.get(f"/people{query}")
        assert "Sterling" not in page.text
        assert "0102" not in page.text
    assert "Olivia" in client.get("/people").text
    client.get("/desk/assignments/1.csv?unit=all", status=403)


def test_az_10_nobody_ends_the_devices_of_another(
    world: World, new_client: Callable[[], PageClient]
) -> None:
    client = _sign_in(new_client(), world, "officer")
    other = world.things["sign-in"]["stranger"]["sign_in_id"]
    answers = {
        _without_tokens(client.ask("POST", f"/devices/{number}/end")) for number in (other, 999_999)
    }
    assert len(answers) == 1
    stranger = _sign_in(new_client(), world, "stranger")
    assert [form for form in stranger.get("/devices").reader.forms if "/end" in form.action]


def test_az_12_an_instructor_excuses_nobody_and_moves_no_due_date(
    world: World, new_client: Callable[[], PageClient]
) -> None:
    client = _sign_in(new_client(), world, "instructor")
    member = world.people["officer"].member
    for path in (f"/desk/members/{member}/exemptions", "/desk/assign"):
        assert client.ask("GET", path).status == 403
        assert client.ask("POST", path).status == 403


def test_az_19_the_id_in_the_path_is_the_one_acted_on(
    world: World, new_client: Callable[[], PageClient]
) -> None:
    other = world.things["sign-in"]["stranger"]["sign_in_id"]
    client = _sign_in(new_client(), world, "officer")
    own = world.things["sign-in"]["officer"]["sign_in_id"]
    path = f"/devices/{own}/end?sign_in_id={other}"
    twice = client.ask("POST", f"{path}&sign_in_id={own}", {"sign_in_id": str(other)})
    assert twice.status == 400
    assert client.ask("POST", path, {"sign_in_id": str(other)}).status == 400
    assert f"/devices/{own}/end" in client.get("/devices").html
    assert client.ask("POST", path).status == 303
    stranger = _sign_in(new_client(), world, "stranger")
    assert f"/devices/{other}/end" in stranger.get("/devices").html
    assert f"/devices/{own}/end" not in client.get("/devices").html


_DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda path: f"{path}/",
    lambda path: f"/{path}",
    lambda path: path.upper(),
    lambda path: f"/%2e{path}",
    lambda path: f"/x/%2e%2e{path}",
    lambda path: f"{path};x",
    lambda path: f"{path}.json",
    lambda path: f"{path}%00",
)


@pytest.mark.parametrize("path", ["/desk", "/accounts", "/record", "/proposals", "/settings"])
def test_az_21_no_verb_and_no_other_spelling_opens_a_page(
    world: World, new_client: Callable[[], PageClient], path: str
) -> None:
    client = _sign_in(new_client(), world, "officer")
    assert client.ask("HEAD", path).status == 403
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        assert client.ask(method, path).status == 405
    options = client.ask("OPTIONS", path)
    assert options.status in {200, 405}
    assert not options.html or options.status == 405
    for disguise in _DISGUISES:
        page = client.ask("GET", disguise(path))
        assert page.status in {308, 400, 403, 404}, page.path
