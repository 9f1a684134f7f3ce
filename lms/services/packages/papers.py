"""The steps after the snapshot: each makes the papers of one thing.

All of them read what stands up to the package's journal entry, so it makes no difference
when they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.domain.lesson import Lesson
from lms.domain.local_time import in_words
from lms.domain.package import safe_name
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Content,
    ContentKind,
    ContentState,
    ContentStateKind,
    ContentVersion,
    StoredFile,
)
from lms.queries.certificates import certificate_by_id
from lms.queries.classes import attendees, class_of
from lms.queries.content import thing, version
from lms.queries.outside_training import outside_by_id
from lms.queries.policy_reader import stored_revision
from lms.queries.roster import person
from lms.queries.settings import settings_on
from lms.queries.training_records import training_record
from lms.rendering.package.papers import Attended, Letterhead, class_parts, page_count, paper
from lms.rendering.report import Bullets, Heading, Paragraph, Part, facts
from lms.rendering.training_record import training_record_pdf
from lms.services.keep_certificate import certificate_bytes
from lms.services.packages.spool import Made, Spool
from lms.storage.database import Database
from lms.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the steps of one package work with."""

    database: Database
    files: FileStore
    spool: Spool

    @property
    def head(self) -> int:
        """The journal entry up to which everything is read."""
        return int(self.spool.plan["head"]["seq"])

    @property
    def day(self) -> date:
        """The day the package's records are about."""
        return date.fromisoformat(self.spool.plan["day"])

    @property
    def letterhead(self) -> Letterhead:
        """What every paper carries."""
        plan = self.spool.plan
        return Letterhead(
            department=plan["department"],
            demonstration=plan["demonstration"],
            footer=f"Journal entry {self.head}, digest {plan['head']['digest'][:16]}",
            made_on=date.fromisoformat(plan["made_on"]),
        )

    def keep(self, name: str, words: str, group: str, data: bytes) -> None:
        """Keep a document of ours, with its pages counted on."""
        self.spool.put(Made(name, words, group, pages=page_count(data)), data)

    def attach(self, name: str, words: str, group: str, sha256: str) -> None:
        """A stored file as it is; in the place of one that is missing, a note that says so."""
        try:
            self.spool.put(Made(name, words, group), self.files.get(sha256))
        except NotFoundError:
            note = (
                f"The record names a file whose SHA-256 is {sha256}. When this package was made, "
                "that file was missing or its bytes were others.\n"
            )
            said = Made(f"{name}.missing.txt", f"Missing: {words}", group)
            self.spool.put(said, note.encode())

    def paper(self, title: str, lead: str, parts: Iterator[Part] | tuple[Part, ...]) -> bytes:
        """A paper that carries the next page numbers."""
        return paper(
            self.letterhead,
            title=title,
            lead=lead,
            parts=parts,
            first_number=self.spool.next_page,
        )


def make_revision(shop: Workshop, revision_id: int) -> None:
    """A revision's document as it was taken in, and its text as a paper."""
    with shop.database.reading() as session:
        revision = stored_revision(session, revision_id)
        source = _file_name(session, revision.source_sha256)
    sequence = f"{safe_name(revision.slug)}-revision-{revision_id}"
    lead = f"Read from the document whose SHA-256 is {revision.source_sha256}"
    parts = (
        Paragraph.of(f"{clause.marker} {clause.text}".strip(), quoted=clause.level > 0)
        if clause.level
        else Heading(f"{clause.marker} {clause.text}".strip())
        for clause in sorted(revision.tree.clauses, key=lambda each: each.order)
    )
    data = shop.paper(revision.title, lead, parts)
    shop.keep(f"policy/{sequence}.pdf", f"{revision.title}: its text", "Policy", data)
    if source is not None:
        name = f"policy/{sequence}-as-taken-in{_suffix(source)}"
        words = f"{revision.title}: the document as it was taken in"
        shop.attach(name, words, "Policy", revision.source_sha256)


def _file_name(session: Session, sha256: str) -> str | None:
    """What a stored file was called when it came in; None where it is not stored."""
    return session.execute(select(StoredFile.name).where(StoredFile.sha256 == sha256)).scalar()


def _suffix(name: str) -> str:
    stem, dot, end = name.rpartition(".")
    return f".{safe_name(end)}" if stem and dot else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is set: its name in a package, its title, and its parts."""

    name: str
    words: str
    title: str
    lead: str
    parts: tuple[Part, ...]


def make_plan(shop: Workshop, version_id: int) -> None:
    """A module's lesson plan in one version."""
    draft = plan_paper(shop, version_id)
    data = shop.paper(draft.title, draft.lead, draft.parts)
    shop.keep(draft.name, draft.words, "Lesson plans", data)


def plan_paper(shop: Workshop, version_id: int) -> Draft:
    """A module's lesson plan in one version: aims, way, lessons, author, approvals."""
    with shop.database.reading() as session:
        found = version(session, version_id)
        module = thing(session, found, TrainingModule)
        lessons = _lessons_at(session, module, shop.head)
        steps = _approvals(session, version_id, shop.head, _zone(session))
    parts = (
        Heading("The plan"),
        facts(
            [
                ("Technique", module.plan.technique),
                ("Written by", module.plan.author),
                ("True as of", in_words(module.plan.true_as_of)),
                ("Questions in a graded attempt", str(module.blueprint.items)),
                ("Digest of this version", found.digest),
            ]
        ),
        Heading("Approvals"),
        facts(steps),
        Heading("Objectives"),
        Bullets(tuple(objective.text for objective in module.plan.objectives)),
        *(part for lesson in lessons for part in _lesson_parts(lesson)),
    )
    return Draft(
        name=f"lesson-plans/{safe_name(module.id)}-version-{found.number}.pdf",
        words=f"{module.title}, version {found.number}",
        title=module.title,
        lead=f"Lesson plan, version {found.number}",
        parts=parts,
    )


def _lesson_parts(lesson: Lesson) -> Iterator[Part]:
    yield Heading(f"Lesson: {lesson.title}", 3)
    yield Paragraph.of(lesson.summary)
    yield Bullets(tuple(objective.text for objective in lesson.objectives))


def _lessons_at(session: Session, module: TrainingModule, head: int) -> tuple[Lesson, ...]:
    """A module's lessons in the newest version approved up to an entry."""
    rows = session.execute(
        select(Content.slug, ContentVersion.id)
        .join(ContentVersion, ContentVersion.content_id == Content.id)
        .join(ContentState, ContentState.version_id == ContentVersion.id)
        .where(
            Content.kind == ContentKind.LESSON,
            Content.slug.in_(module.lessons),
            ContentState.state == ContentStateKind.APPROVED,
            ContentState.event_seq <= head,
        )
        .order_by(ContentState.id)
    )
    newest = {row.slug: row.id for row in rows}
    found = (version(session, newest[slug]) for slug in module.lessons if slug in newest)
    return tuple(thing(session, each, Lesson) for each in found)


def _approvals(session: Session, version_id: int, head: int, zone: tzinfo) -> list[tuple[str, str]]:
    rows = session.execute(
        select(
            ContentState.state,
            ContentState.decided_at,
            Account.display_name,
            ContentState.event_seq,
        )
        .outerjoin(Account, Account.id == ContentState.decided_by)
        .where(ContentState.version_id == version_id, ContentState.event_seq <= head)
        .order_by(ContentState.id)
    )
    return [
        (
            str(row.state.value).replace("-", " ").capitalize(),
            ", ".join(
                (
                    in_words(row.decided_at.astimezone(zone).date()),
                    row.display_name or "by the system",
                    f"entry {row.event_seq}",
                )
            ),
        )
        for row in rows
    ]


def _zone(session: Session) -> ZoneInfo:
    return settings_on(session, date.max).zone


def make_class(shop: Workshop, class_id: int) -> None:
    """A class record with its roster, and the signed sheet where one is on file."""
    draft = class_paper(shop, class_id)
    shop.keep(draft.name, draft.words, "Classes", shop.paper(draft.title, draft.lead, draft.parts))
    with shop.database.reading() as session:
        held = class_of(session, class_id)
        sheet = held.sheet_sha256 if held is not None else None
        suffix = _suffix(_file_name(session, sheet) or "") if sheet is not None else ""
    if sheet is not None:
        name = f"classes/class-{class_id}-signed-sheet{suffix}"
        shop.attach(name, f"Signed sheet of class {class_id}", "Classes", sheet)


def class_paper(shop: Workshop, class_id: int) -> Draft:
    """A class record with its roster."""
    with shop.database.reading() as session:
        held = class_of(session, class_id)
        if held is None:
            raise NotFoundError(class_id=class_id)
        zone = _zone(session)
        on = held.times.starts_at.astimezone(zone)
        roster = []
        for each in attendees(session, [class_id]).get(class_id, ()):
            who = person(session, each.attendance.member_id, on.date())
            if who is not None:
                said = {True: "yes", False: "no", None: "not answered"}[each.was_there]
                credited = "" if each.seconds is None else str(each.seconds // 60)
                line = Attended(who.full_name, who.rank, who.badge_number, said, credited)
                roster.append(line)
        lesson = thing(session, version(session, held.lesson_version_id), Lesson)
    expires = held.credential_expires_on
    pairs = (
        ("Lesson plan", lesson.title),
        ("Place", held.place),
        ("Begin", _moment(held.times.starts_at, zone)),
        ("End", _moment(held.times.ends_at, zone)),
        ("Breaks", f"{held.times.break_minutes} minutes"),
        ("Hour of class", f"{held.times.hour_minutes} minutes count as an hour"),
        ("Instructor", held.instructor),
        ("Credential", held.credential + (f", until {in_words(expires)}" if expires else "")),
        ("Recorded by", held.recorder),
        ("Roster decided by", held.decider or "nobody yet"),
    )
    return Draft(
        name=f"classes/class-{class_id}.pdf",
        words=f"{lesson.title}, {on.date()}",
        title=f"Class record {class_id}",
        lead=f"{lesson.title}, {in_words(on.date())}",
        parts=class_parts(pairs, roster),
    )


def _moment(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{in_words(local.date())}, {local:%H:%M}"


def make_outside(shop: Workshop, outside_id: int) -> None:
    """The scan behind training that was taken elsewhere."""
    with shop.database.reading() as session:
        sent = outside_by_id(session, outside_id)
        if sent is None:
            raise NotFoundError(outside=outside_id)
        suffix = _suffix(_file_name(session, sent.scan_sha256) or "")
    name = f"outside/number-{outside_id}-as-taken-in{suffix}"
    words = f"Scan of number {outside_id}: {sent.title}, {in_words(sent.last_day)}"
    shop.attach(name, words, "Outside training", sent.scan_sha256)


def make_member(shop: Workshop, member_id: int) -> None:
    """A member's training record as of the package's day, without questions and answers."""
    with shop.database.reading() as session:
        try:
            made = training_record(
                session, member_id=member_id, day=shop.day, position=shop.head, answers=False
            )
        except NotFoundError:
            return
    data = training_record_pdf(made, shop.spool.next_page)
    name = f"people/{safe_name(made.badge_number)}-{member_id}.pdf"
    words = f"{made.member_name}, badge {made.badge_number}"
    shop.keep(name, f"Training record of {words}", "People", data)


def make_certificate(shop: Workshop, certificate_id: int) -> None:
    """A certificate's bytes as they were first served."""
    with shop.database.reading() as session:
        found = certificate_by_id(session, certificate_id)
    if found is None:
        raise NotFoundError(certificate=certificate_id)
    data = certificate_bytes(shop.database, shop.files, found)
    words = f"{found.facts.member_name}: {found.facts.completed}"
    made = Made(f"certificates/{found.facts.code}.pdf", words, "Certificates")
    shop.spool.put(made, data)


STEPS: Mapping[str, Callable[[Workshop, int], None]] = {
    "revision": make_revision,
    "plan": make_plan,
    "class": make_class,
    "outside": make_outside,
    "member": make_member,
    "certificate": make_certificate,
}
