"""The pulse of a terminal: how its parts are, and the signs of life to its keeper. No Qt here.

A fault in what a part answered is none of hers: staff is called, and her page stands. A fault in what befalls her
session by it, or in the page that is drawn then, ends in the page that says so, as under her own hand.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from app.domain.places import short_code
from app.ports.kiosk import Beat
from ui.kiosk import covers
from ui.kiosk import happenings as h
from ui.kiosk.slot import SlotWatch

if TYPE_CHECKING:
    from ui.kiosk.at import At
    from ui.kiosk.passing import Going


log = logging.getLogger(__name__)


class Pulse:
    """Asks each question once at a time."""

    def __init__(self, terminal: At) -> None:
        self._terminal = terminal
        self._beating = False
        self._looking = False
        self._reading = False
        self._handing = False
        self._passing = False
        self._on_record: tuple[str, str] | None = None
        self._slot = SlotWatch(terminal)

    def look(self) -> None:
        """Ask the printer, its slot, the line and the numbers in hand how they are."""
        terminal = self._terminal

        def ask_printer() -> Any:
            return terminal.counter.printer_state(), terminal.tools.slot.holds_paper()

        def ask_book() -> Any:
            at = terminal.counter
            return at.online(), at.as_of_ms(), at.pad_now()

        if self.somebody_waits():
            self.beat()
        # A printer that does not answer for seconds must hold up neither what she does nor what is known of the line.
        if not self._reading:
            self._reading = True
            terminal.tools.work("db", ask_book, self._read, self._not_read)
        if not self._looking:
            self._looking = True
            terminal.tools.work("devices", ask_printer, self._seen, self._not_seen)

    def somebody_waits(self) -> bool:
        """Whether who stands here called and hears as soon as a person says that she comes."""
        terminal = self._terminal
        here = terminal.session.open or terminal.guest.called
        return here and terminal.machine.waits_now()

    def _read(self, found: Any) -> None:
        self._reading = False
        online, as_of, pad = found
        machine = self._terminal.machine
        machine.line(online, as_of)
        machine.numbers(pad)

    def _not_read(self, _: BaseException) -> None:
        self._reading = False

    def _seen(self, found: Any) -> None:
        self._looking = False
        printer, slot = found
        terminal = self._terminal
        terminal.machine.slot = slot
        terminal.machine.printer(printer)
        self._slot.seen(slot)

    def _not_seen(self, _: BaseException) -> None:
        self._looking = False

    def beat(self) -> None:
        """A sign of life to the keeper, with the faults; it answers whether to stay open."""
        terminal = self._terminal
        self._hand_on()
        self._pass_on()
        keeper, machine = terminal.tools.keeper, terminal.machine
        if keeper is None or self._beating:
            return
        self._beating = True
        faults, calls = tuple(machine.faults), dict(machine.calls)
        place, now, phase = terminal.tools.place, terminal.tools.now().ms, terminal.session.phase.value
        sign = Beat(
            place.device, now, phase, faults, tuple(calls), called_ms=machine.called_ms,
            region=short_code(place.division), hall=place.hall.strip(), place=place.window.strip(),
        )

        def again() -> None:
            """Who called while the beat was under way does not wait for the next one."""
            if machine.calls:
                self.beat()

        def answered(orders: Any) -> None:
            self._beating = False
            machine.keeper(False)
            self._said_elsewhere(orders.on_record)
            covers.told(terminal, faults, calls, orders.answers)
            terminal.lock_words, terminal.lock_until_ms = orders.words, orders.until_ms
            if orders.locked and terminal.session.open and not terminal.session.locked:
                machine.shut(covers.fate(terminal))
            terminal.guarded(lambda: terminal.befell(h.Locking(orders.locked)))
            again()

        def silent(_: BaseException) -> None:
            self._beating = False
            machine.keeper(True)
            if machine.calls != calls:
                again()

        terminal.tools.work("keeper", lambda: keeper.beat(sign), answered, silent)

    def _hand_on(self) -> None:
        """What lies here goes to its authority while nobody stands here: what is hers is being handed on by herself."""
        if self._handing or self._terminal.session.open:
            return
        self._handing = True
        self._terminal.tools.work("db", self._terminal.counter.hand_on, self._handed, self._not_handed)

    def _handed(self, stuck: int) -> None:
        """What could not go on is tried again; where that does not help a person is told."""
        self._handing = False
        self._terminal.machine.handing_on(bool(stuck))

    def _not_handed(self, _: BaseException) -> None:
        self._handing = False

    def _pass_on(self) -> None:
        """Cases that a window asked for, but for those of who stands here: on a busy day somebody always does. The
        platform is asked on the worker that has the line: her step waits for none.
        """
        if self._passing:
            return
        terminal = self._terminal
        passing, hers = terminal.counter.passing, terminal.at_work()
        self._passing = True

        def marked(found: Sequence[Going]) -> None:
            terminal.tools.work("sync", partial(passing.give, found), self._passed, self._passed)

        terminal.tools.work("db", passing.retell, _nothing, _nothing)
        terminal.tools.work("db", lambda: passing.wanted(hers), marked, self._passed)

    def _passed(self, _: object) -> None:
        """What could not be given is tried again."""
        self._passing = False

    def _said_elsewhere(self, on_record: tuple[str, str] | None) -> None:
        """Into the log once: as long as the platform has another hall on record, calls from here reach no window."""
        if on_record != self._on_record:
            self._on_record = on_record
            said = "another hall is on record" if on_record else "the hall on record agrees again"
            log.warning("ZC-CALL-03 %s", said)


def _nothing(_: object) -> None:
    """Of an answer that nobody waits for."""
