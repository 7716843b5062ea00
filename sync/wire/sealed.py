"""A few words that only the platform can read: what a citizen says of a clerk, at that clerk's own desk (S0 25).

``zcseal1:`` and base64 of the sender's fresh X25519 key and the AES-256-GCM of the text. Nobody at the desk holds the
key that opens it again, the desk itself least of all.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.wire.carry import CarryError, platform_public

PREFIX = "zcseal1:"
_RAW, _NONCE = 32, bytes(12)


def seal(platform_key: str, values: Mapping[str, str]) -> str:
    """``values`` for the holder of ``platform_key`` (``x25519:…``) alone. Raises CarryError bad-key."""
    own = X25519PrivateKey.generate()
    raw = own.public_key().public_bytes_raw()
    plain = json.dumps(dict(values), ensure_ascii=False).encode()
    # The key is made for this text alone, so the nonce never repeats.
    sealed = _cipher(own, platform_public(platform_key), raw).encrypt(_NONCE, plain, PREFIX.encode())
    return PREFIX + base64.b64encode(raw + sealed).decode()


def unseal(seed: bytes, text: str) -> dict[str, str]:
    """What was sealed to the platform of ``seed``. Raises CarryError no-seal, not-for-us."""
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
        if not text.startswith(PREFIX) or len(raw) <= _RAW:
            raise CarryError("no-seal")
        head, sealed = raw[:_RAW], raw[_RAW:]
        cipher = _cipher(X25519PrivateKey.from_private_bytes(seed), X25519PublicKey.from_public_bytes(head), head)
        values = json.loads(cipher.decrypt(_NONCE, sealed, PREFIX.encode()))
        return {str(name): str(value) for name, value in values.items()}
    except InvalidTag as error:
        raise CarryError("not-for-us") from error
    except (binascii.Error, ValueError) as error:
        raise CarryError("no-seal") from error


def _cipher(own: X25519PrivateKey, other: X25519PublicKey, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"zongchuang/sealed/1").derive(own.exchange(other)))
