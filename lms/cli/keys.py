"""``flask keys``: the secret of the pages, and the key that signs for the record."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import click
from sqlalchemy.orm import Session

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.queries.signing_keys import signing_keys
from lms.services.keep_keys import record_key, record_secret_rotation
from lms.storage.keys import (
    KeyUnusableError,
    SigningKey,
    fingerprint,
    fingerprint_of_secret,
    journal_key,
    make_journal_key,
    make_next_journal_key,
    put_next_journal_key_in_use,
    rotate_secret,
)

group = CommandGroup("keys", help="Show, make and change the keys of this installation.")


@group.command("show")
@as_json
@click.pass_obj
def show(context: CommandContext, *, as_json: bool) -> None:
    """Print the fingerprints of the keys in use and of those before; never a key."""
    key = _usable(context)
    with context.database.reading() as session:
        recorded = signing_keys(session)
    here = fingerprint(key.public) if key else None
    document = {
        "session_secret": fingerprint_of_secret(context.config.secret_key),
        "journal_key": here,
        "recorded": [
            {"fingerprint": each.fingerprint, "entry": each.event_seq} for each in recorded
        ],
        "agrees": here == (recorded[-1].fingerprint if recorded else None),
    }
    lines = [
        f"Secret of the pages: {document['session_secret']}",
        f"Key of the record: {here or 'none yet; make it with: flask keys create'}",
        *(f"  recorded as {each.fingerprint} in entry {each.event_seq}" for each in recorded),
    ]
    if not document["agrees"]:
        lines.append("The key on this machine is not the one the record names: deploy/KEYS.md")
    answer(document, lines, json_wanted=as_json, findings=0 if document["agrees"] else 1)


@group.command("create")
@as_json
@click.pass_obj
def create(context: CommandContext, *, as_json: bool) -> None:
    """Make the key that signs for the record, once; a second run changes nothing."""
    with context.database.reading() as session:
        recorded = signing_keys(session)
    key = _usable(context)
    if recorded and key is None:
        raise CannotRunError(
            "The record names a key that is not on this machine. Restore it from a backup, or "
            "follow deploy/KEYS.md: a new one would not be signed by it."
        )
    if not recorded:
        key = key or make_journal_key(context.config.data_dir)
        context.open_database.writing(
            partial(record_key, key=key, previous=None, reason="The first key.")
        )
    shown = fingerprint(key.public) if key else ""
    answer(
        {"fingerprint": shown, "made": not recorded},
        [f"Key of the record: {shown}", "Print this and keep it apart from the server."],
        json_wanted=as_json,
    )


@group.command("rotate")
@click.argument("which", type=click.Choice(["journal", "session"]))
@click.option("--reason", required=True, help="Why, for the record.")
@click.option("--lost", is_flag=True, help="The old journal key is gone and cannot sign.")
@as_json
@click.pass_obj
def rotate(context: CommandContext, *, which: str, reason: str, lost: bool, as_json: bool) -> None:
    """Change a key. A new journal key is recorded under the signatures of both.

    The old secret of the pages stays good for a day, so nobody is signed out; start the
    product again afterwards.
    """
    try:
        after = _rotate_secret(context) if which == "session" else _rotate(context, reason, lost)
    except KeyUnusableError as error:
        raise CannotRunError(str(error)) from error
    lines = [f"New {which} key: {after}", "Start the product again so that it is used."]
    answer({"which": which, "fingerprint": after}, lines, json_wanted=as_json)


def _rotate_secret(context: CommandContext) -> str:
    old, new = rotate_secret(context.config.data_dir)
    context.open_database.writing(partial(record_secret_rotation, old=old, new=new))
    return fingerprint_of_secret(new)


def _rotate(context: CommandContext, reason: str, lost: bool) -> str:  # noqa: FBT001 - an option
    folder = context.config.data_dir
    old = None if lost else _usable(context)
    if old is None and not lost:
        raise CannotRunError("There is no key to change. Make the first one: flask keys create")
    key = make_next_journal_key(folder)
    shown = context.open_database.writing(partial(_recorded, key=key, old=old, reason=reason))
    put_next_journal_key_in_use(folder)
    return shown


def _recorded(
    session: Session, *, key: SigningKey, old: SigningKey | None, reason: str, now: datetime
) -> str:
    """Record the new key, unless a run that was interrupted has done so already."""
    known = signing_keys(session)
    if known and known[-1].public_key == key.public:
        return known[-1].fingerprint
    return record_key(session, key=key, previous=old, reason=reason, now=now)


def _usable(context: CommandContext) -> SigningKey | None:
    try:
        return journal_key(context.config.data_dir)
    except KeyUnusableError as error:
        raise CannotRunError(str(error)) from error
