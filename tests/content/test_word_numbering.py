"""Numbers that Word computes, and what stands inside its paragraphs."""

from __future__ import annotations

from lxml import etree

from lms.content.readers.word import read_word
from lms.content.readers.word_numbering import WordNumbering
from tests.content.unsafe_files import W, paragraph, word

LEVELS = (
    ("upperRoman", "%1."),
    ("upperLetter", "%2."),
    ("decimal", "%3)"),
    ("lowerLetter", "(%4)"),
    ("lowerRoman", "%5."),
)


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(
    levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> str:
    return (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f"{nums}</w:numbering>"
    )


def counted(root: str, *asked: tuple[str, int]) -> list[str]:
    found = WordNumbering(etree.fromstring(root))
    return [number.text if (number := found.next(*each)) else "" for each in asked]


def test_every_level_counts_in_its_own_way_and_restarts_below_a_higher_one() -> None:
    root = numbering("".join(level(at, *each) for at, each in enumerate(LEVELS)))
    asked = [("1", at) for at in (0, 1, 2, 3, 4, 4, 3, 2, 1, 2, 0, 1)]
    assert counted(root, *asked) == [
        "I.", "A.", "1)", "(a)", "i.", "ii.", "(b)", "2)", "B.", "1)", "II.", "A.",
    ]  # fmt: skip


def test_a_level_may_show_those_above_it_and_legal_numbers_are_digits() -> None:
    legal = "<w:isLgl/>"
    root = numbering(
        level(0, "upperRoman", "%1.")
        + level(1, "decimal", "%1.%2", legal)
        + level(2, "decimal", "%1.%2.%3", legal)
    )
    asked = [("1", at) for at in (0, 1, 2, 2, 0, 2)]
    assert counted(root, *asked) == ["I.", "1.1", "1.1.1", "1.1.2", "II.", "2.1.1"]


def test_a_list_goes_on_where_another_left_off_unless_it_says_where_it_starts() -> None:
    root = numbering(
        level(0, "decimal", "%1."),
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
    )
    asked = (("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0))
    assert counted(root, *asked) == ["1.", "2.", "5.", "6.", "7."]


def test_a_level_of_its_own_replaces_that_of_the_list() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "%1)")}</w:lvlOverride>'
    root = numbering(
        level(0, "decimal", "%1."),
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/>{override}</w:num>',
    )
    assert counted(root, ("1", 0), ("1", 0)) == ["a)", "b)"]


def test_a_level_that_never_restarts_goes_on() -> None:
    root = numbering(
        level(0, "decimal", "%1.") + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
    )
    assert counted(root, ("1", 0), ("1", 1), ("1", 0), ("1", 1)) == ["1.", "1)", "2.", "2)"]


def test_an_unknown_list_or_one_that_shows_nothing_has_no_number() -> None:
    root = numbering(level(0, "none", "") + level(1, "bullet", "\uf0b7"))
    assert counted(root, ("9", 0), ("1", 0), ("1", 1)) == ["", "", "•"]


def texts(inner: str, parts: dict[str, str | bytes] | None = None) -> list[str]:
    document = read_word(word(inner, parts))
    return [document.of(block) for block in document.blocks]


def test_fields_breaks_links_controls_and_boxes_are_read_as_word_shows_them() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> REF x </w:instrText>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Section 2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    control = "<w:sdt><w:sdtContent><w:r><w:t>chosen</w:t></w:r></w:sdtContent></w:sdt>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph('In the box.')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph('In the box.')}"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    found = texts(
        paragraph("See ", field, "<w:r><w:br/></w:r>", control, sign) + paragraph("Next.", box)
    )
    assert found == ["See Section 2\nchosen☒", "Next.", "In the box."]


def test_hidden_words_comments_and_lost_notes_are_listed() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    parts: dict[str, str | bytes] = {
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{paragraph("Why?")}'
        "</w:comment></w:comments>",
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">'
        f"{paragraph('Nobody asks.')}</w:footnote></w:footnotes>",
    }
    document = read_word(word(paragraph("I. ONE", hidden), parts))
    assert [(each.why, each.words) for each in document.left_out] == [
        ("hidden text", "secret"),
        ("footnote that nothing leads to", "Nobody asks."),
        ("comment", "Why?"),
    ]


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    joined = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>sentence.</w:t></w:r></w:p>"
    )
    assert texts(joined) == ["One sentence."]
