"""How a command answers: lines for people or one JSON document, and its exit status.

0 is fine, 1 says that there are findings, 2 that the command could not run; then a sentence
on standard error says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from lms.domain.errors import ConflictError, DomainError, ForbiddenError, NotFoundError

FINDINGS = 1
CANNOT_RUN = 2
_MOST = 8

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Write one JSON document and nothing else."
)
in_the_name_of = click.option(
    "--as",
    "login",
    metavar="LOGIN",
    help="Login name or badge number of the account in whose name this is recorded.",
)

_WORDS: Mapping[type[DomainError], str] = {
    NotFoundError: "There is no such thing",
    ConflictError: "The record already holds something else",
    ForbiddenError: "This is not allowed",
}


class CannotRunError(Exception):
    """A command cannot do what it was asked; the text is a sentence that says why."""


class CommandGroup(click.Group):
    """A group whose commands end with a sentence where something cannot be done."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's hook
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except CannotRunError as error:
            sentence = str(error)
        except DomainError as error:
            sentence = _sentence(error)
        except DBAPIError as error:
            sentence = f"The database refused: {error.orig}"
        except OSError as error:
            sentence = f"{error.filename or 'A file'} cannot be used: {error.strerror}."
        click.echo(sentence, err=True)
        raise click.exceptions.Exit(CANNOT_RUN)


def answer(
    document: Mapping[str, object], lines: Iterable[str], *, json_wanted: bool, findings: int = 0
) -> None:
    """Write the answer and, where there are findings, end with the status for them."""
    if json_wanted:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)
    if findings:
        raise click.exceptions.Exit(FINDINGS)


def counted(count: int, one: str, many: str = "") -> str:
    """``1 scenario``, ``2 scenarios``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def _sentence(error: DomainError) -> str:
    facts = dict(error.facts)
    head = str(facts.pop("reason", None) or _WORDS.get(type(error), "This cannot be done"))
    rest = "; ".join(f"{name.replace('_', ' ')} {_shown(value)}" for name, value in facts.items())
    return f"{head[:1].upper()}{head[1:].rstrip('.')}{f': {rest}' if rest else ''}."


def _shown(value: object) -> str:
    if not isinstance(value, (list, tuple)):
        return str(value)
    more = f" and {len(value) - _MOST} more" if len(value) > _MOST else ""
    return ", ".join(map(str, value[:_MOST])) + more
