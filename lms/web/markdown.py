"""Lesson text as HTML; raw HTML stays text and there are no links."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

_READER = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["link", "image", "autolink", "html_inline", "html_block"])
)


@lru_cache(maxsize=512)
def render(text: str) -> Markup:
    """Approved lesson text as safe HTML; a page's own heading is the only first-level one."""
    html = _READER.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    html = html.replace("<h3>", "<h2>").replace("</h3>", "</h2>")
    return Markup(html)  # noqa: S704 - markdown-it escapes raw HTML; html is off
