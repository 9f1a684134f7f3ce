from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import func, select

from lms.domain.access import SYSTEM, Actor, Role
from lms.domain.documents import to_document
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.journal_chain import digest
from lms.domain.lesson import Lesson
from lms.domain.provision import quotation_digest
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import (
    Citation,
    Content,
    ContentKind,
    ContentVersion,
    Journal,
    Provision,
)
from lms.queries.content import approved, things
from lms.services.decide_content import approve_content, retire_content
from lms.services.import_content import Imported, ImportedContent, import_content
from lms.storage.database import Database
from tests.domain.content_factories import lesson, module, scenario
from tests.factories import Someone, sign_up
from tests.policies import SLUG, policy, take_in

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DESK, COUNTER = scenario(), scenario("at-the-counter-window")


@dataclass(frozen=True, slots=True)
class Desk:
    """A database with the policy, and two people of the training unit."""

    database: Database
    ann: Someone
    bo: Someone

    def take_in(
        self,
        *scenarios: Scenario,
        lessons: Sequence[Lesson] = (),
        modules: Sequence[TrainingModule] = (),
        by: Actor | None = None,
    ) -> ImportedContent:
        work = partial(
            import_content,
            policy=SLUG,
            scenarios=scenarios,
            lessons=lessons,
            modules=modules,
            by=by or self.ann.actor,
        )
        return self.database.writing(work)

    def approve(self, by: Actor | None = None, *, ids: Sequence[int] = ()) -> int:
        policy_slug = None if ids else SLUG
        work = partial(approve_content, policy=policy_slug, version_ids=ids, by=by or self.bo.actor)
        return self.database.writing(work)

    def retire(self, *slugs: str, by: Actor | None = None) -> int:
        work = partial(
            retire_content,
            policy=SLUG,
            kind=ContentKind.SCENARIO,
            slugs=slugs,
            by=by or self.bo.actor,
        )
        return self.database.writing(work)

    def in_use(self) -> dict[str, Scenario]:
        with self.database.reading() as session:
            versions = approved(session, ContentKind.SCENARIO, policy=SLUG)
            return things(session, versions.values(), Scenario)

    def version_ids(self) -> list[int]:
        with self.database.reading() as session:
            return list(session.execute(select(ContentVersion.id).order_by("id")).scalars())

    def entries(self) -> int:
        with self.database.reading() as session:
            return session.execute(select(func.count()).select_from(Journal)).scalar_one()


@pytest.fixture
def desk(database: Database) -> Desk:
    take_in(database)
    ann = sign_up(database, Role.TRAINING_UNIT, login="ann")
    bo = sign_up(database, Role.TRAINING_UNIT, login="bo")
    return Desk(database, ann, bo)


def test_what_is_new_waits_for_somebody_else(desk: Desk) -> None:
    imported = desk.take_in(DESK, COUNTER)
    assert imported.scenarios == Imported((DESK.id, COUNTER.id), (), (), ())
    assert imported.versions == 2
    assert desk.in_use() == {}
    assert desk.approve() == 2
    assert desk.in_use() == {DESK.id: DESK, COUNTER.id: COUNTER}


def test_the_same_files_again_change_nothing(desk: Desk) -> None:
    desk.take_in(DESK, COUNTER)
    before = desk.entries()
    again = desk.take_in(DESK, COUNTER)
    assert again.scenarios == Imported((), (), (DESK.id, COUNTER.id), ())
    assert (again.versions, desk.entries()) == (0, before)


def test_every_version_holds_its_own_document(desk: Desk) -> None:
    desk.take_in(COUNTER, DESK, lessons=[lesson()], modules=[module()])
    with desk.database.reading() as session:
        rows = session.execute(
            select(Content.slug, ContentVersion.document, ContentVersion.digest).join(
                Content, Content.id == ContentVersion.content_id
            )
        ).all()
    assert len(rows) == 4
    for slug, document, sha256 in rows:
        assert document["id"] == slug
        assert digest(document) == sha256


@ONE
def test_a_changed_scenario_is_a_new_version_beside_the_one_in_use(desk: Desk) -> None:
    desk.take_in(DESK)
    desk.approve()
    changed = replace(DESK, title="At the front desk")
    assert desk.take_in(changed).scenarios.changed == (DESK.id,)
    assert desk.in_use() == {DESK.id: DESK}
    desk.approve()
    assert desk.in_use() == {DESK.id: changed}


@ONE
def test_what_is_missing_from_a_folder_is_told_and_stays(desk: Desk) -> None:
    desk.take_in(DESK, COUNTER)
    desk.approve()
    assert desk.take_in(DESK).scenarios.absent == (COUNTER.id,)
    assert set(desk.in_use()) == {DESK.id, COUNTER.id}


@ONE
def test_nobody_approves_what_they_wrote(desk: Desk) -> None:
    desk.take_in(DESK)
    desk.take_in(COUNTER, by=desk.bo.actor)
    for person in (desk.ann, desk.bo):
        with pytest.raises(ForbiddenError):
            desk.approve(person.actor)
    assert desk.in_use() == {}


@ONE
def test_the_system_approves_nothing(desk: Desk) -> None:
    desk.take_in(DESK)
    with pytest.raises(ForbiddenError):
        desk.approve(SYSTEM)


@ONE
def test_single_versions_are_approved_once(desk: Desk) -> None:
    desk.take_in(DESK, COUNTER)
    first, _ = desk.version_ids()
    assert desk.approve(ids=[first, first]) == 1
    assert set(desk.in_use()) == {DESK.id}
    with pytest.raises(ConflictError):
        desk.approve(ids=[first])
    with pytest.raises(NotFoundError):
        desk.approve(ids=[999])


@ONE
def test_what_is_retired_does_not_come_back_in_an_older_version(desk: Desk) -> None:
    desk.take_in(DESK)
    desk.approve()
    desk.take_in(replace(DESK, title="At the front desk"))
    desk.approve()
    assert desk.retire(DESK.id) == 2
    assert desk.in_use() == {}
    assert desk.retire(DESK.id) == 0
    with pytest.raises(NotFoundError):
        desk.retire("unknown")


@ONE
def test_what_is_retired_comes_back_as_a_new_version_only(desk: Desk) -> None:
    desk.take_in(DESK)
    desk.approve()
    desk.retire(DESK.id)
    assert desk.take_in(DESK).versions == 0
    assert desk.take_in(replace(DESK, title="At the front desk")).versions == 1


@ONE
def test_citations_carry_the_words_as_they_are_now(desk: Desk) -> None:
    desk.take_in(replace(DESK, provisions=("IV.B.1", "IV.B.2"), banners=("IV.A-7",)))
    with desk.database.reading() as session:
        rows = session.execute(
            select(Provision.code, Citation.wording_digest).join(
                Provision, Provision.id == Citation.provision_id
            )
        ).all()
    words = {each.id: quotation_digest(*each.provision.quotations) for each in policy().provisions}
    cited = ("IV.B.1", "IV.B.2", "IV.A-7")
    assert {row.code: row.wording_digest for row in rows} == {code: words[code] for code in cited}


@ONE
def test_up_12_what_cites_an_unknown_provision_is_refused_as_a_whole(desk: Desk) -> None:
    before = desk.entries()
    with pytest.raises(InvalidError) as raised:
        desk.take_in(COUNTER, replace(DESK, provisions=("IV.Z",)))
    assert raised.value.facts["codes"] == ["IV.Z"]
    assert desk.entries() == before


@ONE
def test_content_needs_its_policy(database: Database) -> None:
    work = partial(import_content, policy="nope", scenarios=[], lessons=[], modules=[], by=SYSTEM)
    with pytest.raises(NotFoundError):
        database.writing(work)
    with pytest.raises(NotFoundError):
        database.writing(partial(approve_content, policy="nope", by=SYSTEM))


@ONE
def test_the_digest_is_that_of_the_document(desk: Desk) -> None:
    desk.take_in(DESK)
    with desk.database.reading() as session:
        stored = session.execute(select(ContentVersion.digest)).scalar_one()
    assert stored == digest(to_document(DESK))
