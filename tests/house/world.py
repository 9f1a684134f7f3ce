"""The cast of test people with one thing of each kind, made for the officer and the stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from lms.content.requirement_file import read_requirement
from lms.content.whole_folder import REQUIREMENT
from lms.domain.access import SYSTEM
from lms.domain.invitation import Room, Scope
from lms.domain.outside_training import OutsideTraining
from lms.domain.page_token import lesson_unit
from lms.domain.standard import ProofKind
from lms.models import RevisionDecisionKind
from lms.queries.certificates import certificates_of
from lms.queries.lesson_work import PinnedLesson, pinned_lesson
from lms.queries.second_factor import factors
from lms.queries.signed_in import devices
from lms.queries.sittings import attempts_of, own_sitting, sittings_of
from lms.queries.visits import visit_starts
from lms.services.assign_module import open_period
from lms.services.decide_revision import decide_revision
from lms.services.invite_visitor import invite_visitor
from lms.services.issue_certificate import issue_module_certificate
from lms.services.keep_file import FileToKeep
from lms.services.keep_passkey import keep_passkey
from lms.services.keep_standards import map_standard
from lms.services.load_policy_folder import load_policy_folder
from lms.services.open_sitting import period_start_on
from lms.services.set_up_department import set_first_requirement
from lms.services.sign_in import start_sign_in
from lms.services.submit_attempt import submit_attempt
from lms.services.submit_outside import OutsideDraft, submit_outside
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.passkeys import NewPasskey
from tests.clock import MONDAY_MORNING as NOW
from tests.demonstrations import FOLDER
from tests.factories import HIRED, Someone, cast, today
from tests.house.access_table import Whose
from tests.studying import POLICY, answer_rightly, open_attempt

Arguments = Mapping[str, object]
Maker = Callable[[Database, Someone], Arguments]

OWNERS = ("officer", "stranger", "trainer")
NAMES = {"officer": "Olivia", "stranger": "Sterling", "trainer": "Tess"}
SUPERVISES = {"supervisor": "officer"}
NEVER_AN_ID = 9_999_999
MODULE = "exceptions"
OPENED = "33.5.1"
LESSON = "the-rule-and-its-doors"


@dataclass(frozen=True, slots=True)
class World:
    """Who there is, and by kind and owner what an address of their thing is filled with."""

    people: Mapping[str, Someone]
    things: Mapping[str, Mapping[str, Arguments]]
    owners: tuple[str, ...] = OWNERS

    def cases(self, kind: str, name: str | None) -> Iterator[tuple[Whose, Arguments]]:
        """Every thing of a kind as the person ``name`` sees it, and one that is missing."""
        if not kind:
            yield Whose.NOBODY, {}
            return
        for owner, arguments in self.things[kind].items():
            yield whose(name, owner), arguments
        sample = next(iter(self.things[kind].values()))
        yield Whose.MISSING, {key: _missing(value) for key, value in sample.items()}


def whose(name: str | None, owner: str) -> Whose:
    """To whom the owner's thing belongs, seen by the person ``name``."""
    if name == owner:
        return Whose.OWN
    supervised = name is not None and SUPERVISES.get(name) == owner
    return Whose.SUBORDINATE if supervised else Whose.OTHER


def _missing(value: object) -> object:
    return NEVER_AN_ID if isinstance(value, int) else "no-such-thing"


def _sign_in(database: Database, someone: Someone) -> Arguments:
    database.writing(
        partial(
            start_sign_in,
            account_id=someone.account_id,
            login=someone.login,
            source="127.0.0.1",
            device="Android",
        )
    )
    with database.reading() as session:
        newest = devices(session, account_id=someone.account_id, now=database.clock())[0]
    return {"sign_in_id": newest.id}


def _sitting_of(database: Database, someone: Someone) -> int:
    with database.reading() as session:
        found = sittings_of(
            session, member_id=someone.member, period_start=period_start_on(session, NOW)
        )
    return next(iter(found.values())).id


def _sitting(database: Database, someone: Someone) -> Arguments:
    return {"sitting_id": _sitting_of(database, someone)}


def _lesson(database: Database, someone: Someone) -> Arguments:
    return {**_sitting(database, someone), "lesson": LESSON}


def _pinned(database: Database, someone: Someone) -> PinnedLesson:
    with database.reading() as session:
        sitting = own_sitting(
            session, sitting_id=_sitting_of(database, someone), member_id=someone.member
        )
        assert sitting is not None
        return pinned_lesson(session, sitting, LESSON)


def _page(database: Database, someone: Someone) -> Arguments:
    page = _pinned(database, someone).lesson.pages[0].id
    return {**_lesson(database, someone), "page": page}


def _practice(database: Database, someone: Someone) -> Arguments:
    scenario = _pinned(database, someone).scenarios[0].id
    return {**_lesson(database, someone), "scenario": scenario}


def _visit(database: Database, someone: Someone) -> Arguments:
    with database.reading() as session:
        starts = visit_starts(session, {_sitting_of(database, someone)})
    return {"visit_id": next(iter(starts.values()))[0][1]}


def _unit(database: Database, someone: Someone) -> Arguments:
    return {**_sitting(database, someone), "unit": lesson_unit(LESSON)}


def _attempt(database: Database, someone: Someone) -> Arguments:
    with database.reading() as session:
        tried = attempts_of(session, _sitting_of(database, someone))
    return {"attempt_id": tried[0].id}


def _certificate(database: Database, someone: Someone) -> Arguments:
    with database.reading() as session:
        found = certificates_of(session, member_id=someone.member)
    return {"certificate_id": found[0].id}


def _outside(database: Database, someone: Someone) -> Arguments:
    training = OutsideTraining(
        title="A class elsewhere",
        provider=f"Academy of {someone.login}",
        first_day=today(database),
        last_day=today(database),
        claimed={"policy": 10},
        covered="The policy.",
    )
    scan = FileToKeep(f"{someone.member:064d}", 1, "application/pdf", "scan.pdf")
    draft = OutsideDraft(someone.member, training, scan)
    submit = partial(submit_outside, draft=draft, by=someone.actor)
    return {"outside_id": database.writing(submit)}


def _member(_database: Database, someone: Someone) -> Arguments:
    return {"member_id": someone.member}


def _account(_database: Database, someone: Someone) -> Arguments:
    return {"account_id": someone.account_id}


def _passkey(database: Database, someone: Someone) -> Arguments:
    made = NewPasskey(f"credential-{someone.login}", "key", "handle", 0)
    database.writing(
        partial(
            keep_passkey,
            account_id=someone.account_id,
            made=made,
            name="a phone",
            by=someone.actor,
        )
    )
    with database.reading() as session:
        return {"passkey_id": factors(session, someone.account_id).passkeys[0].id}


MAKERS: Mapping[str, Maker] = {
    "sign-in": _sign_in,
    "sitting": _sitting,
    "lesson": _lesson,
    "page": _page,
    "practice": _practice,
    "unit": _unit,
    "visit": _visit,
    "attempt": _attempt,
    "certificate": _certificate,
    "outside": _outside,
    "member": _member,
    "account": _account,
    "passkey": _passkey,
}
"""How a thing of each kind in ``access_table`` is made for somebody."""


def _teach(database: Database, files: Path, people: Mapping[str, Someone]) -> None:
    """Take in the real policy and its content, and what it asks each year."""
    chief = "Chief of Police"
    load_policy_folder(
        database,
        FileStore(files),
        FOLDER,
        author=people["training-unit"].actor,
        approver=people["policy-owner"].actor,
        in_force_on=HIRED,
        decided_by=chief,
    )
    database.writing(
        partial(
            decide_revision,
            policy=POLICY,
            sequence=1,
            kind=RevisionDecisionKind.UNDATED_MEMO,
            effective_on=HIRED,
            reason="The copy at hand carries no date.",
            decided_by=chief,
            by=SYSTEM,
        )
    )
    requirement = read_requirement(FOLDER / REQUIREMENT).thing
    assert requirement is not None
    database.writing(
        partial(
            set_first_requirement,
            policy=POLICY,
            requirement=requirement,
            valid_from=HIRED,
            decided_by=chief,
            by=SYSTEM,
        )
    )
    database.writing(partial(open_period, day=today(database), by=SYSTEM))


def _pass_module(database: Database, someone: Someone) -> None:
    attempt_id = open_attempt(database, someone, MODULE)
    reviewed = answer_rightly(database, someone, attempt_id)
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=someone.member,
            reviewed_digest=reviewed,
            attested=True,
            token=None,
            scripted=False,
            by=someone.actor,
        )
    )
    database.writing(
        partial(
            issue_module_certificate,
            sitting_id=_sitting_of(database, someone),
            member_id=someone.member,
            by=someone.actor,
        )
    )


def _invite(database: Database, people: Mapping[str, Someone]) -> None:
    """Map a standard and open it, and nothing else, to the assessor."""
    database.writing(
        partial(
            map_standard,
            number=OPENED,
            title="Training of every year",
            provisions=("IV.E",),
            proofs=(ProofKind.COMPLETION,),
            rationale="It asks for the hours.",
            by=people["accreditation-manager"].actor,
        )
    )
    day = today(database)
    scope = Scope(
        room=Room.ASSESSOR,
        starts_on=day,
        ends_on=day + timedelta(days=30),
        first_year=day.year,
        last_year=day.year,
        standards=(OPENED,),
    )
    invite = partial(invite_visitor, name="Ann Assessor", organization="A commission", scope=scope)
    database.writing(partial(invite, email="a@example.org", login="assessor", by=SYSTEM))


def make_world(database: Database, files: Path) -> World:
    """Fill an empty database: the cast, the real policy, a module passed by each owner."""
    people = cast(database)
    _teach(database, files, people)
    _invite(database, people)
    for owner in OWNERS:
        _pass_module(database, people[owner])
    return World(
        people,
        {
            kind: {owner: make(database, people[owner]) for owner in OWNERS}
            for kind, make in MAKERS.items()
        },
    )
