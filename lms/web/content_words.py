"""Kinds and states of content in plain words, the same on every page that names them."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "scenario": "Scenario",
    "module": "Module",
    "lesson": "Lesson",
    "checklist": "Checklist",
    "coverage": "Coverage plan",
    "questions": "Drafting questions",
}
"""In the order they are offered; what is written most stands first."""
STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Back with its author", "waiting"),
    "in-review": ("In review", "due"),
    "approved": ("Approved", "done"),
    "retired": ("Retired", "excused"),
}
"""What a tag says of a version, and its picture."""
