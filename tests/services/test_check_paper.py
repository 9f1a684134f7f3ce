"""A file is the certificate only byte for byte; whatever differs in its words is named."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from pypdf.annotations import FreeText

from lms.content.paper_process import words_of
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.domain.certificate import CertificateFacts, CertificateStatus, LimbMinutes
from lms.domain.mptc import counts_words
from lms.domain.paper_check import PaperVerdict, differences
from lms.queries.certificates import certificate_by_code
from lms.rendering.certificate import certificate_pdf
from lms.services.check_paper import CheckedPaper, check_paper
from lms.services.keep_certificate import certificate_bytes
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.factories import decide, enlist
from tests.factories import facts as roster_facts
from tests.training_rows import CODE, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def issued(database: Database, files: FileStore) -> bytes:
    """The paper of a certificate, as first served."""
    decide(database)
    member_id = enlist(database, roster_facts("0101"))["0101"]
    School.opened(database).certify(member_id, name="Marisol Ortega-Peña")
    with database.reading() as session:
        found = certificate_by_code(session, CODE)
    assert found is not None
    return certificate_bytes(database, files, found)


def facts_of(database: Database) -> CertificateFacts:
    with database.reading() as session:
        found = certificate_by_code(session, CODE)
    assert found is not None
    return found.facts


def checked(database: Database, files: FileStore, raw: bytes) -> CheckedPaper:
    return check_paper(database, files, raw)


def test_the_file_as_issued_is_the_certificate(
    database: Database, files: FileStore, issued: bytes
) -> None:
    found = checked(database, files, issued)
    assert found.verdict is PaperVerdict.ISSUED
    assert found.certificate is not None
    assert found.certificate.status is CertificateStatus.VALID


@pytest.mark.parametrize(
    ("label", "change"),
    [
        ("Name", {"member_name": "Somebody Else"}),
        ("Rank and badge", {"badge_number": "0999"}),
        ("Rank and badge", {"rank": "Captain"}),
        ("Completed", {"completed": "Module 2: Something else"}),
        ("Period", {"period": "2031"}),
        ("Policy", {"policy_revision": "January 1, 2031"}),
        ("Completed on", {"completed_on": "2031-02-03"}),
        ("Issued on", {"issued_on": "2031-02-03"}),
        ("Department", {"department": "Another Police Department"}),
        ("Issued by", {"issuing_official": "Nobody"}),
        ("An hour is", {"hour_definition": "45 minutes"}),
    ],
)
def test_an_edited_fact_under_the_right_code_is_named(
    database: Database, files: FileStore, issued: bytes, label: str, change: dict[str, str]
) -> None:
    del files
    facts = facts_of(database)
    forged = certificate_pdf(replace(facts, **change))  # type: ignore[arg-type]
    missing, added = differences(
        facts, expected=words_of(issued)["text"], found=words_of(forged)["text"]
    )
    assert label in {each.label for each in missing}
    (value,) = change.values()
    assert any(value in line for line in added)


def test_another_decision_about_the_mptc_is_named(database: Database, issued: bytes) -> None:
    del issued
    facts = replace(facts_of(database), mptc=counts_words(date(2026, 1, 1)))
    forged = replace(facts, mptc=counts_words(date(2031, 1, 1)))
    own, other = (words_of(certificate_pdf(each))["text"] for each in (facts, forged))
    missing, _ = differences(facts, expected=own, found=other)
    assert "Hours toward the MPTC\u2019s 40" in {each.label for each in missing}


def test_edited_minutes_are_named(database: Database, files: FileStore, issued: bytes) -> None:
    del issued
    facts = facts_of(database)
    more = tuple(LimbMinutes(limb.title, limb.verified, 999) for limb in facts.limbs)
    found = checked(database, files, certificate_pdf(replace(facts, limbs=more)))
    assert found.verdict is PaperVerdict.OTHER_WORDS
    assert any("999" in line for line in found.added)


def test_ct_05_the_same_words_in_another_file_are_not_the_certificate(
    database: Database, files: FileStore, issued: bytes
) -> None:
    for raw in (issued + b"\n%%EOF\n", _annotated(issued), _rewritten(issued)):
        found = checked(database, files, raw)
        assert found.verdict is PaperVerdict.SAME_WORDS, found


def _annotated(raw: bytes) -> bytes:
    """A note laid over the name, which no reader of the page's text sees."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    writer.add_annotation(0, FreeText(text="Somebody Else", rect=(300, 400, 500, 440)))
    return _bytes(writer)


def _rewritten(raw: bytes) -> bytes:
    return _bytes(pypdf.PdfWriter(clone_from=io.BytesIO(raw)))


def _bytes(writer: pypdf.PdfWriter) -> bytes:
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def test_a_code_of_nobody_no_code_and_two_codes_are_told_apart(
    database: Database, files: FileStore, issued: bytes
) -> None:
    del issued
    facts = facts_of(database)
    other = replace(facts, code="A" * 26, verification_url=f"http://localhost/verify/{'A' * 26}")
    assert checked(database, files, certificate_pdf(other)).verdict is PaperVerdict.UNKNOWN_CODE
    both = replace(facts, department=f"Department {'A' * 26}")
    assert checked(database, files, certificate_pdf(both)).verdict is PaperVerdict.SEVERAL_CODES
    none = replace(facts, code="-", verification_url="none")
    assert checked(database, files, certificate_pdf(none)).verdict is PaperVerdict.NO_CODE


@pytest.mark.parametrize("raw", [b"", b"no PDF", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"<<" * 9999])
def test_what_is_no_pdf_is_refused_with_a_sentence(
    database: Database, files: FileStore, issued: bytes, raw: bytes
) -> None:
    del issued
    with pytest.raises(UnreadableDocumentError):
        checked(database, files, raw)


def test_a_row_that_names_another_file_as_the_one_first_served_deceives_nobody(
    database: Database, files: FileStore, issued: bytes
) -> None:
    forged = certificate_pdf(replace(facts_of(database), member_name="Somebody Else"))
    sha256 = files.put(forged)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER certificate_file_no_update")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO stored_file SELECT ?, size, media_type, name, stored_at, retain_until, "
            "on_hold FROM stored_file",
            (sha256,),
        )
        connection.exec_driver_sql("UPDATE certificate_file SET file_sha256 = ?", (sha256,))
    assert checked(database, files, forged).verdict is not PaperVerdict.ISSUED
    assert issued
