"""Signatures over HTTP messages (RFC 9421), by the library http-message-signatures; keys and suites are ours.

Nothing here judges time: ``created`` comes from clocks that may stand in 1970. Who calls says what must be covered, and
whose key counts.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
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
    signature = base64.b64encode(signer.sign(prepared.signature_base)).decode()
    return {
        INPUT_HEADER: f"{_LABEL}={prepared.signature_params}",
        SIGNATURE_HEADER: f"{_LABEL}=:{signature}:",
    }


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
    algorithm = _algorithm(message.headers.get(INPUT_HEADER, ""))
    library = _Verifier(signature_algorithm=algorithm, key_resolver=_Keys(find))
    try:
        (found,) = library.verify(message, max_age=None)
    except HTTPMessageSignaturesException as error:
        raise SignatureError(str(error)) from error
    # The library would take both lists apart once more to compare them; ours has no two spellings of a component.
    for component in required:
        if (component if component.startswith('"') else f'"{component}"') not in found.covered_components:
            raise SignatureError(f"{component} is not covered by the signature")
    return str(found.parameters["keyid"])
