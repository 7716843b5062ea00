"""Digests of commits and the chain over them: what both ends compute alike."""

from __future__ import annotations

import hashlib

GENESIS = "0" * 64
"""``prev`` of the first commit of a device and epoch."""


def digest_of(body: str) -> str:
    """SHA-256 of the UTF-8 bytes of a body, as 64 hex digits. Raises UnicodeEncodeError for lone surrogates."""
    return hashlib.sha256(body.encode()).hexdigest()


def chain_hash(prev: str, digest: str) -> str:
    """Next link of the chain: SHA-256 over the two hex texts, one after the other."""
    return hashlib.sha256(f"{prev}{digest}".encode()).hexdigest()
