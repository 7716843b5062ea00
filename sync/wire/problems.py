"""Refusals of a request as ``application/problem+json`` (RFC 9457); a single commit is never refused, but parked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.wire.models import Model

MEDIA_TYPE = "application/problem+json"
_URN = "urn:zongchuang:problem:"


class Retry(StrEnum):
    """What the sender should do: cure the request and go on, wait and repeat, or stop and tell a person."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: last part of its URN, HTTP status, title, what to do."""

    code: str
    status: int
    title: str
    retry: Retry


MALFORMED = Kind("malformed", 400, "The request is not what the interface describes", Retry.NEVER)
DAMAGED = Kind("damaged", 400, "The body does not fit its Content-Digest", Retry.LATER)
AUTH = Kind("auth", 401, "The bearer token is missing or wrong", Retry.NEVER)
DEVICE_UNSIGNED = Kind("device-unsigned", 401, "Requests of this device must be signed with its key", Retry.NEVER)
DEVICE_SIGNATURE = Kind("device-signature", 401, "The signature of the request does not hold", Retry.NEVER)
DEVICE_KEY = Kind("device-key", 401, "This key does not speak for that device", Retry.NEVER)
SIGNATURE_STALE = Kind("signature-stale", 401, "Sign again, over the challenge of this answer", Retry.NOW)
SIGNATURE_REPLAYED = Kind("signature-replayed", 401, "This very request was heard before", Retry.NOW)
FORBIDDEN = Kind("forbidden", 403, "Host or origin is not allowed", Retry.NEVER)
SEALED_BY_ANOTHER = Kind("sealed-by-another", 403, "Another key signed this than the device is known by", Retry.NEVER)
NOT_FOUND = Kind("not-found", 404, "There is nothing at this address", Retry.NEVER)
METHOD = Kind("method-not-allowed", 405, "This address does not know the method", Retry.NEVER)
SEQUENCE_GAP = Kind("sequence-gap", 409, "Commits before these are missing", Retry.NOW)
SEQUENCE_FORK = Kind("sequence-fork", 409, "Another commit has this place in the sequence", Retry.NEVER)
OF_THIS_LIFE = "of-this-life"
"""Detail of ``cursor-expired``: this platform gave the cursor out, and has not got that far (any more)."""
CURSOR_EXPIRED = Kind("cursor-expired", 410, "The cursor belongs to another history", Retry.NOW)
TOO_LARGE = Kind("too-large", 413, "More than one request may carry", Retry.NOW)
OFFSET_MISMATCH = Kind("upload-offset-mismatch", 409, "The upload stands at another place", Retry.NOW)
LEASE_STALE = Kind("lease-stale", 409, "The case lies in another hand", Retry.NEVER)
HALL_DIFFERS = Kind("hall-differs", 409, "The device names another hall than the one on record", Retry.NEVER)
NO_PERMIT = Kind("no-permit", 403, "A supervisor has not allowed this", Retry.NEVER)
UPLOAD_GONE = Kind("upload-gone", 410, "This upload was replaced by a newer one or is over", Retry.NOW)
DIGEST_MISMATCH = Kind("digest-mismatch", 422, "What arrived is not what was announced", Retry.NEVER)
KEY_REUSED = Kind("idempotency-key-reused", 422, "The key was used for another request", Retry.NEVER)
SCHEMA_TOO_OLD = Kind("schema-too-old", 426, "This version is no longer read here", Retry.NEVER)
BUSY = Kind("transient", 503, "The platform cannot write just now", Retry.LATER)
OUT_OF_REACH = Kind("out-of-reach", 503, "This needs the province, and its line is down", Retry.LATER)
UPSTREAM_WRONG = Kind("upstream-wrong", 503, "What the province answers the hall is not believed", Retry.LATER)
FULL = Kind("server-full", 507, "The platform's disk is full", Retry.LATER)
INTERNAL = Kind("internal", 500, "The platform failed", Retry.LATER)

KINDS = (
    MALFORMED, DAMAGED, AUTH, DEVICE_UNSIGNED, DEVICE_SIGNATURE, DEVICE_KEY, SIGNATURE_STALE, SIGNATURE_REPLAYED,
    FORBIDDEN, SEALED_BY_ANOTHER, NOT_FOUND, METHOD, SEQUENCE_GAP, SEQUENCE_FORK, CURSOR_EXPIRED, TOO_LARGE,
    OFFSET_MISMATCH, HALL_DIFFERS, LEASE_STALE, NO_PERMIT, UPLOAD_GONE, DIGEST_MISMATCH, KEY_REUSED, SCHEMA_TOO_OLD,
    BUSY, OUT_OF_REACH, UPSTREAM_WRONG, FULL, INTERNAL,
)  # fmt: skip


class Problem(Model):
    """The document. ``expected`` is the ``seq`` (sequence-gap) or offset to go on with, ``max_…`` are the limits."""

    type: str
    title: str
    status: int
    detail: str = ""
    retry: Retry = Retry.LATER
    expected: int | None = None
    max_bytes: int | None = None
    max_items: int | None = None

    @property
    def code(self) -> str:
        """Last part of the URN, empty when the URN is not ours."""
        return self.type.removeprefix(_URN) if self.type.startswith(_URN) else ""


def problem(kind: Kind, detail: str = "", **more: int) -> Problem:
    """A problem document of ``kind``; ``detail`` names no person."""
    return Problem(
        type=_URN + kind.code,
        title=kind.title,
        status=kind.status,
        detail=detail,
        retry=kind.retry,
        expected=more.get("expected"),
        max_bytes=more.get("max_bytes"),
        max_items=more.get("max_items"),
    )


class ProblemError(Exception):
    """A request that is refused with ``problem``."""

    def __init__(self, kind: Kind, detail: str = "", **more: int) -> None:
        super().__init__(f"{kind.code} {detail}".strip())
        self.problem = problem(kind, detail, **more)
