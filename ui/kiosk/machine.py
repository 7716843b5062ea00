"""The state of the machine itself: what is missing, since when, who was told, what must not be offered. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.domain import calls as c
from app.domain.time import Timestamp
from app.ports import STANDS, DeviceState, PrinterState
from app.ports.kiosk import CallAnswer
from app.usecases.pad import PadReason
from app.values import dataclass, field, replace

EXPECTED_MINUTES = 30
"""So long after a call the keeper of the terminal should have been there; a setting of the hall."""
PAPER_OUT = f"printer-{PrinterState.PAPER_OUT.value}"
"""The fault that anybody understands; of the others a person is told that the printer does not work."""
_ROUND_MS = 10 * 60_000
_CUT_OFF_MS = 5 * 60_000
"""So long the words on a locked terminal are for her who was at it; who comes later has nothing to do with them."""
_FELL_SECONDS = 2 * 60
"""So long what happened stands there; then the home page, for whoever comes."""
_FRESH = 30 * 60
_HOW = {PadReason.NUMBERS_LOW: "low", PadReason.ROOM_LOW: "low"}
_READER_THERE = frozenset({DeviceState.READY, DeviceState.BUSY})


@dataclass(frozen=True)
class Fate:
    """What is known of what somebody did here when the machine cut it short: ``owing``: with papers of a case that she
    handed in; ``underway``: a step was under way whose end nobody knows yet, ``handing_in``: with papers of hers.
    ``session``: in which session it was.
    """

    owing: bool = False
    underway: bool = False
    handing_in: bool = False
    session: int = 0


@dataclass(frozen=True)
class Fault:
    """Something that does not work: ``code`` names it, ``since_ms`` when it was noticed, ``told`` the keeper knows."""

    code: str
    since_ms: int
    told: bool = False

    @property
    def since(self) -> str:
        """The time of day it was noticed."""
        return clock_words(self.since_ms)

    @property
    def expected_ms(self) -> int:
        """By when somebody should have come, where somebody is there then."""
        due = self.since_ms + EXPECTED_MINUTES * 60_000
        return -(-due // _ROUND_MS) * _ROUND_MS


def clock_words(ms: int) -> str:
    """10:38."""
    local = Timestamp(ms).local
    return f"{local.hour:02d}:{local.minute:02d}"


@dataclass
class Machine:
    """What is known of the parts. ``changed`` is called when a fault comes or goes; ``seconds`` is a clock that nobody
    sets.

    ``calls``: reason → how many times somebody called for it while the platform has not said that it has that call.
    ``made``: how far each call has come.
    ``slot``: whether a sheet lies in the slot, None where the printer cannot tell. ``cut_off_ms``: when it was locked
    from afar while somebody was at it, who must be told what became of what she did; ``fell_at``: the same, when the
    program failed under her hand, by ``seconds``, None while nobody is to be told; ``fate``: what is known of it.
    """

    now_ms: Callable[[], int]
    seconds: Callable[[], float]
    changed: Callable[[], None]
    faults: dict[str, Fault] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    made: dict[str, c.Call] = field(default_factory=dict)
    slot: bool | None = None
    online: bool = False
    line_known: bool = False
    as_of_ms: int = 0
    cut_off_ms: int = 0
    fell_at: float | None = None
    fate: Fate = Fate()

    def printer(self, state: PrinterState) -> None:
        """What the printer says now."""
        wanted = f"printer-{state.value}" if state in STANDS else ""
        for code in [code for code in self.faults if code.startswith("printer-") and code != wanted]:
            self._mend(code)
        if wanted:
            self._break(wanted)

    def reader(self, state: DeviceState) -> None:
        """What the reader says now."""
        self._turn("reader", state not in _READER_THERE)

    def line(self, online: bool | None, as_of_ms: int) -> None:
        """Whether the line is up, None while nobody knows yet, and when everything last went through."""
        if online is not None and (online, True, as_of_ms) != (self.online, self.line_known, self.as_of_ms):
            self.online, self.line_known, self.as_of_ms = online, True, as_of_ms
            self.changed()

    @property
    def cut_off(self) -> bool:
        """Whether somebody was at it when it was locked, who may still stand here."""
        return bool(self.cut_off_ms) and self.now_ms() - self.cut_off_ms < _CUT_OFF_MS

    def shut(self, fate: Fate) -> None:
        """Locked from afar under the hand of who stands here."""
        self.cut_off_ms, self.fate = self.now_ms(), fate

    def fell(self, fate: Fate = Fate()) -> None:
        """A fault of the program ended what somebody did here."""
        self.fell_at, self.fate = self.seconds(), fate

    def ended(self, session: int, done: bool) -> bool:
        """The step of that session came to its end after all; whether that was not known here."""
        fate = self.fate
        if not fate.underway or fate.session != session:
            return False
        self.fate = Fate(owing=fate.owing or done, session=session)
        return True

    @property
    def fallen(self) -> bool:
        """Whether it was so just now, and who stands here must be told."""
        return self.fell_at is not None and self.seconds() - self.fell_at < _FELL_SECONDS

    def numbers(self, reason: PadReason | None) -> None:
        """Whether numbers or room run out: nothing can be taken in any more, or soon."""
        wanted = f"pad-{_HOW.get(reason, 'out')}" if reason is not None else ""
        for code in [code for code in self.faults if code.startswith("pad-") and code != wanted]:
            self._mend(code)
        if wanted:
            self._break(wanted)

    def keeper(self, silent: bool) -> None:
        """Whether the keeper answers the signs of life."""
        self._turn("keeper", silent)

    def handing_on(self, stuck: bool) -> None:
        """Whether cases lie here that again and again could not be handed on to their authority."""
        self._turn("hand-on", stuck)

    def told(
        self, codes: tuple[str, ...], calls: Mapping[str, int], answers: Sequence[CallAnswer] | None = ()
    ) -> None:
        """The platform has what was reported; ``calls`` as they stood then: who called since is not told yet.

        ``answers``: what persons signed there, None where the platform cannot tell.
        """
        for code in codes:
            if code in self.faults and not self.faults[code].told:
                self.faults[code] = replace(self.faults[code], told=True)
        self.calls = {reason: n for reason, n in self.calls.items() if n != calls.get(reason)}
        reached, now, tells = set(calls) - set(self.calls), self.now_ms(), answers is not None
        self.made |= {reason: c.received(self.made[reason], now, tells) for reason in reached}
        for each in answers or ():
            if (known := self.made.get(each.reason)) is not None:
                self.made[each.reason] = c.answered(known, each.called_ms, each.ago_ms, now, self.seconds())
        self.changed()

    def call(self, reason: str, again: bool = False) -> None:
        """Staff is wanted; ``again``: by the same person, for whom nobody has come."""
        known, now, seconds = self.made.get(reason), self.now_ms(), self.seconds()
        if again and known is not None:
            self.made[reason] = c.called_again(known, now, seconds)
        else:
            self.made[reason] = c.called(now, seconds)
        self.calls[reason] = self.calls.get(reason, 0) + 1

    def waits_for_a_word(self, reason: str) -> bool:
        """Whether somebody called for it and no person has signed for that."""
        made = self.made.get(reason)
        return made is not None and not made.coming_ms

    def waits_now(self) -> bool:
        """Whether a call is so fresh that a person's word may come any moment, and has not come."""
        since = self.seconds() - _FRESH
        return any(not each.coming_ms and each.waits_from > since for each in self.made.values())

    @property
    def called_ms(self) -> dict[str, int]:
        """When each call was made that the platform does not have yet."""
        return {reason: self.made[reason].at_ms for reason in self.calls}

    def _turn(self, code: str, broken: bool) -> None:
        if broken:
            self._break(code)
        else:
            self._mend(code)

    def _break(self, code: str) -> None:
        if code not in self.faults:
            self.faults[code] = Fault(code, self.now_ms())
            self.changed()

    def _mend(self, code: str) -> None:
        if self.faults.pop(code, None) is not None:
            self.changed()

    @property
    def print_fault(self) -> Fault | None:
        """Why nothing can be printed now."""
        return next((fault for code, fault in self.faults.items() if code.startswith("printer-")), None)

    @property
    def intake_fault(self) -> Fault | None:
        """Why nothing can be taken in here now, but by hand."""
        return self.faults.get("pad-out")

    @property
    def reader_fault(self) -> Fault | None:
        """Why no card can be read now."""
        return self.faults.get("reader")
