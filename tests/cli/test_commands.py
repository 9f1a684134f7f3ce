from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lms import cli
from lms.cli.context import SCENARIOS
from lms.queries.sign_in_link import linked_account
from lms.queries.signed_in import roles_of
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.cli.commands import BASE_URL, Commands
from tests.clock import Clock
from tests.policies import FOLDER, SLUG, whole

ROSTER = """\
badge,given_name,family_name,rank,unit,shift,supervisor_badge,email,sworn,hired_on,separated_on,valid_from
0201,Nuala,Brady,Sergeant,Patrol,Days,,,yes,2015-06-01,,2024-01-01
0417,Anna Maria,Kowalski,Officer,Patrol,Days,0201,,yes,2019-03-04,,2024-01-01
"""


@pytest.fixture(scope="module")
def department_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a department with a roster and approved content; copy it."""
    folder = tmp_path_factory.mktemp("department")
    made = Commands(f"sqlite:///{folder}/lms.db", folder, Clock())
    made("database", "upgrade")
    for login, role in (("ann", "training-unit"), ("bo", "policy-owner")):
        made("account", "create", "--name", login, "--login", login, "--role", role)
    made("policy", "import", str(FOLDER))
    made("policy", "put-in-force", SLUG, "--from", "2027-01-01", "--decided-by", "the chief")
    made("roster", "import", made.file("roster.csv", ROSTER))
    made("department", "set-up", "--name", "Haverhill PD", "--decided-by", "the chief")
    made("content", "import", str(FOLDER), "--as", "ann")
    made("content", "approve", "--as", "bo")
    return folder


@pytest.fixture
def department(department_data: Path, tmp_path: Path, clock: Clock) -> Commands:
    """Commands over a copy of that department."""
    folder = tmp_path / "department"
    shutil.copytree(department_data, folder)
    return Commands(f"sqlite:///{folder}/lms.db", folder, clock)


def test_every_command_explains_itself_and_speaks_json() -> None:
    for group in cli.GROUPS:
        assert group.help
        for name, command in group.commands.items():
            assert command.help, name
            assert "as_json" in {parameter.name for parameter in command.params}, name
            for parameter in command.params:
                if isinstance(parameter, click.Option):
                    assert parameter.help, (name, parameter.name)


@pytest.mark.parametrize("group", ["policy", "content", "account", "roster", "journal"])
def test_help_needs_no_database(bare: Commands, group: str) -> None:
    assert "Usage" in bare(group, "--help").stdout


def test_an_empty_database_is_told_and_then_made(bare: Commands) -> None:
    assert "flask database upgrade" in bare.refusal("policy", "list")
    assert bare.json("database", "upgrade")["changed"] is True
    assert bare.json("database", "upgrade")["changed"] is False
    assert bare.json("policy", "list") == {"policies": []}


def test_the_real_content_has_no_findings(bare: Commands) -> None:
    document = bare.json("content", "check", str(FOLDER))
    assert document["findings"] == []
    assert document["folders"][0]["items"] >= 90
    assert bare.json("content", "check")["folders"][0]["policy"] == SLUG
    assert (SCENARIOS / SLUG).samefile(FOLDER)


def test_every_mistake_is_told_with_its_line(bare: Commands, tmp_path: Path) -> None:
    here = tmp_path / "a-policy"
    here.mkdir()
    result = bare("content", "check", str(here), status=1)
    assert f"{here}/policy.txt:1: cannot be read" in result.stdout
    document = bare.json("content", "check", str(here), status=1)
    assert {"file", "line", "path", "message"} == set(document["findings"][0])


def test_a_folder_that_is_not_there_is_a_mistake_of_the_command(bare: Commands) -> None:
    assert "does not exist" in bare.refusal("content", "check", "nowhere")


def test_a_policy_is_imported_and_shown_word_for_word(flask: Commands) -> None:
    document = flask.json("policy", "import", str(FOLDER))
    assert (document["revision"], document["is_new"]) == (1, True)
    assert document["corrections"]
    assert "The date is blank." in document["open"]
    assert flask.json("policy", "import", str(FOLDER))["is_new"] is False
    shown = flask.json("policy", "show", SLUG)
    by_id = {each["id"]: each for each in shown["provisions"]}
    assert {"id", "label", "path", "words", "kind", "actor", "status"} <= set(by_id["IV.B.3-a"])
    assert by_id["IV.B.2"]["path"] == ["IV", "IV.B", "IV.B.2"]
    assert by_id["IV.B.2"]["words"].startswith("Consequently, officers shall not question")
    assert by_id["IV.A-7"]["status"] == "blocked"
    assert len(by_id) == len(shown["provisions"]) == 79
    assert "IV.B.2 (prohibition, officers; guarded)" in flask("policy", "show", SLUG).stdout


def test_a_broken_policy_is_not_imported(flask: Commands, tmp_path: Path) -> None:
    here = tmp_path / "a-policy"
    here.mkdir()
    assert flask.json("policy", "import", str(here), status=1)["findings"]
    assert flask.json("policy", "list") == {"policies": []}


def test_an_unknown_policy_names_the_known_ones(flask: Commands) -> None:
    flask("policy", "import", str(FOLDER))
    assert SLUG in flask.refusal("policy", "show", "nope")


def test_a_revision_is_put_in_force_and_adopted(flask: Commands) -> None:
    flask("policy", "import", str(FOLDER))
    by = ("--decided-by", "Chief Dana Ruiz", "--as", "bo")
    flask("policy", "put-in-force", SLUG, "--from", "2027-01-01", *by)
    (listed,) = flask.json("policy", "list")["policies"]
    assert (listed["in_force_from"], listed["certifiable"]) == ("2027-01-01", False)
    flask("policy", "adopt", SLUG, "--number", "12", "--on", "2027-02-01", *by)
    (listed,) = flask.json("policy", "list")["policies"]
    assert (listed["name"], listed["certifiable"]) == ("No. 12, adopted 2027-02-01", True)


def test_a_memo_says_why_the_copy_is_undated(flask: Commands) -> None:
    flask("policy", "import", str(FOLDER))
    memo = ("policy", "memo", SLUG, "--on", "2027-02-01", "--decided-by", "Chief Dana Ruiz")
    assert "Say why" in flask.refusal(*memo, "--reason", " ")
    document = flask.json(*memo, "--reason", "The signed original was lost.")
    assert document["decision"] == "undated-memo"


def test_a_role_that_may_not_decide_is_told(flask: Commands) -> None:
    flask("policy", "import", str(FOLDER))
    words = ("policy", "put-in-force", SLUG, "--from", "2027-01-01", "--decided-by", "x")
    assert "Ann Reed" in flask.refusal(*words, "--as", "ann")
    assert "no open account" in flask.refusal(*words, "--as", "nobody")


def test_a_day_is_written_one_way(flask: Commands) -> None:
    words = ("policy", "put-in-force", SLUG, "--decided-by", "x", "--from", "1/2/2027")
    assert "2027-03-01" in flask.refusal(*words)


def every_document() -> Iterator[object]:
    read = whole()
    yield from (*read.scenarios, *read.lessons, *read.modules, *read.checklists)
    yield from (each for each in (read.coverage, read.questions) if each is not None)


def test_coverage_has_no_hole_and_names_each_item(flask: Commands) -> None:
    lines = flask("content", "coverage", str(FOLDER)).stdout
    assert f"{SLUG}: " in lines
    assert "0 holes" in lines
    assert "a-text-at-2345/the-text: choose-one, graded, oic" in lines
    (covered,) = flask.json("content", "coverage", str(FOLDER))["policies"].values()
    assert all(each["holes"] == [] for each in covered)


def test_a_hole_in_the_coverage_is_a_finding(flask: Commands, tmp_path: Path) -> None:
    folder = tmp_path / SLUG
    shutil.copytree(FOLDER, folder)
    plan = folder / "coverage.yaml"
    plan.write_text(plan.read_text().replace("items: 5", "items: 50"))
    result = flask("content", "coverage", str(folder), status=1)
    assert "HOLE: IV.B.1 has" in result.stdout
    plan.unlink()
    assert "coverage.yaml" in flask.refusal("content", "coverage", str(folder))


def test_content_takes_two_people(flask: Commands) -> None:
    flask("policy", "import", str(FOLDER))
    assert "--as" in flask.refusal("content", "import", str(FOLDER))
    document = flask.json("content", "import", str(FOLDER), "--as", "ann")
    waiting = document["in_review"]
    assert waiting == sum(1 for _ in every_document())
    assert flask.json("content", "import", str(FOLDER))["in_review"] == 0
    assert "other than the author" in flask.refusal("content", "approve", "--as", "ann")
    assert "--as" in flask.refusal("content", "approve")
    made = ("account", "create", "--name", "Cy Holt", "--login", "cy", "--role", "training-unit")
    flask(*made)
    assert "policy owner approves" in flask.refusal("content", "approve", "--as", "cy")
    lessons = flask.json("content", "approve", "--kind", "lesson", "--as", "cy")["approved"]
    assert lessons == len(whole().lessons)
    everything = flask.json("content", "approve", "--as", "bo")
    gated = sum(module.gate is not None for module in whole().modules)
    assert gated == 8
    assert everything == {
        "policy": SLUG,
        "approved": waiting - lessons - gated,
        "gates_closed": gated,
    }
    assert flask.json("content", "approve", "--as", "bo")["approved"] == 0
    retired = flask.json("content", "retire", "scenario", "warrant-in-force", "--as", "bo")
    assert retired["retired"] == 1


def test_content_needs_its_policy_first(flask: Commands) -> None:
    assert SLUG in flask.refusal("content", "import", str(FOLDER), "--as", "ann")
    assert "--policy" in flask.refusal("content", "approve", "--as", "bo")


def test_a_department_is_set_up_once(flask: Commands) -> None:
    words = ("department", "set-up", "--name", "Haverhill PD", "--decided-by", "the chief")
    assert "Import the policy first" in flask.refusal(*words)
    flask("policy", "import", str(FOLDER))
    document = flask.json(*words)
    assert "department" in document["settings"]
    assert document["requirement"] is True
    assert flask.json(*words) == {"settings": [], "requirement": False, "duties": 0}


def test_the_roster_is_compared_first_and_then_taken_in(flask: Commands) -> None:
    file = flask.file("roster.csv", ROSTER)
    looked = flask.json("roster", "import", file, "--dry-run")
    assert (len(looked["changes"]), looked["stored"]) == (2, False)
    assert "Nothing was stored yet." in flask("roster", "import", file, "--dry-run").stdout
    stored = flask.json("roster", "import", file)
    assert stored["stored"] is True
    assert stored["changes"][1]["badge"] == "0417"
    again = flask.json("roster", "import", file)
    assert (again["changes"], again["unchanged"], again["stored"]) == ([], 2, False)


def test_one_mistake_stops_the_whole_roster(flask: Commands) -> None:
    file = flask.file("roster.csv", ROSTER.replace("2019-03-04", "4/3/2019"))
    document = flask.json("roster", "import", file, status=1)
    assert document["findings"][0]["row"] == 3
    assert document["findings"][0]["column"] == "hired_on"
    assert document["stored"] is False
    assert "Nothing was stored." in flask("roster", "import", file, status=1).stdout


def test_a_doubt_is_settled_by_badge(flask: Commands) -> None:
    flask("roster", "import", flask.file("roster.csv", ROSTER))
    renamed = ROSTER.replace("Kowalski", "Nowak").replace("0417,Anna Maria", "0417,Bea")
    file = flask.file("renamed.csv", renamed)
    assert flask.json("roster", "import", file, status=1)["findings"]
    assert flask.json("roster", "import", file, "--same", "0417")["stored"] is True


def test_a_module_is_assigned_to_those_one_option_names(department: Commands) -> None:
    flask = department
    words = ("assignment", "add", "equal-service", "--due", "2027-06-30", "--as", "ann")
    assert flask.json(*words, "--all-sworn")["members"] == 2
    assert flask.json(*words, "--badge", "0417")["members"] == 1
    assert "--all-sworn" in flask.refusal(*words)
    assert "--all-sworn" in flask.refusal(*words, "--rank", "Officer", "--unit", "Patrol")
    assert "Nobody" in flask.refusal(*words, "--rank", "Captain")
    assert flask.refusal("assignment", "add", "nope", "--due", "2027-06-30", "--as", "ann")
    assert "--as" in flask.refusal("assignment", "add", "x", "--due", "2027-06-30", "--all-sworn")


def test_an_assignment_is_withdrawn_once_and_with_its_reason(department: Commands) -> None:
    flask = department
    words = ("assignment", "add", "equal-service", "--due", "2027-06-30", "--as", "ann")
    number = str(flask.json(*words, "--all-sworn")["assignment"])
    withdraw = ("assignment", "withdraw", number, "--as", "ann")
    assert "Say why" in flask.refusal(*withdraw, "--reason", " ")
    assert flask.json(*withdraw, "--reason", "Too early.")["members"] == 2
    assert "nobody" in flask.refusal(*withdraw, "--reason", "Again.")
    assert "--as" in flask.refusal("assignment", "withdraw", number, "--reason", "x")
    assert not flask.json("journal", "verify")["findings"]


def test_a_receipt_that_was_made_up_agrees_with_nothing(department: Commands) -> None:
    made_up = ("--attempt", "1", "--answers", "0" * 64, "--position", "1", "--digest", "0" * 64)
    check = ("journal", "receipt", *made_up, "--received")
    document = department.json(*check, "2027-03-01T15:00:00Z", status=1)
    assert document == {"genuine": False, "differs": ["record position"]}
    assert "received" in department.refusal(*check, "yesterday")


def test_a_new_period_is_opened_once(department: Commands) -> None:
    assert department.json("department", "open-period")["duties"] == 0
    department.clock.advance(days=365)
    assert department.json("department", "open-period")["duties"] == 2
    assert department.json("department", "open-period")["duties"] == 0


def test_a_link_is_printed_and_opens_the_account(flask: Commands, opened: Database) -> None:
    words = ("account", "create", "--name", "Cy Odom", "--login", "Cy", "--role", "administrator")
    (account,) = flask.json(*words)["accounts"]
    assert account["login"] == "cy"
    match = re.fullmatch(rf"{BASE_URL}/first-sign-in/([\w-]{{43}})", account["link"])
    assert match
    with opened.reading() as session:
        found = linked_account(session, token=match[1], now=flask.clock())
        assert found is not None
        roles = roles_of(session, found.account_id, flask.clock())
    assert {role.value for role in roles} == {"administrator"}
    assert "already" in flask.refusal(*words)


def test_a_reset_voids_the_link_before_it(flask: Commands, opened: Database) -> None:
    links = [flask.json("account", "reset", "ann")["accounts"][0]["link"] for _ in range(2)]
    tokens = [link.rpartition("/")[2] for link in links]
    with opened.reading() as session:
        found = [linked_account(session, token=token, now=flask.clock()) for token in tokens]
    assert found[0] is None
    assert found[1] is not None
    assert flask.refusal("account", "reset", "nobody")


def test_everybody_on_the_roster_gets_an_account_once(flask: Commands) -> None:
    flask("roster", "import", flask.file("roster.csv", ROSTER))
    first = flask.json("account", "open-roster")["accounts"]
    assert [each["login"] for each in first] == ["0201", "0417"]
    assert {tuple(each["roles"]) for each in first} == {("officer",)}
    assert flask.json("account", "open-roster")["accounts"] == []
    assert flask.json("account", "grant", "0201", "--role", "supervisor")["granted"] == [
        "supervisor"
    ]
    assert flask.json("account", "grant", "0201", "--role", "supervisor")["granted"] == []


def test_an_untouched_record_has_no_findings(department: Commands) -> None:
    document = department.json("journal", "verify")
    assert document["findings"] == []
    assert document["entries"] > 400


def test_a_broken_record_is_a_finding(department: Commands) -> None:
    engine = make_engine(department.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql(
            "UPDATE journal SET body = replace(body, 'account-created', 'account-closed') "
            "WHERE seq = 1"
        )
    engine.dispose()
    assert "entry 1" in department("journal", "verify", status=1).stdout


def test_a_worker_does_what_is_due_and_ends(department: Commands) -> None:
    due = 6
    assert department.json("worker", "run", "--once")["done"] == due
    assert department.json("worker", "run", "--once")["done"] == 0


def test_a_real_department_gets_no_demonstration(department: Commands) -> None:
    assert department.json("demo", "accounts") == {"accounts": [], "everybody_else": None}
    assert department.json("demo", "load", "--if-empty") == {"loaded": False}
    assert "not empty" in department.refusal("demo", "load")


def test_a_legal_hold_is_placed_shown_and_ended(department: Commands) -> None:
    words = ("--reason", "A suit is pending.", "--decided-by", "Counsel")
    assert department.json("retention", "hold", *words)["hold"] == 1
    shown = department.json("retention", "show")
    assert shown == {"holds": [{"id": 1, "member": None}], "outlived": []}
    assert "9999" in department.refusal("retention", "hold", "--badge", "9999", *words)
    department("retention", "end", "1", *words)
    assert department.json("retention", "show")["holds"] == []
    department.refusal("retention", "end", "1", *words)
