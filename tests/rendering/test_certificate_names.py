"""Names and long texts: legible, inert, in their place, and read back as they are stored."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from lms.rendering.certificate import certificate_pdf
from lms.rendering.fonts import Face, _Face
from lms.rendering.lettering import Box, ems, fit
from lms.rendering.reading_order import in_sight
from tests.rendering.certificate_paper import (
    FACTS,
    elements,
    named,
    picture,
    text_of,
    words_of,
)

LEFT_TO_RIGHT = (
    "Nguyễn Thị Ánh Tuyết",
    "İbrahim Şükrü Ğüneş I\u011fd\u0131r",
    "Íñigo Muñoz Güell Çelik",
    "Łukasz Żółć-Święcicki",
    "Győző Őry",
    "Q̣uinn M̈ueller x̌y",
    "Αλέξανδρος Папаδόπουλος",
    "O'Brien “Mac” D\u2019Arcy",
    "<b>Ann</b> & <img src='/etc/hostname'/> \"Lee\"",
    "</para> Tj ET (Ann) \\ [Lee] %s {{7*7}} ${x} {0.__class__}",
    "\ufb01ona \u041el\u0435g \u210cans",
    "王小明 Wang",
    "Ann 😀 Lee",
    "Zoë\u202eeeL",
    "Ann\u200bLee",
    "नमस्ते Devi",
)
RIGHT_TO_LEFT = ("דוד בן־גוריון", "محمد عبد الرحمن", "Ann דוד Lee")
NAMED_LONG = (
    "Maria Magdalena Wilhelmina Alexandra Konstantinopolska-Brzęczyszczykiewicz "
    "de los Santos y Fernández-Villanueva Łódzka"
)


def test_threads_that_draw_at_once_get_what_they_would_get_alone() -> None:
    names = [f"Ann {chr(0xC0 + place)}{chr(0x391 + place % 16)}" for place in range(24)]
    patience = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(named, names))
    finally:
        sys.setswitchinterval(patience)
    _Face._cut.cache_clear()
    _Face._packed.cache_clear()
    assert [named(name) for name in names] == together


@pytest.mark.parametrize("name", LEFT_TO_RIGHT)
def test_ct_13_a_name_is_shown_inert_and_read_back_as_stored(name: str) -> None:
    assert unicodedata.normalize("NFC", re.sub("[\u202a-\u202c]", "", name)) in text_of(named(name))


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_ct_13_a_name_from_right_to_left_is_read_back_as_stored(name: str) -> None:
    closed = name.replace(" ", "")  # between two directions pdftotext moves the blank
    assert closed in text_of(named(name)).replace(" ", "")
    assert name in [element.actual for element in elements(named(name))]


def test_arabic_letters_are_joined_and_stand_from_right_to_left() -> None:
    assert "".join(in_sight("سلام")) == "\ufee1\ufefc\ufeb3"
    assert "".join(in_sight("דוד (שני) 12")) == "12 (ינש) דוד"


def test_ct_13_a_character_without_a_glyph_is_framed_and_named_on_the_paper() -> None:
    assert "Characters these typefaces lack" not in text_of(certificate_pdf(FACTS))
    text = text_of(named("王 Wang \u202e"))
    assert "lack, framed with their code points: U+738B CJK UNIFIED IDEOGRAPH-738B" in text
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in text
    many = "".join(chr(0x4E00 + step) for step in range(120))
    text = text_of(named(many))
    assert many in text
    assert [char for char in many if f"U+{ord(char):04X}" not in text] == []


def test_no_glyph_is_the_empty_box_of_its_font() -> None:
    for name in (*LEFT_TO_RIGHT, *RIGHT_TO_LEFT):
        with pikepdf.open(io.BytesIO(named(name))) as pdf:
            shown = [
                bytes(step.operands[0])
                for step in pikepdf.parse_content_stream(pdf.pages[0])
                if str(step.operator) == "Tj"
            ]
        assert [glyphs for glyphs in shown if 0 in glyphs] == []


@pytest.mark.parametrize(
    "name",
    [
        "Ann Lee",
        "Bartholomew Featherstonehaugh-Cholmondeley",
        NAMED_LONG,
        " ".join(["Maximilian"] * 11),
        " ".join(["Wu"] * 40),
    ],
)
def test_out_09_a_long_name_shrinks_and_stays_in_its_place(name: str) -> None:
    words = list(words_of(named(name)))
    expected = name.split()
    start = next(
        place
        for place in range(len(words))
        if [word[0] for word in words[place : place + len(expected)]] == expected
    )
    mine = words[start : start + len(expected)]
    others = words[:start] + words[start + len(expected) :]
    assert all(left >= 69 and right <= 723 for _, left, _, right, _ in mine)
    assert all(bottom - top >= 8 for _, _, top, _, bottom in mine)
    middles = {round((top + bottom) / 2, 1) for _, _, top, _, bottom in mine}
    assert all(612 - 393 > middle > 612 - 439 for middle in middles)
    assert not [
        (word, other)
        for word, left, _, right, _ in mine
        for other, o_left, o_top, o_right, o_bottom in others
        if left < o_right and o_left < right and 612 - 437 < (o_top + o_bottom) / 2 < 612 - 394
    ]


@pytest.mark.parametrize("name", ["W" * 120, "W" * 300, "m" * 60 + " " + "W" * 59, "界" * 120])
def test_out_09_an_endless_word_is_broken_and_never_leaves_the_frame(
    name: str, tmp_path: Path
) -> None:
    data = named(name)
    assert name in text_of(data)
    gray = picture(data, tmp_path, dots=72).read_bytes()
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", gray)
    assert header is not None
    wide = int(header[1])
    rows = gray[header.end() :]
    for row in range(612 - 439, 612 - 393):
        line = rows[row * wide : (row + 1) * wide]
        assert set(line[50:68] + line[724:742]) == {255}


@pytest.mark.parametrize("length", [1, 10, 40, 80, 120, 300, 3000])
def test_a_text_always_fits_its_box(length: int) -> None:
    box = Box(0, 0, 200, 30)
    for text in ("W" * length, ("Wi " * length).strip(), "界" * length):
        setting = fit(text, Face.DISPLAY, box, largest=36, smallest=10)
        assert setting.size * 1.2 * len(setting.lines) <= box.height
        assert all(ems(line, Face.DISPLAY) * setting.size <= 200.01 for line in setting.lines)
        assert "".join(setting.lines).replace(" ", "") == text.replace(" ", "")
