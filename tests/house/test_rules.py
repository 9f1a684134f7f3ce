"""Rules over the product's own syntax that no linter knows: SQL, markup, fetching, writing.

Each rule is also shown a breach of its own, so that it cannot fall asleep.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.sources import ROOT, files, tree

Rule = Callable[[ast.Module], Iterator[int]]

_FETCHERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "urllib3"}
_SQL = {"text", "exec_driver_sql", "literal_column"}
_MAY: dict[str, set[str]] = {
    "sql_made_of_pieces": {"lms/storage/engine.py"},  # PRAGMA and BEGIN of fixed words
    "markup_that_is_not_escaped": {"lms/web/markdown.py"},  # markdown-it escapes, HTML is off
    "a_writer_outside_a_transaction": {"lms/storage/database.py"},
}


def _calls(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            yield str(name), node


def sql_made_of_pieces(module: ast.Module) -> Iterator[int]:
    for name, call in _calls(module):
        first = call.args[0] if call.args else None
        if name in _SQL and isinstance(first, (ast.JoinedStr, ast.BinOp, ast.Call)):
            yield call.lineno


def markup_that_is_not_escaped(module: ast.Module) -> Iterator[int]:
    for name, call in _calls(module):
        if name in {"Markup", "render_template_string", "from_string"}:
            yield call.lineno


def a_request_leaving_the_server(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        if _FETCHERS.intersection(names):
            yield getattr(node, "lineno", 0)


def a_writer_outside_a_transaction(module: ast.Module) -> Iterator[int]:
    """Nothing commits but ``Database.writing``; nothing makes sessions of its own."""
    for name, call in _calls(module):
        if name in {"commit", "sessionmaker", "Session"} and not isinstance(
            call.func, ast.Name if name == "commit" else ast.Subscript
        ):
            yield call.lineno


def a_service_called_over_a_session_that_reads(module: ast.Module) -> Iterator[int]:
    """At the edge a service is handed to ``writing``, never called inside ``with reading()``."""
    services = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lms.services.")
        for alias in node.names
    }
    for node in ast.walk(module):
        if isinstance(node, ast.With) and any(
            getattr(getattr(item.context_expr, "func", None), "id", "") == "reading"
            for item in node.items
        ):
            for name, call in _calls(ast.Module(list(node.body), [])):
                first = call.args[0] if call.args else None
                if name in services and isinstance(first, ast.Name) and first.id == "session":
                    yield call.lineno


EVERYWHERE: tuple[tuple[Rule, str], ...] = (
    (sql_made_of_pieces, "text(f'SELECT {x}')"),
    (markup_that_is_not_escaped, "Markup(x)"),
    (a_request_leaving_the_server, "from urllib.request import urlopen"),
    (a_writer_outside_a_transaction, "session.commit()"),
)
AT_THE_EDGE: tuple[tuple[Rule, str], ...] = (
    (
        a_service_called_over_a_session_that_reads,
        "from lms.services.x import f\nwith reading() as session:\n    f(session, a=1)",
    ),
)


@pytest.mark.parametrize(("rule", "breach"), [*EVERYWHERE, *AT_THE_EDGE])
def test_the_product_keeps_the_rule(rule: Rule, breach: str) -> None:
    assert list(rule(ast.parse(breach))), "the rule sees nothing"
    where = ("lms/web", "lms/cli", "lms/jobs") if (rule, breach) in AT_THE_EDGE else ("lms",)
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files(*where)
        if str(path.relative_to(ROOT)) not in _MAY.get(rule.__name__, set())
        for line in rule(tree(path))
    ]
    assert not found, rule.__name__


_UNESCAPED = re.compile(
    r"\|\s*safe\b|autoescape\s+false|\son[a-z]+=|\sstyle=|<script(?![^>]*\ssrc=)"
)


def test_web_02_no_template_has_inline_script_style_or_unescaped_markup() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "lms" / "web" / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if _UNESCAPED.search(line)
    ]
    assert not found
    for breach in ("{{ x|safe }}", "<p onclick=x>", "<p style=x>", "<script>x</script>"):
        assert _UNESCAPED.search(breach)
