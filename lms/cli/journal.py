"""``flask journal``: the record checked against itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.domain.anchor import Anchor, PrintedHead, anchors_in, printed_from
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.head_statement import HeadOccasion
from lms.domain.receipt_text import read_receipt
from lms.queries.head_report import head_of_month
from lms.queries.local_day import local_day
from lms.queries.receipts import receipt_differences
from lms.queries.signed_heads import HeadRow, newest_head
from lms.queries.signing_keys import SignedKeyStatement, key_statements
from lms.services.head_paper import head_paper
from lms.services.sign_head import HeadDesk
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile
from lms.storage.keys import KeyUnusableError, fingerprint

group = CommandGroup("journal", help="Check the record against itself, sign what it has become.")


LIMIT = (
    "What this proves ends at the newest anchor: somebody with this machine in hand can still "
    "rewrite what came after it. Keep anchors where they cannot reach."
)


@group.command("verify")
@click.option(
    "--anchor",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with heads kept elsewhere; a saved letter will do.",
)
@click.option(
    "--printed", "papers", multiple=True, help="A head on paper, such as '12: 3f9a...'; repeat it."
)
@as_json
@click.pass_obj
def verify(
    context: CommandContext, *, files: tuple[Path, ...], papers: tuple[str, ...], as_json: bool
) -> None:
    """Check chain, signatures, anchors, and rebuild results, credit and certificates.

    Ends with 1 where the tables say anything that the journal does not, or the journal is
    not the one that an anchor names.
    """
    anchor_file = context.config.anchor_file
    outside = Outside(
        file=AnchorFile(anchor_file) if anchor_file else None,
        anchors=tuple(anchor for path in files for anchor in _anchors(path)),
        printed=tuple(_paper(text) for text in papers),
    )
    found = verify_journal(context.database, outside, context.files)
    limits = [LIMIT, *_same_volume(context)]
    document = {"findings": list(found.findings), **found.summary, "limits": limits}
    lines = [
        *found.findings,
        *(f"{name}: {value}" for name, value in found.summary.items()),
        *limits,
    ]
    answer(document, lines, json_wanted=as_json, findings=len(found.findings))


def _anchors(path: Path) -> tuple[Anchor, ...]:
    try:
        found = tuple(anchors_in(path.read_text(encoding="utf-8").splitlines()))
    except (InvalidError, UnicodeDecodeError) as error:
        reason = error.facts["reason"] if isinstance(error, InvalidError) else "it is no text"
        raise CannotRunError(f"{path}: {reason}.") from error
    if not found:
        raise CannotRunError(f"{path} holds no anchor: keep the last line of: flask journal head")
    return found


def _paper(text: str) -> PrintedHead:
    try:
        return printed_from(text)
    except InvalidError as error:
        raise CannotRunError(f"--printed {text!r}: {error.facts['reason']}.") from error


def _same_volume(context: CommandContext) -> list[str]:
    path = context.config.anchor_file
    if path is None or not AnchorFile(path).on_volume_of(context.config.data_dir):
        return []
    return [f"The anchor file {path} is on the same volume as the record; move it to another one."]


@group.command("head")
@click.option("--sign", is_flag=True, help="Sign the journal as it stands now.")
@as_json
@click.pass_obj
def head(context: CommandContext, *, sign: bool, as_json: bool) -> None:
    """Print the newest signed head, its signature, and the statements of the keys.

    Keep a copy where nobody who can change this machine can change it: it proves the journal
    up to its entry.
    """
    signed = _sign(context) if sign else None
    with context.database.reading() as session:
        newest = signed or newest_head(session)
        keys = key_statements(session)
    if newest is None:
        raise CannotRunError(
            "No head was signed yet. The worker signs one each night; now: flask journal head "
            "--sign"
        )
    answer(_document(newest, keys), _lines(newest), json_wanted=as_json)


def _sign(context: CommandContext) -> HeadRow:
    try:
        signed = HeadDesk(context.open_database, context.config.data_dir).sign(HeadOccasion.ASKED)
    except KeyUnusableError as error:
        raise CannotRunError(str(error)) from error
    except ConflictError as error:
        raise CannotRunError(f"Nothing was signed: {error.facts['reason']}.") from error
    if signed is None:
        raise CannotRunError("There is no key that signs. Make it with: flask keys create")
    return signed


def _document(head: HeadRow, keys: tuple[SignedKeyStatement, ...]) -> dict[str, object]:
    return {
        "message": head.message,
        "signature": head.signature,
        "digest": head.statement.digest,
        "keys": [
            {
                "fingerprint": key.fingerprint,
                "message": key.message,
                "signature": key.signature,
                "previous_signature": key.previous_signature,
                "entry": key.event_seq,
            }
            for key in keys
        ],
    }


def _lines(head: HeadRow) -> list[str]:
    said = head.statement
    return [
        f"Head {said.number}, signed {said.signed_at} ({said.occasion})",
        f"Entry {said.seq} of the journal: {said.leaf_hash}",
        f"All {said.entries} entries: {said.root}",
        f"Digest of this head: {said.digest}",
        f"Signature: {head.signature}",
        f"Key: {fingerprint(said.public_key)}",
        "The next line is the anchor to keep:",
        Anchor(head.message, head.signature).line(),
    ]


@group.command("report")
@click.option("--month", required=True, help="A month that is over, such as 2026-10.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF file."
)
@as_json
@click.pass_obj
def report(context: CommandContext, *, month: str, out: Path, as_json: bool) -> None:
    """Write the month's newest head on one page, for a signature by hand."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise CannotRunError(f"A month is written like 2026-10, not {month!r}.") from error
    with context.database.reading() as session:
        today = local_day(session, context.database.clock())
        found = head_of_month(session, first, today=today)
    if found is None:
        raise CannotRunError(f"No head was signed in {month}, or that month is not over.")
    said = found.head.statement
    out.write_bytes(head_paper(found))
    document = {"file": str(out), "head": said.number, "digest": said.digest}
    answer(document, [f"{out}: head {said.number}, {said.digest}"], json_wanted=as_json)


@group.command("receipt")
@click.option("--attempt", required=True, help="Attempt number.")
@click.option("--received", required=True, help="When, in UTC, such as 2026-11-24T19:02:09Z.")
@click.option("--answers", required=True, help="Digest of the answers.")
@click.option("--position", required=True, help="Record position.")
@click.option("--digest", required=True, help="Record digest.")
@as_json
@click.pass_obj
def receipt(context: CommandContext, /, *, as_json: bool, **typed: str) -> None:
    """Compare a receipt of a submission, line by line, with the record.

    Ends with 1 where the record does not bear it out.
    """
    held = read_receipt(typed)
    with context.database.reading() as session:
        found = receipt_differences(session, held)
    lines = [f"Not as the record has it: {name}." for name in found]
    answer(
        {"genuine": not found, "differs": list(found)},
        lines or [f"The receipt agrees with entry {held.event_seq} of the record."],
        json_wanted=as_json,
        findings=len(found),
    )
