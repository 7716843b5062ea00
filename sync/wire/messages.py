"""Signatures over HTTP messages (RFC 9421), by the library http-message-signatures; keys and suites are ours.

Nothing here judges time: ``created`` comes from clocks that may stand in 1970. Who calls says what must be covered, and
whose key counts.

What our own ends write is of one plain form: visible ASCII, nothing folded, encoded or chosen out of a field. Of that
the bytes that a signature covers are put together here, in a tenth of the time; whatever is not of that form the
library takes apart, and says what is wrong with it. A test holds the two together.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from http_message_signatures import (
    ContentDigest,
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
    InvalidSignature,
)

from sync.wire.signing import INPUT_HEADER, SIGNATURE_HEADER, Asked, SignatureError, Signer, Verifier

_LABEL = "zc"
_ITEM = r'"@?[a-z0-9-]+"(?:;req)?'
_PARAMS = rf'\((?P<items>{_ITEM}(?: {_ITEM})*)\);created=(?:0|[1-9][0-9]{{0,11}});keyid="(?P<key>[A-Za-z0-9:+/=]+)"'
_PLAIN_PARAMS = re.compile(_PARAMS)
_PLAIN_INPUT = re.compile(rf"(?P<label>[a-z][a-z0-9_-]*)=(?P<params>{_PARAMS})")
_PLAIN_SIGNATURE = re.compile(r"(?P<label>[a-z][a-z0-9_-]*)=:(?P<base64>[A-Za-z0-9+/]+={0,2}):")
_PLAIN_TARGET = re.compile(r"((?:/[A-Za-z0-9._~:@-]*)+)(?:\?([A-Za-z0-9._~:@/&=-]*))?")
_PLAIN_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_PLAIN_METHOD = re.compile(r"[A-Z]+")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?")
HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
"""What a Host may look like: nothing in it begins a path, a query or a fragment."""


@dataclass(frozen=True)
class Request:
    """What of a request can be covered. ``target`` is path and query, encoded; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, asked: Asked, headers: Mapping[str, str]) -> Request:
        """The request that ``asked`` speaks of."""
        return cls(asked.method, f"{asked.path}?{asked.query}" if asked.query else asked.path, headers)

    @property
    def url(self) -> str:
        """Absolute, as the library reads it: where no Host is known, @authority cannot be covered truly.

        Path and query come from ``target`` alone. Raises SignatureError when they cannot be told from the rest.
        """
        if not self.target.startswith("/") or "#" in self.target:
            raise SignatureError("no address that can be signed over")
        host = self.headers.get("host", "")
        return f"http://{host if HOST.fullmatch(host) else 'unknown'}{self.target}"


@dataclass(frozen=True)
class Answer:
    """What of an answer can be covered, beside the request it answers."""

    status_code: int
    headers: Mapping[str, str]
    request: Request


class _Ed25519(HTTPSignatureAlgorithm):
    """The key itself knows how (``sync.wire.signing``); the library only has to hand over what is signed."""

    algorithm_id = "ed25519"

    def __init__(self, public_key: Any = None, private_key: Any = None) -> None:
        self._verifier: Verifier = public_key

    def sign(self, message: bytes) -> bytes:
        raise NotImplementedError("keys sign by themselves")

    def verify(self, signature: bytes, message: bytes) -> None:
        if not self._verifier.verify(message, signature):
            raise InvalidSignature("the signature does not fit")


class _Sm2(_Ed25519):
    """SM2 with SM3; the standard's register has no name for it."""

    algorithm_id = "sm2-sm3"


class _Digest(ContentDigest):
    """The header is taken as it stands: the library knows no SM3, and bodies are compared elsewhere."""

    @classmethod
    def prepare(cls, headers: Any, body: bytes | None, *, use_existing_digest: bool) -> None:
        return


class _Signer(HTTPMessageSigner):
    content_digest_class = _Digest


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        if type(sig_input.params.get("created")) is not int:
            raise InvalidSignature("no time of making")


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, find: Callable[[str], Verifier]) -> None:
        self._find = find

    def resolve_public_key(self, key_id: str) -> Verifier:
        return self._find(key_id)


def _algorithm(key: str) -> type[HTTPSignatureAlgorithm]:
    return _Sm2 if "sm2:" in key else _Ed25519


def sign(signer: Signer, message: Request | Answer, covered: Sequence[str], created_s: int) -> dict[str, str]:
    """The two headers of a signature. ``covered`` names components as the standard writes them; Unix time.

    Raises SignatureError when a component is not there or cannot be signed.
    """
    params = f'({" ".join(map(_item, covered))});created={created_s};keyid="{signer.key}"'
    base = _plain_base(message, params)
    if base is None:
        base, params = _base_by_library(signer, message, covered, created_s)
    signature = base64.b64encode(signer.sign(base)).decode()
    return {INPUT_HEADER: f"{_LABEL}={params}", SIGNATURE_HEADER: f"{_LABEL}=:{signature}:"}


def _base_by_library(
    signer: Signer, message: Request | Answer, covered: Sequence[str], created_s: int
) -> tuple[bytes, str]:
    library = _Signer(signature_algorithm=_algorithm(signer.key))
    try:
        prepared = library.prepare(
            message,
            key_id=signer.key,
            created=datetime.fromtimestamp(created_s, UTC),
            label=_LABEL,
            include_alg=False,
            covered_component_ids=covered,
        )
    except HTTPMessageSignaturesException as error:
        raise SignatureError(str(error)) from error
    return prepared.signature_base, prepared.signature_params


def _item(component: str) -> str:
    return component if component.startswith('"') else f'"{component}"'


def _plain_base(message: Request | Answer, params: str) -> bytes | None:
    """What a signature with these parameters covers; None where the message or they are not of the plain form."""
    found = _PLAIN_PARAMS.fullmatch(params)
    request = message if isinstance(message, Request) else message.request
    target = _PLAIN_TARGET.fullmatch(request.target)
    if found is None or target is None or not _is_plain(request, message.headers):
        return None
    parts = {"@method": request.method, "@path": target[1], "@query": f"?{target[2] or ''}"}
    values = {f'"{name}"': value for name, value in {**request.headers, **parts}.items()}
    if not isinstance(message, Request):
        values = {f"{item};req": value for item, value in values.items()}
        own = {**message.headers, "@status": str(message.status_code)}
        values |= {f'"{name}"': value for name, value in own.items()}
    items = found["items"].split(" ")
    if len(set(items)) != len(items) or not all(_PLAIN_VALUE.fullmatch(values.get(item, "")) for item in items):
        return None
    lines = [f"{item}: {values[item]}" for item in items]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def _is_plain(request: Request, *more: Mapping[str, str]) -> bool:
    """No name of a header may stand there in two cases: those are two lines of one field."""
    if not (_PLAIN_METHOD.fullmatch(request.method) and _PLAIN_HOST.fullmatch(request.headers.get("host", "a"))):
        return False
    return all(name.islower() and name[0] != "@" for headers in (request.headers, *more) for name in headers)


def is_signable(message: Request, covered: Sequence[str]) -> bool:
    """Whether a signature over these components of ``message`` can be made at all."""
    library = _Signer(signature_algorithm=_Ed25519)
    try:
        library.prepare(message, key_id="", created=datetime.fromtimestamp(0, UTC), covered_component_ids=covered)
    except (HTTPMessageSignaturesException, SignatureError):
        return False
    return True


def verify(message: Request | Answer, required: Sequence[str], find: Callable[[str], Verifier]) -> str:
    """The key named in the one signature of ``message``, which ``find`` turned into its verifier.

    Order, label and further parameters of the standard are the sender's choice. Raises SignatureError when a signature
    is missing, malformed, does not fit, or does not cover all of ``required``.
    """
    key = _verified_plainly(message, required, find)
    if key is not None:
        return key
    algorithm = _algorithm(message.headers.get(INPUT_HEADER, ""))
    library = _Verifier(signature_algorithm=algorithm, key_resolver=_Keys(find))
    try:
        (found,) = library.verify(message, max_age=None)
    except HTTPMessageSignaturesException as error:
        raise SignatureError(str(error)) from error
    # The library would take both lists apart once more to compare them; ours has no two spellings of a component.
    _covers(required, found.covered_components)
    return str(found.parameters["keyid"])


def _covers(required: Sequence[str], covered: Container[str]) -> None:
    for component in required:
        if _item(component) not in covered:
            raise SignatureError(f"{component} is not covered by the signature")


def _verified_plainly(
    message: Request | Answer, required: Sequence[str], find: Callable[[str], Verifier]
) -> str | None:
    """As ``verify``, for the plain form alone; None: it is for the library to say."""
    headers = message.headers
    given = _PLAIN_INPUT.fullmatch(headers.get(INPUT_HEADER, ""))
    signature = _PLAIN_SIGNATURE.fullmatch(headers.get(SIGNATURE_HEADER, ""))
    if given is None or signature is None or given["label"] != signature["label"]:
        return None
    base = _plain_base(message, given["params"])
    try:
        raw = base64.b64decode(signature["base64"], validate=True)
    except binascii.Error:
        return None
    if base is None:
        return None
    if not find(given["key"]).verify(base, raw):
        raise SignatureError("the signature does not fit")
    _covers(required, given["items"].split(" "))
    return given["key"]
