"""The catalogue (事项目录) on the wire: a signed manifest, rows by page, and the digest of all rows together.

A row is a code, the SHA-256 of its text, and its text, which the platform passes on as it is. A manifest names the
``version``, a ``serial`` that only grows, how many rows there are, and their digest; it is signed by itself, so that it
proves later where a window had its guide from.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, ValidationError

from sync.wire.models import Hex, Model
from sync.wire.receipts import canonical
from sync.wire.signing import SignatureError, Signer, Verifier

_CONTEXT = b"zongchuang-catalogue-v1\x00"
FORMAT = 1
"""Newest form of a row's text that this code reads."""

Version = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.\-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=64)]


class Manifest(Model):
    """What a catalogue is; ``digest`` is over all its rows, ``issued_ms`` UTC milliseconds."""

    v: int = FORMAT
    version: Version
    serial: Annotated[int, Field(ge=1)]
    issued_ms: Annotated[int, Field(ge=0)]
    rows: Annotated[int, Field(ge=0, le=10_000_000)]
    digest: Hex


class ManifestAnswer(Model):
    """The newest catalogue: ``statement`` is its manifest as signed text; empty when none was published yet."""

    statement: str = ""
    signature: str = ""
    key: str = ""


class CatalogueRow(Model):
    """One item with its guide, as text."""

    code: Code
    digest: Hex
    body: str


class RowsPage(Model):
    """Rows in order of their codes; ``gone`` are codes that left, ``after`` is where the next page begins."""

    version: Version
    rows: list[CatalogueRow]
    gone: list[Code] = Field(default_factory=list)
    after: str = ""
    more: bool = False


def rows_digest(rows: Iterable[tuple[str, str]]) -> str:
    """Digest of a catalogue from its (code, digest of the text), in any order."""
    sha = hashlib.sha256()
    for code, digest in sorted(rows):
        sha.update(f"{code} {digest}\n".encode())
    return sha.hexdigest()


def sign_manifest(signer: Signer, manifest: Manifest) -> ManifestAnswer:
    """The manifest as it goes out."""
    text = canonical(manifest.model_dump())
    signature = signer.sign(_CONTEXT + text.encode())
    return ManifestAnswer(statement=text, signature=base64.b64encode(signature).decode(), key=signer.key)


def read_manifest(verifier: Verifier, answer: ManifestAnswer) -> Manifest | None:
    """The manifest, its signature checked; None when there is none. Raises SignatureError."""
    if not answer.statement:
        return None
    try:
        signature = base64.b64decode(answer.signature, validate=True)
        manifest = Manifest.model_validate_json(answer.statement)
    except (ValidationError, ValueError, binascii.Error) as error:
        raise SignatureError("not a manifest") from error
    if answer.key != verifier.key or not verifier.verify(_CONTEXT + answer.statement.encode(), signature):
        raise SignatureError("the signature of the catalogue does not fit")
    return manifest
