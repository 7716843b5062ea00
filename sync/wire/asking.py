"""Signatures over requests (RFC 9421): who asks is proved by the key of a device, not by a token that all know.

A request names its device (``zc-device``), a fresh nonce, and the last challenge of the platform (``zc-challenge``).
The challenge carries the platform's own time: the clock of the device (``created``) decides nothing, so that a counter
whose battery died goes on.
"""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sync.wire.signing import (
    DIGEST_HEADER,
    INPUT_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
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
_INPUT = re.compile(
    r"([a-z*][a-z0-9_.*-]{0,30})="  # label
    r'(\(((?:"[a-z0-9@_-]{1,40}"(?: |(?=\))))+)\)'  # what is covered
    r'((?:;[a-z]+=(?:\d{1,15}|"[^"]{0,200}"))+))'  # parameters
)
_SIGNATURE = re.compile(r"([a-z*][a-z0-9_.*-]{0,30})=:([A-Za-z0-9+/=]{1,400}):")
_KEY = re.compile(r';keyid="([^"]{1,200})"')
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
    names = " ".join(f'"{name}"' for name in covered)
    created = max(0, (who.now_s or _now_s)()) if created_s is None else created_s
    params = f'({names});created={created};keyid="{who.signer.key}"'
    signature = base64.b64encode(who.signer.sign(signature_base(covered, params, asked, there))).decode()
    return mine | {INPUT_HEADER: f"zc={params}", SIGNATURE_HEADER: f"zc=:{signature}:"}


def check_request(asked: Asked, headers: Mapping[str, str]) -> Asker | None:
    """Who signed a request with ``headers`` (lower case); None when nobody did. Raises SignatureError.

    The order of what is covered, the label and further parameters are the sender's choice. Whether the key is the
    device's, and whether the request was heard before, is for the caller; so is the digest of the body.
    """
    if INPUT_HEADER not in headers and DEVICE_HEADER not in headers:
        return None
    said = _INPUT.fullmatch(headers.get(INPUT_HEADER, ""))
    given = _SIGNATURE.fullmatch(headers.get(SIGNATURE_HEADER, ""))
    if said is None or given is None or said[1] != given[1]:
        raise SignatureError("no signature of a kind that is read here")
    covered = re.findall(r'"([^"]+)"', said[3])
    wanted = {*_ALWAYS, *(name for name in _IF_THERE if name in headers)}
    if not wanted <= set(covered) or len(set(covered)) != len(covered) or ";created=" not in said[4]:
        raise SignatureError("the signature covers too little")
    key = _KEY.search(said[4])
    if key is None or not _NONCE.fullmatch(headers.get(NONCE_HEADER, "")):
        raise SignatureError("no key or no nonce")
    try:
        signature = base64.b64decode(given[2], validate=True)
    except (ValueError, binascii.Error) as error:
        raise SignatureError("malformed signature") from error
    if not verifier_for(key[1]).verify(signature_base(covered, said[2], asked, headers), signature):
        raise SignatureError("the signature does not fit")
    return Asker(
        device=headers[DEVICE_HEADER],
        key=key[1],
        role=headers.get(ROLE_HEADER, ""),
        nonce=headers[NONCE_HEADER],
        challenge=headers.get(CHALLENGE_HEADER, ""),
    )


def signature_base(covered: list[str], params: str, asked: Asked, headers: Mapping[str, str]) -> bytes:
    """What is signed (RFC 9421 §2.5). Raises SignatureError for something covered that is not there."""
    derived = {"@method": asked.method, "@path": asked.path, "@query": f"?{asked.query}"}
    derived["@authority"] = headers.get("host", "").lower()
    lines = []
    for name in covered:
        value = derived.get(name) if name.startswith("@") else headers.get(name)
        if value is None:
            raise SignatureError(f"{name} is covered and not there")
        lines.append(f'"{name}": {value.strip()}')
    return "\n".join([*lines, f'"@signature-params": {params}']).encode("utf-8", "surrogateescape")
