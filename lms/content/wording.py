"""How text from a content file enters the domain: composed characters, no space around it."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator


def clean(text: str) -> str:
    """NFC without leading and trailing white space; what is inside stays as it is."""
    return unicodedata.normalize("NFC", text).strip()


Text = Annotated[str, AfterValidator(clean)]
