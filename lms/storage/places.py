"""What must be so about the places where the data stands before anything starts."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

SECRETS = ("secret_key", "mail_password", "secret_key.previous", "keys", "keys/*")
"""What nobody but the product may read, below the data directory."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOUNTS = Path("/proc/self/mounts")
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "glusterfs", "lustre"}
_NETWORK |= {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2"}
_PERHAPS = {"9p", "virtiofs", "vboxsf", "prl_fs", "fuse.osxfs", "fuse.grpcfuse", "drvfs"}


def open_to_others(data_dir: Path) -> Iterator[str]:
    """Sentences about what other people of this machine could read, each with its remedy."""
    if data_dir.exists() and _mode(data_dir) & _OTHERS:
        yield (
            f"The data directory {data_dir} is open to others (mode {_mode(data_dir):04o}). "
            f"Run: chmod 700 {data_dir}"
        )
    for pattern in SECRETS:
        for path in sorted(data_dir.glob(pattern)):
            if _mode(path) & _OTHERS:
                right = 700 if path.is_dir() else 600
                yield (
                    f"{path} holds a secret and is open to others (mode {_mode(path):04o}). "
                    f"Run: chmod {right} {path}"
                )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system a path is on, by the lines of ``/proc/self/mounts``."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004 - device, place, kind
            continue
        place = fields[1].replace("\\040", " ")
        if path.is_relative_to(place) and len(place) >= len(best):
            best, kind = place, fields[2]
    return kind


def on_network(database_file: Path, mounts: str | None = None) -> str:
    """A sentence where SQLite would run on a network file system, whose locks do not hold."""
    kind = file_system(database_file.resolve(), _mounts() if mounts is None else mounts)
    if kind in _NETWORK:
        return (
            f"The database {database_file} is on a network file system ({kind}), where SQLite can "
            "lose what it acknowledged. Put it on a local disk, or use PostgreSQL."
        )
    return ""


def perhaps_on_network(database_file: Path, mounts: str | None = None) -> str:
    """A sentence where it runs on a file system shared with a host, which may not lock well."""
    kind = file_system(database_file.resolve(), _mounts() if mounts is None else mounts)
    if kind in _PERHAPS:
        return (
            f"The database {database_file} is on a file system shared with another machine "
            f"({kind}). Use PostgreSQL there for anything but a demonstration."
        )
    return ""


def _mounts() -> str:
    return _MOUNTS.read_text(encoding="utf-8") if _MOUNTS.exists() else ""
