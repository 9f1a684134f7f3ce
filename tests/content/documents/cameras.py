"""Body-worn cameras: five levels of automatic numbering, a head in two columns, definitions."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.content.documents.flat import PAGE_OF, document, note, paragraph, table

HEAD = [
    ("Policy Number: 4.12", "Effective Date: March 1, 2026"),
    ("Issued by: Chief Dana Whitlock", "Review Date: March 1, 2027"),
    ("Action: [X] NEW [ ] AMENDS [ ] RESCINDS", "Standards: MPAC 41.3.8, 82.1.1"),
]
TERMS = [
    ("Activate", "To start a recording by pressing the button on the camera twice."),
    ("Buffer", "The thirty seconds before activation that the camera keeps without sound."),
    ("Evidence custodian", "The member whom the Chief names to keep recordings."),
]
FIRST_NOTE = note("1", "The public records law sets the time within which a request is answered.")
SECOND_NOTE = note("2", "See the record retention schedule, item 17, for the longest period.")

OUTLINE: list[tuple[int, str]] = [
    (1, "PURPOSE"),
    (0, ("This policy tells members of the Easthaven Police Department when they record with a "
        "body-worn camera, how a recording is kept, and who may look at it. A recording helps to "
        "show what happened; it does not replace a written report.")),
    (0, "Nothing in this policy asks a member to choose recording over the safety of a person."),
    (1, "DEFINITIONS"),
    (-1, ""),
    (1, "PROCEDURES"),
    (2, "Before the shift"),
    (3, "Each member who is issued a camera inspects it at the beginning of the shift."),
    (3, "A camera that does not work is reported to the shift supervisor, who"),
    (4, "records the serial number in the equipment log,"),
    (4, "hands out a spare where one is at hand, and"),
    (5, "notes the time of the exchange, and"),
    (5, "returns the broken camera to the technical services unit."),
    (4, "tells dispatch when no spare is left."),
    (2, "When to record"),
    (3, "A member activates the camera before these encounters where it is safe to do so:"),
    (4, "traffic stops,"),
    (4, "calls for service that bring the member face to face with the public, and"),
    (4, "arrests, searches and transports."),
    (3, (f"A member who does not record an encounter writes down the reason before the end of the "
        f"shift.{FIRST_NOTE} The supervisor reads the note and signs it.")),
    (2, "When not to record"),
    (3, ("Recording stops at the request of a victim or witness who wants to speak unrecorded, "
        "unless the member sees a reason not to, which is then stated aloud.")),
    (3, ("Members do not record in places where people undress, in hospitals except during an "
        "encounter that calls for it, or while they talk with counsel.")),
    (1, "STORAGE AND ACCESS"),
    (2, "Upload"),
    (3, ("Recordings are uploaded at the end of the shift. No recording is deleted, edited or "
        "copied outside the system.")),
    (3, f"Recordings without a case are kept for one hundred and eighty days.{SECOND_NOTE}"),
    (2, "Requests"),
    (3, ("The evidence custodian answers requests and logs each release with its date, the name "
        "of the person who asked, and what was handed over.")),
    (3, ("A member may review his or her own recording before writing a report, except after a "
        "use of deadly force, when the investigating unit decides.")),
    (1, "SUPERVISION AND TRAINING"),
    (2, ("Supervisors review two recordings of each member in every quarter. The review looks for "
        "training needs; it is not used to search for misconduct without cause.")),
    (2, ("Members complete four hours of training before they are issued a camera and one hour in "
        "each later year. The training unit keeps the record of both.")),
]  # fmt: skip

_FORMATS = ("I", "A", "1", "a", "i")


def _list_style() -> str:
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-suffix="." '
        f'style:num-format="{form}"><style:list-level-properties '
        'text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'fo:text-indent="-0.35in" fo:margin-left="{0.4 * level:.2f}in"/>'
        "</style:list-level-properties></text:list-level-style-number>"
        for level, form in enumerate(_FORMATS, start=1)
    )
    return f'<text:list-style style:name="Outline1">{levels}</text:list-style>'


def _item(level: int, words: str) -> str:
    style = "Head" if level == 1 else "Body"
    opened = '<text:list text:style-name="Outline1" text:continue-numbering="true">'
    inner = "<text:list-item><text:list>" * (level - 1)
    end = "</text:list></text:list-item>" * (level - 1)
    item = f"<text:list-item>{paragraph(words, style)}</text:list-item>"
    return f"{opened}{inner}{item}{end}</text:list>"


def _body() -> str:
    parts = [
        paragraph("Easthaven Police Department", "Name"),
        paragraph("Body-Worn Cameras", "Name"),
    ]
    parts.append(table(HEAD, "Head"))
    for level, words in OUTLINE:
        text = words if "<" in words else escape(words)
        if level == -1:
            parts.append(table(TERMS, "Terms"))
        else:
            parts.append(paragraph(text) if level == 0 else _item(level, text))
    return "".join(parts)


FLAT = document(
    _body(),
    lists=_list_style(),
    header="Easthaven Police Department · Policy 4.12 Body-Worn Cameras",
    footer=PAGE_OF,
)
