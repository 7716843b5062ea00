"""Signatures over answers (RFC 9421): only the platform can have said this, now, and to this very question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sync.wire.messages import Answer, Request, is_signable, sign, verify
from sync.wire.signing import (
    ACK_HEADER,
    ACK_VALUE,
    DIGEST_HEADER,
    EPOCH_HEADER,
    INPUT_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    Asked,
    SignatureError,
    Signer,
    Verifier,
    content_digest,
)

_ALWAYS = (
    "@status",
    DIGEST_HEADER,
    ACK_HEADER,
    EPOCH_HEADER,
    '"@method";req',
    '"@path";req',
    '"@query";req',
)
_METHOD = re.compile(r"[A-Z]+")
_TARGET = re.compile(r"(?:/[A-Za-z0-9._~:@-]+)+")
_QUERY = re.compile(r"[A-Za-z0-9._~:@/&=-]*")
_WORD = re.compile(r"[A-Za-z0-9_:=+/-]*")


def _asked(asked: Asked) -> tuple[Request, list[str]]:
    """The question, and what an answer to it must cover."""
    said = {NONCE_HEADER: asked.nonce, DIGEST_HEADER: asked.digest}
    there = {name: value for name, value in said.items() if value}
    return Request.of(asked, there), [*_ALWAYS, *(f'"{name}";req' for name in there)]


def _plain(asked: Asked) -> Iterator[tuple[re.Pattern[str], str]]:
    yield _METHOD, asked.method
    yield _TARGET, asked.path
    yield _QUERY, asked.query
    yield _WORD, asked.nonce
    yield _WORD, asked.digest


def can_be_answered(asked: Asked) -> bool:
    """Whether an answer to this question can be signed: what is no strict URI, or not ASCII, is covered by nothing."""
    # Nearly all questions are plain at a glance; only of the others is the signature tried.
    if all(form.fullmatch(part) for form, part in _plain(asked)):
        return True
    request, _ = _asked(asked)
    return is_signable(request, ["@method", "@path", "@query", *request.headers])


def sign_answer(
    signer: Signer, status: int, body: bytes, epoch: str, asked: Asked, created_s: int
) -> dict[str, str]:
    """Headers to add to an answer: mark, server epoch, digest, signature. ``created_s`` is Unix time."""
    headers = {ACK_HEADER: ACK_VALUE, EPOCH_HEADER: epoch, DIGEST_HEADER: content_digest(body, signer.key)}
    request, covered = _asked(asked)
    return headers | sign(signer, Answer(status, headers, request), covered, created_s)


def check_answer(
    verifier: Verifier, status: int, headers: Mapping[str, str], body: bytes, asked: Asked
) -> None:
    """Check the signature of an answer to ``asked``. Header names are lower case. Raises SignatureError."""
    for name in (ACK_HEADER, EPOCH_HEADER, DIGEST_HEADER, INPUT_HEADER, SIGNATURE_HEADER):
        if name not in headers:
            raise SignatureError(f"no {name}")
    if headers[DIGEST_HEADER] != content_digest(body, verifier.key):
        raise SignatureError("the body does not fit its digest")

    def find(key: str) -> Verifier:
        if key != verifier.key:
            raise SignatureError("the signature names another key")
        return verifier

    request, covered = _asked(asked)
    verify(Answer(status, headers, request), covered, find)
