"""Scans in an object store: pieces as objects of their own while they arrive, one object when the scan is whole.

Nothing lies on the disk of a worker, so that any worker takes the next piece. A piece is there whole or not at all;
what an upload that was given up leaves behind, the bucket's own lifecycle rule removes (``uploads/``, some days old).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sync.platform.s3 import S3

_PART = 8 * 1024 * 1024
_LEAST_PART = 5 * 1024 * 1024
_DIGITS = 12


class BlobObjects:
    """Scans in the bucket ``s3``; ``prefix`` stands before every key."""

    def __init__(self, s3: S3, prefix: str = "") -> None:
        self._s3 = s3
        self._prefix = prefix

    def held(self, digest: str) -> int | None:
        """Size of a scan that is whole here, None when it is not."""
        return self._s3.size(self._whole(digest))

    def read(self, digest: str, offset: int, size: int) -> bytes:
        """A part of a whole scan."""
        return self._s3.get(self._whole(digest), offset, size) if size else b""

    def arrived(self, digest: str) -> int:
        """Bytes of an unfinished scan, from its start."""
        return sum(size for _, size in self._pieces(digest))

    def append(self, digest: str, offset: int, data: bytes) -> None:
        """Put ``data`` at ``offset``; durable when this returns."""
        # Behind it lies at most what another offset began, and a chain from the start never meets that again.
        self._s3.put(f"{self._folder(digest)}{offset:0{_DIGITS}d}", data)

    def finish(self, digest: str, size: int) -> bool:
        """Whether what arrived is the content of ``digest``: then it is whole here, durably; else it is thrown away."""
        fits = self._join(digest, size)
        self.discard(digest)
        return fits

    def discard(self, digest: str) -> None:
        """Forget an unfinished scan."""
        for key, _ in list(self._s3.under(self._folder(digest))):
            self._s3.delete(key)

    def note(self, name: str, data: bytes) -> None:
        """Keep something small beside the scans; durable when this returns."""
        self._s3.put(f"{self._prefix}notes/{name}", data)

    def noted(self, name: str) -> bytes:
        """What was kept under ``name``, empty when nothing was."""
        key = f"{self._prefix}notes/{name}"
        size = self._s3.size(key)
        return self._s3.get(key, 0, size) if size else b""

    def _join(self, digest: str, size: int) -> bool:
        """Write the whole from its pieces, and only when they are what the digest says."""
        sha, key, tags, upload = hashlib.sha256(), self._whole(digest), list[str](), ""
        held, read = bytearray(), 0
        try:
            for piece, length in self._pieces(digest, size):
                data = self._s3.get(piece, 0, length) if length else b""
                sha.update(data)
                held += data
                read += len(data)
                if len(held) >= _PART and size - read >= _LEAST_PART:
                    upload = upload or self._s3.begin_parts(key)
                    tags.append(self._s3.put_part(key, upload, len(tags) + 1, bytes(held)))
                    held.clear()
            if (read, sha.hexdigest()) != (size, digest):
                return False
            if upload:
                tags.append(self._s3.put_part(key, upload, len(tags) + 1, bytes(held)))
                self._s3.end_parts(key, upload, tags)
                upload = ""
            else:
                self._s3.put(key, bytes(held))
            return True
        finally:
            if upload:
                self._s3.drop_parts(key, upload)

    def _pieces(self, digest: str, most: int | None = None) -> Iterator[tuple[str, int]]:
        """(key, size) of the pieces that follow each other from the start, up to ``most`` bytes."""
        folder = self._folder(digest)
        sizes = {key.removeprefix(folder): (key, size) for key, size in self._s3.under(folder)}
        at = 0
        while (
            (found := sizes.get(f"{at:0{_DIGITS}d}")) is not None and found[1] and (most is None or at < most)
        ):
            yield found
            at += found[1]

    def _whole(self, digest: str) -> str:
        return f"{self._prefix}sha256/{digest[:2]}/{digest}"

    def _folder(self, digest: str) -> str:
        return f"{self._prefix}uploads/{digest}/"
