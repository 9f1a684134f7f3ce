"""What every (method, address) asks for, whose thing it names, and what it answers.

``test_access.py`` makes the matrix of it: every row, by everybody of the cast, on the
officer's own thing, the stranger's, and one that does not exist. A route without a row fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.domain.access import Permission, Reach, Role, reach


class Whose(StrEnum):
    """To whom the thing in an address belongs, as the person who asks sees it."""

    NOBODY = "nobody"
    OWN = "own"
    SUBORDINATE = "subordinate"
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one address.

    Attributes:
        gate: the permission its view asks for; None where it is public.
        thing: the kind of thing in the address that belongs to a person, made by
            ``world.MAKERS``; empty where there is none.
        answers: the statuses of one who may.
        arguments: what else the address needs.
        fields: what a POST sends beside its token.
        own: what one who may gets for a thing of their own, where it is not ``answers``.
    """

    gate: Permission | None
    thing: str = ""
    answers: frozenset[int] = frozenset({200})
    arguments: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[int] = frozenset()


SEEN = frozenset({200})
DONE = frozenset({303})
REFUSED = frozenset({422})
GONE = frozenset({404})
NOT_MINE = frozenset({403})
_NO_ID = 9_999_999
_TOKEN = {"token": "never-made"}
_MODULE = {"policy": "haverhill-immigration", "module": "detainers"}
_MEMBER = {"member_id": _NO_ID}
_DOCUMENT = {"document_id": _NO_ID}
_CHANGE = {"code": "PC-06"}
_REVISION = {"slug": "haverhill-immigration", "sequence": 1}
_COMING = {**_REVISION, "kind": "section", "code": "IV.A-1"}
_BILL = {"code": "PC-33"}
_PROPOSAL = {"proposal_id": _NO_ID}
_SECTION = {"policy": "haverhill-immigration", "code": "no-such"}
_ITEM = {"scenario": "no-such-scenario", "item": "no-such"}
_DRAFT = {"draft_id": _NO_ID}
_PIECE = {
    "policy": "haverhill-immigration",
    "kind": "scenario",
    "slug": "a-fax-at-2340",
}
_CHALLENGE = {"challenge_id": _NO_ID}
_CLASS = {"class_id": _NO_ID}
_REVIEW = {"review_id": _NO_ID}
_OUTSIDE = {"outside_id": _NO_ID}
_HANDOVER = {"handover_id": _NO_ID}
_PACKAGE = {"request_id": _NO_ID}
_STANDARD = {"number": "99.9.9"}
_HOLD = {"hold_id": _NO_ID}
_INVITATION = {"invitation_id": _NO_ID}
_ROOM_FILE = {"number": "99.9.9", "year": 2026}
_STANDARD_YEAR = {"number": "99.9.9", "year": 2026}
_NOTICE = {"notice_id": _NO_ID}
_ENTRY = {"matter": "failure", "subject_id": _NO_ID}
_STAGED = {"staged_id": _NO_ID}
_SCENARIO = {"scenario": "no-such-scenario"}
_GATED = {"slug": "change-request-notice-and-hold"}

TABLE: Mapping[tuple[str, str], Row] = {
    ("GET", "/"): Row(None, answers=frozenset({302})),
    ("GET", "/sign-in"): Row(None, answers=frozenset({200, 302})),
    ("POST", "/sign-in"): Row(None, answers=REFUSED),
    ("POST", "/sign-out"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/lock"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("GET", "/locked"): Row(Permission.ACCOUNT_OWN, answers=frozenset({200, 302, 303})),
    ("POST", "/locked"): Row(Permission.ACCOUNT_OWN, answers=frozenset({303, 422})),
    ("GET", "/confirm"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/confirm"): Row(Permission.ACCOUNT_OWN, answers=REFUSED),
    ("GET", "/second-factor"): Row(Permission.ACCOUNT_OWN, answers=frozenset({302})),
    ("POST", "/second-factor"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("GET", "/account"): Row(Permission.ACCOUNT_OWN),
    ("GET", "/account/password"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/account/password"): Row(Permission.ACCOUNT_OWN, answers=REFUSED),
    ("GET", "/account/authenticator"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/account/authenticator"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/account/authenticator/removal"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("GET", "/account/recovery-codes"): Row(Permission.ACCOUNT_OWN, answers=frozenset({302})),
    ("POST", "/account/recovery-codes"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/account/passkeys/options"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/account/passkeys"): Row(Permission.ACCOUNT_OWN, answers=REFUSED),
    ("POST", "/account/passkeys/<int:passkey_id>/removal"): Row(
        Permission.ACCOUNT_OWN, thing="passkey", answers=DONE
    ),
    ("POST", "/passkey/options"): Row(None),
    ("POST", "/passkey"): Row(None, answers=REFUSED),
    ("GET", "/cannot-sign-in"): Row(None),
    ("POST", "/cannot-sign-in"): Row(None, answers=DONE),
    ("GET", "/devices"): Row(Permission.ACCOUNT_OWN),
    ("POST", "/devices/end-others"): Row(Permission.ACCOUNT_OWN, answers=DONE),
    ("POST", "/devices/<int:sign_in_id>/end"): Row(
        Permission.ACCOUNT_OWN, thing="sign-in", answers=DONE
    ),
    ("GET", "/first-sign-in/<token>"): Row(None, answers=GONE, arguments=_TOKEN),
    ("POST", "/first-sign-in/<token>"): Row(None, answers=GONE, arguments=_TOKEN),
    ("GET", "/health"): Row(None),
    ("GET", "/robots.txt"): Row(None),
    ("GET", "/verify"): Row(None),
    ("GET", "/verify/receipt"): Row(None),
    ("GET", "/verify/paper"): Row(None),
    ("POST", "/verify/paper"): Row(None, answers=REFUSED),
    ("GET", "/verify/<code>"): Row(None, answers=GONE, arguments={"code": "unknown"}),
    ("GET", "/policies"): Row(Permission.POLICY_READ),
    ("GET", "/policies/imports"): Row(Permission.DOCUMENT_IMPORT),
    ("POST", "/policies/imports"): Row(Permission.DOCUMENT_IMPORT, answers=REFUSED),
    ("GET", "/policies/imports/<int:document_id>"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_DOCUMENT
    ),
    ("GET", "/policies/imports/<int:document_id>/sections/<int:at>"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments={**_DOCUMENT, "at": 0}
    ),
    ("POST", "/policies/imports/<int:document_id>/sections/<int:at>"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments={**_DOCUMENT, "at": 0}
    ),
    ("POST", "/policies/imports/<int:document_id>/undo"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_DOCUMENT
    ),
    ("POST", "/policies/imports/<int:document_id>/abandonment"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_DOCUMENT
    ),
    ("POST", "/policies/imports/<int:document_id>/confirmation"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_DOCUMENT
    ),
    ("GET", "/policies/<slug>"): Row(
        Permission.POLICY_READ, arguments={"slug": "haverhill-immigration"}
    ),
    ("GET", "/policies/<slug>/compare"): Row(
        Permission.POLICY_READ, arguments={"slug": "haverhill-immigration"}
    ),
    ("GET", "/policies/<slug>/compare.pdf"): Row(
        Permission.POLICY_READ, answers=GONE, arguments={"slug": "haverhill-immigration"}
    ),
    ("GET", "/policies/<slug>/revisions"): Row(
        Permission.POLICY_READ, arguments={"slug": "haverhill-immigration"}
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>"): Row(
        Permission.POLICY_READ, arguments={"slug": "haverhill-immigration", "sequence": 1}
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>/impact"): Row(
        Permission.POLICY_DECIDE, answers=GONE, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/impact"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_REVISION
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>/sections"): Row(
        Permission.POLICY_DECIDE, answers=GONE, arguments=_REVISION
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>/sections/<kind>/<code>"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_COMING
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/sections/<kind>/<code>"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_COMING
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>/publication"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/publication"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_REVISION
    ),
    ("GET", "/policies/<slug>/revisions/<int:sequence>/training"): Row(
        Permission.CONTENT_APPROVE, answers=GONE, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/training"): Row(
        Permission.DOCUMENT_IMPORT, answers=GONE, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/training/approval"): Row(
        Permission.CONTENT_APPROVE, answers=GONE, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/revisions/<int:sequence>/training/<int:version_id>"): Row(
        Permission.CONTENT_APPROVE, answers=GONE, arguments={**_REVISION, "version_id": _NO_ID}
    ),
    ("GET", "/policies/<slug>/acknowledgement"): Row(
        Permission.TRAINING_TAKE, arguments={"slug": "haverhill-immigration"}
    ),
    ("POST", "/policies/<slug>/acknowledgement/<int:sequence>"): Row(
        Permission.TRAINING_TAKE, answers=REFUSED, arguments=_REVISION
    ),
    ("POST", "/policies/<slug>/acknowledgement/<int:sequence>/refusal"): Row(
        Permission.TRAINING_TAKE, answers=REFUSED, arguments=_REVISION
    ),
    ("GET", "/policies/<slug>/acknowledgements"): Row(
        Permission.POLICY_DECIDE, arguments={"slug": "haverhill-immigration"}
    ),
    ("GET", "/policies/<slug>/on"): Row(
        Permission.POLICY_READ,
        answers=frozenset({302}),
        arguments={"slug": "haverhill-immigration"},
    ),
    ("GET", "/policies/<slug>/on/<day>"): Row(
        Permission.POLICY_READ,
        arguments={"slug": "haverhill-immigration", "day": "2026-06-30"},
    ),
    ("GET", "/policies/<slug>/rescission"): Row(
        Permission.DOCUMENT_IMPORT, arguments={"slug": "haverhill-immigration"}
    ),
    ("POST", "/policies/<slug>/rescission"): Row(
        Permission.DOCUMENT_IMPORT,
        answers=REFUSED,
        arguments={"slug": "haverhill-immigration"},
    ),
    ("GET", "/policies/<slug>/drawer"): Row(
        Permission.POLICY_READ, arguments={"slug": "haverhill-immigration", "section": "IV.B.2"}
    ),
    ("GET", "/policies/<policy>/questions"): Row(
        Permission.DRAFTING_VIEW, arguments={"policy": "haverhill-immigration"}
    ),
    ("GET", "/checklists"): Row(Permission.POLICY_READ),
    ("GET", "/checklists/<policy>/<slug>"): Row(
        Permission.POLICY_READ,
        arguments={"policy": "haverhill-immigration", "slug": "what-may-i-ask-for"},
    ),
    ("GET", "/updates"): Row(Permission.POLICY_READ),
    ("GET", "/register"): Row(Permission.REGISTER_VIEW),
    ("GET", "/register/new"): Row(Permission.DEVELOPMENT_ENTER),
    ("POST", "/register/new"): Row(Permission.DEVELOPMENT_ENTER, answers=REFUSED),
    ("GET", "/register/modules"): Row(Permission.REGISTER_VIEW),
    ("GET", "/register/modules/<slug>"): Row(Permission.GATE_SIGN, arguments=_GATED),
    ("POST", "/register/modules/<slug>"): Row(
        Permission.GATE_SIGN, answers=REFUSED, arguments=_GATED
    ),
    ("GET", "/register/year-close"): Row(Permission.REGISTER_VIEW),
    ("POST", "/register/year-close"): Row(Permission.STATEMENT_SIGN, answers=GONE),
    ("GET", "/register/year-close/<year>"): Row(
        Permission.REGISTER_VIEW, answers=GONE, arguments={"year": "2027"}
    ),
    ("GET", "/register/<code>"): Row(Permission.REGISTER_VIEW, arguments=_CHANGE),
    ("GET", "/register/<code>/amend"): Row(Permission.DEVELOPMENT_ENTER, arguments=_CHANGE),
    ("POST", "/register/<code>/amend"): Row(
        Permission.DEVELOPMENT_ENTER, answers=REFUSED, arguments=_CHANGE
    ),
    ("GET", "/register/<code>/review"): Row(Permission.DEVELOPMENT_REVIEW, arguments=_CHANGE),
    ("POST", "/register/<code>/review"): Row(
        Permission.DEVELOPMENT_REVIEW, answers=DONE, arguments=_CHANGE
    ),
    ("GET", "/register/<code>/decision"): Row(
        Permission.DEVELOPMENT_DECIDE, answers=frozenset({409}), arguments=_CHANGE
    ),
    ("POST", "/register/<code>/decision"): Row(
        Permission.DEVELOPMENT_DECIDE, answers=frozenset({409}), arguments=_CHANGE
    ),
    ("GET", "/register/<code>/outcome"): Row(Permission.DEVELOPMENT_DECIDE, arguments=_BILL),
    ("POST", "/register/<code>/outcome"): Row(
        Permission.DEVELOPMENT_DECIDE, answers=REFUSED, arguments=_BILL
    ),
    ("GET", "/training"): Row(Permission.TRAINING_TAKE),
    ("GET", "/training/sample"): Row(Permission.TRAINING_TAKE),
    ("GET", "/training/reminders"): Row(Permission.MINUTES_VIEW),
    ("POST", "/training/calendar"): Row(Permission.MINUTES_VIEW, answers=DONE),
    ("POST", "/training/calendar/end"): Row(Permission.MINUTES_VIEW, answers=frozenset({303, 404})),
    ("GET", "/calendar/<token>.ics"): Row(None, answers=GONE, arguments=_TOKEN),
    ("GET", "/training/where-one-fact-decides"): Row(Permission.TRAINING_TAKE),
    ("GET", "/training/what-is-recorded"): Row(Permission.TRAINING_TAKE),
    ("GET", "/training/late/<int:year>"): Row(
        Permission.TRAINING_TAKE, answers=GONE, arguments={"year": 2999}
    ),
    ("POST", "/training/late/<int:year>"): Row(
        Permission.TRAINING_TAKE, answers=GONE, arguments={"year": 2999}
    ),
    ("GET", "/training/<policy>/<module>"): Row(Permission.TRAINING_TAKE, arguments=_MODULE),
    ("POST", "/training/<policy>/<module>/visits"): Row(
        Permission.TRAINING_TAKE, answers=REFUSED, arguments=_MODULE
    ),
    ("POST", "/sittings/<int:sitting_id>/lessons/<lesson>/start"): Row(
        Permission.TRAINING_TAKE, thing="lesson", answers=DONE
    ),
    ("GET", "/sittings/<int:sitting_id>/lessons/<lesson>"): Row(
        Permission.TRAINING_TAKE, thing="lesson"
    ),
    ("GET", "/sittings/<int:sitting_id>/lessons/<lesson>/pages/<page>"): Row(
        Permission.TRAINING_TAKE, thing="page"
    ),
    ("POST", "/sittings/<int:sitting_id>/lessons/<lesson>/pages/<page>"): Row(
        Permission.TRAINING_TAKE, thing="page", answers=DONE
    ),
    ("GET", "/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>"): Row(
        Permission.TRAINING_TAKE, thing="practice"
    ),
    ("POST", "/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>"): Row(
        Permission.TRAINING_TAKE, thing="practice", answers=DONE
    ),
    ("POST", "/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>/next"): Row(
        Permission.TRAINING_TAKE, thing="practice", answers=DONE
    ),
    ("POST", "/sittings/<int:sitting_id>/attempts"): Row(
        Permission.ATTEMPT_SUBMIT, thing="sitting", answers=DONE
    ),
    ("POST", "/sittings/<int:sitting_id>/certificate"): Row(
        Permission.ATTEMPT_SUBMIT, thing="sitting", answers=DONE
    ),
    ("GET", "/attempts/<int:attempt_id>"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=frozenset({302})
    ),
    ("GET", "/attempts/<int:attempt_id>/result"): Row(Permission.ATTEMPT_SUBMIT, thing="attempt"),
    ("GET", "/attempts/<int:attempt_id>/review"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=frozenset({302})
    ),
    ("GET", "/attempts/<int:attempt_id>/scenarios/<int:number>"): Row(
        Permission.ATTEMPT_SUBMIT,
        thing="attempt",
        answers=frozenset({302}),
        arguments={"number": 1},
    ),
    ("POST", "/attempts/<int:attempt_id>/scenarios/<int:number>"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=DONE, arguments={"number": 1}
    ),
    ("POST", "/attempts/<int:attempt_id>/submission"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=DONE
    ),
    ("GET", "/attempts/<int:attempt_id>/challenges"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt"
    ),
    ("GET", "/attempts/<int:attempt_id>/challenges/<scenario>/<item>"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=GONE, arguments=_ITEM
    ),
    ("POST", "/attempts/<int:attempt_id>/challenges/<scenario>/<item>"): Row(
        Permission.ATTEMPT_SUBMIT, thing="attempt", answers=GONE, arguments=_ITEM
    ),
    ("GET", "/desk/content/drafts"): Row(Permission.CONTENT_WRITE),
    ("POST", "/desk/content/drafts"): Row(Permission.CONTENT_WRITE, answers=REFUSED),
    ("GET", "/desk/content/drafts/<int:draft_id>"): Row(
        Permission.CONTENT_WRITE, answers=GONE, arguments=_DRAFT
    ),
    ("POST", "/desk/content/drafts/<int:draft_id>"): Row(
        Permission.CONTENT_WRITE, answers=GONE, arguments=_DRAFT
    ),
    ("POST", "/desk/content/drafts/<int:draft_id>/preview"): Row(
        Permission.CONTENT_WRITE, answers=GONE, arguments=_DRAFT
    ),
    ("POST", "/desk/content/dropped-drafts/<int:draft_id>"): Row(
        Permission.CONTENT_WRITE, answers=GONE, arguments=_DRAFT
    ),
    ("GET", "/desk/content/pieces/<policy>/<kind>/<slug>"): Row(
        Permission.CONTENT_VIEW, arguments=_PIECE
    ),
    ("POST", "/desk/content/pieces/<policy>/<kind>/<slug>/draft"): Row(
        Permission.CONTENT_WRITE, answers=GONE, arguments={**_PIECE, "slug": "no-such"}
    ),
    ("GET", "/desk/content/pieces/<policy>/<kind>/<slug>/versions/<int:number>"): Row(
        Permission.CONTENT_VIEW, arguments={**_PIECE, "number": 1}
    ),
    ("GET", "/desk/content/pieces/<policy>/<kind>/<slug>/versions/<int:number>.yaml"): Row(
        Permission.CONTENT_VIEW, arguments={**_PIECE, "number": 1}
    ),
    ("POST", "/desk/content/pieces/<policy>/<kind>/<slug>/versions/<int:number>/comments"): Row(
        Permission.CONTENT_WRITE, answers=REFUSED, arguments={**_PIECE, "number": 1}
    ),
    ("POST", "/desk/content/pieces/<policy>/<kind>/<slug>/versions/<int:number>/decision"): Row(
        Permission.CONTENT_APPROVE, answers=DONE, arguments={**_PIECE, "number": 1}
    ),
    ("GET", "/challenges"): Row(Permission.CHALLENGE_ANSWER),
    ("GET", "/challenges/<int:challenge_id>"): Row(
        Permission.CHALLENGE_ANSWER, answers=GONE, arguments=_CHALLENGE
    ),
    ("POST", "/challenges/<int:challenge_id>"): Row(
        Permission.CHALLENGE_ANSWER, answers=GONE, arguments=_CHALLENGE
    ),
    ("GET", "/challenges/<int:challenge_id>/correction"): Row(
        Permission.CHALLENGE_ANSWER, answers=GONE, arguments=_CHALLENGE
    ),
    ("POST", "/challenges/<int:challenge_id>/correction"): Row(
        Permission.CHALLENGE_ANSWER, answers=GONE, arguments=_CHALLENGE
    ),
    ("POST", "/beats"): Row(Permission.ATTEMPT_SUBMIT, answers=frozenset({400})),
    ("GET", "/certificates/<int:certificate_id>.pdf"): Row(
        Permission.CERTIFICATE_VIEW, thing="certificate"
    ),
    ("GET", "/minutes"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/<int:sitting_id>/<unit>"): Row(
        Permission.MINUTES_VIEW, thing="unit", answers=GONE
    ),
    ("GET", "/who-looked"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/statement"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/statement.pdf"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/record"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/record.pdf"): Row(Permission.MINUTES_VIEW),
    ("GET", "/minutes/visits/<int:visit_id>"): Row(Permission.MINUTES_VIEW, thing="visit"),
    ("GET", "/minutes/visits/<int:visit_id>/statement"): Row(
        Permission.MINUTES_VIEW, thing="visit"
    ),
    ("GET", "/minutes/visits/<int:visit_id>/statement.pdf"): Row(
        Permission.MINUTES_VIEW, thing="visit"
    ),
    ("GET", "/minutes/pace/<int:review_id>"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_REVIEW
    ),
    ("POST", "/minutes/pace/<int:review_id>"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_REVIEW
    ),
    ("GET", "/training/notices/<int:notice_id>"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_NOTICE
    ),
    ("POST", "/training/notices/<int:notice_id>/opening"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_NOTICE
    ),
    ("GET", "/training/entries/<matter>/<int:subject_id>/statements"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_ENTRY
    ),
    ("POST", "/training/entries/<matter>/<int:subject_id>/statements"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments=_ENTRY
    ),
    ("GET", "/desk/notices"): Row(Permission.NOTICE_MANAGE),
    ("GET", "/desk/notices/<int:notice_id>"): Row(
        Permission.NOTICE_MANAGE, answers=GONE, arguments=_NOTICE
    ),
    ("POST", "/desk/notices/<int:notice_id>/deliveries"): Row(
        Permission.NOTICE_MANAGE, answers=GONE, arguments=_NOTICE
    ),
    ("GET", "/desk/notices/<int:notice_id>.pdf"): Row(
        Permission.NOTICE_MANAGE, answers=GONE, arguments=_NOTICE
    ),
    ("GET", "/people"): Row(Permission.STANDING_VIEW),
    ("GET", "/record"): Row(Permission.RECORD_AUDIT),
    ("GET", "/record/sample"): Row(Permission.RECORD_AUDIT),
    ("GET", "/record/heads/<month>.pdf"): Row(
        Permission.RECORD_AUDIT, answers=GONE, arguments={"month": "2026-12"}
    ),
    ("GET", "/record/members/<int:member_id>/packet.pdf"): Row(
        Permission.RECORD_AUDIT, thing="member"
    ),
    ("GET", "/record/members/<int:member_id>"): Row(Permission.RECORD_AUDIT, thing="member"),
    ("GET", "/evidence"): Row(Permission.TRAINING_RECORD_VIEW),
    ("GET", "/evidence/members/<int:member_id>/record"): Row(
        Permission.TRAINING_RECORD_VIEW, thing="member"
    ),
    ("GET", "/evidence/members/<int:member_id>/record.pdf"): Row(
        Permission.TRAINING_RECORD_VIEW, thing="member"
    ),
    ("GET", "/evidence/standards"): Row(Permission.STANDARD_MANAGE),
    ("POST", "/evidence/standards"): Row(Permission.STANDARD_MANAGE, answers=REFUSED),
    ("POST", "/evidence/window"): Row(Permission.STANDARD_MANAGE, answers=REFUSED),
    ("GET", "/evidence/standards/new"): Row(Permission.STANDARD_MANAGE),
    ("GET", "/evidence/standards/<number>"): Row(
        Permission.STANDARD_MANAGE, answers=GONE, arguments=_STANDARD
    ),
    ("GET", "/evidence/standards/<number>/mapping"): Row(
        Permission.STANDARD_MANAGE, answers=GONE, arguments=_STANDARD
    ),
    ("POST", "/evidence/standards/<number>/<int:year>/proofs"): Row(
        Permission.STANDARD_MANAGE, answers=GONE, arguments=_STANDARD_YEAR
    ),
    ("POST", "/evidence/standards/<number>/<int:year>/proofs/<int:proof_id>/withdrawal"): Row(
        Permission.STANDARD_MANAGE,
        answers=GONE,
        arguments={**_STANDARD_YEAR, "proof_id": _NO_ID},
    ),
    ("GET", "/evidence/standards/<number>/<int:year>/memo"): Row(
        Permission.STANDARD_MANAGE, answers=GONE, arguments=_STANDARD_YEAR
    ),
    ("POST", "/evidence/standards/<number>/<int:year>/memo"): Row(
        Permission.STANDARD_MANAGE, answers=GONE, arguments=_STANDARD_YEAR
    ),
    ("GET", "/counsel"): Row(Permission.COUNSEL_VISIT),
    ("GET", "/counsel/members/<int:member_id>/record"): Row(
        Permission.COUNSEL_VISIT, thing="member", answers=GONE
    ),
    ("GET", "/counsel/members/<int:member_id>/record.pdf"): Row(
        Permission.COUNSEL_VISIT, thing="member", answers=GONE
    ),
    ("POST", "/counsel/holds"): Row(Permission.COUNSEL_VISIT, answers=GONE),
    ("POST", "/counsel/archives"): Row(Permission.COUNSEL_VISIT, answers=GONE),
    ("GET", "/counsel/archives/<int:request_id>.zip"): Row(
        Permission.COUNSEL_VISIT, answers=GONE, arguments=_PACKAGE
    ),
    ("GET", "/evidence/invitations/counsel"): Row(Permission.ROOM_MANAGE),
    ("POST", "/evidence/invitations/counsel"): Row(Permission.ROOM_MANAGE, answers=REFUSED),
    ("GET", "/evidence/holds"): Row(Permission.HOLD_MANAGE),
    ("POST", "/evidence/holds"): Row(Permission.HOLD_MANAGE, answers=REFUSED),
    ("GET", "/evidence/holds/<int:hold_id>/release"): Row(
        Permission.HOLD_MANAGE, answers=GONE, arguments=_HOLD
    ),
    ("POST", "/evidence/holds/<int:hold_id>/release"): Row(
        Permission.HOLD_MANAGE, answers=GONE, arguments=_HOLD
    ),
    ("GET", "/room"): Row(Permission.ROOM_VISIT),
    ("GET", "/room/officers"): Row(Permission.ROOM_VISIT),
    ("GET", "/room/officers/<int:member_id>/packet.pdf"): Row(
        Permission.ROOM_VISIT, thing="member", answers=GONE
    ),
    ("GET", "/room/samples"): Row(Permission.ROOM_VISIT),
    ("POST", "/room/samples"): Row(Permission.ROOM_VISIT, answers=REFUSED),
    ("GET", "/room/standards/<number>"): Row(
        Permission.ROOM_VISIT, answers=GONE, arguments=_STANDARD
    ),
    ("GET", "/room/standards/<number>/<int:year>.zip"): Row(
        Permission.ROOM_VISIT, answers=GONE, arguments=_ROOM_FILE
    ),
    ("GET", "/room/standards/<number>/<int:year>/<name>.pdf"): Row(
        Permission.ROOM_VISIT, answers=GONE, arguments={**_ROOM_FILE, "name": "1-directive"}
    ),
    ("GET", "/evidence/invitations"): Row(Permission.ROOM_MANAGE),
    ("GET", "/evidence/invitations/assessor"): Row(Permission.ROOM_MANAGE),
    ("POST", "/evidence/invitations/assessor"): Row(Permission.ROOM_MANAGE, answers=REFUSED),
    ("GET", "/evidence/invitations/<int:invitation_id>"): Row(
        Permission.ROOM_MANAGE, answers=GONE, arguments=_INVITATION
    ),
    ("POST", "/evidence/invitations/<int:invitation_id>/withdrawal"): Row(
        Permission.ROOM_MANAGE, answers=GONE, arguments=_INVITATION
    ),
    ("POST", "/evidence/invitations/<int:invitation_id>/showing"): Row(
        Permission.ROOM_MANAGE, answers=GONE, arguments=_INVITATION
    ),
    **{
        ("GET", f"/evidence/invitations/<int:invitation_id>/room{path}"): Row(
            Permission.ROOM_MANAGE, answers=GONE, arguments={**_INVITATION, **arguments}
        )
        for path, arguments in (
            ("", {}),
            ("/officers", {}),
            ("/officers/<int:member_id>/packet.pdf", {"member_id": _NO_ID}),
            ("/samples", {}),
            ("/standards/<number>", _STANDARD),
            ("/standards/<number>/<int:year>.zip", _ROOM_FILE),
            (
                "/standards/<number>/<int:year>/<name>.pdf",
                {**_ROOM_FILE, "name": "1-directive"},
            ),
        )
    },
    ("GET", "/evidence/packages"): Row(Permission.PACKAGE_BUILD),
    ("POST", "/evidence/packages"): Row(Permission.PACKAGE_BUILD, answers=REFUSED),
    ("GET", "/evidence/packages/<int:request_id>"): Row(
        Permission.PACKAGE_BUILD, answers=GONE, arguments=_PACKAGE
    ),
    ("GET", "/evidence/packages/<int:request_id>.zip"): Row(
        Permission.PACKAGE_BUILD, answers=GONE, arguments=_PACKAGE
    ),
    ("POST", "/evidence/packages/<int:request_id>/stop"): Row(
        Permission.PACKAGE_BUILD, answers=GONE, arguments=_PACKAGE
    ),
    ("POST", "/evidence/packages/<int:request_id>/resume"): Row(
        Permission.PACKAGE_BUILD, answers=GONE, arguments=_PACKAGE
    ),
    ("GET", "/accounts"): Row(Permission.ACCOUNT_MANAGE),
    ("POST", "/accounts/<int:account_id>/end-sign-ins"): Row(
        Permission.ACCOUNT_MANAGE, thing="account", answers=DONE
    ),
    ("POST", "/accounts/end-all-sign-ins"): Row(Permission.ACCOUNT_MANAGE, answers=DONE),
    ("GET", "/accounts/<int:account_id>/second-factor"): Row(
        Permission.ACCOUNT_MANAGE, thing="account"
    ),
    ("POST", "/accounts/<int:account_id>/second-factor"): Row(
        Permission.ACCOUNT_MANAGE, thing="account", answers=REFUSED
    ),
    ("POST", "/accounts/<int:account_id>/link"): Row(
        Permission.ACCOUNT_MANAGE, thing="account", answers=DONE
    ),
    ("GET", "/accounts/<int:account_id>"): Row(Permission.ACCOUNT_MANAGE, thing="account"),
    ("POST", "/accounts/<int:account_id>/roles"): Row(
        Permission.ACCOUNT_MANAGE, thing="account", answers=REFUSED
    ),
    ("POST", "/accounts/<int:account_id>/roles/<int:grant_id>/end"): Row(
        Permission.ACCOUNT_MANAGE,
        answers=GONE,
        arguments={"account_id": _NO_ID, "grant_id": _NO_ID},
    ),
    ("GET", "/settings"): Row(Permission.SETTING_CHANGE),
    ("GET", "/settings/<name>"): Row(
        Permission.SETTING_CHANGE, arguments={"name": "retention-years"}
    ),
    ("GET", "/settings/decisions"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/settings/decisions.pdf"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/settings/history"): Row(Permission.SETTING_CHANGE),
    ("GET", "/settings/history.pdf"): Row(Permission.SETTING_CHANGE),
    ("GET", "/settings/requirements/<requirement>"): Row(
        Permission.SETTING_CHANGE, answers=GONE, arguments={"requirement": "no-such"}
    ),
    ("POST", "/settings/requirements/<requirement>"): Row(
        Permission.SETTING_CHANGE, answers=GONE, arguments={"requirement": "no-such"}
    ),
    ("POST", "/settings/test-letter"): Row(Permission.ACCOUNT_MANAGE, answers=DONE),
    ("POST", "/settings/<name>"): Row(
        Permission.SETTING_CHANGE, answers=REFUSED, arguments={"name": "retention-years"}
    ),
    ("GET", "/record/acts"): Row(Permission.ACTS_REVIEW),
    ("GET", "/proposals"): Row(Permission.PROPOSAL_VIEW),
    ("GET", "/proposals/mine"): Row(Permission.PROPOSAL_VIEW),
    ("GET", "/proposals/<int:proposal_id>"): Row(
        Permission.PROPOSAL_VIEW, answers=GONE, arguments=_PROPOSAL
    ),
    ("POST", "/proposals/<int:proposal_id>/decision"): Row(
        Permission.PROPOSAL_DECIDE, answers=GONE, arguments=_PROPOSAL
    ),
    ("POST", "/proposals/<int:proposal_id>/withdrawal"): Row(
        Permission.PROPOSAL_VIEW, answers=GONE, arguments=_PROPOSAL
    ),
    ("GET", "/blocked-sections"): Row(Permission.PROVISION_OPEN),
    ("GET", "/blocked-sections/<policy>/<code>"): Row(
        Permission.PROVISION_OPEN, answers=GONE, arguments=_SECTION
    ),
    ("POST", "/blocked-sections/<policy>/<code>"): Row(
        Permission.PROVISION_OPEN, answers=GONE, arguments=_SECTION
    ),
    ("GET", "/certificates/<int:certificate_id>/revocation"): Row(
        Permission.CERTIFICATE_REVOKE, thing="certificate", own=NOT_MINE
    ),
    ("POST", "/certificates/<int:certificate_id>/revocation"): Row(
        Permission.CERTIFICATE_REVOKE, thing="certificate", answers=REFUSED, own=NOT_MINE
    ),
    ("GET", "/desk/members/<int:member_id>/certificate"): Row(
        Permission.RECORD_CORRECT, thing="member", own=NOT_MINE
    ),
    ("POST", "/desk/members/<int:member_id>/certificate"): Row(
        Permission.RECORD_CORRECT, thing="member", answers=REFUSED, own=NOT_MINE
    ),
    ("GET", "/desk/members/<int:member_id>/correction"): Row(
        Permission.RECORD_CORRECT, thing="member", own=NOT_MINE
    ),
    ("POST", "/desk/members/<int:member_id>/correction"): Row(
        Permission.RECORD_CORRECT, thing="member", answers=REFUSED, own=NOT_MINE
    ),
    ("GET", "/desk"): Row(Permission.COMPLETION_VIEW),
    ("POST", "/desk"): Row(Permission.ASSIGNMENT_MANAGE, answers=REFUSED),
    ("GET", "/desk/monday.pdf"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/reminders"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/assign"): Row(Permission.ASSIGNMENT_MANAGE),
    ("POST", "/desk/assign"): Row(Permission.ASSIGNMENT_MANAGE, answers=REFUSED),
    ("GET", "/desk/rules"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/rules/new"): Row(Permission.ASSIGNMENT_MANAGE),
    ("POST", "/desk/rules/new"): Row(Permission.ASSIGNMENT_MANAGE, answers=REFUSED),
    ("GET", "/desk/rules/<int:rule_id>"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments={"rule_id": _NO_ID}
    ),
    ("POST", "/desk/rules/<int:rule_id>/end"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments={"rule_id": _NO_ID}
    ),
    ("GET", "/desk/assignments/<int:assignment_id>"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments={"assignment_id": _NO_ID}
    ),
    ("GET", "/desk/assignments/<int:assignment_id>.csv"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments={"assignment_id": _NO_ID}
    ),
    ("GET", "/desk/assignments/<int:assignment_id>/withdrawal"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments={"assignment_id": _NO_ID}
    ),
    ("POST", "/desk/assignments/<int:assignment_id>/withdrawal"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments={"assignment_id": _NO_ID}
    ),
    ("GET", "/desk/classes"): Row(Permission.CLASS_RECORD),
    ("GET", "/desk/classes/new"): Row(Permission.CLASS_RECORD),
    ("POST", "/desk/classes"): Row(Permission.CLASS_RECORD, answers=REFUSED),
    ("POST", "/desk/classes/approvals"): Row(Permission.CLASS_DECIDE, answers=DONE),
    ("GET", "/desk/classes/<int:class_id>"): Row(
        Permission.CLASS_RECORD, answers=GONE, arguments=_CLASS
    ),
    ("GET", "/desk/classes/<int:class_id>/sheet"): Row(
        Permission.CLASS_RECORD, answers=GONE, arguments=_CLASS
    ),
    ("POST", "/desk/classes/<int:class_id>/decline"): Row(
        Permission.CLASS_DECIDE, answers=GONE, arguments=_CLASS
    ),
    ("POST", "/desk/classes/<int:class_id>/make-up"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments=_CLASS
    ),
    ("GET", "/desk/outside"): Row(Permission.COMPLETION_VIEW),
    ("POST", "/desk/outside"): Row(Permission.OUTSIDE_ENTER, answers=REFUSED),
    ("GET", "/desk/outside/new"): Row(Permission.OUTSIDE_ENTER),
    ("GET", "/desk/outside/<int:outside_id>"): Row(Permission.COMPLETION_VIEW, thing="outside"),
    ("POST", "/desk/outside/<int:outside_id>/decision"): Row(
        Permission.OUTSIDE_DECIDE, thing="outside", answers=REFUSED, own=NOT_MINE
    ),
    ("POST", "/desk/outside/<int:outside_id>/withdrawal"): Row(
        Permission.OUTSIDE_ENTER, thing="outside", answers=GONE, own=DONE
    ),
    ("GET", "/desk/outside/<int:outside_id>/scan"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments=_OUTSIDE
    ),
    ("GET", "/outside"): Row(Permission.OUTSIDE_SUBMIT),
    ("POST", "/outside"): Row(Permission.OUTSIDE_SUBMIT, answers=REFUSED),
    ("GET", "/outside/new"): Row(Permission.OUTSIDE_SUBMIT),
    ("GET", "/outside/<int:outside_id>"): Row(Permission.OUTSIDE_SUBMIT, thing="outside"),
    ("POST", "/outside/<int:outside_id>/withdrawal"): Row(
        Permission.OUTSIDE_SUBMIT, thing="outside", answers=DONE
    ),
    ("GET", "/outside/<int:outside_id>/scan"): Row(
        Permission.OUTSIDE_SUBMIT, answers=GONE, arguments=_OUTSIDE
    ),
    ("GET", "/desk/papers"): Row(Permission.RECORD_CORRECT),
    ("POST", "/desk/papers"): Row(Permission.RECORD_CORRECT, answers=REFUSED),
    ("GET", "/desk/papers/<int:staged_id>"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments=_STAGED
    ),
    ("POST", "/desk/papers/<int:staged_id>/proposal"): Row(
        Permission.RECORD_CORRECT, answers=GONE, arguments=_STAGED
    ),
    ("GET", "/desk/papers/<int:staged_id>/scans/<int:line>"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments={**_STAGED, "line": 2}
    ),
    ("GET", "/desk/members/<int:member_id>/papers/<int:completion_id>"): Row(
        Permission.COMPLETION_VIEW,
        answers=GONE,
        arguments={**_MEMBER, "completion_id": _NO_ID},
    ),
    ("GET", "/minutes/papers/<int:completion_id>"): Row(
        Permission.MINUTES_VIEW, answers=GONE, arguments={"completion_id": _NO_ID}
    ),
    ("GET", "/desk/roster"): Row(Permission.ROSTER_MANAGE),
    ("POST", "/desk/roster"): Row(Permission.ROSTER_MANAGE, answers=REFUSED),
    ("GET", "/desk/roster/<int:staged_id>"): Row(
        Permission.ROSTER_MANAGE, answers=GONE, arguments=_STAGED
    ),
    ("POST", "/desk/roster/<int:staged_id>/answers"): Row(
        Permission.ROSTER_MANAGE, answers=GONE, arguments=_STAGED
    ),
    ("POST", "/desk/roster/<int:staged_id>/application"): Row(
        Permission.ROSTER_MANAGE, answers=GONE, arguments=_STAGED
    ),
    ("POST", "/desk/roster/<int:staged_id>/proposal"): Row(
        Permission.ROSTER_MANAGE, answers=GONE, arguments=_STAGED
    ),
    ("GET", "/desk/roll-call"): Row(Permission.CLASS_RECORD),
    ("GET", "/desk/roll-call/<scenario>"): Row(
        Permission.CLASS_RECORD, answers=GONE, arguments=_SCENARIO
    ),
    ("POST", "/desk/roll-call/<scenario>"): Row(
        Permission.CLASS_RECORD, answers=GONE, arguments=_SCENARIO
    ),
    ("GET", "/desk/roll-call/<scenario>/sheet"): Row(
        Permission.CLASS_RECORD, answers=GONE, arguments=_SCENARIO
    ),
    ("POST", "/training/classes/<int:class_id>"): Row(
        Permission.TRAINING_TAKE, answers=GONE, arguments=_CLASS, fields={"there": "yes"}
    ),
    ("GET", "/desk/content"): Row(Permission.CONTENT_VIEW),
    ("GET", "/desk/content/coverage"): Row(Permission.CONTENT_VIEW),
    ("GET", "/desk/duty"): Row(Permission.DUTY_VIEW),
    ("GET", "/desk/duty.csv"): Row(Permission.DUTY_VIEW),
    ("GET", "/desk/members"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/members/<int:member_id>"): Row(Permission.COMPLETION_VIEW, thing="member"),
    ("GET", "/desk/members/<int:member_id>/statement"): Row(
        Permission.STATEMENT_VIEW, thing="member"
    ),
    ("GET", "/desk/members/<int:member_id>/statement.pdf"): Row(
        Permission.STATEMENT_VIEW, thing="member"
    ),
    ("GET", "/desk/members/<int:member_id>/exemptions"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments=_MEMBER
    ),
    ("POST", "/desk/members/<int:member_id>/exemptions"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments=_MEMBER
    ),
    ("GET", "/desk/members/<int:member_id>/exemptions/<int:exemption_id>/document"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments={**_MEMBER, "exemption_id": 1}
    ),
    ("GET", "/desk/handover"): Row(Permission.HANDOVER_VIEW),
    ("GET", "/desk/handover.pdf"): Row(Permission.HANDOVER_VIEW),
    ("GET", "/desk/handover/new"): Row(Permission.HANDOVER_MAKE),
    ("POST", "/desk/handover/new"): Row(Permission.HANDOVER_MAKE, answers=REFUSED),
    ("GET", "/desk/handover/<int:handover_id>"): Row(
        Permission.HANDOVER_VIEW, answers=GONE, arguments=_HANDOVER
    ),
    ("GET", "/desk/handover/<int:handover_id>.pdf"): Row(
        Permission.HANDOVER_VIEW, answers=GONE, arguments=_HANDOVER
    ),
    ("POST", "/desk/handover/<int:handover_id>/answer"): Row(
        Permission.HANDOVER_MAKE, answers=GONE, arguments=_HANDOVER
    ),
    ("POST", "/desk/handover/<int:handover_id>/withdrawal"): Row(
        Permission.HANDOVER_MAKE, answers=GONE, arguments=_HANDOVER
    ),
    ("GET", "/desk/pace"): Row(Permission.PACE_REVIEW),
    ("GET", "/desk/pace/<int:review_id>"): Row(
        Permission.PACE_REVIEW, answers=GONE, arguments=_REVIEW
    ),
    ("POST", "/desk/pace/<int:review_id>/decision"): Row(
        Permission.PACE_REVIEW, answers=GONE, arguments=_REVIEW
    ),
    ("POST", "/desk/pace/visits/<int:visit_id>"): Row(
        Permission.PACE_REVIEW, thing="visit", answers=DONE, own=NOT_MINE
    ),
    ("GET", "/desk/exports"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/exports/completion.csv"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/exports/completion.xlsx"): Row(Permission.COMPLETION_VIEW),
    ("GET", "/desk/exports/completion.pdf"): Row(Permission.COMPLETION_VIEW),
    ("POST", "/desk/exports/columns"): Row(Permission.ASSIGNMENT_MANAGE, answers=REFUSED),
    ("GET", "/desk/year"): Row(Permission.COMPLETION_VIEW),
    ("POST", "/desk/year"): Row(Permission.YEAR_CLOSE, answers=REFUSED),
    ("GET", "/desk/year/<int:closed>.pdf"): Row(
        Permission.COMPLETION_VIEW, answers=GONE, arguments={"closed": 1990}
    ),
    ("POST", "/desk/year/<int:year>/late"): Row(
        Permission.ASSIGNMENT_MANAGE, answers=GONE, arguments={"year": 1990}
    ),
    ("POST", "/desk/year/memos"): Row(Permission.ASSIGNMENT_MANAGE, answers=REFUSED),
    ("POST", "/desk/year/opening"): Row(Permission.YEAR_OPEN, answers=GONE),
    ("GET", "/desk/talks"): Row(Permission.TALK_RECORD),
    ("GET", "/desk/members/<int:member_id>/talks"): Row(
        Permission.TALK_RECORD, answers=GONE, arguments=_MEMBER
    ),
    ("POST", "/desk/members/<int:member_id>/talks"): Row(
        Permission.TALK_RECORD, answers=GONE, arguments=_MEMBER
    ),
}

_NEEDED = {Whose.OWN: Reach.OWN, Whose.SUBORDINATE: Reach.SUBORDINATES, Whose.OTHER: Reach.ALL}
_TO_SIGN_IN = frozenset({302})


def expected(row: Row, roles: frozenset[Role] | None, whose: Whose) -> frozenset[int]:
    """The statuses that somebody of these roles may get; None is nobody signed in."""
    if row.gate is None:
        return frozenset({404}) if whose is Whose.MISSING else row.answers
    if roles is None:
        return _TO_SIGN_IN
    granted = reach(roles, row.gate)
    if granted is None:
        return frozenset({403})
    if whose is Whose.MISSING or granted < _NEEDED.get(whose, Reach.OWN):
        return frozenset({404})
    return row.own if row.own and whose is Whose.OWN else row.answers
