"""Building an archive: the snapshot, then a step a thing, then the seal and the container.

Every step's end is written down, so a run that was stopped goes on where it was; what it
makes depends on the journal entry alone, so it makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from lms.domain.errors import InvalidError
from lms.domain.package import (
    INDEX,
    MANIFEST,
    SEAL,
    VERIFIER,
    PackageHead,
    PackageKind,
    PackageSeal,
    manifest,
    years_named,
)
from lms.rendering.package import verify
from lms.rendering.package.index import Linked, Section, index_page
from lms.rendering.package.papers import certification_parts, system_parts
from lms.services.packages.data import write_data
from lms.services.packages.folder import FILES, make_standard, write_choice, write_index
from lms.services.packages.papers import STEPS, Workshop
from lms.services.packages.spool import Made, Spool
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import SigningKey
from lms.storage.package_file import listed, write_package

_HERE = "About this package"
_TITLES = {
    PackageKind.ARCHIVE: "Training records",
    PackageKind.FOLDER: "Accreditation folder",
}
_ABOUT = {
    FILES: "One folder a standard and year, with the passage marked and the proofs chosen.",
    _HERE: "What it is, how it was made, and how to check it.",
    "Policy": "Every revision: its text, and the document as it was taken in.",
    "Lesson plans": "Modules as they were approved, with who approved them.",
    "Classes": "What was taught in a room, with its roster.",
    "Outside training": "Scans behind what was taken elsewhere; data/outside.csv says the rest.",
    "People": "Training records without questions and answers.",
    "Certificates": "The bytes that were first served.",
    "Data": "The same as tables: CSV and JSON, and the journal itself.",
}

_STEPS = {**STEPS, "standard": make_standard}

Progress = Callable[[int, int], bool]
"""Told how many steps of how many are done; False stops the building."""


def build_package(  # noqa: PLR0913 - a building works with this many things
    database: Database,
    files: FileStore,
    *,
    kind: PackageKind,
    folder: Path,
    first: int,
    last: int,
    key: SigningKey,
    out: Path,
    standard: str | None = None,
    progress: Progress = lambda _done, _all: True,
) -> Spool | None:
    """Build a package of some years into ``out``; None where ``progress`` stopped it.

    Args:
        last: the last year; of a thin folder the only one.
        standard: the only standard of a thin folder; every one, if left out.
        folder: where its files lie until it is whole; a later run goes on from there.

    Raises:
        InvalidError: the years are none, or nothing is chosen for a thin folder.
    """
    if not 1900 <= first <= last <= 9999:  # noqa: PLR2004 - years people write with four digits
        raise InvalidError(reason="The years are none", first=first, last=last)
    about = years_named(first if kind is PackageKind.ARCHIVE else last, last)
    spool = Spool.opened(folder)
    if not spool.plan:
        with database.snapshot() as session:
            if kind is PackageKind.ARCHIVE:
                write_data(session, spool, first=first, last=last)
            else:
                write_choice(session, spool, year=last, number=standard)
        spool.keep()
    shop = Workshop(database, files, spool)
    steps = spool.plan["steps"]
    while spool.done < len(steps):
        if not progress(spool.done, len(steps)):
            return None
        step, number = steps[spool.done]
        if step == "closing":
            _close(shop, kind, about)
        else:
            _STEPS[step](shop, number)
        spool.done += 1
        spool.keep()
    progress(spool.done, len(steps))
    seal_package(spool, kind, about, key=key, out=out)
    return spool


def _close(shop: Workshop, kind: PackageKind, about: str) -> None:
    """The papers that explain the package, and its first page."""
    plan, spool = shop.spool.plan, shop.spool
    if kind is PackageKind.ARCHIVE:
        _explain(shop, _in_words(plan))
    else:
        write_index(spool)
    source = Path(verify.__file__).read_bytes()
    spool.put(Made(VERIFIER, "The verifier: one file, no network", _HERE), source)
    page = index_page(
        title=f"{_TITLES[kind]}, {about}",
        department=plan["department"],
        about=f"As of {plan['day']}.",
        head=_in_words(plan),
        demonstration=plan["demonstration"],
        sections=_sections(spool.made),
    )
    spool.put(Made(INDEX, "The first page", _HERE), page.encode())


def _explain(shop: Workshop, head: str) -> None:
    """What the record system is, and a draft of what its keeper signs."""
    data = shop.paper("The record system", "What this record is, in plain words", system_parts())
    shop.keep("record-system.pdf", "The record system in plain words", _HERE, data)
    department = shop.spool.plan["department"]
    parts = certification_parts(department, "archive", len(shop.spool.made) + 3, head)
    draft = shop.paper("Certification", "Draft for counsel", parts)
    shop.keep("certification-draft.pdf", "Draft certification by the keeper", _HERE, draft)


def _in_words(plan: dict[str, object]) -> str:
    head: dict[str, object] = plan["head"]  # type: ignore[assignment]
    return f"journal entry {head['seq']} of {head['at']}, digest {head['digest']}."


def _sections(made: Iterable[Made]) -> Iterator[Section]:
    order = list(_ABOUT)
    grouped = sorted(made, key=lambda each: (order.index(each.group), each.name))
    for group, files in groupby(grouped, key=lambda each: each.group):
        links = [Linked(each.name, each.words, _pages(each)) for each in files]
        yield Section(group, _ABOUT[group], links)


def _pages(made: Made) -> str:
    if not made.pages:
        return ""
    last = made.first_page + made.pages - 1
    return str(last) if made.pages == 1 else f"{made.first_page} to {last}"


def seal_package(
    spool: Spool, kind: PackageKind, about: str, *, key: SigningKey, out: Path
) -> None:
    """Write manifest and seal, and everything as one file; the first page comes first."""
    names = sorted((each.name for each in spool.made), key=lambda name: (name != INDEX, name))
    text = manifest(listed(spool.files, names))
    (spool.files / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    digest = next(listed(spool.files, [MANIFEST])).sha256
    plan = spool.plan
    seal = PackageSeal(
        kind=kind,
        department=plan["department"],
        demonstration=plan["demonstration"],
        about=about,
        head=PackageHead(**plan["head"]),
        manifest=digest,
        key=key.public,
    )
    (spool.files / SEAL).write_bytes(seal.document(key.sign(seal.message())))
    draft = out.with_name(f"{out.name}.draft")
    with draft.open("wb") as file:
        write_package(spool.files, [*names, MANIFEST, SEAL], file)
    draft.replace(out)
