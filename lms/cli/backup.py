"""``flask backup``: the record copied while people work, and put back."""

from __future__ import annotations

from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted
from lms.cli.context import CommandContext
from lms.domain.backup_manifest import BackupManifest
from lms.services.make_backup import backup_faults, make_backup, read_manifest
from lms.services.restore_backup import restore_backup
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile
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
            context.database,
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


@group.command("restore")
@click.argument("folder", type=_FOLDER)
@as_json
@click.pass_obj
def restore(context: CommandContext, folder: Path, *, as_json: bool) -> None:
    """Put a backup into an empty database and data directory, and verify what came back.

    Ends with 1 where the record that came back does not verify.
    """
    config = context.config
    engine = make_engine(config.database_url)
    try:
        manifest = restore_backup(folder, engine=engine, data_dir=config.data_dir)
        outside = Outside(AnchorFile(config.anchor_file) if config.anchor_file else None)
        found = verify_journal(Database(engine, context.clock), outside, context.files)
    except CopyFailedError as error:
        raise CannotRunError(str(error)) from error
    finally:
        engine.dispose()
    answer(
        {**_document(manifest), "findings": list(found.findings), **found.summary},
        [
            *found.findings,
            *_lines(manifest),
            f"The record that came back was checked: {counted(len(found.findings), 'finding')}.",
            "Start the product again so that its keys are used.",
        ],
        json_wanted=as_json,
        findings=len(found.findings),
    )


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
