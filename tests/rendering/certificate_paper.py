"""One certificate's facts, and what other programs find on its paper."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest

from lms.domain.certificate import (
    CertificateFacts,
    CertificateKind,
    LimbMinutes,
    code_from_bits,
)
from lms.rendering.certificate import certificate_pdf

CODE = code_from_bits(0x1234567890ABCDEF1234567890ABCDEF)
FACTS = CertificateFacts(
    code=CODE,
    kind=CertificateKind.YEAR,
    department="Haverhill Police Department",
    member_name="Marisol Ortega-Peña",
    rank="Sergeant",
    badge_number="0142",
    completed="Annual in-service training",
    period="Calendar year 2026",
    policy_title="Response to Undocumented Persons",
    policy_revision="undated copy",
    limbs=(
        LimbMinutes("Policy minutes", 97, 95),
        LimbMinutes("Federal-update minutes", 34, 31),
    ),
    minutes_owed=120,
    outcome="Passed",
    completed_on="2026-11-20",
    issued_on="2026-11-24",
    delivery="Online, self-paced, with graded scenarios",
    hour_definition="60 minutes of verified work, rounded down once on the year's sum",
    issuing_official="Training Unit Commander",
    verification_url=f"https://training.example/verify/{CODE}",
    journal_head="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    demonstration=False,
    signed_head=f"412: {'5e' * 32}",
)


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def text_of(data: bytes, *options: str) -> str:
    """What another program reads, without the direction marks it adds and with single blanks."""
    needs("pdftotext")
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True
    )
    letters = re.sub("[\u202a-\u202c]", "", done.stdout.decode())
    return unicodedata.normalize("NFC", " ".join(letters.split()))


def named(name: str) -> bytes:
    return certificate_pdf(replace(FACTS, member_name=name))


def words_of(data: bytes) -> Iterator[tuple[str, float, float, float, float]]:
    """Each word with its box: left, top, right, bottom from the upper left corner."""
    needs("pdftotext")
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True
    )
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    for left, top, right, bottom, word in re.findall(pattern, done.stdout.decode()):
        yield word, float(left), float(top), float(right), float(bottom)


def picture(data: bytes, folder: Path, dots: int = 150) -> Path:
    needs("pdftoppm")
    subprocess.run(
        ["pdftoppm", "-r", str(dots), "-gray", "-singlefile", "-", str(folder / "page")],
        input=data,
        check=True,
    )
    return folder / "page.pgm"


@dataclass(frozen=True, slots=True)
class Found:
    """What a structure element says, read back from the document."""

    role: str
    alt: str
    actual: str
    scope: str


def elements(data: bytes) -> list[Found]:
    """Every structure element of the document in reading order."""

    def below(element: pikepdf.Object) -> Iterator[Found]:
        yield Found(
            str(element.S),
            str(element.get("/Alt", "")),
            str(element.get("/ActualText", "")),
            str(element.get("/A", pikepdf.Dictionary()).get("/Scope", "")),
        )
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
                yield from below(kid)

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(below(pdf.Root.StructTreeRoot.K))
