"""Every attack in the table has a test with its id in the name, or a line that says why not."""

from __future__ import annotations

import ast
import re

from tests.house.attack_rows import NOT_YET, ROWS
from tests.house.sources import ROOT, files, tree

_IN_A_NAME = re.compile(r"(?<![a-z])(auth|ses|az|qz|hr|out|up|web|adm|ct|lg|pk)_(\d{2})(?!\d)")
_IN_A_LINE = re.compile(
    r"^\| ((?:AUTH|SES|AZ|QZ|HR|OUT|UP|WEB|ADM|CT|LG|PK)-\d{2}) \|", re.MULTILINE
)


def _tested() -> set[str]:
    found = set()
    for path in files("tests"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found |= {f"{area.upper()}-{n}" for area, n in _IN_A_NAME.findall(node.name)}
    return found


def _does_not_apply() -> set[str]:
    return set(_IN_A_LINE.findall((ROOT / "SECURITY.md").read_text()))


def test_every_attack_is_tested_or_said_not_to_apply() -> None:
    missing = set(ROWS) - _tested() - _does_not_apply() - NOT_YET
    assert not missing, f"no test names {sorted(missing)}"


def test_no_row_is_both_tested_and_said_not_to_apply() -> None:
    both = _tested() & _does_not_apply()
    assert not both, f"SECURITY.md says {sorted(both)} do not apply, and they have tests"
