"""The port of the scans' store, and reading a whole scan from any of its kinds."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sync.platform.blob_files import BlobFiles
from sync.platform.blob_s3 import BlobObjects
from sync.platform.s3 import S3, place_of, redacted

_AHEAD = 1024 * 1024
S3_KEY_VARIABLE = "ZONGCHUANG_S3_KEY"
S3_SECRET_VARIABLE = "ZONGCHUANG_S3_SECRET"  # noqa: S105 — the name of a variable


class BlobStore(Protocol):
    """Scans by their SHA-256; one is either whole here or not here. All methods raise OSError."""

    def held(self, digest: str) -> int | None:
        """Size of a scan that is whole here, None when it is not."""
        ...

    def read(self, digest: str, offset: int, size: int) -> bytes:
        """A part of a whole scan; shorter at its end."""
        ...

    def arrived(self, digest: str) -> int:
        """Bytes of an unfinished scan, from its start."""
        ...

    def append(self, digest: str, offset: int, data: bytes) -> None:
        """Put ``data`` at ``offset``, in place of whatever lay there and behind; durable when this returns."""
        ...

    def finish(self, digest: str, size: int) -> bool:
        """Whether what arrived is the content of ``digest``: then it is whole here, durably; else it is thrown away."""
        ...

    def discard(self, digest: str) -> None:
        """Forget an unfinished scan."""
        ...

    def note(self, name: str, data: bytes) -> None:
        """Keep something small beside the scans, in place of what had that name; durable when this returns."""
        ...

    def noted(self, name: str) -> bytes:
        """What was kept under ``name``, empty when nothing was."""
        ...


class _Blob(io.RawIOBase):
    """A whole scan of a store, unbuffered."""

    def __init__(self, store: BlobStore, digest: str, size: int) -> None:
        super().__init__()
        self._store = store
        self._digest = digest
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        data = self._store.read(self._digest, self._at, min(len(buffer), max(0, self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def readall(self) -> bytes:
        # The one inherited asks for eight kilobytes at a time: on an object store a request for each.
        pieces = []
        while data := self._store.read(self._digest, self._at, min(_AHEAD, self._size - self._at)):
            pieces.append(data)
            self._at += len(data)
        return b"".join(pieces)


def blob_file(store: BlobStore, digest: str, size: int) -> BinaryIO:
    """A whole scan as a file to read; close it. Its methods raise OSError."""
    return io.BufferedReader(_Blob(store, digest, size), _AHEAD)


def store_at(place: str) -> BlobStore:
    """The store at ``place``: a folder, or ``s3://host[:port]/bucket[/prefix][?region=R&tls=no]``.

    The key of an object store comes from the environment. Raises ValueError for an address that is none.
    """
    if not place.startswith("s3://"):
        return BlobFiles(Path(place))
    key, secret = os.environ.get(S3_KEY_VARIABLE, ""), os.environ.get(S3_SECRET_VARIABLE, "")
    if not key or not secret:
        raise ValueError(f"{S3_KEY_VARIABLE} and {S3_SECRET_VARIABLE} must be set for {redacted(place)}")
    where = place_of(place)
    return BlobObjects(S3(where, key, secret), where.prefix)
