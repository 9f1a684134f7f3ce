"""``flask evidence``: packages built and checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json
from lms.cli.context import CommandContext
from lms.domain.package import PackageKind
from lms.rendering.package import verify as verifier
from lms.services.packages.build import build_package
from lms.storage.keys import journal_key

group = CommandGroup("evidence", help="Build and check evidence packages.")


@group.command("build")
@click.option("--archive", "kind", flag_value="archive", help="The full archive, for counsel.")
@click.option("--folder", "kind", flag_value="folder", help="The thin folder of one year.")
@click.option("--year", type=int, required=True, help="The year, or the last of several.")
@click.option("--from-year", type=int, help="The first of several years.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP file."
)
@as_json
@click.pass_obj
def build(
    context: CommandContext,
    *,
    kind: str | None,
    year: int,
    from_year: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """Build a package; stopped, the same command goes on where it was."""
    if kind is None:
        raise CannotRunError("Say which package: --archive or --folder.")
    key = journal_key(context.config.data_dir)
    if key is None:
        raise CannotRunError("There is no key that signs for the record: flask keys create.")
    first = from_year or year
    folder = context.config.data_dir / "packages" / f"{kind}-{first}-{year}"
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    spool = build_package(
        context.open_database,
        context.files,
        kind=PackageKind(kind),
        folder=folder,
        first=first,
        last=year,
        key=key,
        out=out,
        progress=_progress,
    )
    if spool is None:
        raise AssertionError
    head, files = spool.plan["head"], len(spool.made) + 2
    spool.forget()
    document = {"file": str(out), "files": files, "head": head["seq"], "digest": head["digest"]}
    line = f"{out}: {files} files, up to journal entry {head['seq']}."
    answer(document, [line], json_wanted=as_json)


def _progress(done: int, steps: int) -> bool:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {steps}", nl=done == steps, err=True)
    return True


@group.command("verify")
@click.argument("package", type=click.Path(exists=True, path_type=Path))
@click.option("--key", help="The fingerprint of the key that you know.")
@click.option("--at-least", type=int, help="A journal entry that you know exists.")
@as_json
def verify(*, package: Path, key: str | None, at_least: int | None, as_json: bool) -> None:
    """Check the package PACKAGE with the verifier that travels in it.

    Ends with 1 where anything was found. It needs no database.
    """
    try:
        files, findings = verifier.read(str(package))
        seal, findings = verifier.examine(files, findings, key, at_least)
    except (verifier.CannotLookError, OSError) as error:
        raise CannotRunError(str(error)) from error
    lines = list(verifier.say(str(package), seal, findings))
    answer(
        {"findings": findings, "head": seal and seal["head"]},
        lines,
        json_wanted=as_json,
        findings=len(findings),
    )
