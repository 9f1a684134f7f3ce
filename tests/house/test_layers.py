"""Who may import whom, and what the inner layers never touch."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.sources import ROOT, files, imported, tree

_INNER = ("services", "queries", "models", "rendering", "content", "domain", "demonstration")
_CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
_CLOCK_OWNERS = {"datetime", "date", "time", "dt"}


def test_the_layers_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", list(sys.path))
    status = lint_imports(cache_dir=str(tmp_path), no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_the_domain_is_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"lms"}
    found = {path.name: imported(path) - allowed for path in files("lms/domain")}
    assert not {name: packages for name, packages in found.items() if packages}


def test_the_domain_reads_and_writes_nothing() -> None:
    outside = {"io", "logging", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile"}
    found = {
        path.name: imported(path) & (outside | {"secrets", "uuid"}) for path in files("lms/domain")
    }
    assert not {name: packages for name, packages in found.items() if packages}


def _reads_a_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in _CLOCK_OWNERS
    )


def _reads_the_environment(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}


def test_nothing_below_the_edge_reads_a_clock_or_the_environment() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in files(*(f"lms/{layer}" for layer in _INNER))
        for node in ast.walk(tree(path))
        if _reads_a_clock(node) or _reads_the_environment(node)
    ]
    assert not found


def test_only_the_entry_reads_the_environment() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in files("lms")
        for node in ast.walk(tree(path))
        if _reads_the_environment(node)
    ]
    assert not found, "wsgi.py reads it once"
