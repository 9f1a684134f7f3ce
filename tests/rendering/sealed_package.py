"""A small package made by hand: a journal of a few entries, totals, a file, all sealed."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.domain.anchor import Anchor
from lms.domain.head_statement import HeadStatement
from lms.domain.journal_chain import GENESIS, leaf_hash, link
from lms.domain.journal_tree import root
from lms.domain.key_statement import KeyStatement
from lms.domain.package import (
    HEADS,
    JOURNAL,
    MANIFEST,
    SEAL,
    TOTALS,
    PackageHead,
    PackageKind,
    PackageSeal,
    manifest,
)
from lms.storage.keys import SigningKey
from lms.storage.package_file import listed, write_package

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
OTHER = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))
MEMBER = 7


def lesson(seconds: int, day: str = "2026-03-01") -> dict[str, object]:
    """A lesson that counted some seconds."""
    return {
        "sitting_id": 1,
        "member_id": MEMBER,
        "lesson": "updates",
        "completed_on": day,
        "limb": "policy",
        "counting": "measured",
        "nominal_seconds": 600,
        "time": [["page", "policy", day, seconds]],
    }


def facts(key: SigningKey = KEY) -> list[tuple[str, dict[str, object]]]:
    """The acts of the small journal."""
    statement = KeyStatement("journal", key.public, None, 0)
    recorded: dict[str, object] = {
        "purpose": "journal",
        "public_key": key.public,
        "replaces": None,
        "after": 0,
        "signature": key.sign(statement.message()),
    }
    begun: dict[str, object] = {"sitting_id": 1, "member_id": MEMBER, "period_start": "2026-01-01"}
    return [
        ("signing-key-recorded", recorded),
        ("sitting-opened", begun),
        ("lesson-completed", lesson(7_200)),
    ]


def totals(seconds: int = 7_200, *, complete: bool = True) -> dict[str, object]:
    """What the small journal comes to."""
    member = {
        "member_id": MEMBER,
        "badge_number": "0107",
        "name": "Alex Example",
        "owes": True,
        "seconds": seconds,
        "minutes": seconds // 60,
        "complete": complete,
    }
    year = {
        "name": "2026",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "seconds": 7_200,
        "lessons": ["updates"],
        "unstated": [],
        "complete": int(complete),
        "members": [member],
    }
    return {"years": [year]}


def journal(
    acts: list[tuple[str, dict[str, object]]], days: Sequence[int] = range(1, 9)
) -> tuple[bytes, PackageHead]:
    """The lines of a journal of some acts, and its head; a restored record leaves numbers out.

    An act is by the account that its data names as ``by``.
    """
    lines, seq, digest = [], 0, GENESIS
    for day, (kind, data) in zip(days, acts, strict=False):
        at = f"2026-03-0{day}T12:00:00.000+00:00"
        place = int(str(data.get("lost_through", seq))) + 1
        by = data.get("by")
        entry = link(seq, digest, {"kind": kind, "data": data, "at": at, "by": by}, seq=place)
        seq, digest = entry.seq, entry.leaf_hash
        lines.append(entry.body)
    return "".join(f"{line}\n" for line in lines).encode(), PackageHead(seq, digest, at)


def heads(lines: bytes, key: SigningKey = KEY, seqs: Sequence[int] = (1, 2)) -> bytes:
    """The heads that were signed of a journal after some of its entries, one a line."""
    leaves = [leaf_hash(1, line) for line in lines.decode().splitlines()]
    kept, previous = [], None
    for number, seq in enumerate(seqs, 1):
        head = HeadStatement(
            number=number,
            occasion="daily",
            seq=seq,
            entries=seq,
            leaf_hash=leaves[seq - 1],
            root=root(leaves[:seq]),
            schema="0001:" + "c" * 64,
            signed_at=f"2026-03-0{seq}T13:00:00.000+00:00",
            public_key=key.public,
            previous=previous,
        )
        previous = head.digest
        kept.append(Anchor(head.message().decode(), key.sign(head.message())).line())
    return "".join(f"{line}\n" for line in kept).encode()


def small(
    folder: Path,
    *,
    key: SigningKey = KEY,
    acts: list[tuple[str, dict[str, object]]] | None = None,
    stated: Mapping[str, object] | None = None,
    more: tuple[str, ...] = (),
    signed: bytes | None = None,
    days: Sequence[int] = range(1, 9),
) -> bytes:
    """A package as bytes; ``more`` names files that lie in the folder already."""
    lines, head = journal(acts or facts(), days)
    files = {
        "a/paper.txt": b"What was taught.\n",
        JOURNAL: lines,
        TOTALS: json.dumps(stated or totals()).encode(),
        HEADS: heads(lines, key) if signed is None else signed,
    }
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    names = sorted({*files, *more})
    text = manifest(listed(folder, names))
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    seal = PackageSeal(
        PackageKind.ARCHIVE, "Haverhill Police Department", False, "2026", head, digest, key.public
    )
    (folder / SEAL).write_bytes(seal.document(key.sign(seal.message())))
    return packed(folder, [*names, MANIFEST, SEAL])


def packed(folder: Path, names: list[str]) -> bytes:
    """Files of a folder as a package."""
    out = io.BytesIO()
    write_package(folder, names, out)
    return out.getvalue()
