"""What several commands take: days, folders, a revision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click


class Day(click.ParamType[date]):
    """A calendar day as ``2027-03-01``."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day or say how it is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2027-03-01", param, ctx)


DAY = Day()

folder = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
revision = click.option(
    "--revision", "sequence", type=click.IntRange(min=1), help="Its number; the newest if left out."
)
decided_by = click.option(
    "--decided-by", required=True, metavar="NAME", help="Who decided it: name and office."
)
