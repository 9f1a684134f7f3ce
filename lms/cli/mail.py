"""``flask mail``: whether letters arrive."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from secrets import token_hex

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted
from lms.cli.context import CommandContext
from lms.domain.errors import InvalidError
from lms.domain.letter import LetterKind
from lms.domain.mail import is_address, read_mail_door
from lms.queries.local_day import local_day
from lms.queries.mail_server import mail_server, outbox
from lms.rendering.letter import letter
from lms.storage.mail import Letter, MailDelayedError, MailRefusedError, MailServer, send

group = CommandGroup("mail", help="See whether letters arrive.")


@group.command("check")
@as_json
@click.pass_obj
def check(context: CommandContext, *, as_json: bool) -> None:
    """Say where letters go today, and how those of the last seven days fared."""
    database = context.database
    with database.reading() as session:
        fared = outbox(session, since=database.clock() - timedelta(days=7))
    to = _in_force(context)
    shown = {"host": to.host, "port": to.port, "security": to.transport.value, "from": to.sender}
    where = f"{to.host}:{to.port} ({to.transport.value}), from {to.sender}"
    lines = [f"Letters go to {where}.", f"{counted(fared.waiting, 'letter')} waiting."]
    lines.append(f"{counted(fared.given_up, 'letter')} given up.")
    if fared.last_error:
        lines.append(f"The latest that failed: {fared.last_error}.")
    answer({"server": shown, "letters": asdict(fared)}, lines, json_wanted=as_json)


@group.command("test")
@click.argument("address")
@click.option("--server", metavar="SERVER", help="Try this one, such as mail.example.gov:465 tls.")
@as_json
@click.pass_obj
def test(context: CommandContext, *, address: str, server: str | None, as_json: bool) -> None:
    """Send one letter to ADDRESS now, by the server in force or by one to be proposed."""
    if not is_address(address):
        raise CannotRunError(f"{address!r} is no e-mail address such as name@example.gov.")
    to = _tried(_in_force(context), server)
    words = letter(
        LetterKind.TEST,
        name=address,
        department="Test",
        facts={"address": context.config.base_url},
    )
    try:
        send(to, Letter(address, words.subject, words.text, token_hex(16)))
    except (MailDelayedError, MailRefusedError) as error:
        raise CannotRunError(f"{to.host}:{to.port} did not take the letter: {error}.") from error
    said = f"{to.host}:{to.port} took a letter to {address}, from {to.sender}."
    answer({"host": to.host, "port": to.port, "to": address}, [said], json_wanted=as_json)


def _in_force(context: CommandContext) -> MailServer:
    database, config = context.database, context.config
    with database.reading() as session:
        day = local_day(session, database.clock())
        found = mail_server(session, day=day, installed=config.mail, login=config.mail_login)
    if found is None:
        raise CannotRunError(
            "There is no mail server. Set LMS_SMTP_HOST and LMS_MAIL_FROM, or have two people "
            "decide the settings of mail."
        )
    return found


def _tried(held: MailServer, server: str | None) -> MailServer:
    if server is None:
        return held
    try:
        door = read_mail_door(server)
    except InvalidError as error:
        raise CannotRunError(f"--server {server!r}: {error.facts['reason']}.") from error
    return replace(held, host=door.host, port=door.port, transport=door.transport)
