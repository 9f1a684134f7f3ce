"""``flask content``: scenarios, lessons and modules, checked, taken in and approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted, in_the_name_of
from lms.cli.content_difference import differences, differing_document, differing_lines
from lms.cli.content_documents import checked_document, checked_lines, imported_document
from lms.cli.context import SCENARIOS, CommandContext
from lms.cli.coverage_documents import coverage_document, coverage_lines
from lms.cli.folder_findings import findings_document
from lms.cli.known_policy import known_policy, only_policy
from lms.content.policy_folder import TEXT
from lms.content.whole_folder import WholeFolder, read_whole_folder
from lms.domain.access import Actor, Permission
from lms.domain.coverage import Covered
from lms.domain.coverage import coverage as coverage_of
from lms.models import ContentKind
from lms.queries.content_files import content_files
from lms.queries.gates import gated_modules
from lms.queries.local_day import local_day
from lms.services.decide_content import approve_content, approve_plans_again, retire_content
from lms.services.import_content import ImportedContent
from lms.services.load_policy_folder import import_content_of

group = CommandGroup("content", help="Check, take in, approve and retire training content.")
policy_option = click.option(
    "--policy", metavar="SLUG", help="Which policy; may be left out where there is only one."
)


@group.command("check")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@as_json
def check(*, folder: Path | None, as_json: bool) -> None:
    """Read everything in FOLDER and tell every mistake as file:line: path: message.

    Without FOLDER, every policy under scenarios/ is checked. Needs no database.
    """
    read = [read_whole_folder(path) for path in ([folder] if folder else _folders())]
    found = [finding for each in read for finding in each.findings]
    document = {
        "folders": [checked_document(each) for each in read],
        "findings": findings_document(found),
    }
    lines = [*map(str, found), *(line for each in read for line in checked_lines(each))]
    answer(document, lines, json_wanted=as_json, findings=len(found))


@group.command("coverage")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@as_json
def coverage(*, folder: Path | None, as_json: bool) -> None:
    """Print what asks about each section, and fail where the folder's coverage.yaml has a hole.

    A line a section, below it its scenarios with the kind and the audience of their items.
    Without FOLDER, every policy under scenarios/ is looked at. Needs no database.
    """
    read = [read_whole_folder(path) for path in ([folder] if folder else _folders())]
    broken = [finding for each in read for finding in each.findings]
    if broken:
        document: dict[str, object] = {"findings": findings_document(broken)}
        answer(document, map(str, broken), json_wanted=as_json, findings=len(broken))
        return
    covered = {each.slug: _covered(each) for each in read}
    holes = sum(len(line.holes) for lines in covered.values() for line in lines)
    document = {"policies": {slug: coverage_document(each) for slug, each in covered.items()}}
    lines = [line for slug, each in covered.items() for line in coverage_lines(slug, each)]
    answer(document, lines, json_wanted=as_json, findings=holes)


def _covered(read: WholeFolder) -> tuple[Covered, ...]:
    if read.coverage is None or read.revision is None:
        raise CannotRunError(f"{read.path} has no coverage.yaml to hold its content against.")
    provisions = [each.provision for each in read.revision.provisions]
    return coverage_of(provisions, read.coverage, read.scenarios, read.lessons)


def _folders() -> list[Path]:
    here = Path.cwd()
    found = sorted(path.parent for path in SCENARIOS.glob(f"*/{TEXT}"))
    if not found:
        raise CannotRunError(f"There is no policy under {SCENARIOS}.")
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in found]


@group.command("import")
@parameters.folder
@click.option("--dry-run", is_flag=True, help="Show every difference and store nothing.")
@in_the_name_of
@as_json
@click.pass_obj
def import_folder(
    context: CommandContext, *, folder: Path, login: str | None, dry_run: bool, as_json: bool
) -> None:
    """Store what is new or changed in FOLDER as versions in review.

    The folder's policy must be imported already. Anything wrong in the folder stops all of it.
    The same files again change nothing; new versions need --as, because somebody else than
    their author approves them. --dry-run shows first what would change, place by place.
    """
    by = context.author(login, Permission.CONTENT_VIEW)
    read = read_whole_folder(folder)
    if dry_run and not read.findings:
        with context.database.reading() as session:
            differing = differences(session, read)
        answer(differing_document(differing), differing_lines(differing), json_wanted=as_json)
        return
    if read.findings:
        document: dict[str, object] = {"findings": findings_document(read.findings)}
        found = len(read.findings)
        answer(document, map(str, read.findings), json_wanted=as_json, findings=found)
        return
    imported = context.database.writing(partial(_import, read=read, by=by))
    answer(imported_document(read, imported), _import_lines(imported), json_wanted=as_json)


def _import(session: Session, *, read: WholeFolder, by: Actor, now: datetime) -> ImportedContent:
    imported = import_content_of(session, read=read, by=by, now=now)
    if imported.versions and by.is_system:
        waiting = counted(imported.versions, "new version")
        raise CannotRunError(f"There is work to store ({waiting}); say whose with --as LOGIN.")
    return imported


def _import_lines(imported: ImportedContent) -> Iterator[str]:
    for name, kind in imported.by_kind().items():
        yield (
            f"{name}: {len(kind.new)} new, {len(kind.changed)} changed, "
            f"{len(kind.unchanged)} unchanged"
        )
        for slug in kind.absent:
            yield f"    {slug} is no longer in the folder; retire it where it should go"
    if imported.versions:
        waiting = counted(imported.versions, "version waits", "versions wait")
        yield f"{waiting} for the approval of somebody else: flask content approve --as LOGIN"


@group.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@policy_option
@as_json
@click.pass_obj
def export(context: CommandContext, *, folder: Path, policy: str | None, as_json: bool) -> None:
    """Write the content in use into FOLDER, one file a piece; taken in again nothing differs."""
    slug = _policy(context, policy)
    with context.database.reading() as session:
        files = content_files(session, policy=slug)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    lines = [f"{counted(len(files), 'file')} written into {folder}."]
    answer({"policy": slug, "files": sorted(files)}, lines, json_wanted=as_json)


@group.command("approve")
@policy_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in ContentKind]),
    help="Only this kind; may be given several times.",
)
@in_the_name_of
@as_json
@click.pass_obj
def approve(
    context: CommandContext,
    *,
    policy: str | None,
    kinds: tuple[str, ...],
    login: str | None,
    as_json: bool,
) -> None:
    """Approve everything that waits for it, by somebody other than its author.

    All of it is approved or, where the approver wrote any of it, none. Checklists are for the
    policy owner to approve. A module about a change whose gate is closed stays in review.
    """
    by = _decider(context, login)
    slug = _policy(context, policy)
    wanted = tuple(map(ContentKind, kinds)) or tuple(ContentKind)
    approved = context.database.writing(partial(approve_content, policy=slug, kinds=wanted, by=by))
    with context.database.reading() as session:
        closed = [each for each in gated_modules(session) if not each.is_open]
    lines = [f"{counted(approved, 'version')} approved."]
    lines += [f"{each.module.id} is not: it waits for {each.missing} signatures" for each in closed]
    document = {"policy": slug, "approved": approved, "gates_closed": len(closed)}
    answer(document, lines, json_wanted=as_json)


@group.command("renew")
@policy_option
@in_the_name_of
@as_json
@click.pass_obj
def renew(context: CommandContext, *, policy: str | None, login: str | None, as_json: bool) -> None:
    """Approve for this year the lesson plans that were last approved in an earlier one.

    By somebody other than their author, who has read them again.
    """
    by = _decider(context, login)
    slug = _policy(context, policy)
    renewed = context.database.writing(partial(approve_plans_again, policy=slug, by=by))
    document = {"policy": slug, "renewed": renewed}
    answer(document, [f"{counted(renewed, 'lesson plan')} approved."], json_wanted=as_json)


@group.command("retire")
@click.argument("kind", type=click.Choice([kind.value for kind in ContentKind]))
@click.argument("slugs", nargs=-1, required=True)
@policy_option
@in_the_name_of
@as_json
@click.pass_obj
def retire(
    context: CommandContext,
    *,
    kind: str,
    slugs: tuple[str, ...],
    policy: str | None,
    login: str | None,
    as_json: bool,
) -> None:
    """Take scenarios, lessons or modules out of use; what was done with them stays."""
    by = _decider(context, login)
    slug = _policy(context, policy)
    retired = context.database.writing(
        partial(retire_content, policy=slug, kind=ContentKind(kind), slugs=slugs, by=by)
    )
    document = {"policy": slug, "retired": retired}
    answer(document, [f"{counted(retired, 'version')} retired."], json_wanted=as_json)


def _decider(context: CommandContext, login: str | None) -> Actor:
    if login is None:
        raise CannotRunError("Say who decides with --as LOGIN.")
    return context.actor(login, Permission.CONTENT_APPROVE)


def _policy(context: CommandContext, slug: str | None) -> str:
    database = context.database
    with database.reading() as session:
        day = local_day(session, database.clock())
        card = known_policy(session, slug=slug, day=day) if slug else only_policy(session, day=day)
    return card.slug
