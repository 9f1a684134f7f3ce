"""What training content may cite, and when it mentions what it may not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from lms.domain.findings import Finding
from lms.domain.policy import joined_words
from lms.domain.provision import ProvisionStatus

Path = tuple[str | int, ...]


class Citable(Protocol):
    """What is asked of a provision; ``lms.domain.provision.Provision`` is one."""

    @property
    def id(self) -> str:
        """Its id, the same in every revision."""
        ...

    @property
    def status(self) -> ProvisionStatus:
        """What training may do with it."""
        ...

    @property
    def phrases(self) -> Sequence[str]:
        """For a blocked one, lower-case words by which a text mentions it."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What content is checked against.

    Attributes:
        provisions: by id.
        limbs: the parts of the requirement that minutes may count toward.
    """

    provisions: Mapping[str, Citable]
    limbs: frozenset[str] = frozenset({"policy", "federal_changes"})

    def blocked(self) -> Iterator[Citable]:
        """The blocked provisions."""
        for provision in self.provisions.values():
            if provision.status is ProvisionStatus.BLOCKED:
                yield provision


def citation_findings(
    path: Path, names: Sequence[str], known: Known, *, scored: bool
) -> Iterator[Finding]:
    """Provisions cited twice or unknown; and where they are scored, those that may not be."""
    for at, name in enumerate(names):
        provision = known.provisions.get(name)
        if name in names[:at]:
            yield Finding((*path, at), f"cites {name} twice")
        elif provision is None:
            yield Finding((*path, at), f"there is no provision {name}")
        elif scored and not provision.status.may_be_scored:
            yield Finding((*path, at), f"{name} is {provision.status} and is not scored")


def limb_findings(path: Path, limb: str, known: Known) -> Iterator[Finding]:
    """A limb that the requirement does not have."""
    if limb not in known.limbs:
        names = ", ".join(sorted(known.limbs))
        yield Finding(path, f"there is no limb {limb}; there is {names}")


def mention_findings(
    texts: Sequence[tuple[Path, str]], banners: Sequence[str], known: Known
) -> Iterator[Finding]:
    """Texts that mention a blocked provision which ``banners`` does not name."""
    for provision in known.blocked():
        if provision.id in banners:
            continue
        for path, text in texts:
            phrase = mentioned(text, tuple(provision.phrases))
            if phrase is not None:
                yield Finding(
                    path,
                    f"mentions {provision.id}, which is blocked (“{phrase}”); "
                    "name it in banners or write it otherwise",
                )


def mentioned(text: str, phrases: tuple[str, ...]) -> str | None:
    """The first phrase whose whole words stand in a text, whatever their case."""
    words = joined_words(text).lower().replace("\u2019", "'").replace("\u2011", "-")
    return next((phrase for phrase in phrases if _whole(phrase).search(words)), None)


@lru_cache(maxsize=1024)
def _whole(phrase: str) -> re.Pattern[str]:
    plain = phrase.replace("\u2019", "'")
    return re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
