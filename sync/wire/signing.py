"""Signatures behind two small protocols, and the digest of a body (Content-Digest of RFC 9530).

Two suites: Ed25519 (RFC 8032) with SHA-256, and SM2 with SM3 (GB/T 32918, 32905). A platform chooses one when it is
made; its key names the algorithm, and both ends take the digests of answers, requests and receipts that go with it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.wire.sm2 import Sm2Signer, Sm2Verifier, sm3

ACK_HEADER = "zc-ack"
ACK_VALUE = "v1"
EPOCH_HEADER = "zc-server-epoch"
NONCE_HEADER = "zc-nonce"
DIGEST_HEADER = "content-digest"
SIGNATURE_HEADER = "signature"
INPUT_HEADER = "signature-input"


class SignatureError(Exception):
    """A signature is missing, malformed or does not fit what it covers."""


class Signer(Protocol):
    """Makes signatures; the private key stays inside (it may be a hardware module)."""

    @property
    def key(self) -> str:
        """Public key as ``algorithm:base64``."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Signature over ``message``."""
        ...


class Verifier(Protocol):
    """Checks signatures of one public key."""

    @property
    def key(self) -> str:
        """Public key as ``algorithm:base64``."""
        ...

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` over ``message`` was made with the private key that belongs to this one."""
        ...


class Ed25519Signer:
    """Ed25519 from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._key = "ed25519:" + base64.b64encode(self._private.public_key().public_bytes_raw()).decode()

    @property
    def key(self) -> str:
        """Public key as ``ed25519:base64``."""
        return self._key

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)


class Ed25519Verifier:
    """Ed25519 public key."""

    def __init__(self, raw: bytes) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(raw)
        self._key = "ed25519:" + base64.b64encode(raw).decode()

    @property
    def key(self) -> str:
        """Public key as ``ed25519:base64``."""
        return self._key

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature holds."""
        try:
            self._public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


_SM = "sm2:"
_VERIFIERS: Mapping[str, Callable[[bytes], Verifier]] = {"ed25519": Ed25519Verifier, "sm2": Sm2Verifier}
_SIGNERS: Mapping[str, Callable[[bytes], Signer]] = {"ed25519": Ed25519Signer, "sm2": Sm2Signer}
SUITES = tuple(_SIGNERS)


def verifier_for(key: str) -> Verifier:
    """The verifier for a public key text. Raises SignatureError for an unknown algorithm or a malformed key."""
    algorithm, _, text = key.partition(":")
    if algorithm not in _VERIFIERS:
        raise SignatureError(f"unknown algorithm {algorithm!r}")
    try:
        return _VERIFIERS[algorithm](base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error) as error:
        raise SignatureError("malformed key") from error


def signer_for(suite: str, seed: bytes) -> Signer:
    """The signer of a suite (``ed25519`` or ``sm2``) from a 32-byte seed. Raises ValueError for an unknown suite."""
    if suite not in _SIGNERS:
        raise ValueError(f"no such suite: {suite}")
    return _SIGNERS[suite](seed)


def digester_for(key: str) -> Callable[[bytes], bytes]:
    """The digest (32 bytes) that goes with a key: SM3 beside SM2, else SHA-256."""
    return sm3 if key.startswith(_SM) else _sha256


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def content_digest(body: bytes, key: str = "") -> str:
    """Value of ``Content-Digest`` for ``body``, by the algorithm that goes with ``key``."""
    name = "sm3" if key.startswith(_SM) else "sha-256"
    return f"{name}=:{base64.b64encode(digester_for(key)(body)).decode()}:"


def fits_digest(body: bytes, said: str, key: str) -> bool:
    """Whether a sender's ``Content-Digest`` fits; one that does not know the suite yet may say SHA-256."""
    return said in (content_digest(body, key), content_digest(body))


@dataclass(frozen=True)
class Asked:
    """What of a request is bound into the signature of its answer: an answer to another question does not verify.

    ``query`` is without the question mark; ``nonce`` is fresh per request, so that a cached answer fails as well.
    """

    method: str
    path: str
    query: str = ""
    nonce: str = ""
    digest: str = ""
