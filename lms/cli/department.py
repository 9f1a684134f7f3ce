"""``flask department``: the first decisions of an installation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy.orm import Session

from lms.cli import parameters
from lms.cli.answer import CannotRunError, CommandGroup, answer, as_json, counted
from lms.cli.context import SCENARIOS, CommandContext
from lms.content.requirement_file import read_requirement
from lms.content.whole_folder import REQUIREMENT
from lms.domain.access import SYSTEM
from lms.domain.requirement import Requirement
from lms.domain.setting import SettingName
from lms.queries.local_day import local_day
from lms.queries.policies import policy_card
from lms.services.assign_module import open_period
from lms.services.set_up_department import decide_first_settings, set_first_requirement

group = CommandGroup("department", help="Record a department's first decisions.")


@dataclass(frozen=True, slots=True)
class _SetUp:
    """What a set-up recorded; of a second run, nothing."""

    settings: tuple[str, ...]
    requirement: bool
    duties: int


@group.command("set-up")
@click.option("--name", required=True, help="The department's name, as certificates print it.")
@parameters.decided_by
@click.option("--address", metavar="URL", help="Where certificates are verified; LMS_BASE_URL.")
@click.option(
    "--policy",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The policy's folder with requirement.yaml; the only one under scenarios/ if left out.",
)
@click.option("--from", "day", type=parameters.DAY, help="The first day; today if left out.")
@as_json
@click.pass_obj
def set_up(
    context: CommandContext,
    *,
    name: str,
    decided_by: str,
    address: str | None,
    folder: Path | None,
    day: date | None,
    as_json: bool,
) -> None:
    """Record the first settings and what the policy asks each year, and open this year.

    Settings that were decided before stay as they are. The policy must be imported already.
    """
    folder = folder or _only_folder()
    requirement = _requirement(folder)
    entered: dict[SettingName, object] = {
        SettingName.DEPARTMENT: name,
        SettingName.ADDRESS: (address or context.config.base_url).rstrip("/"),
        SettingName.DEMONSTRATION: False,
    }
    done = context.database.writing(
        partial(
            _set_up,
            entered=entered,
            policy=folder.resolve().name,
            requirement=requirement,
            day=day,
            decided_by=decided_by,
        )
    )
    lines = [
        f"Settings recorded: {', '.join(done.settings) or 'none, all were decided'}.",
        f"{requirement.title}: {'recorded' if done.requirement else 'was recorded already'}.",
        f"{counted(done.duties, 'member owes', 'members owe')} it from now on.",
    ]
    answer(asdict(done), lines, json_wanted=as_json)


@group.command("open-period")
@as_json
@click.pass_obj
def open_this_period(context: CommandContext, *, as_json: bool) -> None:
    """Give every sworn member who lacks it the duty of the period that holds today."""
    duties = context.database.writing(_open)
    lines = [f"{counted(duties, 'new duty', 'new duties')}."]
    answer({"duties": duties}, lines, json_wanted=as_json)


def _open(session: Session, *, now: datetime) -> int:
    return open_period(session, day=local_day(session, now), by=SYSTEM, now=now)


def _only_folder() -> Path:
    found = [path.parent for path in SCENARIOS.glob(f"*/{REQUIREMENT}")]
    if len(found) != 1:
        raise CannotRunError(f"Say with --policy which folder under {SCENARIOS} is meant.")
    return found[0]


def _requirement(folder: Path) -> Requirement:
    reading = read_requirement(folder / REQUIREMENT)
    if reading.thing is None:
        raise CannotRunError("; ".join(map(str, reading.found)))
    return reading.thing


def _set_up(
    session: Session,
    *,
    entered: dict[SettingName, object],
    policy: str,
    requirement: Requirement,
    day: date | None,
    decided_by: str,
    now: datetime,
) -> _SetUp:
    first = day or local_day(session, now)
    if policy_card(session, slug=policy, day=first) is None:
        raise CannotRunError(f"Import the policy first: flask policy import .../{policy}")
    settings = decide_first_settings(
        session, entered=entered, valid_from=first, decided_by=decided_by, by=SYSTEM, now=now
    )
    new = set_first_requirement(
        session,
        policy=policy,
        requirement=requirement,
        valid_from=first,
        decided_by=decided_by,
        by=SYSTEM,
        now=now,
    )
    duties = open_period(session, day=local_day(session, now), by=SYSTEM, now=now)
    return _SetUp(tuple(name.value for name in settings), new, duties)
