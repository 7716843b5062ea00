"""What is printed beside the queue: slips, lists of the day, labels, pages of the pad. No Qt.

It runs on the worker ``SLIPS``, so that a printer that stands still holds up no saving and no preview.
"""

from __future__ import annotations

import threading

from app.ports import Outcome, Printer, TakenError, TakesOne, Tidies

SLIPS = "slip"
"""The worker of what is printed beside the queue: slips of numbers, lists of rounds. A printer that stands still
holds up nothing but the next slip: no saving, no preview.
"""
_PAUSE_S = 0.2
ROUNDS = 25
"""Five seconds, counted: a slip is printed in one or two, and a person stands before it."""
WARM_UP_ROUNDS = 150
"""Half a minute: a printer of sheets that slept takes so long for its first."""


def send_and_see(
    printer: Printer, title: str, data: bytes, copies: int, most: int = ROUNDS
) -> tuple[Outcome, str]:
    """Print something that is no job of the queue, and what became of it as far as it tells when asked ``most`` times.

    A printer that takes one job at a time is waited for, and its line is given back whatever became of the sheet: a
    line kept would hold up every receipt after it. Errors as ``Printer.send``.
    """
    pause, rounds = threading.Event(), iter(range(most))
    one = printer if isinstance(printer, TakesOne) else None
    ticket = None
    while ticket is None:
        try:
            ticket = printer.send(title, data, copies)
        except TakenError:  # a receipt of the queue is going out, or was sent in this very moment
            if next(rounds, None) is None:
                raise
            pause.wait(_PAUSE_S)
    try:
        found = printer.outcome(ticket)
        while _going_on(found[0], one) and next(rounds, None) is not None:
            pause.wait(_PAUSE_S)
            found = printer.outcome(ticket)
        if found[0] is Outcome.OUT and isinstance(printer, Tidies):
            printer.tidy(ticket)  # nothing of it stays in a spool
        return found
    finally:
        if one is not None:
            one.let_go(ticket)


def _going_on(outcome: Outcome, one: TakesOne | None) -> bool:
    """Whether asking again may tell more; a line without a print server says "unknown" while it prints."""
    return outcome is Outcome.WORKING or (outcome is Outcome.UNKNOWN and one is not None and one.busy())


def came_out(said: str) -> bool:
    """Whether a sheet is known to have come out, by the code of an outcome and, after a blank, the printer's words."""
    return said.startswith(Outcome.OUT.value)
