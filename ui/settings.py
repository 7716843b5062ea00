"""How a workplace is opened, what stands outside its profile, and the rights of a first operator."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app.domain.calendar import WorkCalendar
from app.domain.rights import Grant, Right
from app.domain.rules import RuleBook
from app.ports import Clock, Entropy, Printer
from app.storage.clock import SystemClock
from printing.fonts import Fonts


@dataclass(frozen=True)
class Law:
    """What stands outside the profile: fonts of the papers, published holidays, the rule sets of the province."""

    fonts: Fonts
    calendar: WorkCalendar
    book: RuleBook


class _SystemEntropy:
    """Randomness of the operating system."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        return secrets.token_bytes(count)


class Sample(Protocol):
    """A card for who practises and has none: ``lay`` it on the reader, ``take`` it away."""

    def lay(self) -> None: ...

    def take(self) -> None: ...


@dataclass
class Settings:
    """How to open a workplace.

    ``clock`` and ``entropy`` are replaced in stories; paper goes to ``printer_folder`` or the CUPS queue
    ``printer_queue``; ``reader_url`` is any pyserial URL. ``face`` says for which face a rehearsal is made. ``spooler``
    builds a printer of the Windows spooler; ``run_line`` carries out the command lines of others
    (``ui.holder.RunLine``), None where nobody is to be served. ``sample`` is the card of a rehearsal whose reader waits
    until somebody lays it.
    """

    profile: Path
    rehearsal: bool = False
    clock: Clock = field(default_factory=SystemClock)
    entropy: Entropy = field(default_factory=_SystemEntropy)
    printer_folder: Path | None = None
    printer_queue: str = ""
    reader_url: str = ""
    exclusive: bool = True
    ready_operator: bool = True
    device: str = "D07"
    spooler: Callable[[str], Printer] | None = None
    run_line: Callable[..., int] | None = None
    face: str = "window"
    sample: Sample | None = None


def all_rights() -> tuple[Grant, ...]:
    """Every right for every item: the administrator of a rehearsal, or of a window with full delegation."""
    return tuple(Grant(right) for right in Right)


def rehearsal_rights() -> tuple[Grant, ...]:
    """Every right for every item, each act under the seal of the delegation that it would bear in earnest."""
    return tuple(replace(grant, seal="行政审批专用章") for grant in all_rights())


def station_rights() -> tuple[Grant, ...]:
    """What a station does by itself: it receives. 受理 stays with the county unless it was delegated in writing."""
    return (Grant(Right.RECEIVE),)
