"""What a screen reader, an archive and a viewer are told about the certificate."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf

from lms.rendering.certificate import certificate_pdf
from tests.rendering.certificate_paper import (
    FACTS,
    elements,
    named,
)
from tests.rendering.tag_check import assert_all_marked


def test_it_says_what_it_is_and_in_which_language() -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(FACTS))) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]) == "Certificate of Training: Marisol Ortega-Peña"
        assert str(pdf.docinfo["/Author"]) == FACTS.department
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261124000000Z"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Certificate of Training: Marisol Ortega-Peña"
            assert metadata["dc:creator"] == [FACTS.department]


def test_every_font_is_embedded() -> None:
    with pikepdf.open(io.BytesIO(named("Nguyễn דוד"))) as pdf:
        fonts = [
            found
            for found in pdf.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/Font"
        ]
        assert len(fonts) == 4
        assert all("/FontFile2" in found.FontDescriptor for found in fonts)


def test_it_is_tagged_with_headings_a_table_and_figures() -> None:
    found = elements(certificate_pdf(FACTS))
    roles = [element.role for element in found]
    assert roles[0] == "/Document"
    assert (roles.count("/H1"), roles.count("/H2"), roles.count("/Table")) == (1, 1, 1)
    assert (roles.count("/TR"), roles.count("/TH"), roles.count("/TD")) == (5, 7, 8)
    scopes = [element.scope for element in found if element.role == "/TH"]
    assert scopes == ["/Column"] * 3 + ["/Row"] * 4
    assert [element.alt for element in found if element.role == "/Figure"] == [
        "Seal of Haverhill Police Department",
        f"QR code of the address {FACTS.verification_url}",
    ]


def test_everything_drawn_is_content_of_an_element_or_marked_as_decoration() -> None:
    assert_all_marked(certificate_pdf(replace(FACTS, demonstration=True)))


def test_the_address_is_a_link_only_where_it_is_one_of_the_web() -> None:
    with pikepdf.open(io.BytesIO(certificate_pdf(FACTS))) as pdf:
        (link,) = pdf.pages[0].Annots
        assert str(link.A.URI) == FACTS.verification_url
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        assert (int(nums[2]), str(nums[3].S)) == (int(link.StructParent), "/Link")
    odd = certificate_pdf(replace(FACTS, verification_url="javascript:alert(1)"))
    with pikepdf.open(io.BytesIO(odd)) as pdf:
        assert "/Annots" not in pdf.pages[0]
