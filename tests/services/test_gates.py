"""Modules about changes stay in review until named people have signed, and an outcome is known."""

from __future__ import annotations

from functools import partial

import pytest

from lms.domain.access import SYSTEM, Role
from lms.domain.development import Outcome
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.models import ContentKind
from lms.queries.content import approved
from lms.queries.gates import GatedModule, gated_modules
from lms.services.decide_content import approve_content
from lms.services.decide_development import record_outcome
from lms.services.load_policy_folder import import_content_of, import_register_of
from lms.services.sign_gate import GateClosedError, sign_gate
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.factories import Someone, decide, sign_up, today
from tests.policies import SLUG, publish, whole

TWO, OUTCOME, ONE = (
    "change-request-notice-and-hold",
    "change-state-law-watch",
    "change-the-detainer-packet",
)
OPEN = {"change-bias-free-policing"}


@pytest.fixture
def people(database: Database) -> dict[str, Someone]:
    decide(database)
    publish(database)
    author = sign_up(database, Role.TRAINING_UNIT, login="author")
    database.writing(partial(import_register_of, read=whole(), by=author.actor))
    database.writing(partial(import_content_of, read=whole(), by=author.actor))
    return {
        "author": author,
        "owner": sign_up(database, Role.POLICY_OWNER, login="owner"),
        "chief": sign_up(database, Role.CHIEF, login="chief"),
        "counsel": sign_up(database, Role.COUNSEL, login="counsel"),
    }


def _gate(database: Database, module: str) -> GatedModule:
    with database.reading() as session:
        return next(each for each in gated_modules(session) if each.module.id == module)


def _sign(database: Database, module: str, by: Someone, grounds: str = "Read and agreed.") -> None:
    digest = _gate(database, module).version.digest
    database.writing(partial(sign_gate, module=module, digest=digest, grounds=grounds, by=by.actor))


def _approve(database: Database, by: Someone) -> set[str]:
    database.writing(partial(approve_content, policy=SLUG, by=by.actor))
    with database.reading() as session:
        return set(approved(session, ContentKind.MODULE, policy=SLUG))


def test_a_gate_that_nobody_signed_keeps_a_module_in_review(
    database: Database, people: dict[str, Someone]
) -> None:
    modules = _approve(database, people["owner"])
    changes = {each.id for each in whole().modules if each.developments}
    assert len(changes) == 9
    assert modules & changes == OPEN
    found = _gate(database, ONE)
    with pytest.raises(GateClosedError):
        database.writing(
            partial(approve_content, version_ids=[found.version.id], by=people["owner"].actor)
        )
    _sign(database, ONE, people["counsel"])
    assert _approve(database, people["owner"]) & changes == OPEN | {ONE}
    assert verify_journal(database).findings == ()


def test_two_signatures_are_by_two_people_and_never_by_the_author(
    database: Database, people: dict[str, Someone]
) -> None:
    _sign(database, TWO, people["chief"])
    with pytest.raises(ConflictError):
        _sign(database, TWO, people["chief"])
    with pytest.raises(ForbiddenError):
        _sign(database, TWO, people["author"])
    assert _gate(database, TWO).missing == 1
    assert TWO not in _approve(database, people["owner"])
    with pytest.raises(InvalidError):
        _sign(database, TWO, people["counsel"], grounds=" ")
    _sign(database, TWO, people["counsel"])
    assert TWO in _approve(database, people["owner"])


def test_state_law_waits_for_the_outcome_as_well(
    database: Database, people: dict[str, Someone]
) -> None:
    for name in ("chief", "counsel"):
        _sign(database, OUTCOME, people[name])
    assert _gate(database, OUTCOME).outcome_missing
    assert OUTCOME not in _approve(database, people["owner"])
    database.writing(
        partial(
            record_outcome,
            code="PC-33",
            outcome=Outcome.NOT_ENACTED,
            true_as_of=today(database),
            source="https://malegislature.gov/",
            note="",
            by=people["owner"].actor,
        )
    )
    assert OUTCOME in _approve(database, people["owner"])


def test_a_signature_is_for_the_version_that_was_seen(
    database: Database, people: dict[str, Someone]
) -> None:
    act = partial(sign_gate, module=TWO, grounds="Read.", by=people["chief"].actor)
    with pytest.raises(ConflictError):
        database.writing(partial(act, digest="0" * 64))
    with pytest.raises(NotFoundError):
        database.writing(partial(act, module="detainers", digest="0" * 64))
    digest = _gate(database, TWO).version.digest
    with pytest.raises(NotFoundError):
        database.writing(partial(act, digest=digest, by=SYSTEM))
