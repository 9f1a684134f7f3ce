"""Passkeys (WebAuthn): what a browser is asked, and checking what it answers.

The person is always verified by the device (a finger, a face, a PIN), so that a passkey is
two factors at once. Browsers bind an answer to the site, so it cannot be given elsewhere.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lms.domain.errors import InvalidError

_HANDLE_BYTES = 32
_CHALLENGE_BYTES = 32


class PasskeyRefusedError(InvalidError):
    """A browser's answer does not prove what it should."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys belong to: its host without a port, and its whole origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked: the options it reads, and the challenge it has to sign."""

    options: dict[str, Any]
    challenge: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """The public half of a passkey that a browser made; all of it base64url."""

    credential_id: str
    public_key: str
    user_handle: str
    sign_count: int


def site_of(base_url: str) -> Site | None:
    """The site of an address; None where browsers make no passkeys for it.

    They need TLS or ``localhost``, and a name: an address of numbers has no passkeys.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or host == "localhost"
        return Site(host, base_url) if safe and host else None
    return None


def new_user_handle() -> str:
    """A random name for an account that says nothing about its person."""
    return bytes_to_base64url(secrets.token_bytes(_HANDLE_BYTES))


def ask_to_register(
    site: Site, *, handle: str, person: str, department: str, known: Iterable[str]
) -> Asked:
    """Ask for a new passkey; a device that holds one of ``known`` makes no second one."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=department,
        user_id=base64url_to_bytes(handle),
        user_name=person,
        user_display_name=person,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known
        ],
    )
    return Asked(json.loads(options_to_json(options)), bytes_to_base64url(challenge))


def check_registration(site: Site, answer: object, *, challenge: str, handle: str) -> NewPasskey:
    """Check a new passkey against the challenge.

    Raises:
        PasskeyRefusedError: another site, another challenge, no verified person, or no sense.
    """
    try:
        made = verify_registration_response(
            credential=_document(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefusedError(why=type(error).__name__) from error
    return NewPasskey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        user_handle=handle,
        sign_count=made.sign_count,
    )


def ask_to_prove(site: Site) -> Asked:
    """Ask for any passkey of this site; the device knows whose it is, no badge is needed."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(json.loads(options_to_json(options)), bytes_to_base64url(challenge))


def credential_id_in(answer: object) -> str:
    """Which passkey an answer says it is of; empty where it does not say."""
    named = answer.get("id") if isinstance(answer, dict) else None
    return named if isinstance(named, str) else ""


def check_proof(
    site: Site, answer: object, *, challenge: str, public_key: str, sign_count: int
) -> int:
    """Check an answer against the challenge and the passkey; returns the new count of uses.

    Raises:
        PasskeyRefusedError: another site, challenge or key, no verified person, a count
            that went back (a copied key), or no sense.
    """
    try:
        proved = verify_authentication_response(
            credential=_document(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise PasskeyRefusedError(why=type(error).__name__) from error
    return proved.new_sign_count


def _document(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise PasskeyRefusedError(why="no object")
    return answer
