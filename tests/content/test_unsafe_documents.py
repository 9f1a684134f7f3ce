"""Documents that are refused, each with a reason that a person understands; nothing is fetched."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from lms.content import safe_reading
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_process import read_document
from lms.content.safe_reading import read_safely
from tests.content import unsafe_files as files

FOLDER = Path(__file__).parent / "documents"
CAMERAS = (FOLDER / "body-worn-cameras.pdf").read_bytes()
WORD = (FOLDER / "body-worn-cameras.docx").read_bytes()
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(raw)
    return caught.value.reason


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(CAMERAS))
    writer.encrypt("secret")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return files.pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )


def separate_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return files.pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        *[page] * count,
    )


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b"  \n \n", "no words"),
    "an old Word document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "(.doc)"),
    "a protected Word document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "RTF": (lambda: b"{\\rtf1 I. POLICY}", "RTF"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "a picture"),
    "a web page": (lambda: b"<!doctype html><p>I. POLICY", "a web page"),
    "a truncated DOCX": (lambda: WORD[: len(WORD) // 2], "damaged"),
    "a truncated PDF": (lambda: CAMERAS[:900], "damaged"),
    "an archive that is no DOCX": (lambda: files.zipped({"a.txt": "x"}), "damaged"),
    "macros": (
        lambda: files.word(files.paragraph("I. POLICY"), {"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "macros by type": (
        lambda: files.word(
            files.paragraph("I. POLICY"),
            {"[Content_Types].xml": files.TYPES.replace("application/xml", "macroEnabled")},
        ),
        "macros",
    ),
    "a protected PDF": (encrypted_pdf, "protected"),
    "a scan": (lambda: files.one_page(b"q 9 0 0 9 0 0 cm /Im1 Do Q"), "scan"),
    "UP-21 JavaScript": (
        lambda: files.one_page(
            b"BT /F1 12 Tf 9 9 Td (I. POLICY) Tj ET",
            catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        ),
        "program",
    ),
    "UP-21 a launch action": (
        lambda: files.one_page(
            b"BT /F1 12 Tf 9 9 Td (I. POLICY) Tj ET",
            catalog=b"/OpenAction << /S /Launch /F (calc.exe) >>",
        ),
        "program",
    ),
    "UP-21 100,000 pages": (lambda: separate_pages(3_000), "more than 400 pages"),
    "UP-21 one page 100,000 times": (lambda: many_pages(100_000), "PDF"),
    "UP-21 pages in a circle": (
        lambda: files.pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
        ),
        "circle",
    ),
    "UP-21 a huge stream": (
        lambda: files.one_page(b" " * 40_000_000, packed=True),
        "PDF",
    ),
    "UP-17 a packed desert": (
        lambda: files.word(files.paragraph("I. POLICY") + " " * 30_000_000),
        "unpack",
    ),
    "UP-17 many entries": (
        lambda: files.word(
            files.paragraph("I. POLICY"), {f"word/{n}.xml": "" for n in range(1_200)}
        ),
        "unpack",
    ),
    "UP-17 overlapping entries": (files.overlapping, "unpack"),
    "UP-17 a lie about the size": (files.lying_about_size, "damaged"),
    "UP-17 deep nesting": (
        lambda: files.word("<w:sdt>" * 250 + "</w:sdt>" * 250),
        "nested too deeply",
    ),
    "UP-18 entities": (
        lambda: files.zipped(
            {
                "[Content_Types].xml": files.TYPES,
                "word/document.xml": f"{ENTITIES}]>{files.body(files.paragraph('&j;'))}",
            }
        ),
        "entities",
    ),
    "UP-19 a path that climbs": (
        lambda: files.word(files.paragraph("I. POLICY"), {"../../evil.xml": "x"}),
        "damaged",
    ),
    "UP-19 an absolute path": (
        lambda: files.word(files.paragraph("I. POLICY"), {"/etc/evil.xml": "x"}),
        "damaged",
    ),
    "UP-19 a drive": (
        lambda: files.word(files.paragraph("I. POLICY"), {"C:/evil.xml": "x"}),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_up_17_up_18_up_19_up_21_a_bad_file_is_refused_with_its_reason(name: str) -> None:
    make, words = REFUSED[name]
    began = time.monotonic()
    assert words in refusal(make())
    assert time.monotonic() - began < 5


def test_up_19_two_files_of_one_name_are_refused() -> None:
    buffer = BytesIO(files.word(files.paragraph("I. POLICY")))
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(buffer, "a") as package,
    ):
        package.writestr("word/document.xml", files.body(files.paragraph("II. OTHER")))
    assert "two files of one name" in refusal(buffer.getvalue())


def test_up_19_a_symbolic_link_is_refused() -> None:
    buffer = BytesIO(files.word(files.paragraph("I. POLICY")))
    with zipfile.ZipFile(buffer, "a") as package:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert "damaged" in refusal(buffer.getvalue())


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes whoever asks it for anything."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_up_18_nothing_outside_the_file_is_ever_fetched() -> None:
    with canary() as (url, asked):
        makers = (
            files.zipped(
                {
                    "[Content_Types].xml": files.TYPES,
                    "word/document.xml": f'<!DOCTYPE x SYSTEM "{url}/dtd">'
                    + files.body(files.paragraph("I. POLICY")),
                }
            ),
            files.zipped(
                {
                    "[Content_Types].xml": files.TYPES,
                    "word/document.xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}/entity">]>'
                    + files.body(files.paragraph("&e;")),
                }
            ),
            files.word(
                files.paragraph("I. POLICY"),
                {
                    "word/_rels/settings.xml.rels": files.relations(
                        ("attachedTemplate", f"{url}/template.dotm", True)
                    )
                },
            ),
            files.word(
                files.paragraph("I. POLICY"),
                {
                    "word/_rels/document.xml.rels": files.relations(
                        ("image", f"{url}/picture.png", True)
                    )
                },
            ),
        )
        for raw in makers:
            with pytest.raises(UnreadableDocumentError):
                read_safely(raw)
        assert asked == []


def test_a_hyperlink_is_words_and_nothing_more() -> None:
    with canary() as (url, asked):
        raw = files.word(
            files.paragraph("I. POLICY")
            + files.paragraph(
                "See ", '<w:hyperlink r:id="r0"><w:r><w:t>the order</w:t></w:r></w:hyperlink>'
            ),
            {"word/_rels/document.xml.rels": files.relations(("hyperlink", f"{url}/x", True))},
        )
        assert "See the order" in read_safely(raw).document.text
        assert asked == []


def test_reading_runs_in_a_process_of_its_own_and_answers_the_same() -> None:
    assert read_safely(WORD) == read_document(WORD)
    with pytest.raises(UnreadableDocumentError, match="macros"):
        read_safely(REFUSED["macros"][0]())


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(UnreadableDocumentError, match="too long"):
        read_safely(WORD, seconds=0)


def test_a_file_that_is_too_large_never_starts_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_reading, "LARGEST_FILE", 10)
    monkeypatch.setattr("subprocess.run", None)
    with pytest.raises(UnreadableDocumentError, match="larger"):
        read_safely(b"I. POLICY and more")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "connect"),
        ("import subprocess; subprocess.run(['true'])", "start a program"),
        ("open('/tmp/never-written', 'w')", "write"),
        ("bytearray(3_000_000_000)", "take all memory"),
    ],
)
def test_the_reading_process_may_do_nothing_but_read(wanted: str, name: str) -> None:
    """The same limits, with somebody else's wish in place of the reader."""
    program = (
        f"from lms.content import reading_process as process\nprocess.give_up_rights()\n{wanted}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=False,
        cwd=safe_reading._ROOT,
        env={"PYTHONPATH": str(safe_reading._ROOT)},
    )
    assert done.returncode != 0, name
    assert b"ForbiddenError" in done.stderr or b"MemoryError" in done.stderr
