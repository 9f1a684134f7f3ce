"""More time that people were given for a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.domain.year_extension import YearExtension
from lms.models import Exemption
from lms.queries.owed import Owed, owed_on
from lms.queries.standings import extends


def _extensions() -> Select[Any, Any, Any, Any, Any, Any, Any]:
    return select(
        Exemption.member_id,
        Exemption.extended_to,
        Exemption.approved_by,
        Exemption.reason,
        Exemption.id,
        Exemption.document_sha256.is_not(None).label("has_document"),
        Exemption.valid_from,
    ).order_by(Exemption.extended_to, Exemption.id)


def year_extensions(session: Session, owed: Owed) -> Mapping[int, YearExtension]:
    """The latest day that each member was given for a period of a requirement."""
    rows = session.execute(
        _extensions().where(Exemption.requirement_id == owed.requirement_id, extends(owed.period))
    )
    return {row.member_id: YearExtension(*row[1:]) for row in rows}


def own_extensions(session: Session, *, member_id: int, day: date) -> tuple[YearExtension, ...]:
    """More time that a member has for a year and that is not over on a day."""
    rows = session.execute(
        _extensions().where(
            Exemption.member_id == member_id,
            Exemption.requirement_id.is_not(None),
            Exemption.extended_to >= day,
        )
    )
    return tuple(YearExtension(*row[1:]) for row in rows)


def extended_years(session: Session, *, since: date, before: date) -> tuple[Owed, ...]:
    """The periods over before a day for which somebody was given time until ``since`` or later."""
    rows = session.execute(
        select(Exemption.requirement_id, Exemption.valid_from)
        .where(
            Exemption.requirement_id.is_not(None),
            Exemption.extended_to >= since,
            Exemption.valid_from < before,
        )
        .distinct()
    ).all()
    found = {
        (owed.requirement_id, owed.period.starts_on): owed
        for requirement_id, day in rows
        for owed in owed_on(session, day)
        if owed.requirement_id == requirement_id and owed.period.ends_on < before
    }
    return tuple(found[key] for key in sorted(found))
