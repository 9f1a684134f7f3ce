"""Whether a tagged document keeps its promise: nothing drawn is left unsaid."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

_PAINTING = {"Tj", "f", "S", "B", "Do", "f*", "b"}


def assert_all_marked(data: bytes) -> None:
    """Everything drawn is content of an element or decoration, and the tree leads back to it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        for place, page in enumerate(pdf.pages):
            seen = _marks(page)
            owners = list(numbers[2 * place + 1])
            assert int(numbers[2 * place]) == int(page.StructParents) == place
            assert seen == list(range(len(owners)))
            for mark, owner in enumerate(owners):
                assert any(_is_mark(kid, mark, page) for kid in owner.K)
            _assert_held(
                page, dict(zip(map(int, list(numbers)[::2]), list(numbers)[1::2], strict=True))
            )


def _assert_held(page: pikepdf.Page, owners: dict[int, object]) -> None:
    """Each annotation says what it is, and is an object of the element that its number names."""
    for laid in page.obj.get("/Annots", []):
        owner = owners[int(laid.StructParent)]
        assert isinstance(owner, pikepdf.Dictionary)
        assert str(owner.S) == ("/Link" if laid.Subtype == "/Link" else "/Annot")
        assert str(laid.Contents).strip()
        assert str(page.obj.Tabs) == "/S"
        assert any(
            isinstance(kid, pikepdf.Dictionary)
            and kid.get("/Type") == "/OBJR"
            and kid.Obj.objgen == laid.objgen
            and kid.Pg.objgen == page.obj.objgen
            for kid in owner.K
        )


def assert_says_what_it_is(data: bytes) -> None:
    """A document has a language and a title, headings without a gap, and heads on its tables."""
    assert_all_marked(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]).strip()
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        roles = list(_roles(pdf.Root.StructTreeRoot.K))
        levels = [int(role[2:]) for role, _ in roles if role[1:2] == "H" and role[2:].isdigit()]
        assert levels[:1] == [1]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
        for role, element in roles:
            if role == "/Table":
                assert "/TH" in {inside for inside, _ in _roles(element.K)}


def _roles(kids: object) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Every structure element below, in reading order, with its role."""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            if "/K" in kid:
                yield from _roles(kid.K)


def _marks(page: pikepdf.Page) -> list[int]:
    open_marks: list[int] = []
    seen: list[int] = []
    for step in pikepdf.parse_content_stream(page):
        name = str(step.operator)
        if name == "BDC" and "/MCID" in step.operands[1]:
            assert not [mark for mark in open_marks if mark >= 0]
            open_marks.append(int(step.operands[1].MCID))
            seen.append(open_marks[-1])
        elif name in {"BDC", "BMC"}:
            open_marks.append(-1)
        elif name == "EMC":
            open_marks.pop()
        elif name in _PAINTING:
            assert open_marks
    assert not open_marks
    return seen


def _is_mark(kid: object, mark: int, page: pikepdf.Page) -> bool:
    """A mark is a number, or on a page that is not its element's first, a reference."""
    if isinstance(kid, pikepdf.Dictionary):
        return kid.get("/MCID") == mark and kid.Pg.objgen == page.obj.objgen
    return kid == mark
