"""``flask certificate``: a certificate's file held against the record."""

from __future__ import annotations

from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.domain.certificate import CertificateStatus
from lms.domain.paper_check import PaperVerdict
from lms.services.check_paper import CheckedPaper, check_paper

group = CommandGroup("certificate", help="Hold a certificate's file against the record.")

_WORDS = {
    PaperVerdict.ISSUED: "The file is the one that was issued, byte for byte.",
    PaperVerdict.SAME_WORDS: "The words are those of the record, and the file is another one.",
    PaperVerdict.OTHER_WORDS: "The file does not say what the record says.",
    PaperVerdict.NO_CODE: "The file names no code of a certificate.",
    PaperVerdict.SEVERAL_CODES: "The file names several codes; no certificate does.",
    PaperVerdict.UNKNOWN_CODE: "No certificate is recorded under the code in the file.",
}


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@click.pass_obj
def verify(context: CommandContext, file: Path, *, as_json: bool) -> None:
    """Compare every printed fact of a PDF with the record.

    Ends with 0 only where the file is the one that was issued and the certificate is valid.
    """
    try:
        checked = check_paper(context.open_database, context.files, file.read_bytes())
    except UnreadableDocumentError as error:
        raise CannotRunError(f"{file}: {error.facts['reason']}") from error
    status = checked.certificate.status.value if checked.certificate else None
    good = checked.verdict is PaperVerdict.ISSUED and status == CertificateStatus.VALID
    document = {
        "verdict": checked.verdict.value,
        "status": status,
        "missing": [{"fact": each.label, "recorded": each.recorded} for each in checked.missing],
        "added": list(checked.added),
    }
    answer(document, _lines(checked, status), json_wanted=as_json, findings=0 if good else 1)


def _lines(checked: CheckedPaper, status: str | None) -> list[str]:
    return [
        _WORDS[checked.verdict],
        *([f"The record says of this certificate: {status}."] if status else []),
        *(f"{each.label}: the record says {each.recorded!r}." for each in checked.missing),
        *(f"Not printed by the department: {each!r}" for each in checked.added),
    ]
