"""The door of the platform: who may come in, how much may be carried, and the signature on everything that goes out."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.platform.devices import SPEAKER, Doorkeeper
from sync.platform.quick import Quick
from sync.wire.answering import can_be_answered, sign_answer
from sync.wire.asking import CHALLENGE_HEADER, COVERED_HEADERS
from sync.wire.messages import HOST
from sync.wire.models import MAX_BYTES, MAX_CHUNK, MAX_ITEMS
from sync.wire.problems import (
    AUTH,
    BUSY,
    DAMAGED,
    FORBIDDEN,
    INTERNAL,
    MALFORMED,
    MEDIA_TYPE,
    TOO_LARGE,
    Problem,
    ProblemError,
    problem,
)
from sync.wire.signing import (
    DIGEST_HEADER,
    INPUT_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    Asked,
    Signer,
    fits_digest,
)

_log = logging.getLogger(__name__)

BODY_S = 120.0
"""So long a request may take to come in: twice as long as a window waits for its answer in all."""
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_NONCE_LENGTH = 64
_UPLOADS = "/v1/uploads/"
_ONCE = frozenset({"host", "authorization", INPUT_HEADER, SIGNATURE_HEADER, *COVERED_HEADERS})
"""Of two of these the signature would count the one and a route the other."""


@dataclass
class _Answer:
    """What the application said, held back until it is signed."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


class Guard:
    """ASGI wrapper: bearer token, size limit, signatures both ways; a Host of ours (against DNS rebinding), no Origin.

    A page in a browser is never a client here, so an Origin of any kind is refused. ``keeper`` checks who signed a
    request; without one every request counts as unsigned. ``quick`` has the threads for that.
    """

    def __init__(
        self,
        app: ASGIApp,
        token: str,
        signer: Signer,
        server_epoch: str,
        hosts: frozenset[str] = frozenset(),
        keeper: Doorkeeper | None = None,
        quick: Quick | None = None,
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._signer = signer
        self._epoch = server_epoch
        self._hosts = _LOCAL | hosts
        self._keeper = keeper
        self._quick = quick or Quick()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        most = MAX_CHUNK if scope["path"].startswith(_UPLOADS) else MAX_BYTES
        # Of who has no token nothing is kept: a thousand strangers with eight megabytes each would fill the machine.
        stranger = self._stranger(headers)
        try:
            body = await _read(receive, 0 if stranger else most)
        except TimeoutError:
            _log.warning("a request did not come to its end in %s s", BODY_S)
            await _say(_refuse(problem(DAMAGED, "it did not come to its end")), send, [(b"connection", b"close")])
            return
        asked = Asked(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"],
            query=scope["query_string"].decode("latin-1"),
            nonce=headers.get(NONCE_HEADER, "")[:_NONCE_LENGTH],
            digest=headers.get(DIGEST_HEADER, ""),
        )
        if not can_be_answered(asked):
            _log.warning("refused a question that no answer can be signed over")
            await _say(_refuse(problem(MALFORMED, "no answer to this can be signed")), send)
            return
        refusal = stranger or self._refusal(headers, body, most) or _twice(scope)
        if refusal is None and self._keeper is not None:
            refusal = await self._signed(self._keeper, scope, asked, headers)
        if refusal is not None or body is None:
            answer = _refuse(refusal or problem(INTERNAL))
        else:
            answer = await self._ask(scope, body)
        await self._send(answer, asked, send)

    def _stranger(self, headers: dict[str, str]) -> Problem | None:
        if _host(headers.get("host", "")) not in self._hosts or "origin" in headers:
            return problem(FORBIDDEN)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), self._token):
            return problem(AUTH)
        return None

    def _refusal(self, headers: dict[str, str], body: bytes | None, most: int) -> Problem | None:
        if body is None:
            return problem(TOO_LARGE, max_bytes=most, max_items=MAX_ITEMS)
        if DIGEST_HEADER in headers and not fits_digest(body, headers[DIGEST_HEADER], self._signer.key):
            return problem(DAMAGED)
        if body and "signature-input" in headers and DIGEST_HEADER not in headers:
            return problem(DAMAGED, "signed without a Content-Digest")
        return None

    async def _signed(
        self, keeper: Doorkeeper, scope: Scope, asked: Asked, headers: dict[str, str]
    ) -> Problem | None:
        """Who signed the request goes into its scope; what is wrong with the signature is the answer."""
        try:
            scope[SPEAKER] = await self._quick.run(partial(keeper.check, asked, headers))
        except ProblemError as error:
            return error.problem
        except SQLAlchemyError:
            _log.exception("no signature could be checked")
            return problem(BUSY)
        return None

    async def _ask(self, scope: Scope, body: bytes) -> _Answer:
        answer = _Answer()

        async def replay() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self._app(scope, replay, answer.take)
        except Exception:  # noqa: BLE001 — the last door: whatever fails inside, the answer is a signed problem
            _log.exception("request failed")
            return _refuse(problem(INTERNAL))
        return answer

    async def _send(self, answer: _Answer, asked: Asked, send: Send) -> None:
        body = bytes(answer.body)
        signed = sign_answer(self._signer, answer.status, body, self._epoch, asked, int(time.time()))
        headers: list[tuple[bytes, bytes]] = [
            *([(CHALLENGE_HEADER.encode(), self._keeper.challenge().encode())] if self._keeper else []),
            *((name.encode(), value.encode("latin-1")) for name, value in signed.items()),
        ]
        await _say(answer, send, headers)


async def _say(answer: _Answer, send: Send, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
    headers = [*answer.headers, (b"cache-control", b"no-store"), *more]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(answer.body)})


def _twice(scope: Scope) -> Problem | None:
    found = Counter(name.decode("latin-1").lower() for name, _ in scope["headers"])
    if any(found[name] > 1 for name in _ONCE):
        return problem(MALFORMED, "a header that may stand once stands twice")
    return None


def _refuse(what: Problem) -> _Answer:
    body = what.model_dump_json(exclude_none=True).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    return _Answer(what.status, headers, bytearray(body))


async def _read(receive: Receive, most: int) -> bytes | None:
    """The request body; None when it is larger than ``most``.

    Then the rest is read and dropped, so that the answer is heard. Raises TimeoutError after ``BODY_S``.
    """
    async with asyncio.timeout(BODY_S):
        return await _read_out(receive, most)


async def _read_out(receive: Receive, most: int) -> bytes | None:
    body = bytearray()
    too_large = False
    while True:
        message: Any = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        if len(body) + len(message.get("body", b"")) > most:
            too_large = True
            body.clear()
        if not too_large:
            body += message.get("body", b"")
        if not message.get("more_body", False):
            return None if too_large else bytes(body)


def _host(value: str) -> str:
    if not HOST.fullmatch(value):
        return ""
    try:
        return urlsplit(f"//{value}").hostname or ""
    except ValueError:
        return ""
