"""When a checklist is taken away: a section it rests on is blocked, reworded or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.provision import ProvisionStatus


class Why(StrEnum):
    """What happened to a section since the checklist was written."""

    BLOCKED = "blocked"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """A section as it stands today: its status and the digest of its words."""

    status: ProvisionStatus
    digest: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """One reason for which a checklist is not shown."""

    provision: str
    why: Why


def pulled(cited: Mapping[str, str], standing: Mapping[str, Standing]) -> Iterator[Pulled]:
    """Every reason to take a checklist away; none while all of its sections stand.

    Args:
        cited: the digest of the words that the checklist cites, by provision.
        standing: the provisions of the revision in force, with their status today.
    """
    for code, digest in cited.items():
        found = standing.get(code)
        if found is None:
            yield Pulled(code, Why.GONE)
        elif found.status is ProvisionStatus.BLOCKED:
            yield Pulled(code, Why.BLOCKED)
        elif found.digest != digest:
            yield Pulled(code, Why.CHANGED)
