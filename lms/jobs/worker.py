"""The worker: claims jobs, does them, and keeps the nightly ones coming."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from lms.domain.errors import ConflictError, InvalidError
from lms.domain.head_statement import HeadOccasion
from lms.jobs.build_packages import PackageRoom
from lms.jobs.remind import REMIND, remind_everybody
from lms.jobs.render_certificates import render_certificates
from lms.jobs.send_mail import GivenUpError, MailRoom
from lms.queries.assignment_rules import standing_rules
from lms.queries.local_day import local_day
from lms.queries.packages import JOB as PACKAGE
from lms.queries.recipient import MAIL
from lms.queries.record import CHECK as VERIFY
from lms.queries.recovery import open_recovery
from lms.queries.retention import outlived
from lms.queries.settings import settings_on
from lms.services.anchor_heads import anchor_heads
from lms.services.ask_for_reset import RESET, answer_reset_request
from lms.services.assignment_rule import apply_assignment_rule
from lms.services.claim_job import Claimed, ask_for_job, claim_job, fail_job, finish_job
from lms.services.digest_access import JOB as DIGEST
from lms.services.digest_access import digest_access_log
from lms.services.remove_beats import remove_outlived_beats
from lms.services.sign_head import HeadDesk
from lms.services.tell_head_report import tell_head_report
from lms.services.verify_anchors import Outside
from lms.services.verify_journal import verify_journal
from lms.storage.anchor_file import AnchorFile, AnchorFileError
from lms.storage.database import Database
from lms.storage.files import FileStore
from lms.storage.keys import KeyUnusableError, journal_key

_log = structlog.get_logger("lms.worker")
HEAD_REPORT = "head-report"
_NIGHT_HOUR = 3
_USUAL_ATTEMPTS = 8
_MOST_ATTEMPTS = {MAIL: 100}
"""A letter is tried every hour until it is too late for it; it knows when that is."""
SIGN = "sign-head"
"""The kind of the nightly job that signs the journal's head."""
RULES = "apply-assignment-rules"
"""The kind of the daily job that holds assignment rules against the roster."""
RETENTION = "remove-outlived-beats"
"""The kind of the nightly job that removes raw records past their retention."""


class RecordBrokenError(Exception):
    """The nightly check found something; the job stays as failed with the first sentence."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker process over a database and the files."""

    database: Database
    files: FileStore
    mail: MailRoom | None = None
    data_dir: Path | None = None
    anchors: AnchorFile | None = None

    def turn(self) -> int:
        """Do everything that is due now; returns how much was done.

        While the record is under recovery nothing is done but signing.
        """
        with self.database.reading() as session:
            if open_recovery(session) is not None:
                return self._sign(HeadDesk.sign_what_happened)
        self._plan()
        done = render_certificates(self.database, self.files)
        done += self._sign(HeadDesk.sign_what_happened)
        while (job := self._claim()) is not None:
            self._do(job)
            done += 1
        return done

    def _claim(self) -> Claimed | None:
        return self.database.writing(partial(claim_job, owner=_owner(), kinds=self._kinds))

    def run(self, *, rest_seconds: int = 5, stop: Callable[[], bool] = lambda: False) -> None:
        """Work until ``stop`` says so, resting where nothing is due."""
        self._sign(partial(HeadDesk.sign, occasion=HeadOccasion.RESTART))
        while not stop():
            if not self.turn():
                time.sleep(rest_seconds)

    def _sign(self, act: Callable[[HeadDesk], object]) -> int:
        """Sign a head; without a usable key the worker goes on and says why in its log."""
        if self.data_dir is None:
            return 0
        try:
            signed = act(HeadDesk(self.database, self.data_dir))
        except (KeyUnusableError, ConflictError) as error:
            _log.warning("no head signed", reason=str(error))
            return 0
        if signed is None:
            return 0
        self._anchor()
        return 1

    def _anchor(self) -> None:
        """Bring the file outside up to date; while it is away, the nightly check says so."""
        if self.anchors is None:
            return
        try:
            key = journal_key(self.data_dir) if self.data_dir else None
            anchor_heads(self.database, self.anchors, key)
        except (AnchorFileError, InvalidError, KeyUnusableError) as error:
            _log.warning("no anchor added", reason=str(error))

    def _plan(self) -> None:
        """Ask for what this hour and tonight bring; any number of workers ask once."""
        now = self.database.clock()
        with self.database.reading() as session:
            try:
                zone = settings_on(session, now.date()).zone
            except InvalidError:
                return
        local = now.astimezone(zone)
        self.database.writing(partial(_ask_once, kind=REMIND, key=f"{now:%Y-%m-%dT%H}"))
        self.database.writing(partial(_ask_once, kind=RULES, key=local.date().isoformat()))
        night = local.replace(hour=_NIGHT_HOUR, minute=0, second=0, microsecond=0)
        if local >= night:
            day = local.date().isoformat()
            self.database.writing(partial(_ask_once, kind=DIGEST, key=day))
            self.database.writing(partial(_ask_once, kind=HEAD_REPORT, key=day[:7]))
            self.database.writing(partial(_ask_once, kind=RETENTION, key=day))
            if self.data_dir is not None:
                self.database.writing(partial(_ask_once, kind=SIGN, key=day))
            self.database.writing(partial(_ask_once, kind=VERIFY, key=day))

    def _do(self, job: Claimed) -> None:
        try:
            self._kinds[job.kind](job)
        except Exception as error:  # noqa: BLE001 - a job's failure is recorded, the worker lives
            _log.warning("job failed", kind=job.kind, key=job.key, exc_info=error)
            self.database.writing(
                partial(
                    fail_job,
                    job_id=job.id,
                    attempts=job.attempts,
                    error=str(error),
                    given_up=isinstance(error, GivenUpError),
                    most_attempts=_MOST_ATTEMPTS.get(job.kind, _USUAL_ATTEMPTS),
                )
            )
            return
        self.database.writing(partial(finish_job, job_id=job.id))

    @property
    def _kinds(self) -> Mapping[str, Callable[[Claimed], None]]:
        kinds = {
            DIGEST: self._digest,
            RETENTION: self._retention,
            VERIFY: self._verify,
            RESET: self._answer_reset,
            REMIND: self._remind,
            RULES: self._apply_rules,
            HEAD_REPORT: self._tell_head_report,
        }
        if self.data_dir is not None:
            kinds[SIGN] = self._sign_daily
            kinds[PACKAGE] = PackageRoom(self.database, self.files, self.data_dir).build
        if self.mail is not None and self.mail.is_open():
            kinds[MAIL] = self.mail.send
        return kinds

    def _digest(self, _job: Claimed) -> None:
        """Up to yesterday in UTC: a day that goes on has no digest yet."""
        yesterday = self.database.clock().astimezone(UTC).date() - timedelta(days=1)
        self.database.writing(partial(digest_access_log, through=yesterday))

    def _remind(self, _job: Claimed) -> None:
        remind_everybody(self.database)

    def _apply_rules(self, _job: Claimed) -> None:
        """Each rule in a transaction of its own; one that died half way is looked at again."""
        with self.database.reading() as session:
            day = local_day(session, self.database.clock())
            rules = [rule.id for rule in standing_rules(session, day)]
        for rule_id in rules:
            self.database.writing(partial(apply_assignment_rule, rule_id=rule_id))

    def _tell_head_report(self, _job: Claimed) -> None:
        """Once a month: the head of the month before waits for a signature by hand."""
        self.database.writing(tell_head_report)

    def _retention(self, _job: Claimed) -> None:
        """Remove raw records that outlived their retention, one member a transaction."""
        with self.database.reading() as session:
            due = outlived(session, now=self.database.clock())
        for each in due:
            self.database.writing(partial(remove_outlived_beats, member_id=each.member_id))

    def _sign_daily(self, _job: Claimed) -> None:
        """Sign the day's head, whether anything happened or not: a missing one is a sign."""
        if self.data_dir is not None:
            HeadDesk(self.database, self.data_dir).sign(HeadOccasion.DAILY)
            self._anchor()

    def _verify(self, _job: Claimed) -> None:
        found = verify_journal(self.database, Outside(self.anchors), self.files)
        if found.findings:
            raise RecordBrokenError(found.findings[0])

    def _answer_reset(self, job: Claimed) -> None:
        payload: Mapping[str, object] = job.payload  # type: ignore[assignment]
        work = partial(answer_reset_request, login=str(payload["login"]), key=job.key)
        self.database.writing(work)


def _ask_once(session: Session, *, kind: str, key: str, now: datetime) -> bool:
    return ask_for_job(
        session,
        kind=kind,
        key=key,
        payload={},
        run_after=now - timedelta(seconds=1),
        now=now,
    )


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
