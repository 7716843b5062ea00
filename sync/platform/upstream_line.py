"""The line from a hall's server to the province: the same protocol that windows speak, with the same suspicion.

What is not a signed answer to exactly this request acknowledges nothing.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

import urllib3
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError

from sync.wire.answering import check_answer
from sync.wire.asking import CHALLENGE_HEADER, HALL, Identity, sign_request
from sync.wire.catalogue import ManifestAnswer, RowsPage
from sync.wire.models import (
    BlockAnswer,
    BlockRequest,
    CarryAnswer,
    ChangesPage,
    CommandAnswer,
    DayAnswer,
    DayRequest,
    EpochAnswer,
    HelloAnswer,
    LeaseAnswer,
    LeaseRequest,
    RangesAnswer,
    RangesRequest,
    UploadRequest,
    UploadState,
)
from sync.wire.problems import Problem
from sync.wire.signing import (
    ACK_HEADER,
    DIGEST_HEADER,
    EPOCH_HEADER,
    NONCE_HEADER,
    Asked,
    SignatureError,
    Signer,
    Verifier,
    content_digest,
)

_M = TypeVar("_M", bound=BaseModel)
_WAIT = urllib3.Timeout(connect=5, read=30)
_LARGEST = 16 * 1024 * 1024


DOWN = "down"
"""Nobody there, or somebody else: the province is out of reach."""
WRONG = frozenset({"bad-signature", "bad-receipt", "cursor-stuck", "garbage"})
"""The province answers and its answer is not to be believed: somebody is there, so nothing is granted in its place."""


class UpstreamError(Exception):
    """The province is out of reach (``down``), answers what cannot be believed (one of ``WRONG``), or refuses with the
    code of a problem document.

    ``expected`` is where to go on, where the refusal says so.
    """

    def __init__(self, code: str, detail: str = "", expected: int = 0) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.expected = expected


def hall_identity(signer: Signer) -> Identity:
    """A hall's server signs with its own key, under a name that follows from it."""
    return Identity("hall-" + hashlib.sha256(signer.key.encode()).hexdigest()[:16], signer, HALL)


class UpstreamLine:
    """A kept connection to the platform at ``url`` (what comes before ``/v1``). All calls raise UpstreamError.

    Requests are signed by ``identity``, the hall's.
    """

    def __init__(self, url: str, token: str, verifier: Verifier, identity: Identity | None = None) -> None:
        self._base = url.rstrip("/")
        self._token = token
        self._verifier = verifier
        self._identity = identity
        self._challenge = ""
        self._pool = urllib3.PoolManager(maxsize=4, retries=False, timeout=_WAIT)
        self.server_epoch = ""
        """As the last answer told it."""

    def close(self) -> None:
        """Let go of the connection."""
        self._pool.clear()

    def hello(self, device: str, epoch: int) -> HelloAnswer:
        """How far a device has come there."""
        return self._get(HelloAnswer, "/v1/hello", {"device": device, "epoch": epoch})

    def push(self, device: str, epoch: int, commits: list[dict[str, Any]]) -> CommandAnswer:
        """Send commits of one device, as it wrote them."""
        content = {"device": device, "epoch": epoch, "commits": commits}
        answer = self._post(CommandAnswer, "/v1/commands", content)
        if [result.seq for result in answer.results] != [commit["seq"] for commit in commits]:
            raise UpstreamError("garbage", "not an answer per commit")
        return answer

    def changes(self, device: str, cursor: str, limit: int) -> ChangesPage:
        """What others wrote about the cases of a device."""
        return self._get(ChangesPage, "/v1/changes", {"device": device, "cursor": cursor, "limit": limit})

    def reserve(self, request: BlockRequest, key: str) -> BlockAnswer:
        """A block in the name of a device; the same key gives the same block."""
        answer = self._post(BlockAnswer, "/v1/number-blocks", request.model_dump(), {"Idempotency-Key": key})
        if (answer.series, answer.last - answer.first + 1) != (request.series, request.size):
            raise UpstreamError("garbage", "another block than asked for")
        return answer

    def open_scan(self, request: UploadRequest) -> UploadState:
        """Begin or go on with a scan."""
        return self._post(UploadState, "/v1/uploads", request.model_dump(mode="json"))

    def append_scan(self, upload: str, offset: int, data: bytes) -> UploadState:
        """The next piece of a scan."""
        more = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        return self._ask(UploadState, "PATCH", f"/v1/uploads/{upload}", "", data, more)

    def announce(self, device: str, epoch: int) -> None:
        """Say that a window writes under ``epoch``: the province knows it from then on."""
        content = {"epoch": epoch, "reason": "hall"}
        self._post(EpochAnswer, f"/v1/devices/{device}/epochs", content)

    def lease_of(self, case: UUID, device: str) -> LeaseAnswer:
        """Who has a case, as ``device`` may know it."""
        return self._lease(case, self._get(LeaseAnswer, f"/v1/cases/{case}/lease", {"device": device}))

    def move_lease(self, case: UUID, request: LeaseRequest) -> LeaseAnswer:
        """Have a case move, in the words of the window that asks."""
        content = request.model_dump(mode="json")
        return self._lease(case, self._post(LeaseAnswer, f"/v1/cases/{case}/lease", content))

    def manifest(self) -> ManifestAnswer:
        """What the newest catalogue is; its own signature is not checked here."""
        return self._get(ManifestAnswer, "/v1/catalogue/manifest", {})

    def rows(self, version: str, base: str, after: str) -> RowsPage:
        """Rows of a catalogue: what changed since ``base``, or all."""
        if base:
            query: dict[str, str | int] = {"from": base, "to": version, "after": after}
            page = self._get(RowsPage, "/v1/catalogue/deltas", query)
        else:
            page = self._get(RowsPage, f"/v1/catalogue/snapshots/{quote(version)}", {"after": after})
        if page.version != version:
            raise UpstreamError("garbage", "rows of another catalogue")
        return page

    def compare(self, request: RangesRequest) -> RangesAnswer:
        """对账: which ranges differ there, with their parts."""
        return self._post(RangesAnswer, "/v1/reconcile/ranges", request.model_dump(mode="json"))

    def day(self, request: DayRequest) -> DayAnswer:
        """The figures of a day there, for the hall's own; their signature is not checked here."""
        return self._post(DayAnswer, "/v1/reconcile/day", request.model_dump(mode="json"))

    def take_carry(self, digest: str) -> CarryAnswer:
        """Have the province take in a sealed file that it holds."""
        return self._post(CarryAnswer, f"/v1/carry/sha256:{digest}", {})

    @staticmethod
    def _lease(case: UUID, answer: LeaseAnswer) -> LeaseAnswer:
        if answer.case != case:
            raise UpstreamError("garbage", "the lease of another case")
        return answer

    def _get(self, model: type[_M], path: str, query: Mapping[str, str | int]) -> _M:
        return self._ask(model, "GET", path, urlencode(query), None, {})

    def _post(self, model: type[_M], path: str, content: Any, more: Mapping[str, str] | None = None) -> _M:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return self._ask(model, "POST", path, "", body, {"Content-Type": "application/json", **(more or {})})

    def _ask(
        self, model: type[_M], method: str, path: str, query: str, body: bytes | None, more: Mapping[str, str]
    ) -> _M:
        try:
            return self._ask_once(model, method, path, query, body, more)
        except UpstreamError as error:
            if error.code != "signature-stale":
                raise
        return self._ask_once(model, method, path, query, body, more)

    def _ask_once(
        self, model: type[_M], method: str, path: str, query: str, body: bytes | None, more: Mapping[str, str]
    ) -> _M:
        digest = content_digest(body) if body is not None else ""
        asked = Asked(method, path, query, secrets.token_hex(16), digest)
        headers = {NONCE_HEADER: asked.nonce, "Authorization": f"Bearer {self._token}", **more}
        if body is not None:
            headers[DIGEST_HEADER] = digest
        if self._identity is not None:
            headers |= sign_request(self._identity, asked, headers, self._challenge)
        status, answered, content = self._exchange(asked, headers, body)
        if ACK_HEADER not in answered:
            raise UpstreamError(DOWN, f"status {status} without a signature")
        try:
            check_answer(self._verifier, status, answered, content, asked)
        except SignatureError as error:
            raise UpstreamError("bad-signature", str(error)) from error
        self._challenge = answered.get(CHALLENGE_HEADER, self._challenge)
        self.server_epoch = answered[EPOCH_HEADER]
        try:
            if status == 200:
                return model.model_validate_json(content)
            what = Problem.model_validate_json(content)
        except ValidationError as error:
            raise UpstreamError("garbage", f"{path}: {error.error_count()} faults") from error
        raise UpstreamError(what.code, what.detail, what.expected or 0)

    def _exchange(
        self, asked: Asked, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        url = self._base + asked.path + (f"?{asked.query}" if asked.query else "")
        try:
            answer = self._pool.request(
                asked.method, url, body=body, headers=headers, redirect=False, preload_content=False
            )
            try:
                content = answer.read(_LARGEST)
            finally:
                answer.release_conn()
        except (HTTPError, OSError) as error:
            raise UpstreamError(DOWN, type(error).__name__) from error
        answered = {name.lower(): value for name, value in answer.headers.items()}
        length = answered.get("content-length", "")
        if length.isdigit() and len(content) < min(int(length), _LARGEST):
            # Half of what the province said is no lie of its own.
            raise UpstreamError(DOWN, "the answer was cut off")
        return answer.status, answered, content
