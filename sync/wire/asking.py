"""Signatures over requests (RFC 9421): who asks is proved by the key of a device, not by a token that all know.

A request names its device (``zc-device``), a fresh nonce, and the last challenge of the platform (``zc-challenge``).
The challenge carries the platform's own time: the clock of the device (``created``) decides nothing, so that a counter
whose battery died goes on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sync.wire.messages import Request, sign, verify
from sync.wire.signing import (
    DIGEST_HEADER,
    INPUT_HEADER,
    NONCE_HEADER,
    Asked,
    SignatureError,
    Signer,
    verifier_for,
)

DEVICE_HEADER = "zc-device"
CHALLENGE_HEADER = "zc-challenge"
ROLE_HEADER = "zc-role"
HALL = "hall"
"""Role of a hall's server: it brings what its windows wrote."""
_ALWAYS = ("@method", "@path", "@query", DEVICE_HEADER, NONCE_HEADER)
_IF_THERE = (CHALLENGE_HEADER, DIGEST_HEADER, ROLE_HEADER, "upload-offset", "idempotency-key")
COVERED_HEADERS = (DEVICE_HEADER, NONCE_HEADER, *_IF_THERE)
"""Headers that a request's signature covers."""
_NONCE = re.compile(r"[0-9A-Za-z_-]{16,64}")


def _now_s() -> int:
    return int(time.time())


@dataclass(frozen=True)
class Identity:
    """Whose requests these are: the device's name, its signer, its role (``hall`` or empty).

    ``now_s`` is the machine's clock (Unix seconds), whatever it says; None: the system's.
    """

    device: str
    signer: Signer
    role: str = ""
    now_s: Callable[[], int] | None = None


@dataclass(frozen=True)
class Asker:
    """Who signed a request: the device it names, the key that fits, its role, nonce and challenge."""

    device: str
    key: str
    role: str
    nonce: str
    challenge: str


def sign_request(
    who: Identity, asked: Asked, headers: Mapping[str, str], challenge: str, created_s: int | None = None
) -> dict[str, str]:
    """Headers to add to a request that carries ``headers`` (any case). ``created_s`` is Unix time, now by default."""
    mine = {DEVICE_HEADER: who.device, NONCE_HEADER: asked.nonce}
    if challenge:
        mine[CHALLENGE_HEADER] = challenge
    if who.role:
        mine[ROLE_HEADER] = who.role
    there = {name.lower(): value for name, value in headers.items()} | mine
    covered = [*_ALWAYS, *(name for name in _IF_THERE if name in there)]
    created = max(0, (who.now_s or _now_s)()) if created_s is None else created_s
    return mine | sign(who.signer, Request.of(asked, there), covered, created)


def check_request(asked: Asked, headers: Mapping[str, str]) -> Asker | None:
    """Who signed a request with ``headers`` (lower case); None when nobody did. Raises SignatureError.

    The order of what is covered, the label and further parameters are the sender's choice. Whether the key is the
    device's, and whether the request was heard before, is for the caller; so is the digest of the body.
    """
    if INPUT_HEADER not in headers and DEVICE_HEADER not in headers:
        return None
    if not _NONCE.fullmatch(headers.get(NONCE_HEADER, "")):
        raise SignatureError("no nonce")
    covered = [*_ALWAYS, *(name for name in _IF_THERE if name in headers)]
    key = verify(Request.of(asked, headers), covered, verifier_for)
    return Asker(
        device=headers[DEVICE_HEADER],
        key=key,
        role=headers.get(ROLE_HEADER, ""),
        nonce=headers[NONCE_HEADER],
        challenge=headers.get(CHALLENGE_HEADER, ""),
    )
