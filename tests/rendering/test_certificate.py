"""The certificate as a stranger gets it: read with other programs than the one that drew it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from reportlab.lib.utils import ImageReader

import lms.rendering
from lms.domain.certificate import (
    TOGETHER,
    CertificateKind,
    LimbMinutes,
    facts_from_document,
    spaced,
)
from lms.domain.errors import InvalidError
from lms.domain.mptc import counts_words
from lms.rendering.certificate import certificate_pdf
from lms.rendering.fonts import Face
from tests.rendering.certificate_paper import (
    CODE,
    FACTS,
    named,
    needs,
    picture,
    text_of,
)


def test_every_fact_can_be_read_from_the_paper_by_another_program() -> None:
    text = text_of(certificate_pdf(FACTS), "-raw")
    stated = [
        FACTS.department,
        "Certificate of Training",
        FACTS.member_name,
        f"{FACTS.rank}, badge number {FACTS.badge_number}",
        FACTS.completed,
        FACTS.period,
        f"Policy: {FACTS.policy_title} — Revision: {FACTS.policy_revision}",
        "Policy minutes 97 95",
        "Federal-update minutes 34 31",
        "Total 131 126",
        "Required 120",
        FACTS.outcome,
        f"November 20, 2026 {FACTS.completed_on}",
        f"November 24, 2026 {FACTS.issued_on}",
        FACTS.delivery,
        FACTS.hour_definition,
        FACTS.issuing_official,
        spaced(CODE),
        FACTS.verification_url,
        FACTS.facts_digest,
        FACTS.journal_head,
        "tamper-evident",
    ]
    assert [fact for fact in stated if fact not in text] == []


def test_hours_toward_the_forty_are_the_departments_word_and_change_no_older_paper() -> None:
    said = replace(FACTS, mptc=counts_words(date(2026, 7, 1)))
    text = text_of(certificate_pdf(said), "-raw")
    assert (
        "Counted by the department toward the MPTC\u2019s 40 hours, by the Chief\u2019s decision "
        "in force from July 1, 2026; not a statement of the MPTC." in text
    )
    assert FACTS.journal_head in text
    assert facts_from_document(said.document()) == said
    assert "mptc" not in FACTS.document()
    assert said.facts_digest != FACTS.facts_digest


def test_the_total_on_the_paper_is_the_sum_that_the_record_rounded_down_once() -> None:
    limbs = (*FACTS.limbs, LimbMinutes(TOGETHER, 132, 127))
    text = text_of(certificate_pdf(replace(FACTS, limbs=limbs)), "-raw")
    assert "Total 132 127" in text
    assert TOGETHER not in text


def test_the_code_on_the_paper_leads_to_the_verification_address(tmp_path: Path) -> None:
    needs("zbarimg")
    far = f"https://training.police.a-rather-long-name-of-a-city.example.org/verify/{CODE}"
    for url in (FACTS.verification_url, far):
        page = picture(certificate_pdf(replace(FACTS, verification_url=url)), tmp_path)
        done = subprocess.run(
            ["zbarimg", "--quiet", "--raw", str(page)], capture_output=True, check=True
        )
        assert done.stdout.decode().strip() == url


def test_the_same_facts_give_the_same_bytes_whatever_was_drawn_before() -> None:
    first = certificate_pdf(FACTS)
    assert named("Nguyễn Thị Ánh Tuyết") != first
    assert certificate_pdf(FACTS) == first


def test_the_same_facts_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import json, sys, hashlib\n"
        "from lms.domain.certificate import facts_from_document\n"
        "from lms.rendering.certificate import certificate_pdf\n"
        "facts = facts_from_document(json.load(sys.stdin))\n"
        "print(hashlib.sha256(certificate_pdf(facts)).hexdigest())\n"
    )
    here = hashlib.sha256(certificate_pdf(FACTS)).hexdigest()
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(FACTS.document()),
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_it_is_one_page_of_landscape_letter_whatever_the_facts() -> None:
    long = "A sentence that goes on and on without saying anything more. " * 20
    swollen = replace(
        FACTS,
        department=long,
        member_name=long,
        completed=long,
        policy_title=long,
        delivery=long,
        hour_definition=long,
        issuing_official=long,
        limbs=tuple(LimbMinutes(f"Subject {number}", number, number) for number in range(12)),
    )
    for facts in (FACTS, swollen, replace(FACTS, limbs=(), outcome="", period="")):
        with pikepdf.open(io.BytesIO(certificate_pdf(facts))) as pdf:
            assert len(pdf.pages) == 1
            assert [int(side) for side in pdf.pages[0].MediaBox] == [0, 0, 792, 612]
    assert " ".join(long.split()) in text_of(certificate_pdf(swollen))


def test_demonstration_data_says_so_and_a_real_certificate_does_not() -> None:
    shown = certificate_pdf(replace(FACTS, demonstration=True))
    assert "Demonstration data" in text_of(shown)
    assert FACTS.member_name in text_of(shown)
    assert "emonstration" not in text_of(certificate_pdf(FACTS))


def test_a_module_is_passed_and_a_year_is_completed() -> None:
    assert "has completed" in text_of(certificate_pdf(FACTS))
    module = replace(FACTS, kind=CertificateKind.MODULE, completed="Detainers", minutes_owed=0)
    text = text_of(certificate_pdf(module), "-raw")
    assert "has passed the training module Detainers" in text
    assert "Required none" in text


def pixels(size: tuple[int, int], kind: str) -> bytes:
    made = io.BytesIO()
    ImageReader(io.BytesIO(b"P6 1 1 255 \xc0\x40\x20"))._image.resize(size).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_departments_own_seal_takes_the_place_of_the_drawn_one(kind: str) -> None:
    image = pixels((40, 60), kind)
    data = certificate_pdf(FACTS, seal_image=image)
    assert data == certificate_pdf(FACTS, seal_image=image)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages[0].get_images()) == 1
    with pikepdf.open(io.BytesIO(certificate_pdf(FACTS))) as pdf:
        assert len(pdf.pages[0].get_images()) == 0


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n broken",
        pixels((40, 40), "PNG")[:60],
        pixels((4001, 1), "PNG"),
        pixels((4, 4), "GIF"),
    ],
)
def test_a_seal_that_is_no_sound_image_is_refused(image: bytes) -> None:
    with pytest.raises(InvalidError):
        certificate_pdf(FACTS, seal_image=image)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidError):
        certificate_pdf(replace(FACTS, issued_on="November 24"))


def test_the_vendored_fonts_are_the_files_they_are_said_to_be() -> None:
    folder = Path(lms.rendering.__file__).parent / "fonts"
    packages = json.loads((folder / "VENDOR.json").read_text())["packages"]
    said = {name: of["sha256"] for package in packages for name, of in package["files"].items()}
    assert {path.name for path in folder.iterdir()} == {*said, "VENDOR.json"}
    for name, expected in said.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert {f"{face}.ttf" for face in Face} == {name for name in said if name.endswith(".ttf")}
