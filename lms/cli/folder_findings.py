"""Mistakes in content files, as commands tell them."""

from __future__ import annotations

from collections.abc import Iterable

from lms.content.yaml_source import Located


def findings_document(findings: Iterable[Located]) -> list[dict[str, object]]:
    """Each mistake with its file, line, path and message."""
    return [
        {
            "file": each.file,
            "line": each.line,
            "path": each.finding.place,
            "message": each.finding.message,
        }
        for each in findings
    ]
