"""A sealed file that carries commits and scans to the platform when the line is gone for good, on a stick.

``magic, length of the head, head (JSON), frame…, signature``. The key comes from X25519 between a fresh key and the
platform's (HKDF-SHA256); each frame is AES-256-GCM, bound to the head, to its place and to whether it is the last. The
device signs the SHA-256 of everything before its signature: who finds the stick can neither read nor change it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.wire.signing import SignatureError, Signer, verifier_for

MAGIC = b"ZCCARRY1\n"
PIECE = 1024 * 1024
COMMITS, SCAN, DATA, END = b"C", b"S", b"D", b"E"
_MOST = 8 * 1024 * 1024
_HEAD = 64 * 1024
_SIGNATURE = 64
_PREFIX = "x25519:"


class CarryError(Exception):
    """The file is not whole, not for this platform, or not from who it says; ``code`` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Head:
    """Who made the file: ``signer`` is the device's public key (``ed25519:…``), ``ephemeral`` base64."""

    device: str
    epoch: int
    signer: str
    ephemeral: str
    made_ms: int


def carry_key(seed: bytes) -> str:
    """The public key of a platform whose 32-byte X25519 seed is ``seed``, as ``x25519:base64``."""
    public = X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return _PREFIX + base64.b64encode(public).decode()


class CarryWriter:
    """Writes a file; ``close`` must be called, or the file is not whole. Raises CarryError for a malformed key."""

    def __init__(
        self, file: IO[bytes], platform_key: str, signer: Signer, device: str, epoch: int, made_ms: int
    ) -> None:
        ephemeral = X25519PrivateKey.generate()
        raw = ephemeral.public_key().public_bytes_raw()
        head = {"device": device, "epoch": epoch, "signer": signer.key, "made_ms": made_ms}
        head["ephemeral"] = base64.b64encode(raw).decode()
        self._head = json.dumps(head, sort_keys=True).encode()
        self._signer = signer
        self._file = file
        self._sha = hashlib.sha256()
        self._index = 0
        self._cipher = _cipher(ephemeral, platform_public(platform_key), raw)
        self._write(MAGIC + len(self._head).to_bytes(4, "big") + self._head)

    def put(self, kind: bytes, content: bytes) -> None:
        """One frame."""
        sealed = self._cipher.encrypt(_nonce(self._index), kind + content, self._bound(kind == END))
        self._index += 1
        self._write(len(sealed).to_bytes(4, "big") + sealed)

    def close(self) -> None:
        """Mark the end and sign."""
        self.put(END, b"")
        self._file.write(self._signer.sign(MAGIC + self._sha.digest()))

    def _bound(self, last: bool) -> bytes:
        return self._head + self._index.to_bytes(8, "big") + (b"\1" if last else b"\0")

    def _write(self, data: bytes) -> None:
        self._sha.update(data)
        self._file.write(data)


def read_head(file: IO[bytes]) -> Head:
    """Who made the file, its signature checked over all of it. Raises CarryError no-carry, torn, bad-signature."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head, _ = _read_head(file)
    if size < file.tell() + _SIGNATURE:
        raise CarryError("torn")
    file.seek(0)
    sha, left = hashlib.sha256(), size - _SIGNATURE
    while left:
        piece = file.read(min(PIECE, left))
        sha.update(piece)
        left -= len(piece)
    try:
        fits = verifier_for(head.signer).verify(MAGIC + sha.digest(), file.read(_SIGNATURE))
    except SignatureError as error:
        raise CarryError("bad-signature") from error
    if not fits:
        raise CarryError("bad-signature")
    return head


def read_frames(file: IO[bytes], seed: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of every frame, opened with the platform's ``seed``. Raises CarryError not-for-us, torn."""
    file.seek(0)
    head, raw_head = _read_head(file)
    raw = base64.b64decode(head.ephemeral)
    cipher = _cipher(X25519PrivateKey.from_private_bytes(seed), X25519PublicKey.from_public_bytes(raw), raw)
    index, kind = 0, b""
    while kind != END:
        size = int.from_bytes(_exactly(file, 4), "big")
        if size > _MOST:
            raise CarryError("torn")
        sealed = _exactly(file, size)
        plain = _open(cipher, index, sealed, raw_head)
        kind, index = plain[:1], index + 1
        if kind != END:
            yield kind, plain[1:]


def _open(cipher: AESGCM, index: int, sealed: bytes, head: bytes) -> bytes:
    for last in (b"\0", b"\1"):
        try:
            return cipher.decrypt(_nonce(index), sealed, head + index.to_bytes(8, "big") + last)
        except InvalidTag:
            continue
    raise CarryError("not-for-us" if index == 0 else "torn")


def _read_head(file: IO[bytes]) -> tuple[Head, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise CarryError("no-carry")
    size = int.from_bytes(_exactly(file, 4), "big")
    if size > _HEAD:
        raise CarryError("no-carry")
    raw = _exactly(file, size)
    try:
        values: dict[str, Any] = json.loads(raw)
        head = Head(**values)
        base64.b64decode(head.ephemeral, validate=True)
    except (ValueError, TypeError, binascii.Error) as error:
        raise CarryError("no-carry") from error
    return head, raw


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise CarryError("torn")
    return data


def platform_public(key: str) -> X25519PublicKey:
    """The key that ``carry_key`` gave. Raises CarryError bad-key."""
    try:
        return X25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix(_PREFIX), validate=True))
    except (ValueError, binascii.Error) as error:
        raise CarryError("bad-key") from error


def _cipher(own: X25519PrivateKey, other: X25519PublicKey, ephemeral: bytes) -> AESGCM:
    shared = own.exchange(other)
    return AESGCM(HKDF(SHA256(), 32, salt=ephemeral, info=b"zongchuang/carry/1").derive(shared))


def _nonce(index: int) -> bytes:
    # The key belongs to this one file, so a counter never repeats.
    return index.to_bytes(12, "big")
