"""What a Windows spooler still has is deleted by its title; proved against a stand-in with winspool.drv's functions.

No Windows machine is among the test machines (docs/untested.md): what the real library does is not known from here.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from app.ports import KeptError
from printing.printers.winspool import JobInfo, SpooledJob, WinSpool, withdraw_jobs

DENIED, PARAMETER, TOO_SMALL, NO_PRINTER, NO_SERVER = 5, 87, 122, 1801, 1722
PRINTED = 0x80


class Winspool:
    """The functions that are used of winspool.drv, over a list in memory; ``fails`` are error numbers by function."""

    def __init__(self, *jobs: tuple[int, str, str, int]) -> None:
        self.list = list(jobs)
        self.fails: dict[str, int] = {}
        self.error = 0
        self.open = 0
        self.grows = False
        self._alive: list[Any] = []

    def last(self) -> int:
        return self.error

    def _fail(self, number: int) -> int:
        self.error = number
        return 0

    def OpenPrinterW(self, name: str, handle: Any, defaults: None) -> int:
        if "open" in self.fails or name != "HP":
            return self._fail(self.fails.get("open", NO_PRINTER))
        handle._obj.value = 7
        self.open += 1
        return 1

    def ClosePrinter(self, handle: Any) -> int:
        assert handle.value == 7
        self.open -= 1
        return 1

    def EnumJobsW(
        self, handle: Any, first: int, most: int, level: int, buffer: Any, room: int, size: Any, count: Any
    ) -> int:
        assert (handle.value, first, level) == (7, 0, 1)
        if "enum" in self.fails:
            return self._fail(self.fails["enum"])
        if self.grows and buffer is not None:
            self.grows = False
            self.list.append((99, "D01-late", "clerk", 0))
        size._obj.value = ctypes.sizeof(JobInfo) * len(self.list)
        if room < size._obj.value:
            count._obj.value = 0
            return self._fail(TOO_SMALL)
        rows = ctypes.cast(buffer, ctypes.POINTER(JobInfo))
        for at, (number, title, user, status) in enumerate(self.list):
            words = [ctypes.create_unicode_buffer(each) for each in (title, user)]
            self._alive += words
            rows[at].number, rows[at].status = number, status
            rows[at].title, rows[at].user = (ctypes.cast(each, ctypes.c_wchar_p) for each in words)
        count._obj.value = len(self.list)
        return 1

    def SetJobW(self, handle: Any, job: int, level: int, row: None, command: int) -> int:
        assert (handle.value, level, command) == (7, 0, 5)
        if "set" in self.fails:
            return self._fail(self.fails["set"])
        self.list = [each for each in self.list if each[0] != job]
        return 1


def ours(library: Winspool, title: str = "D03-1") -> int | None:
    return withdraw_jobs(WinSpool(library, library.last), "HP", title, "Clerk")


def test_only_her_job_of_this_title_that_is_not_printed_is_deleted() -> None:
    library = Winspool(
        (3, "D03-1", "clerk", 0),
        (4, "D03-1-补2", "clerk", 0),
        (5, "D03-1", "other", 0),
        (6, "D03-1", "clerk", PRINTED),
    )
    assert ours(library) == 1
    assert [job[0] for job in library.list] == [4, 5, 6]
    assert library.open == 0, "every printer that was opened is closed"
    assert ours(library) == 0


def test_an_empty_list_and_one_that_grows_while_it_is_read_are_read_whole() -> None:
    assert ours(Winspool()) == 0
    library = Winspool((3, "D03-1", "clerk", 0))
    library.grows = True
    assert list(WinSpool(library, library.last).jobs("HP")) == [
        SpooledJob(3, "D03-1", "clerk"),
        SpooledJob(99, "D01-late", "clerk"),
    ]


@pytest.mark.parametrize("step", ["open", "enum", "set"])
@pytest.mark.parametrize(("number", "kept"), [(DENIED, True), (NO_PRINTER, True), (NO_SERVER, False)])
def test_what_may_not_be_deleted_is_kept_and_a_spooler_that_is_away_did_not_answer(
    step: str, number: int, kept: bool
) -> None:
    library = Winspool((3, "D03-1", "clerk", 0))
    library.fails[step] = number
    if kept:
        with pytest.raises(KeptError):
            ours(library)
    else:
        assert ours(library) is None
    assert library.open == 0


def test_a_job_that_ended_in_that_moment_is_passed_over() -> None:
    library = Winspool((3, "D03-1", "clerk", 0))
    library.fails["set"] = PARAMETER
    assert ours(library) == 0


def test_a_row_is_as_long_as_the_system_has_it() -> None:
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(JobInfo) == 96


def test_without_windows_there_is_no_spooler_to_ask() -> None:
    with pytest.raises(OSError, match="no Windows spooler"):
        WinSpool()
