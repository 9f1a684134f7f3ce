"""Evidence handling: typed numbers, bullets, soft breaks and tracked changes, by python-docx."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MADE = datetime(2026, 1, 5, 12, tzinfo=UTC)

OUTLINE: list[tuple[str, str]] = [
    ("heading", "I. POLICY"),
    ("text", ("It is the policy of the Southport Police Department that every item taken into its "
             "keeping can be found, and that its whole path can be shown, from the first hand to "
             "the last.")),
    ("heading", "II. SCOPE"),
    ("text", ("This policy covers found property, property kept for safety, and evidence of a "
             "crime. It does not cover vehicles, which are the subject of a policy of their own.")),
    ("heading", "III. RESPONSIBILITIES"),
    ("text", "The property officer:"),
    ("bullet", "keeps the property room locked and the log of entries complete;"),
    ("bullet", "receives items at the counter or from the lockers, and"),
    ("deeper", "checks the seal,"),
    ("deeper", "compares the label with the report;"),
    ("bullet", "returns an item whose label is not complete."),
    ("text", ("The shift supervisor makes sure that no item stays in a vehicle or desk after the "
             "end of the shift.")),
    ("heading", "IV. PROCEDURES"),
    ("letter", "A. Packaging"),
    ("text", ("Members package each item in its own container.\nWet items are dried first in the "
             "drying cabinet.")),
    ("bullet", "Firearms are unloaded; ammunition goes into a container of its own."),
    ("bullet", "Currency is counted by two members, and both sign the envelope."),
    ("bullet", "Sharp objects go into a tube marked as such."),
    ("letter", "B. Labels"),
    ("text", "A label states:"),
    ("bullet", "the number of the case,"),
    ("bullet", "what the item is, and where and when it was taken,"),
    ("bullet", "the name of the member who took it."),
    ("letter", "C. Chain of custody"),
    ("text", ("Each transfer is written into the log at once, with the names of the member who "
             "hands over the item and the one who receives it.")),
    ("letter", "D. Release and disposal"),
    ("text", ("No item is released or destroyed without a written order. Two members witness a "
             "destruction and sign the record of it.")),
    ("heading", "V. AUDIT"),
    ("text", ("The Chief names a member who has nothing to do with the property room to count a "
             "sample of items every six months. The result goes to the Chief in writing.")),
    ("changed", ""),
]  # fmt: skip


def _tracked(paragraph: Paragraph, *, accepted: bool) -> None:
    """A sentence of which one word was replaced with changes tracked."""
    if accepted:
        paragraph.add_run("A full inventory is taken when the property officer changes.")
        return
    by = f'w:id="7" w:author="Reviewer" w:date="{MADE:%Y-%m-%dT%H:%M:%SZ}"'
    paragraph.add_run("A full inventory is taken when the property officer ")
    paragraph._p.append(
        parse_xml(f"<w:del {_W} {by}><w:r><w:delText>retires</w:delText></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:ins {_W} {by}><w:r><w:t>changes</w:t></w:r></w:ins>"))
    paragraph.add_run(".")  # fmt: skip


def _edges(document: Document) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "Southport Police Department\tPolicy 84-1"
    footer = section.footer.paragraphs[0]
    footer.add_run("Evidence Handling, page ")
    footer._p.append(
        parse_xml(f'<w:fldSimple {_W} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    )


def write(path: Path, *, accepted: bool) -> None:
    """Write the document; for printing the tracked change is accepted."""
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = MADE
    document.styles["Normal"].font.size = Pt(13)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    _edges(document)
    document.add_paragraph("Evidence Handling", style="Title")
    head = document.add_table(rows=2, cols=2)
    cells = ("Policy No. 84-1", "Date: 12/01/2025", "By order of: Chief L. Marchetti",
             "Rescinds: Policy 84-1 of 2018")  # fmt: skip
    for cell, words in zip((c for row in head.rows for c in row.cells), cells, strict=True):
        cell.text = words
    for kind, words in OUTLINE:
        if kind == "heading":
            document.add_paragraph(words).runs[0].bold = True
        elif kind == "bullet":
            document.add_paragraph(words, style="List Bullet")
        elif kind == "deeper":
            document.add_paragraph(words, style="List Bullet 2")
        elif kind == "changed":
            _tracked(document.add_paragraph(), accepted=accepted)
        else:
            document.add_paragraph(words)
    document.save(str(path))
