"""``flask backup``: the record copied while people work, and put back."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted
from lms.cli.context import CommandContext
from lms.domain.access import SYSTEM
from lms.domain.anchor import anchors_in
from lms.domain.backup_manifest import BackupManifest
from lms.domain.errors import InvalidError
from lms.domain.issued_mark import marks_in
from lms.domain.recovery import Lost
from lms.services.make_backup import backup_faults, make_backup, read_manifest
from lms.services.recover import begin_recovery, end_recovery
from lms.services.restore_backup import restore_backup
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile, AnchorFileError
from lms.storage.database import Database
from lms.storage.database_copy import CopyFailedError
from lms.storage.engine import make_engine
from lms.storage.keys import KeyUnusableError, journal_key

group = CommandGroup("backup", help="Copy the record while people work, and put a copy back.")
_FOLDER = click.Path(path_type=Path, file_okay=False)


@group.command("make")
@click.argument("folder", type=_FOLDER)
@click.option("--without-keys", is_flag=True, help="Leave out the secret and the signing key.")
@as_json
@click.pass_obj
def make(context: CommandContext, folder: Path, *, without_keys: bool, as_json: bool) -> None:
    """Copy database, files and keys into a new folder; nobody who works is held up.

    The folder holds secrets: keep it as carefully as the record.
    """
    try:
        key = journal_key(context.config.data_dir)
        if key is None:
            raise CannotRunError("There is no key that signs. Make it with: flask keys create")
        manifest = make_backup(
            context.open_database,
            context.config.data_dir,
            folder.absolute(),
            key=key,
            keys_too=not without_keys,
        )
    except (CopyFailedError, KeyUnusableError) as error:
        raise CannotRunError(str(error)) from error
    answer(_document(manifest), _lines(manifest), json_wanted=as_json)


@group.command("check")
@click.argument("folder", type=_FOLDER)
@as_json
@click.pass_obj
def check(_context: CommandContext, folder: Path, *, as_json: bool) -> None:
    """Check a backup's signature and every file in it; ends with 1 where something differs."""
    manifest = read_manifest(folder)
    faults = list(backup_faults(folder, manifest))
    answer(
        {**_document(manifest), "findings": faults},
        [*faults, *_lines(manifest)],
        json_wanted=as_json,
        findings=len(faults),
    )


_ANCHORS = click.option(
    "--anchor",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with heads kept elsewhere, beside LMS_ANCHOR_FILE.",
)


@group.command("restore")
@click.argument("folder", type=_FOLDER)
@_ANCHORS
@as_json
@click.pass_obj
def restore(
    context: CommandContext, folder: Path, *, files: tuple[Path, ...], as_json: bool
) -> None:
    """Put a backup into an empty database and data directory, and verify what came back.

    Where an anchor is newer, the record goes into recovery. Ends with 1 where what came back
    does not verify, or is older than an anchor.
    """
    config = context.config
    engine = make_engine(config.database_url)
    try:
        manifest = restore_backup(folder, engine=engine, data_dir=config.data_dir)
        database = Database(engine, context.clock)
        lost = _meet(context, database, files)
        found = verify_journal(database, Outside(_anchor_file(context)), context.files)
    except CopyFailedError as error:
        raise CannotRunError(str(error)) from error
    finally:
        engine.dispose()
    answer(
        {
            **_document(manifest),
            "findings": list(found.findings),
            **found.summary,
            "recovery": asdict(lost) if lost else None,
        },
        [
            *found.findings,
            *_lines(manifest),
            f"The record that came back was checked: {counted(len(found.findings), 'finding')}.",
            *_lost_lines(lost),
            "Start the product again so that its keys are used.",
        ],
        json_wanted=as_json,
        findings=len(found.findings) + (lost is not None),
    )


@group.command("compare")
@_ANCHORS
@as_json
@click.pass_obj
def compare(context: CommandContext, *, files: tuple[Path, ...], as_json: bool) -> None:
    """Hold the record against the heads outside; an older one goes into recovery.

    Runs at each start. Ends with 1 where the record is older.
    """
    lost = _meet(context, context.open_database, files)
    answer(
        {"recovery": asdict(lost) if lost else None},
        _lost_lines(lost) or ["No head outside is newer than the record."],
        json_wanted=as_json,
        findings=int(lost is not None),
    )


@group.command("end-recovery")
@click.option("--decided-by", required=True, help="Who decided it, such as the Chief.")
@click.option("--reason", required=True, help="What was entered again, and what was not.")
@as_json
@click.pass_obj
def end(context: CommandContext, *, decided_by: str, reason: str, as_json: bool) -> None:
    """Let people work again after a recovery; the numbers that were lost stay unused."""
    context.open_database.writing(
        partial(end_recovery, decided_by=decided_by, reason=reason, by=SYSTEM)
    )
    answer({"ended": True}, ["The recovery has ended."], json_wanted=as_json)


def _anchor_file(context: CommandContext) -> AnchorFile | None:
    path = context.config.anchor_file
    return AnchorFile(path) if path else None


def _meet(context: CommandContext, database: Database, files: tuple[Path, ...]) -> Lost | None:
    """Hold the database against the anchor file and the files named, and begin a recovery."""
    own = _anchor_file(context)
    try:
        lines = own.lines() if own else []
        for path in files:
            lines += path.read_text(encoding="utf-8").splitlines()
        anchors, marks = tuple(anchors_in(lines)), tuple(marks_in(lines))
    except AnchorFileError as error:
        raise CannotRunError(str(error)) from error
    except (InvalidError, UnicodeDecodeError) as error:
        reason = error.facts["reason"] if isinstance(error, InvalidError) else "it is no text"
        raise CannotRunError(f"The anchors cannot be read: {reason}.") from error
    return database.writing(partial(begin_recovery, anchors=anchors, marks=marks))


def _lost_lines(lost: Lost | None) -> list[str]:
    if lost is None:
        return []
    return [
        (
            "This record is older than an anchor: entries "
            f"{lost.lost_from} to {lost.proven_through} are missing, perhaps more. It is under "
            "recovery: people can read and enter nothing."
        ),
        (
            f"No number up to {lost.lost_through} is used again. Enter again what papers and "
            "letters show, then: flask backup end-recovery --decided-by ... --reason ..."
        ),
    ]


def _document(manifest: BackupManifest) -> dict[str, object]:
    return {
        "made_at": manifest.made_at,
        "entry": manifest.seq,
        "leaf_hash": manifest.leaf_hash,
        "files": len(manifest.files),
    }


def _lines(manifest: BackupManifest) -> list[str]:
    return [
        f"Backup of {manifest.made_at}: {counted(len(manifest.files), 'file')}.",
        f"Entry {manifest.seq} of the journal: {manifest.leaf_hash}",
    ]
