"""统计 leaves the house: as a file for a spreadsheet and as a sheet of paper, both with one number. No Qt.

Counts alone leave; who took them along, when and of which days is in the audit. The file is whole or not there.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.figures_table import LONGEST
from app.errors import UserFacingError
from app.storage.figure_numbers import SqlFigureNumbers
from app.storage.files import replace_file
from app.values import dataclass
from printing.compose_day import figures_sheet
from printing.documents.figures import FiguresSheet
from printing.layout import layout
from printing.spreadsheet import csv_of, file_name
from ui.counts import Counted
from ui.day import Day
from ui.guide.report import sticks

if TYPE_CHECKING:
    from datetime import date

    from ui.workplace import Workplace

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)
_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR)
_NO_FOLDERS = (errno.EINVAL, errno.ENOTSUP)
"""Shared folders (SMB before Linux 5.8) write a file through to the disk, and know no such thing for a folder."""
FEW_PAGES = 4
"""So many pages are printed without a question: the sheet of a month of an ordinary hall."""
_KEPT = "统计没有变化，没有留下写了一半的文件"


@dataclass(frozen=True)
class Place:
    """A folder that takes the file; ``stick``: on a USB stick, which may be gone when it comes to writing."""

    folder: Path
    stick: bool = False

    @property
    def name(self) -> str:
        """How people call it: the name of the stick, or of the folder."""
        return self.folder.name or str(self.folder)


def check_span(first: date, last: date) -> None:
    """Raises UserFacingError ZC-STAT-01 when the days stand the wrong way round or are too many."""
    if last < first:
        raise UserFacingError("ZC-STAT-01", "止日早于起日", _KEPT, "请把起日和止日换过来")
    if (last - first).days >= LONGEST:
        raise UserFacingError("ZC-STAT-01", "一次最多统计五年", _KEPT, "请分几次统计")


def places(plugged: Iterable[Path] | None = None) -> tuple[Place, ...]:
    """Where the file may go: every stick that is plugged in, then the documents of whoever is logged in here."""
    found = [Place(each, True) for each in (sticks() if plugged is None else plugged)]
    home = Path.home()
    own = next((home / name for name in ("Documents", "文档") if (home / name).is_dir()), home)
    return (*found, Place(own))


# the file


def save_csv(at: Workplace, counted: Counted, place: Place, name: str = "") -> Path:
    """Write the file whole into ``place`` and say where it lies; the same file once more is no error.

    Raises UserFacingError ZC-STAT-02 when something else lies there, -03 full, -04 read-only, -05 no longer there,
    -06 what else the disk refuses; then nothing of it is left.
    """
    # Before: nothing leaves that is not on record. What did not leave is not left standing as taken.
    paper = sheet_of(at, counted, _taken(at, counted, "figures-file"))
    try:
        return _put(place, name or file_name(paper), csv_of(paper))
    except UserFacingError as error:
        who = Day(at).desk.session.operator.id
        at.stores.audit.record(who, "figures-not-taken", f"{_span(counted)} {error.code}")
        raise


def _put(place: Place, name: str, data: bytes) -> Path:
    target = place.folder / name
    if place.stick and place.folder not in sticks():
        # Its folder may outlast the stick: the file would lie on this machine, and nobody would know.
        raise _refused(OSError(errno.ENODEV, ""), place)
    try:
        if target.exists():
            if target.read_bytes() == data:
                return target
            raise UserFacingError(
                "ZC-STAT-02", f"{target.name} 已经在那里了", "没有改动那个文件", "请换一个地方，或者先移走它"
            )
        _write(target, data)
    except OSError as error:
        raise _refused(error, place) from error
    return target


def _write(target: Path, data: bytes) -> None:
    try:
        replace_file(target, data, shared=True)
    except OSError as error:
        if error.errno in _NO_FOLDERS and _lies_whole(target, data):
            return
        # Its name may be there already when the last step fails: nobody shall find a file that may be gone tomorrow.
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise


def _lies_whole(target: Path, data: bytes) -> bool:
    with contextlib.suppress(OSError):
        return target.read_bytes() == data
    return False


def _refused(error: OSError, place: Place) -> UserFacingError:
    where = f"优盘 {place.name}" if place.stick else f"文件夹 {place.name}"
    if error.errno in _FULL:
        return UserFacingError("ZC-STAT-03", f"{where} 满了", _KEPT, "请腾出地方，或者换一个地方再导出")
    if error.errno in _SHUT:
        return UserFacingError("ZC-STAT-04", f"{where} 不让写", _KEPT, "请看优盘的写保护开关，或者换一个地方再导出")
    if error.errno in _GONE:
        return UserFacingError("ZC-STAT-05", f"{where} 不在了", _KEPT, "请插好优盘或者换一个地方，再导出一次")
    return UserFacingError("ZC-STAT-06", f"{where} 写不进去", _KEPT, "请换一个地方再导出；还不行，告诉信息科")


# the sheet


def sheet_of(at: Workplace, counted: Counted, number: str = "") -> FiguresSheet:
    """R09 of what was counted."""
    return figures_sheet(counted.figures, counted.conduct, counted.at, Day(at).stamp(), number)


@dataclass(frozen=True)
class Long:
    """How many pages the sheet has with all its ``items``, and how many shortened."""

    items: int
    pages: int
    short: int

    @property
    def many(self) -> bool:
        """Whether it is asked before so many pages are printed."""
        return self.pages > FEW_PAGES and self.short < self.pages


def length(at: Workplace, counted: Counted) -> Long:
    """Lay the sheet out as it would be printed; of many items this takes a second."""
    paper = sheet_of(at, counted)
    pages = len(layout(paper, at.fonts))
    short = len(layout(paper.shortened(), at.fonts)) if pages > FEW_PAGES else pages
    return Long(len(counted.figures.items), pages, short)


def print_unless_long(at: Workplace, counted: Counted) -> Long | tuple[str, str]:
    """As :func:`print_sheet`; nothing comes out of a long sheet, whose length is told so that it can be asked."""
    found = length(at, counted)
    return found if found.many else print_sheet(at, counted)


def print_sheet(at: Workplace, counted: Counted, *, short: bool = False) -> tuple[str, str]:
    """Print it at this window: its name, and what the printer says of it. Errors as ``Printer.send``."""
    paper = sheet_of(at, counted, _taken(at, counted, "figures-sheet"))
    return paper.NAME, Day(at).print_paper(paper.shortened() if short else paper)


def number_of(at: Workplace, counted: Counted) -> str:
    """Under which number it left, "" when it did not."""
    return SqlFigureNumbers(at.database, at.clock).number(_span(counted), _series(at, counted), counted.at.ms)


def _taken(at: Workplace, counted: Counted, action: str) -> str:
    """Put on record that it leaves; the number under which it does."""
    who, numbers = Day(at).desk.session.operator.id, SqlFigureNumbers(at.database, at.clock)
    return numbers.take(who, action, _span(counted), _series(at, counted), counted.at.ms)


def _series(at: Workplace, counted: Counted) -> str:
    return FiguresSheet.code(counted.at.date, Day(at).desk.place.device)


def _span(counted: Counted) -> str:
    return f"{counted.figures.first}/{counted.figures.last}"
