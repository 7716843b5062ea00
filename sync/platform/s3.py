"""The few calls of an S3 object store that the scans need, signed with AWS Signature Version 4.

Each body is sent with its SHA-256 (``x-amz-content-sha256``): a store that took in other bytes refuses them. Path-style
addresses, so that any store of a data centre works (Ceph, MinIO, OBS, OSS, …).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from xml.sax.saxutils import escape

import urllib3
from defusedxml.ElementTree import ParseError, fromstring
from urllib3.exceptions import HTTPError

_NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
_TRIES = 3
_WAIT = urllib3.Timeout(connect=5, read=60)
_MISSING = 404
_AT_MOST = 64


class S3Error(OSError):
    """The object store does not answer, or refuses. ``code`` is its own code, or the HTTP status."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"object store: {code} {detail}".strip())
        self.code = code


@dataclass(frozen=True)
class Place:
    """Where a bucket is; ``prefix`` stands before every key and is empty or ends with a slash."""

    host: str
    bucket: str
    prefix: str = ""
    region: str = "us-east-1"
    tls: bool = True


def place_of(url: str) -> Place:
    """Read ``s3://host[:port]/bucket[/prefix][?region=R&tls=no]``. Raises ValueError."""
    parts = urlsplit(url)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme != "s3" or not parts.hostname or not bucket or "@" in parts.netloc:
        raise ValueError(f"not an address of an object store: {redacted(url)}")
    more = parse_qs(parts.query)
    region = more.get("region", ["us-east-1"])[-1]
    return Place(
        parts.netloc, bucket, f"{prefix}/" if prefix else "", region, more.get("tls", ["yes"])[-1] != "no"
    )


def redacted(url: str) -> str:
    """An address without what stands before its last @: names and passwords go into no message."""
    scheme, sep, rest = url.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}" if sep and "@" in rest else url


class S3:
    """A bucket. All calls raise S3Error; may be used from several threads."""

    def __init__(self, place: Place, key: str, secret: str) -> None:
        self._place = place
        self._key = key
        self._secret = secret
        retry = urllib3.Retry(
            _TRIES, status_forcelist=(500, 502, 503, 504), allowed_methods=None, backoff_factor=0.2,
            raise_on_status=False,
        )  # fmt: skip
        self._pool = urllib3.PoolManager(maxsize=_AT_MOST, retries=retry, timeout=_WAIT)

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.clear()

    def size(self, key: str) -> int | None:
        """Size of an object, None when there is none."""
        answer = self._ask("HEAD", key, missing=True)
        return None if answer is None else int(answer.headers["content-length"])

    def get(self, key: str, offset: int, size: int) -> bytes:
        """A part of an object; empty behind its end."""
        asked = {"range": f"bytes={offset}-{offset + size - 1}"}
        try:
            answer = self._ask("GET", key, headers=asked)
        except S3Error as error:
            if error.code in ("InvalidRange", "416"):
                return b""
            raise
        assert answer is not None
        return bytes(answer.data)

    def put(self, key: str, data: bytes) -> None:
        """Write an object, replacing the one there; durable when this returns."""
        self._ask("PUT", key, body=data)

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is no error."""
        self._ask("DELETE", key, missing=True)

    def under(self, prefix: str) -> Iterator[tuple[str, int]]:
        """(key, size) of all objects whose keys begin so, in the order of keys."""
        more: dict[str, str] = {}
        while True:
            answer = self._ask("GET", "", {"list-type": "2", "prefix": prefix, **more})
            assert answer is not None
            page = _xml(answer.data)
            for one in page.iter(f"{_NAMESPACE}Contents"):
                yield _text(one, "Key"), int(_text(one, "Size"))
            if _text(page, "IsTruncated") != "true":
                return
            more = {"continuation-token": _text(page, "NextContinuationToken")}

    def begin_parts(self, key: str) -> str:
        """Begin an object of several parts; gives its upload."""
        answer = self._ask("POST", key, {"uploads": ""})
        assert answer is not None
        return _text(_xml(answer.data), "UploadId")

    def put_part(self, key: str, upload: str, number: int, data: bytes) -> str:
        """Write part ``number`` (from 1; at least 5 MiB but for the last); gives its tag."""
        answer = self._ask("PUT", key, {"partNumber": str(number), "uploadId": upload}, data)
        assert answer is not None
        return str(answer.headers["etag"])

    def end_parts(self, key: str, upload: str, tags: Sequence[str]) -> None:
        """Make the object of its parts; durable when this returns."""
        parts = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{escape(tag)}</ETag></Part>"
            for n, tag in enumerate(tags, start=1)
        )
        body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
        answer = self._ask("POST", key, {"uploadId": upload}, body)
        assert answer is not None
        # The store may answer 200 before it knows, and say in the body that it failed.
        if _xml(answer.data).tag.endswith("Error"):
            raise _error(200, answer.data)

    def drop_parts(self, key: str, upload: str) -> None:
        """Give up an object of several parts."""
        self._ask("DELETE", key, {"uploadId": upload}, missing=True)

    def _ask(
        self, method: str, key: str, query: Mapping[str, str] | None = None, body: bytes = b"",
        headers: Mapping[str, str] | None = None, *, missing: bool = False,
    ) -> urllib3.BaseHTTPResponse | None:  # fmt: skip
        path = f"/{self._place.bucket}/{quote(key, safe='/-_.~')}" if key else f"/{self._place.bucket}"
        text = urlencode(sorted((query or {}).items()), quote_via=quote)
        signed = sign(
            Request(method, self._place.host, path, text, hashlib.sha256(body).hexdigest()),
            self._key, self._secret, self._place.region, datetime.now(UTC),
        )  # fmt: skip
        url = f"{'https' if self._place.tls else 'http'}://{self._place.host}{path}" + (
            f"?{text}" if text else ""
        )
        try:
            answer = self._pool.request(
                method, url, body=body, headers={**(headers or {}), **signed}, redirect=False
            )
        except (HTTPError, OSError) as error:
            raise S3Error("unreachable", type(error).__name__) from error
        if answer.status < 300:
            return answer
        if missing and answer.status == _MISSING:
            return None
        raise _error(answer.status, answer.data)


@dataclass(frozen=True)
class Request:
    """What is signed: ``query`` sorted and encoded, ``digest`` SHA-256 of the body as hex."""

    method: str
    host: str
    path: str
    query: str
    digest: str


def sign(request: Request, key: str, secret: str, region: str, at: datetime) -> dict[str, str]:
    """Headers with the signature (AWS Signature Version 4)."""
    stamp, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    headers = {"host": request.host, "x-amz-content-sha256": request.digest, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"{request.method}\n{request.path}\n{request.query}\n{lines}\n{names}\n{request.digest}"
    scope = f"{day}/{region}/s3/aws4_request"
    told = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    step = f"AWS4{secret}".encode()
    for word in (day, region, "s3", "aws4_request"):
        step = hmac.new(step, word.encode(), hashlib.sha256).digest()
    signature = hmac.new(step, told.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


def _xml(data: bytes) -> Any:
    try:
        return fromstring(data)
    except ParseError as error:
        raise S3Error("unreadable") from error


def _text(element: Any, name: str) -> str:
    found = element.find(f"{_NAMESPACE}{name}")
    found = element.find(name) if found is None else found
    return "" if found is None else str(found.text or "")


def _error(status: int, data: bytes) -> S3Error:
    try:
        found = fromstring(data)
    except ParseError:
        return S3Error(str(status))
    return S3Error(_text(found, "Code") or str(status), _text(found, "Message"))
