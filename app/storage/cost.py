"""What trying a password costs."""

from __future__ import annotations

from app.values import dataclass


@dataclass(frozen=True)
class KdfCost:
    """Argon2id (RFC 9106): memory in KiB, passes, lanes. The default takes about a quarter of a second."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


TOLD = KdfCost(memory_kib=8, passes=1)
"""Of a word that is told to everybody."""
