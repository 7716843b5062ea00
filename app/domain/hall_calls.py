"""Calls at the terminals of a hall, as the clerks at its windows hear of them (呼叫工作人员, record 0134)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.values import dataclass, field

ASK_SECONDS = 15.0
"""So often a window asks for the calls of its hall while it is on line and a terminal of the hall lives."""
QUIET_SECONDS = 300.0
"""After so long at most it asks again in a hall where none does: nearly all windows of a province stand in such."""
STALE_SECONDS = 45.0
"""What was heard longer ago is told as of then: three questions in a row brought no answer."""
LONG_MINUTES = 3
"""Who waits so long without a person's word is told in another colour."""
_MINUTE_MS = 60_000


@dataclass(frozen=True)
class HallCall:
    """A call for a person. Spans by the platform's clock when it was told: ``ago_ms`` since it was called first,
    ``signed_ago_ms`` since ``by`` (工号, ``name``) signed, None: nobody has. ``called_ms`` names it.
    """

    terminal: str
    place: str
    reason: str
    called_ms: int
    ago_ms: int
    signed_ago_ms: int | None = None
    by: str = ""
    name: str = ""


@dataclass(frozen=True)
class AtTerminal:
    """Who calls at one terminal: ``called`` reason → the name of the call, those that nobody signed for; ``waits_ms``
    the longest of them. With nothing open ``gone_ms`` is since when ``who`` is on her way.
    """

    terminal: str
    place: str
    called: Mapping[str, int]
    reasons: Sequence[str]
    waits_ms: int
    gone_ms: int = 0
    who: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has said that she goes."""
        return bool(self.called)


class Known(StrEnum):
    """What a window knows of the calls of its hall."""

    NEVER = "never"
    NOW = "now"
    STALE = "stale"


@dataclass(frozen=True)
class HallBoard:
    """What was heard last, at ``heard`` seconds of a clock that nobody sets; None: the platform never answered.
    ``terminal``: whether a terminal of the hall lives, as far as is known.
    """

    calls: Sequence[HallCall] = field(default_factory=tuple)
    heard: float | None = None
    terminal: bool = True

    def known(self, seconds: float) -> Known:
        """How fresh that is: an old word is told as of then, and no silence as nobody calling."""
        if self.heard is None:
            return Known.NEVER
        return Known.STALE if seconds - self.heard > STALE_SECONDS else Known.NOW

    def age_ms(self, seconds: float) -> int:
        """How long ago that was; 0 where nothing was ever heard."""
        return 0 if self.heard is None else max(0, round((seconds - self.heard) * 1000))

    def terminals(self, seconds: float) -> tuple[AtTerminal, ...]:
        """Terminals with a call, nobody's word first, who waits longest first; spans go on since they were heard."""
        since = self.age_ms(seconds)
        names = dict.fromkeys(call.terminal for call in self.calls)
        found = [_at([call for call in self.calls if call.terminal == name], since) for name in names]
        return tuple(sorted(found, key=lambda one: (not one.open, -one.waits_ms)))

    def waiting(self, seconds: float) -> tuple[AtTerminal, ...]:
        """Those where nobody has said that she goes; they stay for as long as the platform has them."""
        return tuple(one for one in self.terminals(seconds) if one.open)


def _at(calls: Sequence[HallCall], since_ms: int) -> AtTerminal:
    """One terminal, whose calls these are."""
    opened = [call for call in calls if call.signed_ago_ms is None]
    first = calls[0]
    told = opened or calls
    waits = max(call.ago_ms for call in told) + since_ms
    reasons = tuple(dict.fromkeys(call.reason for call in told))
    if opened:
        named = {call.reason: call.called_ms for call in opened}
        return AtTerminal(first.terminal, first.place, named, reasons, waits)
    last = min(calls, key=lambda call: call.signed_ago_ms or 0)
    who = " ".join(part for part in (last.name, last.by) if part)
    return AtTerminal(first.terminal, first.place, {}, reasons, waits, (last.signed_ago_ms or 0) + since_ms, who)


def minutes(span_ms: int) -> int:
    """Whole minutes that have passed."""
    return max(0, span_ms) // _MINUTE_MS


def quiet_seconds(chance: float) -> float:
    """How long a window of a hall without a terminal asks nothing; ``chance`` (0 to 1) keeps windows apart."""
    return QUIET_SECONDS * (0.6 + 0.4 * chance)


def long(one: AtTerminal) -> bool:
    """Whether somebody waits longer than anybody should."""
    return one.open and minutes(one.waits_ms) >= LONG_MINUTES
