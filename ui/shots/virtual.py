"""The parts of a terminal for pictures: time that moves by hand, a printer, a keeper and a face check that obey."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from typing import Any

from app.domain.time import ClockQuality, Timestamp
from app.ports import Outcome, PrinterState, Ticket
from app.ports.equipment import FaceOutcome, FaceResult
from app.ports.kiosk import Beat, Orders


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
            self._go_to(moment)
            if not timed.cancelled:
                timed.call()
                if timed.again and not timed.cancelled:
                    self._start(timed, timed.again)
        self._go_to(end)

    def _go_to(self, moment: float) -> None:
        self._ms += round((moment - self._passed) * 1000)
        self._passed = moment


class ObedientPrinter:
    """A printer in the state it is told. Implements ``app.ports.Printer`` and ``app.ports.kiosk.PaperSlot``."""

    name = "亭内打印机"

    def __init__(self) -> None:
        self.now = PrinterState.READY
        self._sent = 0

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Everything comes out."""
        self._sent += 1
        return Ticket(self.name, str(self._sent))

    def state(self) -> PrinterState:
        """As told."""
        return self.now

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """It came out."""
        return Outcome.OUT, ""

    def holds_paper(self) -> bool | None:
        """It cannot tell."""
        return None


class ObedientKeeper:
    """A keeper that orders what it is told. Implements ``app.ports.kiosk.KioskLine``."""

    def __init__(self) -> None:
        self.orders = Orders()

    def beat(self, beat: Beat) -> Orders:
        """The orders."""
        return self.orders


class ObedientFace:
    """A face check that answers what it is told. Implements ``app.ports.equipment.FaceCheck``."""

    def __init__(self) -> None:
        self.outcome = FaceOutcome.SAME

    def compare(self, live: bytearray, portrait: bytearray) -> FaceResult:
        """Both pictures are gone afterwards."""
        live[:], portrait[:] = bytes(len(live)), bytes(len(portrait))
        return FaceResult(self.outcome, 0.9, engine="shots")


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
