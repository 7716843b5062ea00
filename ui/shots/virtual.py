"""The parts of a terminal that nobody stands at: time moved by hand; a printer, a keeper, a face check and a line to
telephones that obey.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from app.domain.people import Person
from app.domain.time import ClockQuality, Timestamp
from app.errors import LineError, UserFacingError
from app.ports import Outcome, PrinterState, Ticket
from app.ports.equipment import FaceOutcome, FaceResult
from app.ports.kiosk import Beat, CallAnswer, Orders, Sent, UploadTicket
from app.values import replace


class _Timed:
    def __init__(self, call: Callable[[], None], again: float) -> None:
        self.call, self.again, self.cancelled = call, again, False

    def cancel(self) -> None:
        self.cancelled = True


class VirtualTime:
    """Clock and Scheduler in one: nothing happens until :meth:`advance` moves it."""

    def __init__(self, start: Timestamp) -> None:
        self._ms = start.ms
        self._passed = 0.0
        self._numbers = itertools.count()
        self._due: list[tuple[float, int, _Timed]] = []

    def now(self) -> Timestamp:
        """Each look is a millisecond later, so that ids and events keep their order."""
        self._ms += 1
        return Timestamp(self._ms, ClockQuality.TRUSTED)

    def monotonic(self) -> float:
        """Seconds that passed."""
        return self._passed

    def after(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Once."""
        return self._start(_Timed(call, 0.0), seconds)

    def every(self, seconds: float, call: Callable[[], None]) -> _Timed:
        """Again and again."""
        return self._start(_Timed(call, seconds), seconds)

    def _start(self, timed: _Timed, seconds: float) -> _Timed:
        heapq.heappush(self._due, (self._passed + seconds, next(self._numbers), timed))
        return timed

    def advance(self, seconds: float) -> None:
        """Let time go by; every delay that ends is called at its moment."""
        end = self._passed + seconds
        while self._due and self._due[0][0] <= end:
            moment, _, timed = heapq.heappop(self._due)
            self._go_to(max(moment, self._passed))
            if not timed.cancelled:
                timed.call()
                if timed.again and not timed.cancelled:
                    self._start(timed, timed.again)
        self._go_to(end)

    def leap(self, seconds: float) -> None:
        """Hours in which nothing happens: what comes again and again in them comes once, two minutes before the end."""
        quiet = max(0.0, seconds - 120.0)
        self._go_to(self._passed + quiet)
        self.advance(seconds - quiet)

    def _go_to(self, moment: float) -> None:
        self._ms += round((moment - self._passed) * 1000)
        self._passed = moment


class ObedientPrinter:
    """A printer that does as it is told. Implements ``app.ports.Printer`` and ``app.ports.kiosk.PaperSlot``.

    ``slow`` keeps it silent about what came out; ``sensor`` lets it tell whether paper lies in the slot.
    """

    name = "亭内打印机"

    def __init__(self) -> None:
        self.now = PrinterState.READY
        self.sheets: list[tuple[str, bytes]] = []
        self.slow = False
        self.in_slot = 0
        self.sensor = False

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Everything comes out, and lies in the slot."""
        self.sheets.append((title, pdf))
        self.in_slot += 1
        return Ticket(self.name, str(len(self.sheets)))

    def state(self) -> PrinterState:
        """As told."""
        return self.now

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """It came out, or it does not say."""
        return (Outcome.UNKNOWN, "") if self.slow else (Outcome.OUT, "")

    def holds_paper(self) -> bool | None:
        """Whether a sheet was left; None where it cannot tell."""
        return self.in_slot > 0 if self.sensor else None


class ObedientKeeper:
    """The keeper of terminals with the orders it is told, or nobody. Implements ``app.ports.kiosk.KioskLine``."""

    def __init__(self) -> None:
        self.orders = Orders()
        self.up = True
        self.beats: list[Beat] = []
        self.called: dict[str, int] = {}
        self.answers: dict[str, CallAnswer] = {}
        self.tells = True

    def beat(self, beat: Beat) -> Orders:
        """The orders. Raises LineError while it is away."""
        if not self.up:
            raise LineError("offline", "nobody answers")
        self.beats.append(beat)
        self.called |= {reason: beat.called_ms.get(reason, beat.at_ms) for reason in beat.calls}
        return replace(self.orders, answers=tuple(self.answers.values()) if self.tells else None)

    def sign(self, reason: str = "help", ago_ms: int = 0) -> None:
        """A person signs that she comes for what was called last for this reason; the terminal hears when it asks."""
        self.answers[reason] = CallAnswer(reason, self.called[reason], ago_ms)

    @property
    def calls(self) -> list[str]:
        """What people called for, the first first."""
        return [call for beat in self.beats for call in beat.calls]


class ObedientFace:
    """A face check that answers what it is told. Implements ``app.ports.equipment.FaceCheck``."""

    def __init__(self) -> None:
        self.outcome = FaceOutcome.SAME

    def compare(self, live: bytearray, portrait: bytearray) -> FaceResult:
        """Both pictures are gone afterwards."""
        live[:], portrait[:] = bytes(len(live)), bytes(len(portrait))
        return FaceResult(self.outcome, 0.9, engine="obedient")


class ObedientPhone:
    """The province's side of telephones. Implements ``app.ports.kiosk.PhoneLine``; ``until_ms`` ends every ticket."""

    def __init__(self, until_ms: int) -> None:
        self.until_ms = until_ms
        self.up = True
        self.page = True
        self.codes: dict[str, Person] = {}
        self.pictures: dict[str, list[tuple[str, bytes]]] = {}
        self.closed: list[str] = []
        self.lines: list[tuple[str, str]] = []

    def _ask(self) -> None:
        if not self.up:
            raise LineError("offline", "nobody answers")

    def known_by(self, code: str) -> Person:
        """Whose 亮码 this is, once."""
        self._ask()
        if code not in self.codes:
            raise UserFacingError("ZC-KIOSK-07", "没有认出这个亮码", "什么都没有改变", "请放身份证")
        return self.codes.pop(code)

    def open_ticket(self, lines: Sequence[tuple[str, str]]) -> UploadTicket:
        """A ticket for pictures of ``lines``."""
        self._ask()
        if not self.page:
            raise LineError("not-found", "no upload page")
        ticket = f"ticket-of-twenty-letters-{len(self.pictures)}"
        self.pictures[ticket], self.lines = [], list(lines)
        return UploadTicket(ticket, f"https://example.invalid/u/{ticket}", self.until_ms)

    def upload(self, line: str, picture: bytes) -> None:
        """Somebody sends a picture to the ticket that was opened last."""
        list(self.pictures.values())[-1].append((line, picture))

    def sent(self, ticket: str) -> Sequence[Sent]:
        """What has come."""
        self._ask()
        return [Sent(n, line, len(found)) for n, (line, found) in enumerate(self.pictures.get(ticket, ()), start=1)]

    def picture(self, ticket: str, n: int) -> bytes:
        """One of them."""
        self._ask()
        return self.pictures[ticket][n - 1][1]

    def close_ticket(self, ticket: str) -> None:
        """Nothing of it stays."""
        self._ask()
        self.pictures.pop(ticket, None)
        self.closed.append(ticket)


def at_once(
    worker: str, fn: Callable[[], Any], done: Callable[[Any], object], failed: Callable[..., object]
) -> None:
    """Work without a thread."""
    try:
        result = fn()
    except Exception as error:  # noqa: BLE001 - whatever it is goes to the page that asked
        failed(error)
    else:
        done(result)
