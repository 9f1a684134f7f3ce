"""Holding a certificate's file against the record; nothing of it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lms.content.safe_paper import words_of_paper
from lms.domain.errors import NotFoundError
from lms.domain.paper_check import Difference, PaperVerdict, codes_in, differences, verdict
from lms.queries.certificates import (
    ProvenCertificate,
    certificate_by_code,
    certificate_by_file,
)
from lms.rendering.certificate import certificate_pdf
from lms.storage.database import Database
from lms.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """What a file is.

    Attributes:
        certificate: whose code it names, where exactly one is named.
        missing: facts that it does not show as recorded.
        added: words that the department did not print.
    """

    verdict: PaperVerdict
    certificate: ProvenCertificate | None = None
    missing: tuple[Difference, ...] = ()
    added: tuple[str, ...] = ()


def check_paper(database: Database, files: FileStore, raw: bytes) -> CheckedPaper:
    """Compare a file with the record: its bytes first, then every word of it.

    Raises:
        UnreadableDocumentError: it is no PDF with text; the reason is a sentence.
    """
    with database.reading() as session:
        issued = certificate_by_file(session, hashlib.sha256(raw).hexdigest())
    found = words_of_paper(raw)
    if issued is not None and not _missing(issued, found):
        return CheckedPaper(PaperVerdict.ISSUED, issued)
    codes = codes_in(found)
    if len(codes) != 1:
        return CheckedPaper(PaperVerdict.SEVERAL_CODES if codes else PaperVerdict.NO_CODE)
    with database.reading() as session:
        certificate = certificate_by_code(session, codes[0])
    if certificate is None:
        return CheckedPaper(PaperVerdict.UNKNOWN_CODE)
    expected = words_of_paper(_own_paper(files, certificate))
    missing, added = differences(certificate.facts, expected=expected, found=found)
    return CheckedPaper(
        verdict(missing, added, expected=expected, found=found), certificate, missing, added
    )


def _missing(issued: ProvenCertificate, found: str) -> tuple[Difference, ...]:
    """Facts that the file first served does not show: its row could have been changed."""
    drawn = words_of_paper(certificate_pdf(issued.facts))
    return differences(issued.facts, expected=drawn, found=found)[0]


def _own_paper(files: FileStore, certificate: ProvenCertificate) -> bytes:
    """The paper as first served, or drawn from the facts where its file is missing."""
    if certificate.file_sha256 is None:
        return certificate_pdf(certificate.facts)
    try:
        return files.get(certificate.file_sha256)
    except NotFoundError:
        return certificate_pdf(certificate.facts)
