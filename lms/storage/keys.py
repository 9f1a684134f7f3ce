"""The keys on this machine: the secret of the pages, and the key that signs for the record.

Each is a file of its own below the data directory that nobody else can read (mode 0600). A
key is made once and never written over; where a file cannot be used, nothing is made in
its place.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SECRET = "secret_key"  # noqa: S105 - the name of a file
PREVIOUS_SECRET = "secret_key.previous"  # noqa: S105 - the name of a file
_JOURNAL = "keys/journal.pem"
_NEXT = "keys/journal.next.pem"
_SHOWN = 16


class KeyUnusableError(Exception):
    """A key cannot be read, was open to others, or is none; the text says what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half of an Ed25519 key, and what is shown of it."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key, 32 bytes in hex."""
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return raw.hex()

    def sign(self, message: bytes) -> str:
        """The signature over a message, in hex."""
        return self.private.sign(message).hex()


def fingerprint(public: str) -> str:
    """What people compare of a public key: SHA-256, in groups of four."""
    shown = hashlib.sha256(bytes.fromhex(public)).hexdigest()[: 2 * _SHOWN]
    return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))


def fingerprint_of_secret(secret: str) -> str:
    """What is shown of a secret: the beginning of a digest that nobody can turn back."""
    return hashlib.sha256(b"lms-secret:" + secret.encode()).hexdigest()[:_SHOWN]


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Whether the holder of a key signed exactly this."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def journal_key(data_dir: Path) -> SigningKey | None:
    """The key that signs for the record, or None where none was made yet.

    Raises:
        KeyUnusableError: it cannot be read, or others could have read it.
    """
    return _read(data_dir / _JOURNAL)


def make_journal_key(data_dir: Path) -> SigningKey:
    """Make the first key.

    Raises:
        KeyUnusableError: there is one already.
    """
    return _make(data_dir / _JOURNAL)


def make_next_journal_key(data_dir: Path) -> SigningKey:
    """Make the key that will follow; one that an interrupted rotation left behind is taken up."""
    return _read(data_dir / _NEXT) or _make(data_dir / _NEXT)


def put_next_journal_key_in_use(data_dir: Path) -> None:
    """Let the next key take the place of the first; the old one stays under its fingerprint.

    Run after its record is committed. Running it again changes nothing.
    """
    if not (data_dir / _NEXT).exists():
        return
    if (data_dir / _JOURNAL).exists():
        (data_dir / _JOURNAL).rename(data_dir / "keys" / f"{_name_of_old(data_dir)}.pem")
    (data_dir / _NEXT).rename(data_dir / _JOURNAL)
    _sync(data_dir / "keys")


def _name_of_old(data_dir: Path) -> str:
    """What the key is called that was in use: by its fingerprint where it can be read."""
    try:
        old = _read(data_dir / _JOURNAL)
    except KeyUnusableError:
        old = None
    shown = fingerprint(old.public)[:9].replace(" ", "") if old else secrets.token_hex(4)
    return f"journal.until-{shown}" if old else f"journal.unusable-{shown}"


def rotate_secret(data_dir: Path) -> tuple[str, str]:
    """Make a new secret for the pages; the old one is good for another day.

    Returns: the old and the new one.

    Raises:
        KeyUnusableError: the secret is no file of this directory.
    """
    path = data_dir / SECRET
    old = read_secret(path)
    if not old:
        raise KeyUnusableError(
            f"There is no {path}: the secret comes from LMS_SECRET_KEY. Put a new one there and "
            "the old one into LMS_OLD_SECRET_KEY for a day."
        )
    new = secrets.token_urlsafe(48)
    for name, text in ((PREVIOUS_SECRET, old), (SECRET, new)):
        draft = _draft(data_dir, f"{text}\n".encode())
        draft.replace(data_dir / name)
    _sync(data_dir)
    return old, new


def read_secret(path: Path) -> str:
    """A secret from its file, empty where there is none."""
    if not path.exists():
        return ""
    _check_mode(path)
    return path.read_text(encoding="ascii").strip()


def _read(path: Path) -> SigningKey | None:
    if not path.exists():
        return None
    _check_mode(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, OSError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(
            f"{path} is no signing key. Restore it from a backup; deploy/KEYS.md says what to do "
            "where there is none."
        )
    return SigningKey(key)


def _check_mode(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyUnusableError(
            f"{path} is open to others (mode {mode:04o}). Run: chmod 600 {path}; and where "
            "somebody may have read it: flask keys rotate"
        )


def _make(path: Path) -> SigningKey:
    key = SigningKey(Ed25519PrivateKey.generate())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(
        path.parent,
        key.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise KeyUnusableError(f"There is a key in {path} already; nothing was changed.") from None
    finally:
        draft.unlink()
    _sync(path.parent)
    return key


def _draft(folder: Path, data: bytes) -> Path:
    """A file with these bytes, on the disk, that nobody else can read."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
