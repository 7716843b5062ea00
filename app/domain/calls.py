"""呼叫工作人员: how far a call has come. Sent, lying at the platform, and signed for by a person are three things."""

from __future__ import annotations

from enum import StrEnum

from app.values import dataclass, replace

ANSWER_MINUTES = 3
"""So long who waits is left waiting before she is told that nobody has answered; a setting of the hall."""
_MINUTE = 60


class Heard(StrEnum):
    """What is known of a call, and nothing more.

    SENDING: it left, no machine has said that it has it. RECEIVED: the platform has it, no person has said a word.
    UNSENT and UNANSWERED: the same two when the time of the hall is over. COMING: a person signed that she comes.
    OVERDUE: that is longer ago than the time of the hall, and who called is still here. UNTOLD: the platform has it,
    and is too old to say whether a person signed: that nobody answers is not known.
    """

    SENDING = "sending"
    RECEIVED = "received"
    UNSENT = "unsent"
    UNANSWERED = "unanswered"
    COMING = "coming"
    OVERDUE = "overdue"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Call:
    """A call for one reason; times in UTC milliseconds of the terminal's own clock, 0 where it has not happened: they
    are shown, and name it. How long somebody waits is measured in seconds of a clock that nobody sets.

    ``since_ms``: when it was made first; ``at_ms``: when it was made last, which names it to the platform;
    ``answers_from_ms``: an answer to what was called before this is none to this call; ``waits_from``: from when on, in
    those seconds, somebody is waited for: since the call, or since a person said that she comes; ``untold``: whoever
    has it cannot tell whether a person signed.
    """

    since_ms: int
    at_ms: int
    answers_from_ms: int
    waits_from: float
    received_ms: int = 0
    coming_ms: int = 0
    untold: bool = False


def called(now_ms: int, seconds: float) -> Call:
    """A new call; ``seconds`` of a clock that only goes forward, here and below."""
    return Call(now_ms, now_ms, now_ms, seconds)


def called_again(call: Call, now_ms: int, seconds: float) -> Call:
    """The same person calls once more; whoever said that she comes has not come, and must say it anew."""
    at = max(now_ms, call.at_ms + 1)
    return Call(call.since_ms, at, at if call.coming_ms else call.answers_from_ms, seconds)


def received(call: Call, now_ms: int, tells: bool = True) -> Call:
    """The platform said that it has it; ``tells``: and it is new enough to say who signed."""
    return call if call.received_ms else replace(call, received_ms=now_ms, untold=not tells)


def answered(call: Call, called_ms: int, ago_ms: int, now_ms: int, seconds: float) -> Call:
    """A person signed, ``ago_ms`` before ``now_ms``, the call that was made at ``called_ms``.

    How long ago is told by the platform, since its clock and this one may differ. An answer to another call is none;
    one without a name (0) is to this when an older platform took it in, and somebody signed after it was made.
    """
    ago = max(0, ago_ms)
    this = call.answers_from_ms <= called_ms <= call.at_ms
    if not called_ms:
        this = call.untold and ago <= (seconds - call.waits_from) * 1000
    if call.coming_ms or not this:
        return call
    coming, since = max(call.since_ms, now_ms - ago), max(call.waits_from, seconds - ago / 1000)
    return replace(call, coming_ms=coming, waits_from=since, received_ms=call.received_ms or coming)


def heard(call: Call, seconds: float, minutes: int = ANSWER_MINUTES) -> Heard:
    """How far ``call`` has come; ``minutes`` is how long the hall lets anybody wait for a word."""
    over = seconds - call.waits_from >= minutes * _MINUTE
    if call.coming_ms:
        return Heard.OVERDUE if over else Heard.COMING
    if call.untold:
        return Heard.UNTOLD
    if call.received_ms:
        return Heard.UNANSWERED if over else Heard.RECEIVED
    return Heard.UNSENT if over else Heard.SENDING

