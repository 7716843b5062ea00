"""Digests for the reconciliation: sums that both ends keep with every commit, and can split where they differ.

A commit is a leaf, ``SHA-256(0x00 ‖ device:epoch:seq:digest:outcome)``. The digest of a set is the exclusive-or of its
leaves, so that one more or less is one operation, in any order. Cases are spread over 256 buckets by the last two hex
digits of their id, which are random, and each bucket over 16 parts by the digit before: ``""`` is all, ``"3f"`` one
bucket, ``"3f0"`` a part, and 32 digits are one case. The sums find faults; they are no proof against somebody who may
choose the commits of both ends.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EMPTY = bytes(32)
BUCKET = 2
PART = 3
CASE = 32


@dataclass(frozen=True)
class Line:
    """A commit as it is counted; ``case`` is 32 hex digits."""

    case: str
    device: str
    epoch: int
    seq: int
    digest: str
    parked: bool

    @property
    def leaf(self) -> bytes:
        """32 bytes."""
        return hashlib.sha256(b"\0" + self.text.encode()).digest()

    @property
    def text(self) -> str:
        """The line, without its case."""
        outcome = "parked" if self.parked else "applied"
        return f"{self.device}:{self.epoch}:{self.seq}:{self.digest}:{outcome}"


@dataclass(frozen=True)
class Sum:
    """How many commits, and the exclusive-or of their leaves."""

    count: int = 0
    digest: bytes = EMPTY

    def plus(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(self.count + other.count, xor(self.digest, other.digest))

    @classmethod
    def read(cls, text: str) -> Sum:
        """From ``text``. Raises ValueError."""
        count, _, digest = text.partition(":")
        return cls(int(count), base64.b64decode(digest, validate=True))

    @property
    def text(self) -> str:
        """As it travels."""
        return f"{self.count}:{base64.b64encode(self.digest).decode()}"


def xor(one: bytes, other: bytes) -> bytes:
    """Exclusive-or of two digests."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).to_bytes(32, "big")


def key_of(case: str) -> str:
    """The digits of a case in the order in which ranges split it."""
    return case[::-1]


def bucket_of(case: str) -> str:
    """Its bucket."""
    return key_of(case)[:BUCKET]


def summed(lines: Iterable[Line]) -> dict[str, Sum]:
    """case → sum of its commits."""
    sums: dict[str, Sum] = {}
    for line in lines:
        sums[line.case] = sums.get(line.case, Sum()).plus(Sum(1, line.leaf))
    return sums


def by_prefix(sums: Mapping[str, Sum], length: int) -> dict[str, Sum]:
    """Sums of the ranges with ``length`` digits, from sums by case; at full length the keys are the ranges of cases."""
    found: dict[str, Sum] = {}
    for case, one in sums.items():
        prefix = key_of(case)[:length]
        found[prefix] = found.get(prefix, Sum()).plus(one)
    return found


def deeper(prefix: str) -> int:
    """How many digits the parts of a range have."""
    return BUCKET if not prefix else PART if len(prefix) == BUCKET else CASE
