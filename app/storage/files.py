"""Files that are either the old or the new one, whatever is killed when."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.storage.faultpoints import hit

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable. Windows has no such call: NTFS journals renames itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, data: bytes, *, shared: bool = False) -> None:
    """Put ``data`` in place of ``path``, readable by its owner only; durable when this returns. ``shared``: by whom the
    folder lets in, for what leaves the house on a stick or lies in a folder of several people, and names nobody.

    Raises OSError; then the old content is untouched.
    """
    temporary = path.with_name(path.name + ".new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    try:
        with os.fdopen(handle, "wb") as file:
            if shared:
                _as_folder(file.fileno(), path.parent)
            file.write(data)
            file.flush()
            hit("files:written")
            os.fsync(file.fileno())
        hit("files:synced")
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    hit("files:renamed")
    sync_folder(path.parent)
    hit("files:durable")


def _as_folder(handle: int, folder: Path) -> None:
    """Let read whom the folder lets in, and write nobody but the owner: in /tmp anybody could else change a number that
    somebody signs for. Windows and the file systems of most sticks give a file its rights by themselves.
    """
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.fchmod(handle, PRIVATE_FILE | folder.stat().st_mode & 0o444)


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` and those above it that are missing; only the owner may look into ``folder``."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if sys.platform != "win32":
        folder.chmod(PRIVATE_FOLDER)


def pieces(path: Path, size: int) -> Iterator[bytes]:
    """The bytes of ``path`` in pieces of ``size``; the last may be shorter."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece
