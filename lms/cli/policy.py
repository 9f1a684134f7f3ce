"""``flask policy``: taking a policy in, showing it, and recording what is decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted, in_the_name_of
from lms.cli.context import CommandContext
from lms.cli.folder_findings import findings_document
from lms.cli.known_policy import known_policy
from lms.cli.policy_decisions import DECISIONS
from lms.cli.policy_documents import card_document, provision_document, revision_name
from lms.cli.policy_files import import_file, read_file
from lms.content.development_file import developments_file_findings, read_developments
from lms.content.policy_folder import revision_from_folder
from lms.content.whole_folder import DEVELOPMENTS
from lms.content.yaml_source import Findings
from lms.domain.access import Actor, Permission
from lms.domain.development import Development
from lms.domain.policy import Correction
from lms.domain.revision import Revision
from lms.queries.local_day import local_day
from lms.queries.policies import PolicyCard, policies
from lms.queries.policy_reader import read_policy
from lms.services.enter_development import import_developments
from lms.services.import_policy import ImportedPolicy
from lms.services.load_policy_folder import import_policy_of, keep_source

group = CommandGroup("policy", help="Take policies in, show them, record what is decided.")


@group.command("import")
@parameters.folder
@in_the_name_of
@as_json
@click.pass_obj
def import_folder(
    context: CommandContext, *, folder: Path, login: str | None, as_json: bool
) -> None:
    """Read the policy in FOLDER and store it; the same again changes nothing.

    The folder's name is the policy's slug. Corrections that were needed to read the text, and
    what the head of the document leaves open, are listed. Nothing is put in force.
    """
    by = context.author(login, Permission.CONTENT_VIEW)
    revision, found = revision_from_folder(folder)
    changes, wrong = _changes(folder, revision)
    found = (*found, *wrong)
    if revision is None or found:
        document: dict[str, object] = {"folder": str(folder), "findings": findings_document(found)}
        answer(document, map(str, found), json_wanted=as_json, findings=len(found))
        return
    keep_source(context.files, folder, revision)
    imported, entries = context.database.writing(
        partial(_import, folder=folder, revision=revision, developments=changes, by=by)
    )
    answer(
        _import_document(folder, revision, imported, entries),
        _import_lines(revision, imported, entries),
        json_wanted=as_json,
    )


def _changes(folder: Path, revision: Revision | None) -> tuple[tuple[Development, ...], Findings]:
    """What the register of changes is first filled with, and what is wrong with it."""
    file = folder / DEVELOPMENTS
    if revision is None or not file.exists():
        return (), ()
    read = read_developments(file)
    found = developments_file_findings(read, {each.id for each in revision.provisions})
    return read.thing or (), found


def _import(
    session: Session,
    *,
    folder: Path,
    revision: Revision,
    developments: tuple[Development, ...],
    by: Actor,
    now: datetime,
) -> tuple[ImportedPolicy, int]:
    imported = import_policy_of(session, path=folder, revision=revision, by=by, now=now)
    entries = import_developments(
        session, policy=revision.slug, developments=developments, by=by, now=now
    )
    return imported, entries


def _import_document(
    folder: Path, revision: Revision, imported: ImportedPolicy, entries: int
) -> dict[str, object]:
    return {
        "folder": str(folder),
        "slug": revision.slug,
        "revision": imported.sequence,
        "is_new": imported.is_new,
        "clauses": len(revision.tree.clauses),
        "provisions": len(revision.provisions),
        "statuses_set": list(imported.statuses),
        "developments": entries,
        "corrections": [_correction_document(each) for each in revision.corrections],
        "open": [finding.message for finding in revision.header_findings],
        "findings": [],
    }


def _correction_document(correction: Correction) -> dict[str, object]:
    return {
        "line": correction.line,
        "words": correction.words,
        "reads": correction.reads.value,
        "reason": correction.reason,
    }


def _import_lines(revision: Revision, imported: ImportedPolicy, entries: int) -> Iterator[str]:
    verb = "stored as" if imported.is_new else "already stored as"
    yield f"{revision.title}: {verb} revision {imported.sequence}."
    yield f"{len(revision.tree.clauses)} clauses, {len(revision.provisions)} provisions."
    if imported.statuses:
        yield f"The status of {len(imported.statuses)} provisions was recorded."
    if entries:
        yield f"{counted(entries, 'entry', 'entries')} of the change register, none reviewed yet."
    for each in revision.corrections:
        yield f"Line {each.line} is read by decision: {each.reads}. {each.reason}"
    for finding in revision.header_findings:
        yield f"Still open: {finding.message}"


@group.command("list")
@as_json
@click.pass_obj
def list_policies(context: CommandContext, *, as_json: bool) -> None:
    """List the policies, the revision in force and what is still open about it."""
    database = context.database
    with database.reading() as session:
        cards = policies(session, day=local_day(session, database.clock()))
    document = {"policies": [card_document(card) for card in cards]}
    lines = (line for card in cards for line in _card_lines(card))
    answer(document, lines, json_wanted=as_json)


def _card_lines(card: PolicyCard) -> Iterator[str]:
    yield f"{card.slug}: {card.title}, {revision_name(card)}"
    shown = card.in_force or card.newest
    for finding in shown.findings if shown else ():
        yield f"    still open: {finding}"


@group.command("show")
@click.argument("slug")
@as_json
@click.pass_obj
def show_policy(context: CommandContext, *, slug: str, as_json: bool) -> None:
    """Show every provision of the policy SLUG: its exact words and what they may be used for."""
    database = context.database
    with database.reading() as session:
        day = local_day(session, database.clock())
        card = known_policy(session, slug=slug, day=day)
        if card.revision_id is None:
            raise CannotRunError(f"No document of {slug} was imported yet.")
        revision = read_policy(session, revision_id=card.revision_id, day=day).revision
    document = card_document(card) | {
        "provisions": [provision_document(each) for each in revision.provisions]
    }
    answer(document, _show_lines(card, revision), json_wanted=as_json)


def _show_lines(card: PolicyCard, revision: Revision) -> Iterator[str]:
    yield from _card_lines(card)
    for each in revision.provisions:
        provision = each.provision
        actor = f", {provision.actor}" if provision.actor else ""
        yield ""
        yield f"{each.id} ({provision.kind}{actor}; {provision.status})"
        yield f"    {each.exact_words}"
        if provision.status_reason:
            yield f"    [{provision.status_reason}]"


group.add_command(read_file)
group.add_command(import_file)
for decision in DECISIONS:
    group.add_command(decision)
