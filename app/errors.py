"""The kinds of error that cross a room's border.

A cancelled action is silent, a :class:`UserFacingError` is shown through the one door in ``ui/tell.py``,
anything else is a
fault of the program and is reported once per cause.
"""

from __future__ import annotations


class Cancelled(Exception):
    """The person changed her mind; nothing is shown and nothing was changed."""


class UserFacingError(Exception):
    """Something a clerk must be told, in her words.

    ``what`` says what happened, ``kept`` what was kept, ``what_next`` what to do now, all in plain Chinese; ``code`` is
    stable and printed (``ZC-…``), so that the help desk and the log speak of the same thing.
    """

    def __init__(self, code: str, what: str, kept: str = "", what_next: str = "") -> None:
        super().__init__(f"{code} {what}")
        self.code = code
        self.what = what
        self.kept = kept
        self.what_next = what_next


class DeviceError(Exception):
    """A driver could not do what was asked.

    ``code`` is a stable code whose words live in ``resources/texts``; ``retry`` says who can cure it:
    ``"again"`` (the driver
    may try again), ``"replace"`` (the card must be lifted and put back), ``"reopen"`` (the port must be opened anew) or
    ``"never"`` (the device is broken or not authorised).
    """

    def __init__(self, code: str, retry: str = "again", detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.retry = retry
        self.detail = detail


class RefusedError(UserFacingError):
    """A rule of the law or of the hall forbids the act; ``law`` names the article."""

    def __init__(self, code: str, why: str, law: str = "", kept: str = "", what_next: str = "") -> None:
        super().__init__(code, why, kept, what_next)
        self.law = law


CASE_GONE = "ZC-CASE-GONE"
"""Code of the refusal to write to a case that the platform took from this device."""


class ConcurrencyError(Exception):
    """The case moved on since it was read; read it again and decide anew."""


class JobMovedError(ConcurrencyError):
    """A print that was to reach a state together with an act moved on since it was read; nothing was written."""


class LineError(Exception):
    """The line to the platform failed; nothing was acknowledged.

    ``kind`` is a code: offline, captive (something answered that is not the platform), transient, auth,
    misaddressed (address or key as kept here cannot be right),
    device-key, device-signature (the platform does not take this device for the one it knows),
    sequence-gap, sequence-fork,
    too-large, schema-too-old, lease-stale, no-permit, not-found; bad-signature, bad-receipt, cursor-stuck, garbage
    (it answers, and what it says is not believed; upstream-wrong: so a hall found its province); older-province (it has
    less than it had acknowledged, in one and the same life); for scans
    upload-offset-mismatch, upload-gone, digest-mismatch.
    ``expected`` carries the seq of a gap or the offset to go on from,
    ``retry_after`` seconds when told.
    """

    def __init__(self, kind: str, detail: str = "", *, expected: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(f"{kind} {detail}".strip())
        self.kind = kind
        self.detail = detail
        self.expected = expected
        self.retry_after = retry_after
