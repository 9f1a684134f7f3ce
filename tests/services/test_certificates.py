"""When a certificate is issued, and when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.certificate import CertificateKind, CertificateStatus
from lms.domain.mptc import counts_words
from lms.models import Certificate, RevisionDecisionKind
from lms.queries.certificates import certificate_by_id, certificates_of
from lms.queries.sittings import sittings_of
from lms.services.decide_revision import decide_revision
from lms.services.issue_certificate import (
    NotCertifiableError,
    issue_module_certificate,
    issue_year_certificate,
)
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests import stored_rows
from tests.department import COMPLETE, NEARLY, Find
from tests.desk_people import desk_members
from tests.factories import Someone, decide, today
from tests.policies import decide_about, policy, take_in
from tests.studying import POLICY, answer_rightly, open_attempt
from tests.training_rows import School


def _year_certificates(database: Database, someone: Someone) -> int:
    with database.reading() as session:
        return int(
            session.execute(
                select(func.count())
                .select_from(Certificate)
                .where(
                    Certificate.member_id == someone.member,
                    Certificate.kind == CertificateKind.YEAR,
                )
            ).scalar_one()
        )


def _pass(database: Database, someone: Someone, module: str) -> int:
    attempt_id = open_attempt(database, someone, module)
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=someone.member,
            reviewed_digest=answer_rightly(database, someone, attempt_id),
            attested=True,
            token=None,
            scripted=False,
            by=someone.actor,
        )
    )
    return attempt_id


def test_ct_15_no_certificate_can_be_deleted(department: Database, find: Find) -> None:
    certificates = _year_certificates(department, find(COMPLETE))
    with pytest.raises(DatabaseError, match="append-only"):
        department.writing(_delete_everything)
    assert _year_certificates(department, find(COMPLETE)) == certificates == 1


def _delete_everything(session: Session, *, now: datetime) -> None:
    del now
    session.execute(delete(Certificate))


def test_ct_12_a_complete_year_has_one_certificate_however_often_it_is_asked_for(
    department: Database, find: Find
) -> None:
    officer = find(COMPLETE)
    assert _year_certificates(department, officer) == 1
    again = partial(issue_year_certificate, member_id=officer.member, by=officer.actor)
    assert department.writing(again) == ()
    assert _year_certificates(department, officer) == 1


def test_passing_everything_without_the_minutes_gives_no_years_certificate(
    department: Database, find: Find
) -> None:
    officer = find(NEARLY)
    _pass(department, officer, "exceptions")
    _pass(department, officer, "ice-in-the-city")
    assert _year_certificates(department, officer) == 0


@pytest.mark.parametrize("without", [None, "time", "lesson", "module"])
def test_a_years_certificate_waits_for_time_lessons_and_assigned_modules(
    database: Database, without: str | None
) -> None:
    members = desk_members(database)
    member_id = members["0101"]
    school = School.opened(database)
    take_in(database, replace(policy(), slug=stored_rows.POLICY, title="Immigration policy"))
    for kind in (RevisionDecisionKind.IN_FORCE, RevisionDecisionKind.UNDATED_MEMO):
        decide_about(database, kind, slug=stored_rows.POLICY, reason="The copy has no date.")
    school.open_year()
    school.assign(due_on=today(database))
    sitting = school.begin(member_id)
    school.complete(sitting)
    school.work(member_id, 7_200 - (without == "time"), sitting_id=sitting)
    if without != "lesson":
        school.complete(sitting, "updates")
    if without != "module":
        school.attempt(member_id, sitting, passed=True)
    if without is None:
        decide(database, mptc_hours="yes")
    issue = partial(issue_year_certificate, member_id=member_id, by=SYSTEM)
    assert len(database.writing(issue)) == (without is None)
    with database.reading() as session:
        stated = [row["mptc"] for row in session.execute(select(Certificate.facts)).scalars()]
    assert stated == ([counts_words(today(database))] if without is None else [])


def test_an_undated_policy_certifies_nothing_until_a_memo_says_why(
    department: Database, find: Find
) -> None:
    stored_rows.found_as(department, demonstration=False)
    officer = find(NEARLY)
    _pass(department, officer, "exceptions")
    with department.reading() as session:
        before = len(certificates_of(session, member_id=officer.member))
    issue = partial(
        issue_module_certificate,
        sitting_id=_newest_sitting(department, officer),
        member_id=officer.member,
        by=officer.actor,
    )
    with pytest.raises(NotCertifiableError):
        department.writing(issue)
    department.writing(
        partial(
            decide_revision,
            policy=POLICY,
            sequence=1,
            kind=RevisionDecisionKind.UNDATED_MEMO,
            effective_on=date(2026, 11, 1),
            reason="The copy at hand carries no date.",
            decided_by="the chief",
            by=SYSTEM,
        )
    )
    certificate_id = department.writing(issue)
    assert department.writing(issue) == certificate_id
    with department.reading() as session:
        assert len(certificates_of(session, member_id=officer.member)) == before + 1
        found = certificate_by_id(session, certificate_id)
    assert found is not None
    assert found.status is CertificateStatus.VALID
    assert found.facts.policy_revision.startswith("undated copy")
    assert not found.facts.demonstration


def _newest_sitting(database: Database, someone: Someone) -> int:
    with database.reading() as session:
        found = sittings_of(session, member_id=someone.member, period_start=date(2026, 1, 1))
    return max(each.id for each in found.values())


@pytest.mark.parametrize("digest_too", [False, True], ids=["facts", "facts and digest"])
def test_ct_16_a_certificate_that_its_event_does_not_prove_is_never_valid(
    department: Database, find: Find, *, digest_too: bool
) -> None:
    officer = find(COMPLETE)
    with department.reading() as session:
        newest = certificates_of(session, member_id=officer.member)[0]
        found = certificate_by_id(session, newest.id)
        assert found is not None
        facts = replace(found.facts, badge_number="0999")
    digest = facts.facts_digest if digest_too else found.facts_digest
    with department.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER certificate_no_update")
        connection.execute(
            update(Certificate)
            .where(Certificate.id == found.id)
            .values(facts=facts.document(), facts_digest=digest)
        )
    with department.reading() as session:
        changed = certificate_by_id(session, found.id)
    assert changed is not None
    assert changed.facts.badge_number == "0999"
    assert changed.status is CertificateStatus.INCONSISTENT
    assert any("Certificate" in finding for finding in verify_journal(department).findings)
