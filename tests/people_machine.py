"""Random people doing random things through the services, compared with a model after each step.

The model keeps its own, simpler idea of who may propose and decide what, and of every role,
second of credit and certificate. What the services do has to agree with it, act by act.
``LoneMachine`` lets one account act alone, whatever its roles: nothing may come of that.

To add an act that takes two people: its row in ``PROPOSES`` and ``DECIDES``, a rule that proposes
it with its effect on the model, and its direct service in ``forge_alone``. To add any other act
that could gain somebody time, a result or a paper: a rule in which a person tries it on
anybody's record, with what the model allows. What must hold after each step is an invariant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import ColumnElement, Engine, ScalarSelect, func, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor, Role, TwoPersonAct
from lms.domain.class_session import Attendance, ClassKind, ClassTimes
from lms.domain.errors import DomainError
from lms.domain.requirement import PeriodKind
from lms.domain.setting import SettingName
from lms.domain.two_people import PROPOSAL_LIFE, ProposalOutcome
from lms.models import (
    Account,
    AttemptResult,
    Certificate,
    CertificateRevocation,
    ClassOutcome,
    CreditEntry,
    ProposalDecision,
    Setting,
)
from lms.queries.account_list import held_roles
from lms.queries.signed_in import roles_of
from lms.services.acts.certificate_issue import CertificateAsked
from lms.services.acts.certificate_revoke import RevocationAsked
from lms.services.acts.credit_add import CreditAsked
from lms.services.acts.role_grant import RoleGrantAsked
from lms.services.acts.setting import SettingAsked
from lms.services.correct_credit import correct_credit
from lms.services.credit_class import answer_class, decide_class
from lms.services.decide_proposal import decide_proposal
from lms.services.decide_setting import decide_setting
from lms.services.issue_certificate import (
    issue_by_hand,
    issue_module_certificate,
    issue_year_certificate,
)
from lms.services.open_account import end_role, grant_role
from lms.services.propose import propose
from lms.services.record_class import ClassDraft, record_class
from lms.services.revoke_certificate import revoke_certificate
from lms.services.set_requirement import set_requirement
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt
from tests.factories import ZONE
from tests.training_rows import POLICY

APPROVED, DECLINED, WITHDRAWN = ProposalOutcome
CREDIT, REVOKE, ROLE, YEAR = (
    TwoPersonAct.CREDIT_ADD,
    TwoPersonAct.CERTIFICATE_REVOKE,
    TwoPersonAct.ROLE_GRANT,
    TwoPersonAct.YEAR_RULE,
)
PROPOSES: Mapping[TwoPersonAct, set[Role]] = {
    CREDIT: {Role.TRAINING_UNIT},
    REVOKE: {Role.TRAINING_UNIT, Role.ACCREDITATION_MANAGER},
    ROLE: {Role.ADMINISTRATOR},
    YEAR: {Role.TRAINING_UNIT},
}
DECIDES: Mapping[TwoPersonAct, set[Role]] = {
    CREDIT: {Role.TRAINING_UNIT, Role.CHIEF},
    REVOKE: {Role.TRAINING_UNIT, Role.CHIEF},
    ROLE: {Role.ADMINISTRATOR},
    YEAR: {Role.TRAINING_UNIT, Role.CHIEF},
}
"""The table a second time, as the model has it."""

WHO, WHICH = st.integers(0, 40), st.integers(0, 40)
MINUTES = st.integers(-5, 1_500)
FROM_OUTSIDE = {Role.ASSESSOR, Role.COUNSEL, Role.SECOND_PERSON, Role.OUTSIDE_COUNSEL}


@dataclass(frozen=True, slots=True)
class Stage:
    """What every run starts from: a database with people, time and certificates."""

    engine: Engine
    now: datetime
    day: date
    actors: tuple[tuple[int, int | None], ...]
    members: tuple[int, ...]
    certificates: tuple[tuple[int, int], ...]
    sittings: tuple[int, ...]
    attempts: tuple[int, ...]
    lesson_version: int


@dataclass
class Waiting:
    """A proposal as the model knows it."""

    act: TwoPersonAct
    by: int
    account: int | None
    member: int | None
    at: datetime
    ground: Any
    effect: Callable[[], None]
    decided: bool = False


@dataclass
class Model:
    """Everything that must not be forged."""

    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    seconds: dict[int, int] = field(default_factory=dict)
    revoked: set[int] = field(default_factory=set)
    pass_mark: list[tuple[str, int]] = field(default_factory=list)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    chiefs: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows stand of what must not be forged."""

    results: int
    certificates: int
    settings: int
    accounts: int
    approved: int
    approved_alone: int


def _number_of(table: type, *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


_APPROVED = ProposalDecision.outcome == APPROVED
_COUNTS = select(
    _number_of(AttemptResult),
    _number_of(Certificate),
    _number_of(Setting),
    _number_of(Account),
    _number_of(ProposalDecision, _APPROVED),
    _number_of(
        ProposalDecision, _APPROVED, ProposalDecision.proposed_by == ProposalDecision.decided_by
    ),
)
_SECONDS = select(CreditEntry.member_id, func.sum(CreditEntry.seconds)).group_by(
    CreditEntry.member_id
)
_REVOKED = select(CertificateRevocation.certificate_id)
"""Made once: building a statement costs more than SQLite's answer to it."""


class PeopleMachine(RuleBasedStateMachine):
    """Many people."""

    stage: Stage
    alone = False

    def __init__(self) -> None:
        super().__init__()
        stage = self.stage
        self.connection = stage.engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        self.now = stage.now
        self.cast = stage.actors
        self.model = Model(
            roles={account: self._stored_roles(account) for account, _ in stage.actors},
            seconds=self._stored_seconds(),
        )
        self.before = self._stored_counts()
        self.steps = 0

    def teardown(self) -> None:
        """Undo the run."""
        self.session.close()
        self.outer.rollback()
        self.connection.close()

    @initialize(who=WHO)
    def choose(self, who: int) -> None:
        """Where one account acts alone, choose it."""
        if self.alone:
            self.cast = (self.cast[who % len(self.cast)],)

    # --- what is stored ---

    def _stored_roles(self, account: int) -> frozenset[Role]:
        return roles_of(self.session, account, self.now)

    def _stored_seconds(self) -> dict[int, int]:
        return {member: int(seconds) for member, seconds in self.session.execute(_SECONDS)}

    def _stored_counts(self) -> Counts:
        return Counts(*self.session.execute(_COUNTS).one())

    # --- how somebody acts ---

    def _actor(self, who: int) -> Actor:
        account, member = self.cast[who % len(self.cast)]
        return Actor(account, member, self.model.roles[account])

    def _try(self, work: Any) -> Any:  # noqa: ANN401 - any use case
        """Run a use case; a refusal undoes it and is the outcome."""
        try:
            with self.session.begin_nested():
                return work(self.session, now=self.now)
        except DomainError as error:
            self.session.expire_all()
            return error

    def _offer(
        self,
        act: TwoPersonAct,
        asked: object,
        by: Actor,
        *,
        possible: bool,
        waiting: Waiting,
    ) -> None:
        work = partial(propose, act=act, payload=asked, reason="A reason.", by=by)
        outcome = self._try(work)
        about = waiting.account == by.account_id or (
            waiting.member is not None and waiting.member == by.member_id
        )
        twice = any(
            not other.decided
            and other.act is act
            and other.ground == waiting.ground
            and self.now - other.at < PROPOSAL_LIFE
            for other in self.model.waiting.values()
        )
        allowed = possible and bool(by.roles & PROPOSES[act]) and not about and not twice
        assert isinstance(outcome, int) is allowed, (act, asked, by, outcome)
        if allowed:
            self.model.waiting[outcome] = waiting

    # --- what may be proposed ---

    @rule(who=WHO, which=WHICH, minutes=MINUTES)
    def propose_time(self, who: int, which: int, minutes: int) -> None:
        """Propose minutes for somebody."""
        by, member = self._actor(who), self.stage.members[which % len(self.stage.members)]
        before = self.model.seconds[member]

        def effect() -> None:
            self.model.seconds[member] += minutes * 60

        self._offer(
            CREDIT,
            CreditAsked(member, "policy", minutes, self.stage.day.isoformat()),
            by,
            possible=1 <= minutes <= 1_440,
            waiting=Waiting(
                CREDIT,
                by.account_id or 0,
                self._account_of(member),
                member,
                self.now,
                ("credit", member, minutes, before),
                effect,
            ),
        )

    @rule(who=WHO, which=WHICH, role=st.sampled_from(list(Role)), dated=st.booleans())
    def propose_role(self, who: int, which: int, role: Role, dated: bool) -> None:  # noqa: FBT001 - a draw
        """Propose a role for somebody."""
        by = self._actor(who)
        account, member = self.stage.actors[which % len(self.stage.actors)]
        until = (self.stage.now + timedelta(days=900)).isoformat() if dated else None
        held = self.model.roles[account]
        needs_end = role in FROM_OUTSIDE or (role is Role.CHIEF and self.model.chiefs > 0)

        def effect() -> None:
            self.model.roles[account] |= {role}
            self.model.chiefs += role is Role.CHIEF and not dated

        self._offer(
            ROLE,
            RoleGrantAsked(account, role.value, until),
            by,
            possible=dated or not (needs_end or role in held),
            waiting=Waiting(
                ROLE,
                by.account_id or 0,
                account,
                member,
                self.now,
                ("role", account, role, dated, held),
                effect,
            ),
        )

    @rule(who=WHO, which=WHICH)
    def propose_revocation(self, who: int, which: int) -> None:
        """Propose that a certificate ends."""
        by = self._actor(who)
        number, member = self.stage.certificates[which % len(self.stage.certificates)]

        def effect() -> None:
            self.model.revoked.add(number)

        self._offer(
            REVOKE,
            RevocationAsked(number),
            by,
            possible=number not in self.model.revoked,
            waiting=Waiting(
                REVOKE,
                by.account_id or 0,
                self._account_of(member),
                member,
                self.now,
                ("revoke", number),
                effect,
            ),
        )

    @rule(who=WHO, mark=st.integers(0, 101), days=st.integers(-3, 9))
    def propose_mark(self, who: int, mark: int, days: int) -> None:
        """Propose another pass mark."""
        by = self._actor(who)
        today = self.now.astimezone(ZONE).date()
        day = (today + timedelta(days=days)).isoformat()
        held = self._mark_on(day)

        def effect() -> None:
            self.model.pass_mark.append((day, mark))

        self._offer(
            YEAR,
            SettingAsked("pass-mark", mark, day, "A memo."),
            by,
            possible=1 <= mark <= 100 and days >= 1 and mark != held,
            waiting=Waiting(
                YEAR, by.account_id or 0, None, None, self.now, ("mark", day, mark, held), effect
            ),
        )

    def _mark_on(self, day: str) -> int:
        """The pass mark that holds on a day: the latest valid one, of several the last decided."""
        decided = [
            (since, at, mark)
            for at, (since, mark) in enumerate(self.model.pass_mark)
            if since <= day
        ]
        return max(decided)[2] if decided else 70

    @rule(who=WHO, which=WHICH)
    def propose_certificate(self, who: int, which: int) -> None:
        """Propose a certificate of a year that is not complete: refused whoever asks."""
        member = self.stage.members[which % len(self.stage.members)]
        asked = CertificateAsked(member, "annual", f"{self.stage.day.year}-01-01")
        act = TwoPersonAct.CERTIFICATE_ISSUE
        work = partial(propose, act=act, payload=asked, reason="x", by=self._actor(who))
        assert isinstance(self._try(work), DomainError)

    # --- deciding ---

    @rule(who=WHO, which=WHICH, outcome=st.sampled_from(list(ProposalOutcome)))
    def settle(self, who: int, which: int, outcome: ProposalOutcome) -> None:
        """Decide a proposal."""
        if not self.model.waiting:
            return
        numbers = sorted(self.model.waiting)
        number = numbers[which % len(numbers)]
        waiting, by = self.model.waiting[number], self._actor(who)
        work = partial(decide_proposal, proposal_id=number, outcome=outcome, note="n", by=by)
        result = self._try(work)
        allowed = not waiting.decided and (
            by.account_id == waiting.by
            if outcome is WITHDRAWN
            else self._decides(waiting, by) and (outcome is DECLINED or self._holds(waiting))
        )
        assert (result is None) is allowed, (waiting, by, outcome, result)
        if allowed:
            waiting.decided = True
            if outcome is APPROVED:
                waiting.effect()

    def _decides(self, waiting: Waiting, by: Actor) -> bool:
        about = waiting.account == by.account_id or (
            waiting.member is not None and waiting.member == by.member_id
        )
        return bool(by.roles & DECIDES[waiting.act]) and by.account_id != waiting.by and not about

    def _holds(self, waiting: Waiting) -> bool:
        """Whether what the proposal rests on is the same."""
        if self.now - waiting.at >= PROPOSAL_LIFE:
            return False
        kind, *ground = waiting.ground
        if kind == "credit":
            return bool(self.model.seconds[ground[0]] == ground[2])
        if kind == "revoke":
            return ground[0] not in self.model.revoked
        if kind == "mark":
            today = self.now.astimezone(ZONE).date().isoformat()
            return bool(ground[0] > today and self._mark_on(ground[0]) == ground[2])
        account, role, dated, held = ground
        second_chief = role is Role.CHIEF and not dated and self.model.chiefs > 0
        return self.model.roles[account] == held and not second_chief

    def _account_of(self, member: int) -> int | None:
        return next((account for account, its in self.stage.actors if its == member), None)

    # --- trying it alone ---

    @rule(who=WHO, which=WHICH, role=st.sampled_from(list(Role)))
    def grant_alone(self, who: int, which: int, role: Role) -> None:
        """Give a role without a second person."""
        account = self.stage.actors[which % len(self.stage.actors)][0]
        until = self.stage.now + timedelta(days=900)
        by = self._actor(who)
        work = partial(grant_role, account_id=account, role=role, until=until, by=by)
        assert isinstance(self._try(work), DomainError)

    @rule(who=WHO, which=WHICH)
    def forge_alone(self, who: int, which: int) -> None:
        """Add time, end and issue certificates, and change the year's rule without a proposal."""
        by = self._actor(who)
        member = self.stage.members[which % len(self.stage.members)]
        number = self.stage.certificates[which % len(self.stage.certificates)][0]
        day = self.stage.day
        for work in (
            partial(
                correct_credit,
                member_id=member,
                limb="policy",
                seconds=60,
                earned_on=day,
                reverses_id=None,
                reason="x",
                by=by,
            ),
            partial(revoke_certificate, certificate_id=number, reason="x", by=by),
            partial(
                issue_by_hand,
                member_id=member,
                requirement="annual",
                period_start=day.replace(month=1, day=1),
                by=by,
            ),
            partial(
                set_requirement,
                policy=POLICY,
                slug="annual",
                title="Annual",
                period_kind=PeriodKind.CALENDAR_YEAR,
                seconds=60,
                limbs=(),
                provision="IV.E",
                hour_definition="x",
                valid_from=day,
                decided_by="x",
                by=by,
            ),
            partial(
                decide_setting,
                name=SettingName.MAIL_SERVER,
                value="mail.example.gov",
                valid_from=day + timedelta(days=400),
                decided_by="x",
                source="x",
                by=by,
            ),
            partial(
                decide_setting,
                name=SettingName.PASS_MARK,
                value=1,
                valid_from=day + timedelta(days=400),
                decided_by="x",
                source="x",
                by=by,
            ),
        ):
            assert isinstance(self._try(work), DomainError), work

    @rule(who=WHO, which=WHICH)
    def train_alone(self, who: int, which: int) -> None:
        """Begin tries, hand in tries and ask for certificates, of whomever they are."""
        by = self._actor(who)
        member = by.member_id or 0
        sitting = self.stage.sittings[which % len(self.stage.sittings)]
        attempt = self.stage.attempts[which % len(self.stage.attempts)]
        begun = self._try(partial(start_attempt, sitting_id=sitting, member_id=member, by=by))
        own = dict(zip(self.stage.members, self.stage.attempts, strict=True)).get(member)
        mine = own is not None and sitting == self.stage.sittings[self.stage.members.index(member)]
        assert begun == own if mine else isinstance(begun, DomainError)
        for work in (
            partial(
                submit_attempt,
                attempt_id=attempt,
                member_id=member,
                reviewed_digest="0" * 64,
                attested=True,
                token=None,
                scripted=False,
                by=by,
            ),
            partial(issue_module_certificate, sitting_id=sitting, member_id=member, by=by),
        ):
            assert isinstance(self._try(work), DomainError), work
        issued = self._try(partial(issue_year_certificate, member_id=member, by=by))
        assert issued == ()

    @rule(who=WHO, which=WHICH)
    def teach_alone(self, who: int, which: int) -> None:
        """Record a class for somebody, approve it, and say for them that they were there.

        Whoever answers for themselves says what they say; without a second person who
        neither recorded, taught nor attended, no minute comes of it.
        """
        by = self._actor(who)
        member = self.stage.members[which % len(self.stage.members)]
        draft = ClassDraft(
            kind=ClassKind.CLASS,
            lesson_version_id=self.stage.lesson_version,
            times=ClassTimes(self.now - timedelta(hours=2), self.now - timedelta(hours=1)),
            attendances=(Attendance(member),),
            place="Roll-call room",
            instructor="Somebody",
        )
        recorded = self._try(partial(record_class, draft=draft, by=by))
        if not isinstance(recorded, int):
            return
        decided = self._try(
            partial(decide_class, class_id=recorded, outcome=ClassOutcome.APPROVED, by=by)
        )
        assert isinstance(decided, DomainError)
        answered = self._try(
            partial(answer_class, class_id=recorded, member_id=member, was_there=True, by=by)
        )
        assert isinstance(answered, DomainError) is (member != by.member_id)

    @rule(who=WHO, which=WHICH)
    def end_a_role(self, who: int, which: int) -> None:
        """An administrator takes a role away; nobody else does."""
        by = self._actor(who)
        account = self.stage.actors[which % len(self.stage.actors)][0]
        held = held_roles(self.session, now=self.now).get(account, ())
        if not held:
            return
        one = held[which % len(held)]
        outcome = self._try(partial(end_role, grant_id=one.grant_id, by=by))
        assert (outcome is None) is (Role.ADMINISTRATOR in by.roles)
        if outcome is None:
            self.model.chiefs -= one.role is Role.CHIEF and one.until is None
            if sum(each.role is one.role for each in held) == 1:
                self.model.roles[account] -= {one.role}

    @rule(hours=st.sampled_from([1, 30, 24 * 31]))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.now += timedelta(hours=hours)

    # --- what must hold after each step ---

    @invariant()
    def the_record_is_the_models(self) -> None:
        """Roles, time, results, certificates and settings are what the model says.

        Everybody's roles are looked at after each step as the page of accounts lists them, and
        one account's, in turn, as a request's rights are judged.
        """
        held = held_roles(self.session, now=self.now)
        for account, _ in self.stage.actors:
            listed = frozenset(each.role for each in held.get(account, ()))
            assert listed == self.model.roles[account]
        self.steps += 1
        account = self.stage.actors[self.steps % len(self.stage.actors)][0]
        assert self._stored_roles(account) == self.model.roles[account]
        assert self._stored_seconds() == self.model.seconds
        assert set(self.session.execute(_REVOKED).scalars()) == self.model.revoked
        counts = self._stored_counts()
        assert counts == replace(
            self.before,
            settings=self.before.settings + len(self.model.pass_mark),
            approved=counts.approved,
        )

    @invariant()
    def two_people_stand_behind_every_approval(self) -> None:
        """No account approved what it proposed; nobody opened an account."""
        counts = self._stored_counts()
        assert counts.approved_alone == 0
        assert counts.accounts == len(self.stage.actors)

    @invariant()
    def one_account_alone_gains_nothing(self) -> None:
        """Where one account acts alone, no proposal comes to anything and no role is gained."""
        if self.alone:
            assert self._stored_counts().approved == 0


class LoneMachine(PeopleMachine):
    """One account alone, of any role."""

    alone = True
