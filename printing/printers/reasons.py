"""What the keywords of an IPP printer mean to a clerk (RFC 8011 5.4.11, 5.4.12, PWG 5100.9)."""

from __future__ import annotations

from collections.abc import Mapping

from app.ports import PAUSED, PrinterState
from printing.ipp import PROCESSING, Value, open_jobs, printer_attributes

# In the order of what a person must do something about first.
_REASONS: tuple[tuple[str, PrinterState], ...] = (
    ("media-jam", PrinterState.JAM),
    ("cover-open", PrinterState.COVER_OPEN),
    ("door-open", PrinterState.COVER_OPEN),
    ("interlock-open", PrinterState.COVER_OPEN),
    ("media-empty", PrinterState.PAPER_OUT),
    ("media-needed", PrinterState.PAPER_OUT),
    ("input-tray-missing", PrinterState.PAPER_OUT),
    ("offline", PrinterState.OFFLINE),
    ("shutdown", PrinterState.OFFLINE),
    ("timed-out", PrinterState.OFFLINE),
    ("connecting-to-device", PrinterState.OFFLINE),
    ("paused", PrinterState.OFFLINE),
    ("media-low", PrinterState.PAPER_LOW),
)
# A backend that cannot reach its device leaves no keyword, only this sentence.
_GONE = ("may not exist", "unavailable at this time", "not responding")
_IDLE, _PROCESSING, _STOPPED = 3, 4, 5
_GOES_ON = (PrinterState.READY, PrinterState.BUSY, PrinterState.PAPER_LOW, PrinterState.UNKNOWN)
_WORDS: tuple[tuple[str, str], ...] = (
    ("toner-empty", "碳粉用完"),
    ("marker-supply-empty", "碳粉或墨用完"),
    ("toner-low", "碳粉将尽"),
    ("marker-supply-low", "碳粉或墨将尽"),
    ("marker-waste-full", "废粉盒已满"),
    ("output-area-full", "出纸盘已满"),
    ("spool-area-full", "打印机存储已满"),
    ("paused", PAUSED),
)


def state_of(attributes: Mapping[str, tuple[Value, ...]]) -> PrinterState:
    """One state from the attributes of a printer."""
    reasons = [str(reason) for reason in attributes.get("printer-state-reasons", ())]
    for keyword, told in _REASONS:
        if any(reason.startswith(keyword) for reason in reasons):
            return told
    state = attributes.get("printer-state", (0,))[0]
    message = str(attributes.get("printer-state-message", ("",))[0])
    if state == _STOPPED or any(words in message for words in _GONE):
        return PrinterState.OFFLINE
    if state == _PROCESSING:
        return PrinterState.BUSY
    return PrinterState.READY if state == _IDLE else PrinterState.UNKNOWN


def begun(uri: str, title: str, user: str, timeout: float) -> bool:
    """Whether the printer is at work on a page with this title: cancelled now, its sheet may come all the same. One
    that waits for a hand does not go on by itself. Errors as :func:`printing.ipp.ask`.
    """
    jobs = open_jobs(uri, title, user, timeout)
    at_work = any(state == PROCESSING for _, state in jobs)
    return at_work and state_of(printer_attributes(uri, timeout)) in _GOES_ON


def words_of(attributes: Mapping[str, tuple[Value, ...]]) -> tuple[str, ...]:
    """What else a person should hear: supplies and the like, for which there is no state of its own."""
    reasons = [str(reason) for reason in attributes.get("printer-state-reasons", ())]
    return tuple(words for keyword, words in _WORDS if any(r.startswith(keyword) for r in reasons))


def worst(states: list[PrinterState]) -> PrinterState:
    """What a person should be told when queue and device differ."""
    ranking = [state for _, state in _REASONS]
    ranked = [*dict.fromkeys(ranking), PrinterState.BUSY, PrinterState.READY, PrinterState.UNKNOWN]
    return min(states, key=ranked.index)
