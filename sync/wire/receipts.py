"""Receipts: the platform's signed word that it has one commit, checkable years later without the platform.

All receipts of one request share one signature: it is made over the root of a hash tree (leaf and node prefixes of
RFC 6962), and each receipt carries its own way up to that root.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from sync.wire.models import Model, Outcome
from sync.wire.signing import SignatureError, Signer, Verifier, digest_for

_CONTEXT = b"zongchuang-receipt-v1\x00"
_LONGEST_PATH = 32


class Statement(Model):
    """What a receipt says: this commit, its place in the platform's log, its outcome; ``at`` in UTC milliseconds."""

    v: int = 1
    server: str
    device: str
    epoch: int
    seq: int
    id: str
    digest: str
    hash: str
    outcome: Outcome
    reason: str
    position: int
    at: int


class Receipt(Model):
    """A statement as signed text, with its place among ``size`` leaves and the hashes up to the root (base64)."""

    v: int = 1
    statement: str
    index: int
    size: int
    path: list[str]
    key: str
    signature: str


def _leaf(key: str, text: str) -> bytes:
    return digest_for(key, b"\x00", text.encode())


def _node(key: str, left: bytes, right: bytes) -> bytes:
    return digest_for(key, b"\x01", left, right)


def _levels(key: str, leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels of the tree, leaves first; a node without a neighbour goes up unchanged."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        row = levels[-1]
        above = [_node(key, row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)]
        levels.append(above + row[len(above) * 2 :])
    return levels


def _path(levels: list[list[bytes]], index: int) -> list[bytes]:
    path = []
    for row in levels[:-1]:
        neighbour = index ^ 1
        if neighbour < len(row):
            path.append(row[neighbour])
        index //= 2
    return path


def _root(key: str, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path lead to. Raises SignatureError when the path has the wrong length."""
    steps = iter(path)
    here = leaf
    while size > 1:
        if index ^ 1 < size:
            step = next(steps, None)
            if step is None:
                raise SignatureError("the path of the receipt is too short")
            here = _node(key, step, here) if index & 1 else _node(key, here, step)
        index //= 2
        size = (size + 1) // 2
    if next(steps, None) is not None:
        raise SignatureError("the path of the receipt is too long")
    return here


def canonical(value: dict[str, Any]) -> str:
    """JSON text with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def issue(signer: Signer, statements: Sequence[dict[str, Any]]) -> list[str]:
    """Receipts, as JSON texts, for ``statements`` (each with the keys of :class:`Statement`)."""
    if not statements:
        return []
    texts = [canonical(statement) for statement in statements]
    levels = _levels(signer.key, [_leaf(signer.key, text) for text in texts])
    signature = base64.b64encode(signer.sign(_CONTEXT + levels[-1][0])).decode()
    return [
        canonical(
            {
                "v": 1,
                "statement": text,
                "index": index,
                "size": len(texts),
                "path": [base64.b64encode(step).decode() for step in _path(levels, index)],
                "key": signer.key,
                "signature": signature,
            }
        )
        for index, text in enumerate(texts)
    ]


class ReceiptChecker:
    """Checks receipts of one key; remembers the last roots, since the receipts of a request share theirs."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._verified = lru_cache(maxsize=64)(verifier.verify)

    def check(self, text: str) -> Statement:
        """The statement of a receipt whose signature holds. Raises SignatureError."""
        try:
            receipt = Receipt.model_validate_json(text)
            path = [base64.b64decode(step, validate=True) for step in receipt.path]
            signature = base64.b64decode(receipt.signature, validate=True)
            statement = Statement.model_validate_json(receipt.statement)
        except (ValidationError, ValueError, binascii.Error) as error:
            raise SignatureError("not a receipt") from error
        if receipt.key != self._verifier.key:
            raise SignatureError("the receipt names another key")
        if not 0 <= receipt.index < receipt.size or len(path) > _LONGEST_PATH:
            raise SignatureError("the receipt has no place in its tree")
        key = receipt.key
        root = _root(key, _leaf(key, receipt.statement), receipt.index, receipt.size, path)
        if not self._verified(_CONTEXT + root, signature):
            raise SignatureError("the signature of the receipt does not fit")
        return statement
