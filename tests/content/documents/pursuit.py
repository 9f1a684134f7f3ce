"""Vehicle pursuit: decimal numbering of headings and paragraphs, endnotes, hyphenation."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.content.documents.flat import document, note, paragraph

_END = note("i", "The statute on emergency vehicles names the equipment that must be in use.",
            kind="endnote")  # fmt: skip

OUTLINE: list[tuple[int, str]] = [
    (1, "Purpose"),
    (2, ("This general order sets out when a member of the Northfield Police Department may begin "
        "a vehicle pur\xadsuit, how it is con\xadducted, and when it ends.")),
    (2, "The safety of everybody on the road comes before the arrest of one person."),
    (1, "Definitions"),
    (2, ("Pursuit: an active attempt by a member in a police vehicle to stop a driver who knows "
        "that the member wants the vehicle to stop and who tries to get away.")),
    (2, "Primary unit: the police vehicle that begins the pursuit or takes the lead in it."),
    (2, ("Termination: the end of a pursuit, when members turn off the emergency equip\xadment and "
        "go back to the speed limit.")),
    (1, "Beginning a pursuit"),
    (2, "A member may begin a pursuit only when all of the following are true:"),
    (3, "the driver is sus\xadpected of a felony that involved violence or the threat of it;"),
    (3, "the danger of letting the driver go is great\xader than the danger of the pursuit; and"),
    (3, f"the vehicle is equipped with a siren and lights, and both are in use.{_END}"),
    (2, "Before and during a pursuit the member weighs:"),
    (3, "the volume of traffic and the presence of people on foot;"),
    (3, "weather, light and the state of the road; and"),
    (3, "whether the driver is known and can be arrested later."),
    (2, "A member who carries a passenger who is not a member does not pursue."),
    (1, "Conduct"),
    (2, "The primary unit tells dispatch:"),
    (3, "the reason for the pursuit;"),
    (3, "location, direction and speed; and"),
    (3, "the description of the vehicle and the number of occupants."),
    (2, "No more than two units take part unless the shift com\xadmander or\xadders otherwise."),
    (2, ("Members do not ram, box in or pass the vehicle, and they do not fire at it from a moving "
        "vehicle.")),
    (1, "Ending a pursuit"),
    (2, ("Any member who takes part, the shift commander and dispatch may end a pursuit at any "
        "time, and no one is dis\xadci\xadplined for having ended one.")),
    (2, ("A pursuit ends when the distance grows so large that the vehicle is no longer in sight, "
        "when the driver is iden\xadti\xadfied, or when the commander says so.")),
    (1, "Reports and review"),
    (2, "Each member who took part writes a report before the end of the shift."),
    (2, ("The shift commander reviews the record\xadings and sends a written review to the Chief "
        "within seven days. The review states")),
    (3, "whether this order was followed, and"),
    (3, "what the department can learn from the pursuit."),
    (2, "The training unit uses the reviews of the year, without names, in the yearly refresher."),
]  # fmt: skip


def _outline() -> str:
    formats = {1: ('style:num-suffix=".0"', 1), 2: ("", 2), 3: ("", 3)}
    levels = "".join(
        f'<text:list-level-style-number text:level="{level}" {suffix} style:num-format="1" '
        f'text:display-levels="{shown}"><style:list-level-properties '
        'text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'fo:text-indent="-0.55in" fo:margin-left="{0.55 * level:.2f}in"/>'
        "</style:list-level-properties></text:list-level-style-number>"
        for level, (suffix, shown) in formats.items()
    )
    return f'<text:list-style style:name="Decimal">{levels}</text:list-style>'


def _item(level: int, words: str) -> str:
    style = "Head" if level == 1 else "Body"
    opened = '<text:list text:style-name="Decimal" text:continue-numbering="true">'
    inner = "<text:list-item><text:list>" * (level - 1)
    end = "</text:list></text:list-item>" * (level - 1)
    item = f"<text:list-item>{paragraph(words, style)}</text:list-item>"
    return f"{opened}{inner}{item}{end}</text:list>"


def _body() -> str:
    parts = [
        paragraph("GENERAL ORDER 61.3", "Name"),
        paragraph("VEHICLE PURSUIT", "Name"),
        paragraph("Date of Issue: 01/15/2026<text:tab/>Effective: 02/01/2026", "Cell"),
        paragraph(
            "Issuing Authority: Chief of Police R. Okafor<text:tab/>Amends: G.O. 61.3 of 2019",
            "Cell",
        ),
        paragraph("Accreditation Standards: 41.2.2, 61.3.4", "Cell"),
    ]  # fmt: skip
    parts += [_item(level, words if "<" in words else escape(words)) for level, words in OUTLINE]
    return "".join(parts)


FLAT = document(
    _body(),
    lists=_outline(),
    header="NORTHFIELD POLICE DEPARTMENT<text:tab/>G.O. 61.3",
    footer="<text:page-number>1</text:page-number>",
)
