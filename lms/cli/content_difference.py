"""What a folder's content would change, piece by piece and place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from lms.content.piece import file_data
from lms.content.whole_folder import WholeFolder
from lms.domain.cited import Thing
from lms.domain.document_difference import Differs, document_difference
from lms.domain.documents import to_document
from lms.models import ContentKind
from lms.queries.content_files import newest_documents

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Differing:
    """A piece that is new, or differs from its newest version."""

    kind: str
    slug: str
    is_new: bool
    places: tuple[Differs, ...]


def differences(session: Session, read: WholeFolder) -> tuple[Differing, ...]:
    """Every piece of a folder that would become a new version."""
    known = newest_documents(session, policy=read.slug)
    found = []
    for kind, thing in _things(read):
        new, old = to_document(thing), known.get((kind, thing.id))
        if old is None:
            found.append(Differing(kind.value, thing.id, is_new=True, places=()))
        elif old != new:
            places = document_difference(file_data(old), file_data(new))
            found.append(Differing(kind.value, thing.id, is_new=False, places=places))
    return tuple(found)


def _things(read: WholeFolder) -> Iterator[tuple[ContentKind, Thing]]:
    yield from ((ContentKind.SCENARIO, each) for each in read.scenarios)
    yield from ((ContentKind.LESSON, each) for each in read.lessons)
    yield from ((ContentKind.MODULE, each) for each in read.modules)
    yield from ((ContentKind.CHECKLIST, each) for each in read.checklists)
    if read.coverage is not None:
        yield ContentKind.COVERAGE, read.coverage
    if read.questions is not None:
        yield ContentKind.QUESTIONS, read.questions


def differing_document(found: tuple[Differing, ...]) -> dict[str, object]:
    """For programs."""
    return {"differing": [asdict(each) for each in found]}


def differing_lines(found: tuple[Differing, ...]) -> Iterator[str]:
    """For people."""
    for each in found:
        yield f"{each.kind} {each.slug}: {'new' if each.is_new else 'changed'}"
        for place in each.places:
            yield f"    {place.place}"
            yield f"      - {_short(place.before)}"
            yield f"      + {_short(place.after)}"
    yield f"{len(found)} would become new versions; nothing was stored."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
