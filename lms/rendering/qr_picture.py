"""A QR code as a picture for a page."""

from __future__ import annotations

import segno


def qr_picture(text: str) -> str:
    """A ``data:`` address of the SVG of a text's code, black on white."""
    code = segno.make_qr(text, error="m")
    address: str = code.svg_data_uri(omitsize=True, border=4, dark="#000", light="#fff")
    return address
