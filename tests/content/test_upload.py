"""Files handed in as proof: kept within limits, without anything but what they show."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from lms.content.upload import LARGEST, UnusableUploadError, checked_upload


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **how: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **how)
    return written.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_keeps_its_pixels_and_its_kind(kind: str, media_type: str) -> None:
    kept = checked_upload("sheet of Monday.scan", picture(kind))
    assert kept.media_type == media_type
    assert kept.name.startswith("sheet of Monday.")
    with Image.open(io.BytesIO(kept.data)) as again:
        assert again.size == (40, 20)


def test_up_23_a_picture_loses_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    kept = checked_upload("a.jpg", picture(exif=exif))
    assert b"Camera of somebody" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as again:
        assert not again.getexif()


def claiming(side: int) -> bytes:
    """A PNG whose head, check sum included, claims to be a square of this many pixels."""
    tiny = picture("PNG", (1, 1))
    head = tiny[12:16] + side.to_bytes(4, "big") * 2 + tiny[24:29]
    return tiny[:12] + head + zlib.crc32(head).to_bytes(4, "big") + tiny[33:]


@pytest.mark.parametrize("side", [7_000, 50_000])
def test_up_23_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(UnusableUploadError, match="too many pixels"):
        checked_upload("a.png", claiming(side))


def test_a_pdf_is_kept_as_it_is() -> None:
    data = b"%PDF-1.7\n% anything\n/JavaScript"
    assert checked_upload("Sheet.PDF", data).data == data
    assert checked_upload("Sheet.PDF", data).media_type == "application/pdf"


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\xff\xd8\xff broken", b"%PDF-" + b"0" * LARGEST],
    ids=["empty", "svg", "gif", "broken", "large"],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(UnusableUploadError, match=r"\.$"):
        checked_upload("a.jpg", data)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scans\\a\r\nX-Evil: 1.pdf", "a--X-Evil- 1.pdf"),
        ("...", "file.pdf"),
        ("n" * 400, "n" * 120 + ".pdf"),
        ("\u202egpj.exe", "gpj.pdf"),
    ],
)
def test_a_name_says_nothing_to_a_file_system_or_a_header(name: str, plain: str) -> None:
    assert checked_upload(name, b"%PDF-1.7").name == plain
