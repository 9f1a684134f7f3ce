"""How much of a document is read at most; the one place for every limit of an upload."""

from __future__ import annotations

LARGEST_FILE = 12_000_000
"""Bytes of an uploaded file."""

MOST_ENTRIES = 1_000
"""Files inside a DOCX."""

LARGEST_ENTRY = 24_000_000
"""Bytes of one file inside a DOCX once unpacked."""

LARGEST_UNPACKED = 64_000_000
"""Bytes of all files inside a DOCX once unpacked."""

HIGHEST_RATIO = 200
"""How many times larger a file inside a DOCX may be than it is packed."""

RATIO_COUNTS_FROM = 200_000
"""Unpacked bytes below which that ratio means nothing."""

DEEPEST_XML = 200
"""Elements around an element."""

MOST_PAGES = 400
"""Pages of a PDF."""

DEEPEST_PAGE_TREE = 40
"""Nodes of a PDF's page tree around a page."""

LARGEST_STREAM = 16_000_000
"""Bytes of one unpacked stream of a PDF."""

MOST_CHARACTERS = 1_500_000
"""Characters of a document's text."""

MOST_BLOCKS = 20_000
"""Paragraphs of a document."""

CPU_SECONDS = 20
"""Seconds of computing that reading may take."""

WALL_SECONDS = 30
"""Seconds after which reading is ended, whatever it waits for."""

MEMORY_BYTES = 1_000_000_000
"""Address space of the process that reads."""
