"""Files that people hand in as proof: a scanned sheet, a letter, a certificate from outside.

A PDF is kept as it is and never opened. A picture is decoded within limits and written anew,
so that nothing but its pixels is kept: no place, no device, no script.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
_KINDS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}
_LONGEST_NAME = 120
_TOO_LARGE = "The picture has too many pixels."


class UnusableUploadError(ValueError):
    """The file cannot be kept; the text says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that can be kept; ``name`` is safe to show and to send back."""

    name: str
    media_type: str
    data: bytes


def checked_upload(name: str, data: bytes) -> Upload:
    """Take in a PDF, PNG or JPEG.

    Raises:
        UnusableUploadError: empty, too large, of another kind, or damaged.
    """
    if not data:
        raise UnusableUploadError("The file is empty.")
    if len(data) > LARGEST:
        raise UnusableUploadError(f"The file is larger than {LARGEST // 1024**2} MB.")
    plain = _plain_name(name)
    if data.startswith(b"%PDF-"):
        return Upload(f"{plain}.pdf", "application/pdf", data)
    return _picture(plain, data)


def _picture(name: str, data: bytes) -> Upload:
    kind, upright = _pixels(data)
    written = io.BytesIO()
    upright.save(written, kind, quality=85)
    media_type, suffix = _KINDS[kind]
    return Upload(name + suffix, media_type, written.getvalue())


def _pixels(data: bytes) -> tuple[str, Image.Image]:
    """What a picture shows, the right way up, and the kind of file it came in."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_KINDS)) as picture:
                _check_size(picture)
                return picture.format or "", ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnusableUploadError(_TOO_LARGE) from error
    except UnusableUploadError:
        raise
    except (OSError, ValueError, SyntaxError, Warning) as error:
        raise UnusableUploadError("The file is no PDF, PNG or JPEG that can be read.") from error


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise UnusableUploadError(_TOO_LARGE)


def _plain_name(name: str) -> str:
    """The name without folders, ending or anything that could mean something in a header."""
    last = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    stem = last[0] or last[2]
    plain = "".join(char if char.isalnum() or char in " -_" else "-" for char in stem)
    return plain.strip(" -")[:_LONGEST_NAME] or "file"
