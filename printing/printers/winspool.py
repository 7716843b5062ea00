"""The list of jobs that the Windows spooler keeps for a printer, through ``winspool.drv``.

Not proved on Windows: the calls were seen only by a stand-in with the same functions (docs/untested.md).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_void_p, c_wchar_p, cast, create_string_buffer
from ctypes import c_uint16 as word
from ctypes import c_uint32 as dword
from typing import Any, Protocol

from app.ports import KeptError
from app.values import dataclass

_DELETE = 5
"""JOB_CONTROL_DELETE."""
_OVER = 0x80 | 0x100 | 0x1000
"""JOB_STATUS_PRINTED, _DELETED, _COMPLETE: it is kept for the list only."""
_DENIED, _PARAMETER, _TOO_SMALL, _NO_PRINTER = 5, 87, 122, 1801
_MOST = 0xFFFFFFFF


@dataclass(frozen=True)
class SpooledJob:
    """A job of the list; ``number`` is the spooler's, ``over`` says that nothing of it comes any more."""

    number: int
    title: str
    user: str
    over: bool = False


class Spool(Protocol):
    """The spooler; every failure is an OSError with the system's number as ``errno``."""

    def jobs(self, printer: str) -> Sequence[SpooledJob]:
        """What the list of ``printer`` shows."""
        ...

    def delete(self, printer: str, job: int) -> None:
        """Take a job out of the list, printed or not."""
        ...


def withdraw_jobs(spool: Spool, printer: str, title: str, user: str) -> int | None:
    """Delete each job of ``user`` with this title that is not printed yet; how many, None when the spooler did not
    answer. One that ends meanwhile is left alone. Raises KeptError where it is not allowed, or the printer is no more.
    """
    gone = 0
    try:
        for job in spool.jobs(printer):
            if job.title == title and job.user.casefold() == user.casefold() and not job.over:
                gone += _deleted(spool, printer, job)
    except OSError as error:
        if error.errno in (_DENIED, _NO_PRINTER):
            raise KeptError(str(error)) from error
        return None
    return gone


def _deleted(spool: Spool, printer: str, job: SpooledJob) -> bool:
    try:
        spool.delete(printer, job.number)
    except OSError as error:
        if error.errno != _PARAMETER:
            raise
        return False
    return True


class _SystemTime(Structure):
    _fields_ = [(name, word) for name in ("y", "m", "weekday", "d", "h", "min", "s", "ms")]


class JobInfo(Structure):
    """JOB_INFO_1W."""

    _fields_ = [
        ("number", dword),
        *((name, c_wchar_p) for name in ("printer", "machine", "user", "title", "datatype", "words")),
        *((name, dword) for name in ("status", "priority", "position", "pages", "printed")),
        ("submitted", _SystemTime),
    ]


class WinSpool:
    """``winspool.drv`` itself, or a ``library`` with its functions; ``last`` tells the number of the last error."""

    def __init__(self, library: Any = None, last: Any = None) -> None:
        if library is None:
            load = getattr(ctypes, "WinDLL", None)
            if load is None:
                raise OSError(_NO_PRINTER, "no Windows spooler here")
            library, last = load("winspool.drv", use_last_error=True), ctypes.get_last_error  # type: ignore[attr-defined]
            library.OpenPrinterW.argtypes = (c_wchar_p, POINTER(c_void_p), c_void_p)
            library.ClosePrinter.argtypes = (c_void_p,)
            library.EnumJobsW.argtypes = (
                c_void_p, dword, dword, dword, c_void_p, dword, POINTER(dword), POINTER(dword),
            )  # fmt: skip
            library.SetJobW.argtypes = (c_void_p, dword, dword, c_void_p, dword)
        self._library, self._last = library, last

    def jobs(self, printer: str) -> Sequence[SpooledJob]:
        """EnumJobsW, first for the size of its answer; asked again when the list grew between the two."""
        handle = self._opened(printer)
        try:
            room, buffer, size, count = 0, None, dword(), dword()
            while not self._library.EnumJobsW(
                handle, 0, _MOST, 1, buffer, room, byref(size), byref(count)
            ):
                self._raise_unless(_TOO_SMALL)
                room = size.value
                buffer = create_string_buffer(room)
            if buffer is None:
                return ()
            rows = cast(buffer, POINTER(JobInfo))
            found = (rows[n] for n in range(count.value))
            return [SpooledJob(r.number, r.title or "", r.user or "", bool(r.status & _OVER)) for r in found]
        finally:
            self._library.ClosePrinter(handle)

    def delete(self, printer: str, job: int) -> None:
        """SetJobW with JOB_CONTROL_DELETE."""
        handle = self._opened(printer)
        try:
            if not self._library.SetJobW(handle, job, 0, None, _DELETE):
                self._raise_unless()
        finally:
            self._library.ClosePrinter(handle)

    def _opened(self, printer: str) -> c_void_p:
        handle = c_void_p()
        if not self._library.OpenPrinterW(printer, byref(handle), None):
            self._raise_unless()
        return handle

    def _raise_unless(self, expected: int = 0) -> None:
        number = int(self._last())
        if number != expected or not expected:
            raise OSError(number, "winspool")
