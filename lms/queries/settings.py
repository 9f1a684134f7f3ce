"""The department's settings as they hold on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.domain.setting import Settings, settings_from
from lms.models import Setting
from lms.queries.journal_place import rows_of

_VALID = (
    select(Setting.name, Setting.value)
    .where(Setting.valid_from <= bindparam("day"))
    .order_by(Setting.valid_from, Setting.id)
)


def setting_values(session: Session, day: date) -> dict[str, object]:
    """Every setting's value on ``day``: the latest valid one, of several the last recorded."""
    rows = rows_of(session, _VALID, {"day": day})
    return {name: value for name, value in rows}  # noqa: C416 - rows are no pairs to dict()


def settings_on(session: Session, day: date) -> Settings:
    """The settings in force on ``day``.

    Raises:
        InvalidError: names the settings that nobody has decided.
    """
    return settings_from(setting_values(session, day))
