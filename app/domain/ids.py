"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID


def uuid7(unix_ms: int, entropy: bytes) -> UUID:
    """An identifier of the millisecond ``unix_ms`` with 10 bytes of ``entropy``."""
    if len(entropy) < 10:
        raise ValueError("10 bytes of entropy are needed")
    rand_a = int.from_bytes(entropy[:2], "big") & 0x0FFF
    rand_b = int.from_bytes(entropy[2:10], "big") & 0x3FFF_FFFF_FFFF_FFFF
    value = (unix_ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    return UUID(int=value)
