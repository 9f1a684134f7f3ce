"""Builds the eight documents of this folder: ``python -m tests.content.documents.build``.

Three policies of departments that do not exist, each numbered in another way, written by
two programs (LibreOffice and python-docx) and saved as DOCX, PDF and text. It needs
LibreOffice (``soffice``) and poppler (``pdftotext``); the tests need neither, they read
what is committed.

======================  ==============================  ===========  ======================
document                numbering                       written by   saved by
======================  ==============================  ===========  ======================
body-worn-cameras.docx  I. / A. / 1. / a. / i., by Word  LibreOffice  LibreOffice
body-worn-cameras.pdf   the same, printed               LibreOffice  LibreOffice
body-worn-cameras.txt   the same, printed               LibreOffice  pdftotext -layout
vehicle-pursuit.docx    1.0 / 1.1 / 1.1.1, by Word      LibreOffice  LibreOffice
vehicle-pursuit.pdf     the same, printed               LibreOffice  LibreOffice
vehicle-pursuit.txt     the same, printed               LibreOffice  LibreOffice, as text
evidence-handling.docx  IV. PROCEDURES and bullets      python-docx  python-docx
evidence-handling.pdf   the same, printed               python-docx  LibreOffice
======================  ==============================  ===========  ======================
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.content.documents import cameras, evidence, pursuit

HERE = Path(__file__).parent


def _convert(source: Path, to: str, folder: Path) -> Path:
    """Let LibreOffice save ``source`` in another format."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    return folder / f"{source.stem}.{to.partition(':')[0]}"


def _as_text(pdf: Path) -> Path:
    """The pages as poppler prints them."""
    target = pdf.with_suffix(".txt")
    subprocess.run(["pdftotext", "-layout", pdf, target], check=True, timeout=60)
    return target


def main() -> None:
    """Write all eight."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made: list[Path] = []
        for stem, flat in (("body-worn-cameras", cameras.FLAT), ("vehicle-pursuit", pursuit.FLAT)):
            source = folder / f"{stem}.fodt"
            source.write_text(flat, encoding="utf-8")
            made += [_convert(source, "docx", folder), _convert(source, "pdf", folder)]
        made.append(_as_text(folder / "body-worn-cameras.pdf"))
        made.append(_convert(folder / "vehicle-pursuit.fodt", "txt:Text (encoded):UTF8", folder))
        document = folder / "evidence-handling.docx"
        evidence.write(document, accepted=True)
        made.append(_convert(document, "pdf", folder))
        evidence.write(document, accepted=False)
        made.append(document)
        for path in made:
            shutil.copyfile(path, HERE / path.name)
            sys.stdout.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    main()
