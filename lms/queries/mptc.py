"""What the department decided about the hours and the MPTC's 40."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.mptc import counts_words
from lms.domain.setting import SettingName
from lms.models import Setting


@dataclass(frozen=True, slots=True)
class MptcDecision:
    """A decision and the day from which it holds."""

    counts: bool
    valid_from: date

    @property
    def on_certificate(self) -> str:
        """The sentence a certificate of the year carries; empty where the hours do not count."""
        return counts_words(self.valid_from) if self.counts else ""


def mptc_decision(session: Session, day: date) -> MptcDecision | None:
    """The decision that holds on a day; None where nobody decided."""
    row = session.execute(
        select(Setting.value, Setting.valid_from)
        .where(Setting.name == SettingName.MPTC_HOURS.value, Setting.valid_from <= day)
        .order_by(Setting.valid_from.desc(), Setting.id.desc())
        .limit(1)
    ).one_or_none()
    return MptcDecision(row.value == "yes", row.valid_from) if row else None
