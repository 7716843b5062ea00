"""One request and its signed answer. Whatever is not a signed answer to exactly this request acknowledges nothing.

A 200 is no acknowledgement: gateways, portals and caches say it too. Every failure becomes an ``app.errors.LineError``.
"""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import Mapping
from http.client import BadStatusLine, RemoteDisconnected
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError

from app.errors import LineError
from app.values import dataclass
from sync.wire.answering import check_answer
from sync.wire.asking import CHALLENGE_HEADER, Identity, sign_request
from sync.wire.problems import Problem
from sync.wire.signing import (
    ACK_HEADER,
    DIGEST_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    Asked,
    SignatureError,
    Verifier,
    content_digest,
)

_M = TypeVar("_M", bound=BaseModel)
_WAIT = frozenset({408, 425, 429})
_LARGEST_ANSWER = 16 * 1024 * 1024
_CHUNK = 64 * 1024
_BYTES = "application/octet-stream"
_KINDS = {
    "auth": "auth",
    "forbidden": "auth",
    "sealed-by-another": "device-key",
    "device-unsigned": "device-signature",
    "device-signature": "device-signature",
    "device-key": "device-key",
    "signature-stale": "signature-stale",
    "signature-replayed": "transient",
    "sequence-gap": "sequence-gap",
    "sequence-fork": "sequence-fork",
    "lease-stale": "lease-stale",
    "hall-differs": "hall-differs",
    "no-permit": "no-permit",
    "not-found": "not-found",
    "too-large": "too-large",
    "upload-offset-mismatch": "upload-offset-mismatch",
    "upload-gone": "upload-gone",
    "digest-mismatch": "digest-mismatch",
    "schema-too-old": "schema-too-old",
    "damaged": "transient",
    "transient": "transient",
    "out-of-reach": "out-of-reach",
    "upstream-wrong": "upstream-wrong",
    "server-full": "transient",
    "internal": "transient",
}


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for a connection, between two pieces of an answer, for all of it."""

    connect: float = 5.0
    read: float = 20.0
    whole: float = 60.0


class Transport:
    """A kept connection to the platform. ``url`` is what comes before ``/v1``; ``token`` the bearer token.

    ``identity`` signs the requests; without one they go unsigned.
    """

    def __init__(
        self,
        url: str,
        token: str,
        verifier: Verifier,
        patience: Patience,
        identity: Identity | None = None,
    ) -> None:
        self._base = url.rstrip("/")
        self._verifier = verifier
        self._patience = patience
        self._identity = identity
        self._challenge = ""
        self._session = requests.Session()
        self._session.trust_env = False  # neither a proxy nor a .netrc of this machine is ours
        self._session.headers.update(
            {"Authorization": f"Bearer {token}", "Accept": "application/json", "Accept-Encoding": "identity"}
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def get(self, model: type[_M], path: str, query: Mapping[str, str | int]) -> _M:
        """Ask for something. Raises LineError."""
        return self._ask(model, "GET", path, urlencode(query), None, {})

    def patch(self, model: type[_M], path: str, data: bytes, headers: Mapping[str, str]) -> _M:
        """Send bytes as they are. Raises LineError."""
        return self._ask(model, "PATCH", path, "", data, {"Content-Type": _BYTES, **headers})

    def post(self, model: type[_M], path: str, content: Any, headers: Mapping[str, str]) -> _M:
        """Send something. Raises LineError."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return self._ask(model, "POST", path, "", body, headers)

    def _ask(
        self, model: type[_M], method: str, path: str, query: str, body: bytes | None, more: Mapping[str, str]
    ) -> _M:
        try:
            return self._ask_once(model, method, path, query, body, more)
        except LineError as error:
            if error.kind != "signature-stale" or self._identity is None:
                raise
        try:
            # The answer brought the challenge that was missing: the first request to a platform costs two ways.
            return self._ask_once(model, method, path, query, body, more)
        except LineError as error:
            raise (
                LineError("transient", error.detail) if error.kind == "signature-stale" else error
            ) from error

    def _ask_once(
        self, model: type[_M], method: str, path: str, query: str, body: bytes | None, more: Mapping[str, str]
    ) -> _M:
        asked = Asked(method, path, query, secrets.token_hex(16), self._digest(body))
        headers = {NONCE_HEADER: asked.nonce, **more}
        if body is not None:
            headers = {DIGEST_HEADER: asked.digest, "Content-Type": "application/json"} | headers
        if self._identity is not None:
            headers |= sign_request(self._identity, asked, headers, self._challenge)
        status, answered, content = self._exchange(asked, headers, body)
        self._check_origin(status, answered, content, asked)
        self._challenge = answered.get(CHALLENGE_HEADER, self._challenge)
        if status != 200:
            raise _refusal(status, answered, content)
        try:
            return model.model_validate_json(content)
        except ValidationError as error:
            raise LineError("garbage", f"{path}: {error.error_count()} faults") from error

    def _digest(self, body: bytes | None) -> str:
        return content_digest(body, self._verifier.key) if body is not None else ""

    def _exchange(
        self, asked: Asked, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        url = self._base + asked.path + (f"?{asked.query}" if asked.query else "")
        until = time.monotonic() + self._patience.whole
        try:
            with self._session.request(
                asked.method,
                url,
                data=body,
                headers=dict(headers),
                timeout=(self._patience.connect, self._patience.read),
                allow_redirects=False,
                stream=True,
            ) as answer:
                answered = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status_code, answered, _read(answer, answered, until)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _line_error(error) from error

    def _check_origin(self, status: int, headers: Mapping[str, str], content: bytes, asked: Asked) -> None:
        """That the platform said this, and said it now."""
        if 300 <= status < 400:
            raise LineError("captive", f"redirected ({status})")
        if ACK_HEADER not in headers or SIGNATURE_HEADER not in headers:
            if status >= 500 or status in _WAIT:
                raise LineError("transient", f"status {status}", retry_after=_retry_after(headers))
            raise LineError("captive", f"status {status} without a signature")
        try:
            check_answer(self._verifier, status, headers, content, asked)
        except SignatureError as error:
            raise LineError("bad-signature", str(error)) from error


def _read(answer: requests.Response, headers: Mapping[str, str], until: float) -> bytes:
    """The body, however it drips, but within the time and the size."""
    content = bytearray()
    while piece := answer.raw.read1(_CHUNK):
        content += piece
        if len(content) > _LARGEST_ANSWER:
            raise LineError("garbage", "the answer is too large")
        if time.monotonic() > until:
            raise LineError("transient", "the answer takes too long")
    length = headers.get("content-length", "")
    if length.isdigit() and len(content) < int(length):
        raise LineError("transient", "the answer was cut off")
    return bytes(content)


def _line_error(error: BaseException) -> LineError:
    """What a failed connection means: nobody there, something else there, or a line that broke."""
    name = type(error).__name__
    causes = list(_causes(error))
    if any(isinstance(cause, (SSLError, requests.exceptions.SSLError)) for cause in causes):
        return LineError("captive", "the certificate is not the platform's")
    if isinstance(error, requests.ConnectTimeout) or any(isinstance(c, NewConnectionError) for c in causes):
        return LineError("offline", name)
    if any(isinstance(c, BadStatusLine) and not isinstance(c, RemoteDisconnected) for c in causes):
        return LineError("garbage", "no HTTP")
    return LineError("transient", name)


def _causes(error: BaseException) -> list[BaseException]:
    """An error with everything it wraps: the libraries hide the reason in args, ``reason`` or the cause."""
    found: list[BaseException] = []
    todo: list[Any] = [error]
    while todo and len(found) < 20:
        here = todo.pop()
        if isinstance(here, BaseException) and here not in found:
            found.append(here)
            todo += [*here.args, getattr(here, "reason", None), here.__cause__]
    return found


def _refusal(status: int, headers: Mapping[str, str], content: bytes) -> LineError:
    """A signed refusal as an error; ``expected`` and Retry-After travel with it."""
    try:
        what = Problem.model_validate_json(content)
    except ValidationError:
        return LineError("garbage", f"status {status} without a problem document")
    kind = _KINDS.get(what.code, "transient" if status >= 500 else "garbage")
    return LineError(
        kind,
        f"{what.code} {what.detail}".strip(),
        expected=what.expected or 0,
        retry_after=_retry_after(headers),
    )


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds the other end asks us to wait; 0 when it gives none or a date."""
    try:
        seconds = float(headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0
