"""Passkeys: proving who one is with them, and keeping new ones.

The browser's own functions read and write the JSON; ``passkey.js`` carries it. A proof is
two factors at once, so it signs in, unlocks, confirms and shows the second factor alike.
"""

from __future__ import annotations

from functools import partial

from flask import abort, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, DomainError
from lms.domain.sign_in import ChallengeUse, Proof, login_key
from lms.queries.passkeys import StoredPasskey, known_passkeys, passkey_named
from lms.queries.second_factor import factors
from lms.queries.signed_in import credentials
from lms.services.keep_passkey import (
    keep_challenge,
    keep_passkey,
    remove_passkey,
    spend_challenge,
    use_passkey,
)
from lms.storage.passkeys import (
    Asked,
    PasskeyRefusedError,
    Site,
    ask_to_prove,
    ask_to_register,
    check_proof,
    check_registration,
    credential_id_in,
    new_user_handle,
)
from lms.web import session as web_session
from lms.web.access import changes_credentials, current, public, requires
from lms.web.account.authenticator import STRANDED, after_set_up
from lms.web.account.blueprint import blueprint
from lms.web.account.guess import device, note, source, way_back
from lms.web.account.second_factor import accept
from lms.web.department import settings
from lms.web.limits import takes
from lms.web.plant import now, plant, reading, writing

_CHALLENGE = "passkey_challenge"
_HANDLE = "passkey_handle"
_REFUSED = "This passkey could not be checked. Try again, or use your password."


@blueprint.post("/passkey/options")
@takes(data=True)
@public
def passkey_options() -> ResponseReturnValue:
    """Ask the browser for any passkey of this site."""
    asked = ask_to_prove(_site())
    _keep(asked, ChallengeUse.PROVE, None)
    return jsonify(asked.options)


@blueprint.post("/passkey")
@takes(data=True)
@public
def prove() -> ResponseReturnValue:
    """Take a proof: sign in, or go on where somebody is signed in already."""
    someone = web_session.person()
    sent = _sent()
    try:
        found = _proved(sent.get("credential"))
    except PasskeyRefusedError as error:
        note("passkey-refused", str(error.facts.get("why", "")))
        return _refuse(_REFUSED)
    typed = str(sent.get("login") or "").strip()
    if someone is None and typed and not _is_whose(found, typed):
        note("passkey-of-another", typed, account_id=found.account_id)
        return _refuse("This passkey belongs to somebody else than the badge number typed.")
    if someone is not None and someone.account_id != found.account_id:
        note("passkey-of-another", "", account_id=someone.account_id)
        return _refuse(f"This passkey is not of {someone.display_name}, who is signed in here.")
    if someone is None:
        web_session.begin(
            account_id=found.account_id,
            login=None,
            source=source(),
            device=device(),
            proof=Proof.BOTH_FACTORS,
        )
    else:
        accept()
    return jsonify(next=way_back() or url_for("account.home"))


def _proved(answer: object) -> StoredPasskey:
    """The passkey that an answer proves.

    Raises:
        PasskeyRefusedError: whatever is wrong with it; the challenge is spent.
    """
    challenge = _spend(ChallengeUse.PROVE, None)
    with reading() as database:
        day = now().date()
        found = passkey_named(database, credential_id=credential_id_in(answer), day=day)
    if found is None:
        raise PasskeyRefusedError(why="unknown passkey")
    count = check_proof(
        _site(),
        answer,
        challenge=challenge,
        public_key=found.public_key,
        sign_count=found.sign_count,
    )
    if not writing(partial(use_passkey, passkey_id=found.id, sign_count=count)):
        raise PasskeyRefusedError(why="its count went back")
    return found


def _is_whose(found: StoredPasskey, typed: str) -> bool:
    with reading() as database:
        whose = credentials(database, login=login_key(typed).upper(), day=now().date())
    return whose is not None and whose.account_id == found.account_id


@blueprint.post("/account/passkeys/options")
@takes(data=True)
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def new_passkey_options() -> ResponseReturnValue:
    """Ask the browser to make a passkey for the person signed in."""
    someone, found = current(), settings()
    with reading() as database:
        known = known_passkeys(database, someone.account_id)
    handle = known.user_handle or new_user_handle()
    asked = ask_to_register(
        _site(),
        handle=handle,
        person=someone.display_name,
        department=found.department if found else "In-service training",
        known=known.credential_ids,
    )
    session[_HANDLE] = handle
    _keep(asked, ChallengeUse.REGISTER, someone.account_id)
    return jsonify(asked.options)


@blueprint.post("/account/passkeys")
@takes(data=True)
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def keep_new_passkey() -> ResponseReturnValue:
    """Keep a passkey that the browser made; the first second factor brings recovery codes."""
    someone, sent = current(), _sent()
    try:
        challenge = _spend(ChallengeUse.REGISTER, someone.account_id)
        made = check_registration(
            _site(),
            sent.get("credential"),
            challenge=challenge,
            handle=str(session.pop(_HANDLE, "")),
        )
        writing(
            partial(
                keep_passkey,
                account_id=someone.account_id,
                made=made,
                name=str(sent.get("name") or ""),
                by=someone.actor,
            )
        )
    except DomainError:
        note("passkey-not-kept", "", account_id=someone.account_id)
        return _refuse(
            "The passkey was not kept. Give it a name of up to 60 letters and try again."
        )
    with reading() as database:
        codes = factors(database, someone.account_id).recovery_codes
    return jsonify(next=after_set_up(codes=codes, words="Your passkey is set up."))


@blueprint.post("/account/passkeys/<int:passkey_id>/removal")
@requires(Permission.ACCOUNT_OWN)
@changes_credentials
def remove_own_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey of one's own away."""
    someone = current()
    try:
        writing(
            partial(
                remove_passkey,
                account_id=someone.account_id,
                passkey_id=passkey_id,
                by=someone.actor,
            )
        )
        flash("The passkey is removed.", "good")
    except ConflictError:
        flash(STRANDED, "warn")
    return redirect(url_for("account.overview"), code=303)


def _site() -> Site:
    """The site of this installation; without a name of its own it has no passkeys."""
    return plant().site or abort(404)


def _sent() -> dict[str, object]:
    """The JSON object that was sent, or an empty one."""
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _keep(asked: Asked, use: ChallengeUse, account_id: int | None) -> None:
    """Keep a challenge on the server, and in this browser's session that it was asked here."""
    session[_CHALLENGE] = asked.challenge
    writing(partial(keep_challenge, challenge=asked.challenge, use=use, account_id=account_id))


def _spend(use: ChallengeUse, account_id: int | None) -> str:
    """The challenge of this browser, spent.

    Raises:
        PasskeyRefusedError: there is none, it was used, or it is too old.
    """
    challenge = str(session.pop(_CHALLENGE, ""))
    if not writing(partial(spend_challenge, challenge=challenge, use=use, account_id=account_id)):
        raise PasskeyRefusedError(why="no such challenge")
    return challenge


def _refuse(words: str) -> ResponseReturnValue:
    return jsonify(say=words), 422
