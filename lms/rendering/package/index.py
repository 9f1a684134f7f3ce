"""The first page of a package: opens from a disk, needs no network and runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

_STYLE = """
body{font:16px/1.5 Georgia,'Times New Roman',serif;color:#1c2733;background:#f7f6f2;margin:0}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{color:#12243d;font-size:2rem;margin:0 0 .25rem}
h2{color:#12243d;font-size:1.25rem;margin:2rem 0 .5rem}
p.lead{color:#4a5665;margin:0 0 1rem}
table{border-collapse:collapse;width:100%;background:#fff}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd8cc;vertical-align:top}
th{font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
a{color:#17477e}code{font-size:.85em;overflow-wrap:anywhere}
.band{background:#fdf1d8;color:#6b4500;padding:.5rem 1.25rem;font-weight:600}
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """A file as the first page lists it."""

    name: str
    words: str
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its files."""

    title: str
    about: str
    files: Sequence[Linked]


def index_page(
    *,
    title: str,
    department: str,
    about: str,
    head: str,
    demonstration: bool,
    sections: Iterable[Section],
) -> str:
    """The page as HTML; every word is escaped."""
    band = (
        '<p class="band">Demonstration data: nothing here is about any real person.</p>'
        if demonstration
        else ""
    )
    body = "".join(map(_section, sections))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>{band}<main>"
        f'<h1>{escape(title)}</h1><p class="lead">{escape(department)}. {escape(about)}</p>'
        f"<p>Read up to {escape(head)}</p>"
        "<p>To check that nothing was changed, run <code>python3 verify.py</code> with the name of "
        "the package, with any Python from 3.9 on. It needs no network.</p>"
        f"{body}</main></body></html>\n"
    )


def _section(section: Section) -> str:
    rows = "".join(map(_row, section.files))
    return (
        f"<h2>{escape(section.title)}</h2><p>{escape(section.about)}</p>"
        '<table><thead><tr><th scope="col">File</th><th scope="col">What it is</th>'
        f'<th scope="col">Pages</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(file: Linked) -> str:
    return (
        f'<tr><th scope="row"><a href="{quote(file.name)}">{escape(file.name)}</a></th>'
        f'<td>{escape(file.words)}</td><td class="n">{escape(file.pages)}</td></tr>'
    )
