"""Scans on the platform's disk: one file per content, appended to as it arrives, moved into place when it is whole."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_PIECE = 1024 * 1024
_PRIVATE = 0o600


class BlobFiles:
    """Files under ``folder``; the folder is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def held(self, digest: str) -> int | None:
        """Size of a scan that is whole here, None when it is not."""
        try:
            return self._whole(digest).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, digest: str, offset: int, size: int) -> bytes:
        """A part of a whole scan."""
        with self._whole(digest).open("rb") as file:
            file.seek(offset)
            return file.read(size)

    def arrived(self, digest: str) -> int:
        """Bytes of an unfinished scan in its file; not all of them need be on the disk itself."""
        try:
            return self._part(digest).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, digest: str, offset: int, data: bytes) -> None:
        """Put ``data`` at ``offset``, cutting off whatever lay behind it; on disk when this returns. Raises OSError."""
        path = self._part(digest)
        fresh = not path.exists()
        _make(path.parent)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, _PRIVATE)
        try:
            os.ftruncate(handle, offset)
            view, at = memoryview(data), offset
            while view:
                written = os.pwrite(handle, view, at)
                view, at = view[written:], at + written
            os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            _sync(path.parent)

    def finish(self, digest: str, size: int) -> bool:
        """Whether the file is the content of ``digest``: then it is whole here, durably; else it is thrown away."""
        part = self._part(digest)
        if size == 0 and not part.exists():
            self.append(digest, 0, b"")
        sha, read = hashlib.sha256(), 0
        with part.open("rb") as file:
            while piece := file.read(_PIECE):
                sha.update(piece)
                read += len(piece)
        if (read, sha.hexdigest()) != (size, digest):
            part.unlink()
            return False
        whole = self._whole(digest)
        _make(whole.parent)
        os.replace(part, whole)
        _sync(whole.parent)
        return True

    def discard(self, digest: str) -> None:
        """Forget an unfinished scan."""
        self._part(digest).unlink(missing_ok=True)

    def note(self, name: str, data: bytes) -> None:
        """Keep something small, whole or not at all; on disk when this returns. Raises OSError."""
        _make(self._folder)
        draft = self._folder / f"{name}.{os.getpid()}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.replace(draft, self._folder / name)
        _sync(self._folder)

    def noted(self, name: str) -> bytes:
        """What was kept under ``name``, empty when nothing was."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return b""

    def _whole(self, digest: str) -> Path:
        return self._folder / "sha256" / digest[:2] / digest

    def _part(self, digest: str) -> Path:
        return self._folder / "uploads" / f"{digest}.part"


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(folder.parent)
    _sync(folder.parent.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
