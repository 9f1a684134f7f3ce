"""The parts of an act that takes two people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.journal_chain import digest
from lms.domain.two_people import NOBODY, About

P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an act rests on at a moment.

    Attributes:
        about: the person it is about.
        basis: primitives; where they differ at the decision, the proposal is stale.
        shown: names and labels for the page; they may change without consequence.
        members: whose records it changes beside; none of them proposes or decides it.
    """

    about: About = NOBODY
    basis: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Approval:
    """The decision behind an act. ``by`` is the decider, and names the proposal."""

    proposal_id: int
    reason: str
    by: Actor


@dataclass(frozen=True, slots=True)
class Change:
    """What would change, in plain words: a title, and lines of (what, before, after)."""

    title: str
    lines: tuple[tuple[str, str, str], ...] = ()


class Looks(Protocol[P_contra]):
    """Says what an act rests on now, and refuses one that cannot be done."""

    def __call__(self, session: Session, payload: P_contra, /, *, now: datetime) -> Ground:
        """Look, and lock what the act will change."""
        ...


class CarriesOut(Protocol[P_contra]):
    """Does the act in the transaction of its decision."""

    def __call__(
        self, session: Session, payload: P_contra, approval: Approval, /, *, now: datetime
    ) -> None:
        """Do it; whatever is raised undoes the decision as well."""
        ...


@dataclass(frozen=True, slots=True)
class Executor(Generic[P]):
    """One act: the form of what is asked, and what is done with it."""

    act: TwoPersonAct
    payload: type[P]
    ground: Looks[P]
    carry_out: CarriesOut[P]
    change: Callable[[P, Ground], Change]

    def read(self, asked: Mapping[str, Any]) -> P:
        """The payload of a stored document."""
        return self.payload(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in asked.items()
            }
        )

    def described(self, document: Mapping[str, Any]) -> Change:
        """What a page says of a stored proposal."""
        ground = Ground(basis=document["basis"], shown=document["shown"])
        return self.change(self.read(document["asked"]), ground)


def document_of(payload: Any, ground: Ground) -> dict[str, Any]:  # noqa: ANN401 - any act's payload
    """A proposal as it is stored; its digest is over all of it."""
    return {"asked": asdict(payload), "basis": dict(ground.basis), "shown": dict(ground.shown)}


def rests_on_the_same(document: Mapping[str, Any], ground: Ground) -> bool:
    """Whether the state is still the one that the proposal was made upon."""
    return digest(document["basis"]) == digest(dict(ground.basis))
