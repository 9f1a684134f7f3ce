"""No secret in the source: detect-secrets over every file, with an allow-list that says why.

``make lint`` runs it; what did not change is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

from tests.house.sources import ROOT

ALLOWED: Mapping[str, str] = {
    "lms/domain/certificate.py": "the alphabet of codes on paper",
    "lms/domain/letter.py": "names of letters about passwords",
    "lms/domain/sign_in.py": "a sentence about passwords",
    "lms/rendering/fonts/VENDOR.json": "digests of typefaces",
    "lms/storage/keys.py": "names of files of keys",
    "lms/storage/one_time_code.py": "the alphabet of codes",
    "lms/web/static/vendor/VENDOR.json": "digests of vendored files",
    "scenarios/*/corrections.yaml": "digests of source documents",
    "tests/*": "made-up passwords, keys and digests that open nothing",
}
"""Files in which something looks like a secret, and what it is."""

_LEFT_OUT = (".git", ".venv", "var", "__pycache__", "*_cache", ".hypothesis", "*.egg-info")
_UNREAD = {".png", ".woff2", ".ttf", ".otf", ".pdf", ".docx", ".odt", ".ico", ".pyc", ".db"}
_HASHES = ("requirements.txt", "requirements-dev.txt")
_CACHE = ROOT / ".secret_scan_cache" / "clean.json"


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every text file of the repository that somebody wrote."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or any(fnmatch(path.name, each) for each in _LEFT_OUT):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.suffix not in _UNREAD and path.name not in _HASHES:
            yield path


def looks(path: Path) -> list[str]:
    """What looks like a secret in a file, a line each."""
    with default_settings():
        return [f"{path}:{each.line_number}: {each.type}" for each in scan_file(str(path))]


def main() -> int:
    """Scan what changed since it was clean; returns how many findings there are."""
    clean = set(json.loads(_CACHE.read_text())) if _CACHE.exists() else set()
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files()}
    asked = [path for path, digest in digests.items() if digest not in clean and not _allowed(path)]
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        found = dict(zip(asked, pool.map(looks, asked, chunksize=20), strict=True))
    clean |= {digests[path] for path, said in found.items() if not said}
    _CACHE.parent.mkdir(exist_ok=True)
    _CACHE.write_text(json.dumps(sorted(clean & set(digests.values()))))
    findings = [line for said in found.values() for line in said]
    sys.stdout.write("".join(f"{line}\n" for line in findings))
    return len(findings)


def _allowed(path: Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    return any(fnmatch(name, pattern) for pattern in ALLOWED)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
