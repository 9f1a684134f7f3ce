"""What was taken from others is what its list says it is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import ROOT

_LISTS = sorted(ROOT.glob("lms/**/VENDOR.json"))


def _packages() -> Iterator[tuple[Path, dict[str, Any]]]:
    for listing in _LISTS:
        for package in json.loads(listing.read_text())["packages"]:
            yield listing.parent, package


PACKAGES = list(_packages())


def test_there_is_a_list() -> None:
    assert _LISTS


@pytest.mark.parametrize(("folder", "package"), PACKAGES, ids=[p["name"] for _, p in PACKAGES])
def test_a_package_has_version_licence_and_unchanged_files(
    folder: Path, package: dict[str, Any]
) -> None:
    assert package["version"]
    assert package["licence"]
    assert package["licence_file"] in package["files"]
    for name, file in package["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name


@pytest.mark.parametrize("listing", _LISTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_beside_a_list_is_on_it(listing: Path) -> None:
    listed = {
        name
        for folder, package in PACKAGES
        if folder == listing.parent
        for name in package["files"]
    }
    assert {path.name for path in listing.parent.iterdir()} == listed | {listing.name}


def test_every_icon_drawn_in_a_template_is_listed() -> None:
    for _, package in PACKAGES:
        if "inlined" not in package:
            continue
        source = (ROOT / package["inlined_in"]).read_text()
        assert set(re.findall(r'^  "([a-z-]+)": "M', source, re.MULTILINE)) == set(
            package["inlined"]
        )
