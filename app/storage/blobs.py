"""Scans and photos on disk: found by content, named so that the name tells nothing, sealed piece by piece.

A file is ``magic, salt, frame…``. Its key is derived from the profile's with the salt, so no two files share one; each
frame seals 1 MiB with AES-256-GCM, bound to its place and to whether it is the last, so that nothing can be moved or
cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import UserFacingError
from app.storage.dberrors import explain_db_error
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, sync_folder
from app.values import dataclass

FRAME = 1024 * 1024
MAGIC = b"ZCBLOB1\n"
_SALT = 32
_HEAD = len(MAGIC) + _SALT
_TAG = 16
_SEALED = FRAME + _TAG
_TEMPORARY = "incoming-"


@dataclass(frozen=True)
class BlobDamage:
    """What is wrong with one blob: ``text`` for people, ``offset`` and ``length`` of the bad stretch of its file."""

    digest: str
    file: str
    offset: int
    length: int
    text: str


class BlobStore:
    """Blobs of one profile, under the 32-byte ``key`` of their purpose; digests are SHA-256 (hex) of the content."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._name_key = _derived(key, b"", b"zongchuang/blob-names/1")
        self._content_key = _derived(key, b"", b"zongchuang/blob-content/1")

    def put(self, content: bytes | IO[bytes]) -> str:
        """Keep ``content``; durable when this returns its digest. Keeping it again heals a damaged file.

        Raises UserFacingError ZC-DB-03 to -05 when the disk refuses; then nothing was kept.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        try:
            make_private_folder(self._folder)
            temporary = self._folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
            try:
                digest = self._write(temporary, stream)
                self._settle(temporary, digest)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise explain_db_error(error) from error
        return digest

    def open(self, digest: str) -> BinaryIO:
        """A seekable reader of the plain content; each frame is checked before a byte of it is given out.

        Raises UserFacingError ZC-BLOB-01 missing, ZC-BLOB-02 damaged (also while reading).
        """
        try:
            file = self._path(digest).open("rb")
        except FileNotFoundError as error:
            raise _missing(digest) from error
        except OSError as error:
            raise explain_db_error(error) from error
        try:
            return io.BufferedReader(_Reader(file, self._content_key, digest), FRAME)
        except BaseException:
            file.close()
            raise

    def read(self, digest: str) -> bytes:
        """The whole plain content, checked against ``digest``. Raises UserFacingError ZC-BLOB-01, ZC-BLOB-02."""
        with self.open(digest) as reader:
            content = reader.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise _damaged(_other_content(digest, self._path(digest)))
        return content

    def holds(self, digest: str) -> bool:
        """Whether there is a file for ``digest``; says nothing of its health."""
        return self._path(digest).exists()

    def verify(self, digest: str) -> BlobDamage | None:
        """None when the blob is whole, else where it is damaged (to the frame of 1 MiB)."""
        sha = hashlib.sha256()
        try:
            with self.open(digest) as reader:
                while piece := reader.read(FRAME):
                    sha.update(piece)
        except BlobDamaged as error:
            return error.damage
        except UserFacingError as error:
            return BlobDamage(digest, self._path(digest).name, 0, 0, error.what)
        if sha.hexdigest() != digest:
            return _other_content(digest, self._path(digest))
        return None

    def verify_all(self, digests: Iterable[str]) -> Iterator[BlobDamage]:
        """Every damage among ``digests``, one at a time."""
        for digest in digests:
            damage = self.verify(digest)
            if damage is not None:
                yield damage

    def delete(self, digest: str) -> None:
        """Remove a blob for good; harmless when it is not there. Raises UserFacingError ZC-DB-04, -05."""
        path = self._path(digest)
        try:
            path.unlink(missing_ok=True)
            if path.parent.exists():
                sync_folder(path.parent)
        except OSError as error:
            raise explain_db_error(error) from error

    def files(self) -> Iterator[Path]:
        """The sealed files, as a backup takes them."""
        if self._folder.exists():
            yield from sorted(path for path in self._folder.glob("??/*") if path.is_file())

    def folders(self) -> Iterator[Path]:
        """The folders that the sealed files lie in."""
        if self._folder.exists():
            yield from sorted(path for path in self._folder.glob("??") if path.is_dir())

    def sweep(self) -> int:
        """Remove what a killed process left half written; how many files. Call while nobody else writes."""
        left = list(self._folder.glob(f"{_TEMPORARY}*")) if self._folder.exists() else []
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, digest: str) -> Path:
        name = hmac.new(self._name_key, bytes.fromhex(digest), "sha256").hexdigest()
        return self._folder / name[:2] / name

    def _write(self, temporary: Path, stream: IO[bytes]) -> str:
        sha = hashlib.sha256()
        head = MAGIC + secrets.token_bytes(_SALT)
        cipher = _cipher(self._content_key, head)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(head)
            index, piece = 0, _full(stream)
            while True:
                following = _full(stream) if len(piece) == FRAME else b""
                sha.update(piece)
                file.write(cipher.encrypt(_nonce(index), piece, _place(head, index, last=not following)))
                if not following:
                    break
                index, piece = index + 1, following
            file.flush()
            hit("blobs:written")
            os.fsync(file.fileno())
        hit("blobs:synced")
        return sha.hexdigest()

    def _settle(self, temporary: Path, digest: str) -> None:
        path = self._path(digest)
        if path.exists() and self.verify(digest) is None:
            return
        if not path.parent.exists():
            make_private_folder(path.parent)
            sync_folder(self._folder)
        os.replace(temporary, path)
        hit("blobs:renamed")
        sync_folder(path.parent)
        hit("blobs:durable")


class BlobDamaged(UserFacingError):
    """ZC-BLOB-02 with the place."""

    def __init__(self, damage: BlobDamage) -> None:
        super().__init__(
            "ZC-BLOB-02",
            f"一份扫描件的文件损坏：{damage.text}",
            "办件记录和其他扫描件不受影响。",
            "请从第二份副本、备份或平台取回，取不回时请申请人重新出示原件扫描。",
        )
        self.damage = damage


class _Reader(io.RawIOBase):
    """Plain content of one sealed file, one frame in memory at a time."""

    def __init__(self, file: BinaryIO, key: bytes, digest: str) -> None:
        self._file = file
        self._digest = digest
        self._size = os.fstat(file.fileno()).st_size
        self._head = file.read(_HEAD)
        body = self._size - _HEAD
        self._frames = max(1, -(-body // _SEALED))
        if not self._head.startswith(MAGIC) or body < _TAG or body - (self._frames - 1) * _SEALED < _TAG:
            raise _damaged(self._bad(0, self._size, "文件不完整"))
        self._plain = body - self._frames * _TAG
        self._cipher = _cipher(key, self._head)
        self._at = 0
        self._index = -1
        self._frame = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: an upload goes on where it was cut."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move in the plain content."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._plain}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Place in the plain content."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` from one frame."""
        # Position 0 is opened even when there is nothing to give: an emptied file must not pass for an empty blob.
        if self._at >= self._plain and self._index >= 0:
            return 0
        index = min(self._at // FRAME, self._frames - 1)
        if index != self._index:
            self._frame, self._index = self._load(index), index
        start = self._at - index * FRAME
        piece = self._frame[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the sealed file."""
        self._file.close()
        super().close()

    def _load(self, index: int) -> bytes:
        offset = _HEAD + index * _SEALED
        self._file.seek(offset)
        sealed = self._file.read(_SEALED)
        place = _place(self._head, index, last=index == self._frames - 1)
        try:
            return self._cipher.decrypt(_nonce(index), sealed, place)
        except InvalidTag as error:
            text = f"第 {index + 1} 段（共 {self._frames} 段）内容被改动"
            raise _damaged(self._bad(offset, len(sealed), text)) from error

    def _bad(self, offset: int, length: int, text: str) -> BlobDamage:
        name = Path(self._file.name).name
        where = f"{text}，文件 {name[:12]}… 字节 {offset} 到 {offset + length}。"
        return BlobDamage(self._digest, name, offset, length, where)


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=info).derive(key)


def _cipher(key: bytes, head: bytes) -> AESGCM:
    return AESGCM(_derived(key, head[len(MAGIC) :], b"zongchuang/blob/1"))


def _nonce(index: int) -> bytes:
    # The key belongs to this one file, so a counter never repeats.
    return index.to_bytes(12, "big")


def _place(head: bytes, index: int, *, last: bool) -> bytes:
    return head + index.to_bytes(8, "big") + (b"\1" if last else b"\0")


def _full(stream: IO[bytes]) -> bytes:
    """One whole frame: a pipe may give less than it was asked for."""
    parts: list[bytes] = []
    wanted = FRAME
    while wanted and (piece := stream.read(wanted)):
        parts.append(piece)
        wanted -= len(piece)
    return b"".join(parts)


def _other_content(digest: str, path: Path) -> BlobDamage:
    return BlobDamage(digest, path.name, 0, path.stat().st_size, f"文件 {path.name[:12]}… 装的是另一份内容。")


def _damaged(damage: BlobDamage) -> BlobDamaged:
    return BlobDamaged(damage)


def _missing(digest: str) -> UserFacingError:
    return UserFacingError(
        "ZC-BLOB-01",
        f"找不到一份扫描件（{digest[:12]}）。",
        "办件记录和其他扫描件不受影响。",
        "请从第二份副本、备份或平台取回，取不回时请申请人重新出示原件扫描。",
    )
