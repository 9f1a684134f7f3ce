"""Checking the record against itself: the chain, and everything rebuilt from it.

Results are graded again from what their event holds, credit is posted again from the time it
lists, certificates are held against their facts, and each member's beats are folded again.
Whatever the tables say that the journal does not, or the other way round, is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.attempt import grade
from lms.domain.certificate import CertificateFacts, facts_from_document
from lms.domain.credit import PageDay, Posting, lesson_postings, postings
from lms.domain.documents import responses_from_document, scenario_from_document
from lms.domain.events import (
    AccessDigested,
    AttemptSubmitted,
    CertificateIssued,
    CreditCorrected,
    LessonCompleted,
)
from lms.domain.journal_chain import GENESIS, Entry, breaks, digest
from lms.domain.key_change import accepted_from_document
from lms.domain.page_token import attempt_unit, lesson_unit
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.setting import Counting
from lms.models import (
    AttemptResult,
    Certificate,
    ContentVersion,
    CreditEntry,
    Journal,
    JournalHead,
)
from lms.queries.journal_events import Said, said_of
from lms.queries.settings import settings_on
from lms.queries.signed_heads import printed_or_nothing, signed_heads
from lms.services.digest_access import day_of_views
from lms.services.keep_keys import check_keys
from lms.services.verify_anchors import NOTHING_OUTSIDE, Outside, outside_findings
from lms.services.verify_beats import BeatCheck, beat_findings, begin_check, time_findings
from lms.services.verify_classes import check_classes
from lms.services.verify_files import check_files
from lms.services.verify_guard import Check, guarded
from lms.services.verify_handovers import handover_findings
from lms.services.verify_heads import check_heads
from lms.services.verify_late import late_findings
from lms.services.verify_notices import notice_findings
from lms.services.verify_outside import check_outside
from lms.services.verify_pace import pace_findings
from lms.services.verify_papers import check_papers
from lms.services.verify_proposals import proposal_findings
from lms.services.verify_reminders import reminder_findings
from lms.services.verify_rescoring import Regrading, rescoring_findings
from lms.services.verify_years import year_findings
from lms.storage.database import Database
from lms.storage.files import FileStore

_MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found: sentences, and how much was looked at."""

    findings: tuple[str, ...]
    summary: Mapping[str, int | str]


@dataclass(slots=True)
class _Looked:
    findings: list[str] = field(default_factory=list)
    entries: int = 0
    results: int = 0
    credit: int = 0
    certificates: int = 0
    time: BeatCheck = field(default_factory=BeatCheck)
    days_of_views: int = 0
    head: str = ""
    zone: ZoneInfo | None = None

    def look(self, what: str, check: Check) -> None:
        """Run a check, and go on whatever it meets."""
        for sentence in guarded(what, check):
            self.find(sentence)

    def find(self, sentence: str) -> None:
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(sentence)


def verify_journal(
    database: Database, outside: Outside = NOTHING_OUTSIDE, files: FileStore | None = None
) -> Verification:
    """Check the whole record in one consistent read, also against what was kept outside it.

    Args:
        files: the files the record names, where they are to be checked as well.
    """
    looked = _Looked()
    with database.snapshot() as session:
        now = database.clock()
        looked.look("The journal", partial(_check_chain, session, looked))
        looked.look("The settings", partial(_begin, session, looked, now))
        if looked.zone is not None:
            for what, check in _checks(session, looked, looked.zone, now):
                looked.look(what, check)
            looked.look("The anchors", partial(outside_findings, session, outside, now=now))
            if files:
                looked.look("Stored files", partial(check_files, session, files))
    return Verification(
        findings=tuple(looked.findings),
        summary={
            "entries": looked.entries,
            "head": looked.head,
            "results": looked.results,
            "credit_entries": looked.credit,
            "certificates": looked.certificates,
            "beats": looked.time.beats,
            "postings_by_digest": looked.time.relied,
            "days_of_views": looked.days_of_views,
            "anchors": outside.count,
        },
    )


def _begin(session: Session, looked: _Looked, now: datetime) -> None:
    looked.time = begin_check(session)
    any_entry = session.execute(select(Journal.seq).limit(1)).scalar()
    looked.zone = settings_on(session, now.date()).zone if any_entry is not None else None


def _checks(
    session: Session, looked: _Looked, zone: ZoneInfo, now: datetime
) -> Iterator[tuple[str, Check]]:
    """Each area's tables held against the journal, by name."""
    yield "Results", partial(_check_results, session, looked)
    yield "The ledger", partial(_check_credit, session, looked, zone)
    yield "Certificates", partial(_check_certificates, session, looked)
    yield "Beats", partial(beat_findings, session, looked.time)
    yield "Acts of two people", partial(proposal_findings, session)
    yield "Reviews of pace", partial(pace_findings, session)
    yield "Closed years", partial(year_findings, session)
    yield "Late years", partial(late_findings, session)
    yield "Reminders", partial(reminder_findings, session)
    yield "Handovers", partial(handover_findings, session)
    yield "Keys", partial(check_keys, session)
    yield "Signed heads", partial(check_heads, session, now=now)
    regrading = Regrading(_Scenarios(session).get)
    yield "Corrected keys", partial(rescoring_findings, session, regrading)
    yield "Notices", partial(notice_findings, session, zone)
    yield "The access log", partial(_check_views, session, looked)


def _check_chain(session: Session, looked: _Looked) -> None:
    newest = Entry(0, 1, "", GENESIS)

    def entries() -> Iterator[Entry]:
        nonlocal newest
        rows = session.execute(
            select(
                Journal.seq,
                Journal.version,
                Journal.body,
                Journal.leaf_hash,
                Journal.kind,
                Journal.at,
            ).order_by(Journal.seq),
            execution_options={"yield_per": 1000},
        )
        for seq, version, body, leaf, kind, at in rows:
            looked.entries += 1
            newest = Entry(seq, version, body, leaf)
            if not _is_labelled(body, kind, at):
                looked.find(f"Journal entry {seq}: its kind or time is not what its words say.")
            yield newest

    for broken in breaks(entries()):
        looked.find(f"Journal entry {broken.seq}: {broken.reason}.")
    head = session.execute(select(JournalHead.seq, JournalHead.leaf_hash)).one_or_none()
    if head is None:
        looked.find("The journal has no head.")
    elif (head.seq, head.leaf_hash) != (newest.seq, newest.leaf_hash):
        looked.find(f"The journal's head says entry {head.seq}, the newest one is {newest.seq}.")
    looked.head = newest.leaf_hash


def _is_labelled(body: str, kind: str, at: datetime) -> bool:
    """Whether the columns by which entries are found say what the entry itself says."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    try:
        said = json.loads(body)
        return bool((said["kind"], said["at"]) == (kind, moment))
    except (KeyError, TypeError, ValueError):
        return False


class _Scenarios:
    """Scenario versions by digest, each document held against it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Scenario | None] = {}

    def get(self, sha256: str) -> Scenario | None:
        if sha256 not in self._known:
            document = self._session.execute(
                select(ContentVersion.document).where(ContentVersion.digest == sha256).limit(1)
            ).scalar()
            self._known[sha256] = (
                scenario_from_document(document)
                if document is not None and digest(document) == sha256
                else None
            )
        return self._known[sha256]


def _check_views(session: Session, looked: _Looked) -> None:
    for said in said_of(session, AccessDigested.kind):
        seq, data = said.seq, said.data
        looked.days_of_views += 1
        found = day_of_views(session, date.fromisoformat(str(data["day"])))
        if (found.rows, found.digest) != (data["rows"], data["digest"]):
            looked.find(
                f"Entry {seq}: the access log of {data['day']} held {data['rows']} views and now "
                f"holds {found.rows}, or other ones."
            )


def _check_results(session: Session, looked: _Looked) -> None:
    rows = {
        row.event_seq: row
        for row in session.execute(
            select(
                AttemptResult.event_seq,
                AttemptResult.attempt_id,
                AttemptResult.answers_digest,
                AttemptResult.points,
                AttemptResult.maximum,
                AttemptResult.passed,
            )
        )
    }
    scenarios = _Scenarios(session)
    for said in said_of(session, AttemptSubmitted.kind):
        seq, data = said.seq, said.data
        looked.results += 1
        row = rows.pop(seq, None)
        if row is None:
            looked.find(f"Entry {seq} says attempt {data['attempt_id']} was submitted; no result.")
            continue
        again = _grade_again(scenarios, data)
        stated = (data["points"], data["maximum"], data["passed"])
        stored = (row.points, row.maximum, row.passed)
        if again is None:
            looked.find(f"Attempt {row.attempt_id}: a scenario version it pins is missing.")
        elif not again == stated == stored:
            looked.find(
                f"Attempt {row.attempt_id}: graded again {again}, "
                f"the journal says {stated}, the table {stored}."
            )
        if row.attempt_id != data["attempt_id"] or digest(data["answers"]) != row.answers_digest:
            looked.find(f"Attempt {row.attempt_id}: its answers differ from the journal's.")
    for row in rows.values():
        looked.find(f"Attempt {row.attempt_id} has a result that no journal entry brought about.")


def _grade_again(scenarios: _Scenarios, data: Mapping[str, object]) -> tuple[int, int, bool] | None:
    draw: Mapping[str, list[dict[str, str]]] = data["draw"]  # type: ignore[assignment]
    pinned = [scenarios.get(entry["digest"]) for entry in draw["scenarios"]]
    found = [scenario for scenario in pinned if scenario is not None]
    if len(found) != len(pinned):
        return None
    unscored: Iterable[str] = data["unscored"]  # type: ignore[assignment]
    result = grade(
        found,
        responses_from_document(data["answers"]),  # type: ignore[arg-type]
        pass_mark=int(str(data["pass_mark"])),
        must_pass=[str(code) for code in draw["must_pass"]],
        unscored=[ItemRef.parse(text) for text in unscored],
        accepted=accepted_from_document(data.get("accepted", {})),  # type: ignore[arg-type]
    )
    return result.points, result.maximum, result.passed


def _credited(kind: str, data: Mapping[str, object]) -> tuple[Posting, ...]:
    lines: Iterable[tuple[str, str, str, int]] = data["time"]  # type: ignore[assignment]
    time = [
        PageDay(page, limb, date.fromisoformat(day), seconds) for page, limb, day, seconds in lines
    ]
    if kind == AttemptSubmitted.kind:
        return postings(time)
    return lesson_postings(
        time,
        Counting(str(data["counting"])),
        nominal_seconds=int(str(data["nominal_seconds"])),
        limb=str(data["limb"]),
        completed_on=date.fromisoformat(str(data["completed_on"])),
    )


def _check_credit(session: Session, looked: _Looked, zone: ZoneInfo) -> None:
    stored: dict[int, list[tuple[int, str, str, int]]] = {}
    rows = session.execute(
        select(
            CreditEntry.event_seq,
            CreditEntry.member_id,
            CreditEntry.earned_on,
            CreditEntry.limb,
            CreditEntry.seconds,
        )
    )
    for seq, member_id, earned_on, limb, seconds in rows:
        looked.credit += 1
        stored.setdefault(seq, []).append((member_id, earned_on.isoformat(), limb, seconds))
    for kind in (LessonCompleted.kind, AttemptSubmitted.kind):
        for said in said_of(session, kind):
            seq, data = said.seq, said.data
            member_id = int(str(data["member_id"]))
            owed = sorted(
                (member_id, each.earned_on.isoformat(), each.limb, each.seconds)
                for each in _credited(kind, data)
            )
            if owed != sorted(stored.pop(seq, [])):
                looked.find(f"Entry {seq}: the ledger differs from the time it lists.")
            for sentence in time_findings(
                session, looked.time, seq=seq, unit=_unit(kind, data), data=data, zone=zone
            ):
                looked.find(sentence)
    for said in said_of(session, CreditCorrected.kind):
        seq, data = said.seq, said.data
        lines: Iterable[tuple[str, str, int, int | None]] = data["lines"]
        member_id = int(str(data["member_id"]))
        corrected = sorted((member_id, day, limb, seconds) for limb, day, seconds, _ in lines)
        if corrected != sorted(stored.pop(seq, [])):
            looked.find(f"Entry {seq}: the ledger differs from the correction it lists.")
    _check_untimed(session, looked, stored)
    for seq in stored:
        looked.find(f"Entry {seq}: the ledger holds seconds that it does not list.")


def _check_untimed(
    session: Session, looked: _Looked, stored: dict[int, list[tuple[int, str, str, int]]]
) -> None:
    """Hold what no page timed against the ledger; what is explained is taken out of ``stored``."""
    for check in (check_classes, check_papers, check_outside):
        for sentence in check(session, stored):
            looked.find(sentence)


def _unit(kind: str, data: Mapping[str, object]) -> str:
    if kind == LessonCompleted.kind:
        return lesson_unit(str(data["lesson"]))
    return attempt_unit(int(str(data["attempt_id"])))


def _check_certificates(session: Session, looked: _Looked) -> None:
    heads = {printed_or_nothing(row) for row in signed_heads(session)}
    rows = {
        row.event_seq: row
        for row in session.execute(
            select(
                Certificate.event_seq,
                Certificate.id,
                Certificate.member_id,
                Certificate.facts,
                Certificate.facts_digest,
            )
        )
    }
    for said in said_of(session, CertificateIssued.kind):
        seq, data = said.seq, said.data
        looked.certificates += 1
        row = rows.pop(seq, None)
        if row is None:
            looked.find(f"Entry {seq} issued certificate {data['certificate_id']}; it is missing.")
            continue
        facts = facts_from_document(row.facts)
        digests = {facts.facts_digest, row.facts_digest, data["facts_digest"]}
        same = (row.id, row.member_id) == (data["certificate_id"], data["member_id"])
        if len(digests) != 1 or not same:
            looked.find(f"Certificate {row.id}: its facts differ from what was issued.")
        for sentence in _printed_faults(facts, said, heads):
            looked.find(f"Certificate {row.id} {sentence}")
    for row in rows.values():
        looked.find(f"Certificate {row.id} was issued by no journal entry.")


def _printed_faults(facts: CertificateFacts, said: Said, heads: Collection[str]) -> Iterator[str]:
    """What a paper prints of the journal that is not so any more."""
    if facts.journal_head != said.previous:
        yield (
            f"prints {facts.journal_head[:16]} as the journal's head before entry {said.seq}, and "
            f"that is {said.previous[:16]} now: the record was rewritten."
        )
    if facts.signed_head and facts.signed_head not in heads:
        yield f"prints the signed head {facts.signed_head[:20]}, and this record has no such head."
