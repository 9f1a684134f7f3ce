"""Secrets that must be read back, encrypted under a key made from the installation's secret."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lms.domain.errors import InvalidError

_VERSION = "1"
_NONCE = 12


class SealedElsewhereError(InvalidError):
    """A sealed text was made under another installation secret, or was altered."""


@dataclass(frozen=True)
class Seal:
    """Encrypts and opens short texts, each bound to what it is for.

    AES-256-GCM under keys derived with HKDF-SHA256. ``former`` secrets open what was sealed
    before a rotation; the current one seals.
    """

    secret: str
    former: tuple[str, ...] = ()

    def close(self, text: str, *, bound_to: str) -> str:
        """Seal ``text``; it opens only with the same ``bound_to``."""
        key = self._keys[0]
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(key.material).encrypt(nonce, text.encode(), bound_to.encode())
        body = base64.urlsafe_b64encode(nonce + sealed).decode()
        return f"{_VERSION}.{key.fingerprint}.{body}"

    def open(self, sealed: str, *, bound_to: str) -> str:
        """The text that was sealed.

        Raises:
            SealedElsewhereError: it was sealed under a secret this installation does not
                have, for something else, or it was altered.
        """
        version, _, rest = sealed.partition(".")
        fingerprint, _, body = rest.partition(".")
        key = next((each for each in self._keys if each.fingerprint == fingerprint), None)
        if version != _VERSION or key is None:
            own = self._keys[0].fingerprint
            raise SealedElsewhereError(sealed_under=fingerprint[:16], secret_here=own)
        try:
            data = base64.urlsafe_b64decode(body)
            text = AESGCM(key.material).decrypt(data[:_NONCE], data[_NONCE:], bound_to.encode())
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise SealedElsewhereError(sealed_under=fingerprint, reason="altered") from error
        return text.decode()

    def is_current(self, sealed: str) -> bool:
        """Whether a text was sealed under the current secret, not a former one."""
        return sealed.split(".")[1:2] == [self._keys[0].fingerprint]

    @cached_property
    def _keys(self) -> tuple[_Key, ...]:
        return tuple(_Key(secret) for secret in (self.secret, *self.former))


@dataclass(frozen=True)
class _Key:
    secret: str

    @cached_property
    def material(self) -> bytes:
        return self._derived("sealing")

    @cached_property
    def fingerprint(self) -> str:
        return self._derived("fingerprint")[:4].hex()

    def _derived(self, use: str) -> bytes:
        info = f"lms {use} {_VERSION}".encode()
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
        return derive.derive(self.secret.encode())
