from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.domain.access import SYSTEM, Role
from lms.domain.errors import ForbiddenError, InvalidError, NotFoundError
from lms.domain.provision import ProvisionStatus
from lms.models import (
    Carried,
    Journal,
    Provision,
    ProvisionStatusRecord,
    ProvisionWording,
    RevisionDecisionKind,
    StoredFile,
)
from lms.queries.content_list import IN_REVIEW, content_list
from lms.queries.policies import policies, policy_card
from lms.queries.policy_reader import read_policy, stored_revision
from lms.queries.provisions import revision_in_force
from lms.services.load_policy_folder import (
    FolderFindingsError,
    LoadedFolder,
    load_policy_folder,
)
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.clock import Clock
from tests.factories import Someone, sign_up, today
from tests.policies import FIRST_DAY, FOLDER, SLUG, decide_about, policy, take_in, with_provision

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def entries(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(Journal)).scalar_one()


def test_a_policy_comes_back_exactly_as_it_was_read(database: Database) -> None:
    imported = take_in(database)
    assert (imported.sequence, imported.is_new) == (1, True)
    assert len(imported.statuses) == len(policy().provisions)
    with database.reading() as session:
        reading = read_policy(session, revision_id=imported.revision_id, day=today(database))
    assert reading.revision == policy()


def test_the_same_document_again_changes_nothing(database: Database) -> None:
    first = take_in(database)
    before = entries(database)
    again = take_in(database)
    assert (again.revision_id, again.is_new, again.statuses) == (first.revision_id, False, ())
    assert entries(database) == before


def test_one_entry_stands_for_the_revision_and_one_for_each_status(database: Database) -> None:
    take_in(database)
    assert entries(database) == 1 + len(policy().provisions)


@ONE
def test_the_document_is_named_by_its_digest(database: Database) -> None:
    take_in(database)
    with database.reading() as session:
        file = session.execute(select(StoredFile.sha256, StoredFile.name)).one()
    assert tuple(file) == (policy().source_sha256, "policy.txt")


def test_a_changed_wording_makes_a_revision_over_the_same_provisions(database: Database) -> None:
    take_in(database)
    changed = with_provision("IV.B.2", summary="Officers ask about status in few cases only.")
    imported = take_in(database, changed)
    assert (imported.sequence, imported.is_new, imported.statuses) == (2, True, ())
    with database.reading() as session:
        assert stored_revision(session, imported.revision_id).provisions[0].id == "I-p1"
        count = session.execute(select(func.count()).select_from(Provision)).scalar_one()
        carried = set(
            session.execute(
                select(ProvisionWording.carried).where(
                    ProvisionWording.revision_id == imported.revision_id
                )
            ).scalars()
        )
        reading = read_policy(session, revision_id=imported.revision_id, day=today(database))
    assert count == len(policy().provisions)
    assert carried == {Carried.UNCHANGED}
    assert reading.revision == changed


@ONE
def test_other_quotations_are_told_from_unchanged_ones(database: Database) -> None:
    take_in(database)
    words = policy().exact("I-p1")
    assert words is not None
    first = words.provision.quotations[0].partition(". ")[0] + "."
    changed = with_provision("I-p1", quotations=(first,))
    imported = take_in(database, changed)
    with database.reading() as session:
        carried = session.execute(
            select(ProvisionWording.carried)
            .join(Provision, Provision.id == ProvisionWording.provision_id)
            .where(ProvisionWording.revision_id == imported.revision_id, Provision.code == "I-p1")
        ).scalar_one()
    assert carried is Carried.IMPORTED


def test_a_changed_status_is_a_dated_record_and_no_revision(
    database: Database, clock: Clock
) -> None:
    take_in(database)
    before = today(database)
    clock.advance(days=30)
    changed = with_provision(
        "IV.B.1", status=ProvisionStatus.BACKGROUND, status_reason="It waits for a decision."
    )
    imported = take_in(database, changed)
    assert (imported.sequence, imported.is_new, imported.statuses) == (1, False, ("IV.B.1",))
    with database.reading() as session:
        now = read_policy(session, revision_id=imported.revision_id, day=today(database))
        then = read_policy(session, revision_id=imported.revision_id, day=before)
        records = session.execute(select(func.count()).select_from(ProvisionStatusRecord))
        assert records.scalar_one() == len(policy().provisions) + 1
    assert now.revision == changed
    assert then.revision == policy()


@ONE
def test_a_blocked_provision_is_not_opened_by_a_file(database: Database) -> None:
    take_in(database)
    opened = with_provision(
        "IV.A-7", status=ProvisionStatus.TESTABLE, status_reason=None, phrases=()
    )
    before = entries(database)
    with pytest.raises(ForbiddenError):
        take_in(database, opened)
    assert entries(database) == before


@ONE
def test_the_status_names_who_took_the_file_in(database: Database) -> None:
    author = sign_up(database, Role.TRAINING_UNIT, login="ann", name="Ann Reed")
    take_in(database, by=author.actor)
    with database.reading() as session:
        names = session.execute(select(ProvisionStatusRecord.decided_by)).scalars()
        assert set(names) == {"Ann Reed"}


@ONE
def test_two_databases_of_one_process_keep_their_readings_apart(
    database: Database, tmp_path: Path, sqlite_template: Path, clock: Clock
) -> None:
    from lms.storage.engine import make_engine  # noqa: PLC0415 - this one test has two databases

    copy = tmp_path / "other.db"
    copy.write_bytes(sqlite_template.read_bytes())
    other = Database(make_engine(f"sqlite:///{copy}"), clock)
    renamed = replace(policy(), title="Another title")
    take_in(database)
    take_in(other, renamed)
    for each, wanted in ((database, policy()), (other, renamed)):
        with each.reading() as session:
            reading = read_policy(session, revision_id=1, day=today(each))
        assert reading.revision == wanted
    other.dispose()


@ONE
def test_what_the_head_leaves_open_is_kept_in_sentences(database: Database) -> None:
    take_in(database)
    with database.reading() as session:
        card = policy_card(session, slug=SLUG, day=today(database))
    assert card is not None
    assert card.newest is not None
    assert card.newest.findings == (
        "The date is blank.",
        "None of NEW, AMENDS and RESCINDS is ticked.",
        "There is no policy number.",
        "No issuing authority is named.",
        "There is no effective date.",
        "There is no review date.",
        "No accreditation standard is cited in the head.",
    )
    assert card.in_force is None


def test_a_revision_is_in_force_from_its_day_on(database: Database) -> None:
    take_in(database)
    decide_about(database)
    with database.reading() as session:
        (card,) = policies(session, day=FIRST_DAY)
        (before,) = policies(session, day=FIRST_DAY.replace(year=2025))
        same = revision_in_force(session, policy=SLUG, day=FIRST_DAY)
    assert card.in_force == same
    assert card.in_force is not None
    assert not card.in_force.certifiable
    assert before.in_force is None


@ONE
@pytest.mark.parametrize(
    ("kind", "number", "reason"),
    [
        (RevisionDecisionKind.ADOPTED, "12", ""),
        (RevisionDecisionKind.UNDATED_MEMO, None, "The original was lost in a move."),
    ],
)
def test_an_adoption_or_a_memo_lets_certificates_be_issued(
    database: Database, kind: RevisionDecisionKind, number: str | None, reason: str
) -> None:
    take_in(database)
    decide_about(database)
    decide_about(database, kind, policy_number=number, reason=reason)
    with database.reading() as session:
        card = policy_card(session, slug=SLUG, day=FIRST_DAY)
    assert card is not None
    assert card.in_force is not None
    assert card.in_force.certifiable
    assert card.in_force.policy_number == number


@ONE
@pytest.mark.parametrize(
    ("kind", "number", "reason"),
    [
        (RevisionDecisionKind.ADOPTED, None, "a reason"),
        (RevisionDecisionKind.ADOPTED, " ", "a reason"),
        (RevisionDecisionKind.IN_FORCE, "12", "a reason"),
        (RevisionDecisionKind.UNDATED_MEMO, None, " "),
        (RevisionDecisionKind.RESCINDED, None, ""),
    ],
)
def test_a_decision_without_its_parts_is_refused(
    database: Database, kind: RevisionDecisionKind, number: str | None, reason: str
) -> None:
    take_in(database)
    with pytest.raises(InvalidError):
        decide_about(database, kind, policy_number=number, reason=reason)


@ONE
def test_nothing_is_decided_about_a_revision_that_is_not_there(database: Database) -> None:
    take_in(database)
    with pytest.raises(NotFoundError):
        decide_about(database, sequence=2)


@ONE
def test_an_unknown_revision_cannot_be_read(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFoundError):
        stored_revision(session, 7)


def loaded(
    database: Database, files: FileStore, author: Someone, approver: Someone
) -> LoadedFolder:
    return load_policy_folder(
        database,
        files,
        FOLDER,
        author=author.actor,
        approver=approver.actor,
        in_force_on=FIRST_DAY,
        decided_by="the chief",
    )


@ONE
def test_a_folder_is_loaded_by_two_people_once(database: Database, tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    ann = sign_up(database, Role.TRAINING_UNIT, login="ann")
    bo = sign_up(database, Role.POLICY_OWNER, login="bo")
    first = loaded(database, files, ann, bo)
    with database.reading() as session:
        waiting = [row for row in content_list(session) if row.state == IN_REVIEW]
    assert {row.version.kind.value for row in waiting} == {"module"}, "those behind a gate"
    assert first.approved == first.content.versions - len(waiting) > 190
    assert files.get(policy().source_sha256) == (FOLDER / "policy.txt").read_bytes()
    before = entries(database)
    again = loaded(database, files, ann, bo)
    assert (again.policy.is_new, again.content.versions, again.approved) == (False, 0, 0)
    assert entries(database) == before


@ONE
def test_one_person_does_not_load_a_folder_alone(database: Database, tmp_path: Path) -> None:
    ann = sign_up(database, Role.TRAINING_UNIT, login="ann")
    before = entries(database)
    with pytest.raises(ForbiddenError):
        loaded(database, FileStore(tmp_path), ann, ann)
    assert entries(database) == before


@ONE
def test_a_folder_with_mistakes_is_not_loaded(database: Database, tmp_path: Path) -> None:
    load = partial(
        load_policy_folder,
        database,
        FileStore(tmp_path),
        tmp_path,
        author=SYSTEM,
        approver=SYSTEM,
        in_force_on=FIRST_DAY,
        decided_by="the chief",
    )
    with pytest.raises(FolderFindingsError) as raised:
        load()
    assert raised.value.findings
    assert entries(database) == 0
