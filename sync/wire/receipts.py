"""Receipts: the platform's signed word that it has one commit, checkable years later without the platform.

All receipts of one request share one signature: it is made over the root of a hash tree (leaf and node prefixes of
RFC 6962), and each receipt carries its own way up to that root.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring as canonical_text
from typing import Any, TypeVar

from pydantic import ValidationError

from sync.wire.models import Model, Outcome
from sync.wire.signing import SignatureError, Signer, Verifier, digester_for

_CONTEXT = b"zongchuang-receipt-v1\x00"
_LONGEST_PATH = 32
_T = TypeVar("_T")
_Digest = Callable[[bytes], bytes]


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


def _leaf(digest: _Digest, text: str) -> bytes:
    return digest(b"\x00" + text.encode())


def _node(digest: _Digest, left: bytes, right: bytes) -> bytes:
    return digest(b"\x01" + left + right)


def _levels(digest: _Digest, leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels of the tree, leaves first; a node without a neighbour goes up unchanged."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        row = levels[-1]
        above = [_node(digest, row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)]
        levels.append(above + row[len(above) * 2 :])
    return levels


def _path(levels: list[list[_T]], index: int) -> list[_T]:
    path: list[_T] = []
    for row in levels[:-1]:
        neighbour = index ^ 1
        if neighbour < len(row):
            path.append(row[neighbour])
        index //= 2
    return path


def _root(digest: _Digest, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path lead to. Raises SignatureError when the path has the wrong length."""
    steps = iter(path)
    here = leaf
    while size > 1:
        if index ^ 1 < size:
            step = next(steps, None)
            if step is None:
                raise SignatureError("the path of the receipt is too short")
            here = _node(digest, step, here) if index & 1 else _node(digest, here, step)
        index //= 2
        size = (size + 1) // 2
    if next(steps, None) is not None:
        raise SignatureError("the path of the receipt is too long")
    return here


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: dict[str, Any]) -> str:
    """JSON text with sorted keys and no spaces."""
    return _CANONICAL.encode(value)


def issue(signer: Signer, statements: Sequence[dict[str, Any]]) -> list[str]:
    """Receipts, as JSON texts, for ``statements`` (each with the keys of :class:`Statement`)."""
    if not statements:
        return []
    texts = [canonical(statement) for statement in statements]
    digest = digester_for(signer.key)
    levels = _levels(digest, [_leaf(digest, text) for text in texts])
    signature = base64.b64encode(signer.sign(_CONTEXT + levels[-1][0])).decode()
    shown = [[f'"{base64.b64encode(step).decode()}"' for step in row] for row in levels]
    # What all share is written once, and each is put together as canonical() would: thousands a second are made.
    head = f',"key":{canonical_text(signer.key)},"path":['
    tail = f'],"signature":"{signature}","size":{len(texts)},"statement":'
    return [
        f'{{"index":{index}{head}{",".join(_path(shown, index))}{tail}{canonical_text(text)},"v":1}}'
        for index, text in enumerate(texts)
    ]


def day_statement(figures: str) -> dict[str, Any]:
    """What is signed of the figures of a day, by either end."""
    return {"v": 1, "day": figures}


class ReceiptChecker:
    """Checks receipts of one key; remembers the last roots, since the receipts of a request share theirs."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._digest = digester_for(verifier.key)
        self._verified = lru_cache(maxsize=64)(verifier.verify)

    def check(self, text: str) -> Statement:
        """The statement of a receipt whose signature holds. Raises SignatureError."""
        try:
            return Statement.model_validate_json(self.signed(text))
        except ValidationError as error:
            raise SignatureError("not a receipt of a commit") from error

    def check_day(self, text: str, figures: str) -> None:
        """Whether a receipt is the signer's word for the figures of a day. Raises SignatureError."""
        if self.signed(text) != canonical(day_statement(figures)):
            raise SignatureError("the receipt is for other figures")

    def signed(self, text: str) -> str:
        """What a receipt states, whatever it is about, when its signature holds. Raises SignatureError."""
        try:
            receipt = Receipt.model_validate_json(text)
            path = [base64.b64decode(step, validate=True) for step in receipt.path]
            signature = base64.b64decode(receipt.signature, validate=True)
        except (ValidationError, ValueError, binascii.Error) as error:
            raise SignatureError("not a receipt") from error
        if receipt.key != self._verifier.key:
            raise SignatureError("the receipt names another key")
        if not 0 <= receipt.index < receipt.size or len(path) > _LONGEST_PATH:
            raise SignatureError("the receipt has no place in its tree")
        leaf = _leaf(self._digest, receipt.statement)
        root = _root(self._digest, leaf, receipt.index, receipt.size, path)
        if not self._verified(_CONTEXT + root, signature):
            raise SignatureError("the signature of the receipt does not fit")
        return receipt.statement
