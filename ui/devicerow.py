"""A device as the page 同步与设备 shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from app.ports import PrintJob
from app.values import dataclass


@dataclass(frozen=True)
class DeviceRow:
    """A device on the page 同步与设备: ``state`` is ok, warn or danger; ``words`` what it says;
    ``detail`` a code that says more, or, of a printer, which papers it prints. Of a printer also: ``called`` is its
    name in the queue, ``kinds`` the codes of its papers (none: whatever no other takes), ``stands`` what a hand must do
    before it prints again, in words.
    """

    name: str
    state: str
    words: str
    detail: str = ""
    printer: bool = False
    called: str = ""
    kinds: tuple[str, ...] = ()
    stands: str = ""


def stands_for(rows: Sequence[DeviceRow], job: PrintJob) -> str:
    """What the printer that has ``job``, or will have it, waits for now; "" when it stands for nothing."""
    printers = [row for row in rows if row.printer]
    if job.printer:
        return next((row.stands for row in printers if row.called == job.printer), "")
    code = job.kind.split("-")[0]
    named = (row.stands for row in printers if code in row.kinds)
    rest = (row.stands for row in printers if not row.kinds)
    return next(chain(named, rest), "")
