"""呼叫工作人员: how far a call has come. Sent, lying at the platform, and signed for by a person are three things."""

from __future__ import annotations

from enum import StrEnum

from app.values import dataclass, replace

ANSWER_MINUTES = 3
"""So long who waits is left waiting before she is told that nobody has answered; a setting of the hall."""
_MINUTE_MS = 60_000


class Heard(StrEnum):
    """What is known of a call, and nothing more.

    SENDING: it left, no machine has said that it has it. RECEIVED: the platform has it, no person has said a word.
    UNSENT and UNANSWERED: the same two when the time of the hall is over. COMING: a person signed that she comes.
    OVERDUE: that is longer ago than the time of the hall, and who called is still here.
    """

    SENDING = "sending"
    RECEIVED = "received"
    UNSENT = "unsent"
    UNANSWERED = "unanswered"
    COMING = "coming"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Call:
    """A call for one reason; all times are UTC milliseconds of the terminal's own clock, 0 where it has not happened.

    ``since_ms``: when it was made first; ``at_ms``: when it was made last, which names it to the platform;
    ``answers_from_ms``: an answer to what was called before this is none to this call.
    """

    since_ms: int
    at_ms: int
    answers_from_ms: int
    received_ms: int = 0
    coming_ms: int = 0

    @property
    def stands_since_ms(self) -> int:
        """From when on somebody is waited for: since the call, or since a person said that she comes."""
        return self.coming_ms or self.at_ms


def called(now_ms: int) -> Call:
    """A new call."""
    return Call(now_ms, now_ms, now_ms)


def called_again(call: Call, now_ms: int) -> Call:
    """The same person calls once more; whoever said that she comes has not come, and must say it anew."""
    at = max(now_ms, call.at_ms + 1)
    return Call(call.since_ms, at, at if call.coming_ms else call.answers_from_ms)


def received(call: Call, now_ms: int) -> Call:
    """The platform said that it has it."""
    return call if call.received_ms else replace(call, received_ms=now_ms)


def answered(call: Call, called_ms: int, ago_ms: int, now_ms: int) -> Call:
    """A person signed, ``ago_ms`` before ``now_ms``, the call that was made at ``called_ms``.

    How long ago is told by the platform, since its clock and this one may differ. An answer to another call is none.
    """
    if call.coming_ms or not call.answers_from_ms <= called_ms <= call.at_ms:
        return call
    coming = max(call.since_ms, now_ms - max(0, ago_ms))
    return replace(call, coming_ms=coming, received_ms=call.received_ms or coming)


def heard(call: Call, now_ms: int, minutes: int = ANSWER_MINUTES) -> Heard:
    """How far ``call`` has come at ``now_ms``; ``minutes`` is how long the hall lets anybody wait for a word."""
    over = now_ms - call.stands_since_ms >= minutes * _MINUTE_MS
    if call.coming_ms:
        return Heard.OVERDUE if over else Heard.COMING
    if call.received_ms:
        return Heard.UNANSWERED if over else Heard.RECEIVED
    return Heard.UNSENT if over else Heard.SENDING


def open_for_a_word(call: Call) -> bool:
    """Whether nobody has signed for it yet."""
    return not call.coming_ms
