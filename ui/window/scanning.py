"""扫描材料: the strip below a list of materials, and the run behind it: progress, cancel, once more.

At the intake the rows are those of the guide, on the page of a case those that are brought later (补正, 容缺).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.materials import SubmittedMaterial, line_named
from app.errors import Cancelled, DeviceError
from app.values import dataclass, replace
from ui.runner import Runner
from ui.scandesk import Progress, ScanDesk, Sheets, Whose
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.tell import Tell
from ui.theme import look, t


class _Share(QWidget):
    """How far the sheet under way is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look().theme.space.xs)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self.share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(t("intake.scan.share", percent=round(100 * self.share)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().theme.space.xl, look().theme.space.xs)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c = look().theme.c
        p.fillRect(self.rect(), QColor(c.sunken))
        p.fillRect(QRect(0, 0, round(self.width() * self.share), self.height()), QColor(c.primary))


class Rows(Protocol):
    """The list of materials, as the scanning knows it."""

    strip: ScanStrip

    def current(self) -> SubmittedMaterial | None:
        """The current row."""
        ...


class ScanStrip(QWidget):
    """What the current material has of scans, and the keys. They work while the focus is in ``scope``; ``page`` begins
    their names.
    """

    wanted = Signal()
    again = Signal()
    anew = Signal()
    stopped = Signal()
    taken_as_is = Signal()
    left_as_was = Signal()
    chosen = Signal(bool)
    """A retake broke off: True takes what came, False what was there before."""

    def __init__(self, scope: QWidget, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        th = look().theme
        self.words = Text("", "secondary", "text2")
        self.words.setObjectName(f"{page}.scan.words")
        self.share = _Share()
        self.scan = self._button("scan", t("intake.scan.scan"), "P", "scan-line", self.wanted, scope)
        self.redo = self._button("scan.redo", t("intake.scan.redo"), "Shift+P", "", self.again, scope)
        self.fresh = self._button("scan.anew", t("intake.scan.anew"), "Ctrl+Shift+P", "", self.anew, scope)
        self.cancel = self._button("scan.cancel", t("intake.scan.cancel"), "Esc", "", self.stopped, scope)
        buttons = QHBoxLayout()
        buttons.setSpacing(th.space.s)
        self.use = self._button("scan.use", t("intake.scan.use"), "U", "", self.taken_as_is, scope)
        self.old = self._button("scan.old", t("intake.scan.old"), "O", "", self.left_as_was, scope)
        self.taken_as_is.connect(lambda: self.chosen.emit(True))
        self.left_as_was.connect(lambda: self.chosen.emit(False))
        for button in (self.scan, self.redo, self.fresh, self.use, self.old, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(th.space.pane, th.space.xs, th.space.pane, th.space.xs)
        column.setSpacing(th.space.xs)
        column.addWidget(self.words)
        column.addWidget(self.share)
        column.addLayout(buttons)

    def _button(
        self, name: str, words: str, key: str, icon: str, signal: SignalInstance, scope: QWidget
    ) -> KeyButton:
        button = KeyButton(words, key, icon, size="small", scope=scope)
        button.setObjectName(f"{self._page}.{name}")
        # A pressed one goes from view: the focus stays in the list, where its key works.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: signal.emit())
        return button

    def show_rest(self, words: str, may_scan: bool, pages: int) -> None:
        """Nothing runs: what is there, and what can be done; ``pages`` can be taken again."""
        self.words.set_words(words)
        self.share.hide()
        self.scan.set_words(t("intake.scan.scan"))
        self._keys(scan=may_scan, redo=may_scan and pages > 0, anew=may_scan and pages > 1)

    def show_broken(self, words: str) -> None:
        """A retake broke off: go on with it, take it as it is, or leave what was there before."""
        self.words.set_words(words)
        self.share.hide()
        self.scan.set_words(t("intake.scan.on"))
        self._keys(scan=True, use=True, old=True)

    def show_run(self, words: str, share: float) -> None:
        """A scan runs."""
        self.words.set_words(words)
        self.share.show()
        self.share.show_share(share)
        self._keys(cancel=True)

    def _keys(self, **on: bool) -> None:
        for name, button in (
            ("scan", self.scan),
            ("redo", self.redo),
            ("anew", self.fresh),
            ("use", self.use),
            ("old", self.old),
            ("cancel", self.cancel),
        ):
            button.setVisible(on.get(name, False))
            button.setEnabled(on.get(name, False))


@dataclass
class _Run:
    """A scan under way: for which line, and the bell that stops it; ``first`` pages there were before."""

    line_id: str
    number: int
    stop: threading.Event
    first: int


class Scanning(QObject):
    """Scans for the current row. ``attached(row)`` brings a row with other scans than before, ``running(bool)`` tells
    when a scan begins and ends.
    """

    attached = Signal(object)
    running = Signal(bool)

    def __init__(
        self,
        desk: ScanDesk | None,
        runner: Runner,
        tell: Tell,
        rows: Rows,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._runner, self._tell = desk, runner, tell
        self._strip, self._current = rows.strip, rows.current
        strip = rows.strip
        self._sheets: dict[str, Sheets] = {}
        self._run: _Run | None = None
        self._replaced: set[str] = set()
        self._rows: tuple[SubmittedMaterial, ...] = ()
        self._frozen = False
        strip.wanted.connect(self.scan)
        strip.again.connect(partial(self.redo, last=True))
        strip.anew.connect(partial(self.redo, last=False))
        strip.stopped.connect(self.cancel)
        strip.chosen.connect(self.settle)

    @property
    def scanner(self) -> str:
        """Address of the scanner that is used, empty when none is set up."""
        found = self._desk.scanners() if self._desk is not None else ()
        return found[0] if found else ""

    def busy(self) -> bool:
        """Whether a scan runs."""
        return self._run is not None

    def begin(self, keep: Collection[str] = ()) -> None:
        """Another job: pictures leave memory, and no row is given its pages; those of the lines ``keep`` stay."""
        if self._run is not None and self._run.line_id not in keep:
            self.cancel()
        self._sheets = {line: sheets for line, sheets in self._sheets.items() if line in keep}
        if not keep:
            self._replaced.clear()

    def kept(self) -> None:
        """The rows are kept as they are: scans that none of them names any more go."""
        named = {digest for row in self._rows for digest in row.scans}
        gone = tuple(self._replaced - named)
        # Rows change one after the other: what one of them still names may go with the next.
        self._replaced &= named
        if gone and self._desk is not None:
            self._runner.run("scan", partial(self._desk.forget, gone), None, self._failed, name="scan.forget")

    def show(self, rows: Sequence[SubmittedMaterial], frozen: bool = False) -> None:
        """The current row changed, or what it has; ``frozen``: nothing more is scanned."""
        self._rows, self._frozen = tuple(rows), frozen
        self.refresh()

    def refresh(self) -> None:
        """Another row is the current one."""
        row = self._current()
        self._strip.setVisible(bool(self.scanner) and row is not None)
        if row is None or self._run is not None:
            return
        sheets = self._sheets.get(row.line_id)
        pages = len(sheets.pages) if sheets is not None else 0
        if sheets is not None and sheets.broken and not self._frozen:
            words = t("intake.scan.broken", number=row.number, pages=pages, before=len(sheets.aside))
            self._strip.show_broken(words)
            return
        if not row.scans:
            words = t("intake.scan.none", number=row.number)
        elif pages:
            words = t("intake.scan.pages", number=row.number, pages=pages)
        else:
            words = t("intake.scan.files", number=row.number, files=len(row.scans))
        self._strip.show_rest(words, not self._frozen, pages)

    def scan(self) -> None:
        """Scan (more) sheets for the current row."""
        row = self._current()
        if row is None or self._run is not None or self._frozen or not self.scanner:
            return
        sheets = self._sheets.setdefault(row.line_id, Sheets(row.scans))
        desk, url = self._desk, self.scanner
        assert desk is not None

        def work(run: _Run) -> None:
            moved = partial(self._moved, run)
            desk.scan(url, sheets, lambda progress: self._runner.post(partial(moved, progress)), run.stop, whose)

        whose = self._whose(row)
        self._start(row, sheets, work)

    def _start(self, row: SubmittedMaterial, sheets: Sheets, work: Callable[[_Run], None]) -> None:
        run = self._run = _Run(row.line_id, row.number, threading.Event(), len(sheets.pages))
        self._strip.show_run(t("intake.scan.waiting", number=row.number), 0.0)
        self.running.emit(True)
        self._runner.run(
            "scan",
            partial(work, run),
            None,
            partial(self._broke_off, run, sheets),
            partial(self._ended, run, row, sheets),
            name="scan",
        )

    def redo(self, *, last: bool) -> None:
        """Take the last sheet again, or all of them; what is there stays until the new ones are whole."""
        row = self._current()
        sheets = self._sheets.get(row.line_id) if row is not None else None
        if sheets is None or self._run is not None or self._frozen or not self.scanner:
            return
        sheets.retake(last=last)
        self.scan()

    def settle(self, use: bool) -> None:
        """A retake broke off: ``use`` what came of it, or leave what was there before."""
        row, desk = self._current(), self._desk
        sheets = self._sheets.get(row.line_id) if row is not None else None
        if row is None or sheets is None or desk is None or self._run is not None or self._frozen:
            return
        url = self.scanner
        whose = self._whose(row)
        self._start(row, sheets, lambda run: desk.settle(url, sheets, whose, use=use))

    def _whose(self, own: SubmittedMaterial) -> Whose:
        rows = self._rows

        def whose(label: str) -> str | None:
            line = line_named(label, rows) or None
            return "" if line == own.line_id else line

        return whose

    def cancel(self) -> None:
        """Stop what runs; the pages that are whole stay."""
        if self._run is not None:
            self._run.stop.set()

    def _moved(self, run: _Run, progress: Progress) -> None:
        if run is self._run:
            words = t("intake.scan.running", number=run.number, pages=progress.pages)
            self._strip.show_run(words, progress.share)

    def _broke_off(self, run: _Run, sheets: Sheets, error: BaseException) -> None:
        """Say what happened, which pages came, and what stands."""
        came = len(sheets.pages) - run.first
        if not isinstance(error, DeviceError) or came <= 0:
            self._failed(error)
            return
        words = look().texts.error(error.code)
        key = "came_aside" if sheets.broken else "came"
        kept = t(f"intake.scan.{key}", number=run.number, came=came, before=len(sheets.aside))
        self._tell.message("warn", f"{words.what}　{kept}", words.next)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, DeviceError):
            words = look().texts.error(error.code)
            self._tell.message("warn", words.what, words.next)
        else:
            self._tell.error(error)

    def _ended(self, run: _Run, row: SubmittedMaterial, sheets: Sheets) -> None:
        if run is not self._run:
            return
        self._run = None
        # A line that went while its pages came: they stay where they were scanned for.
        for line in set(sheets.others).difference(each.line_id for each in self._rows):
            sheets.before += sheets.others.pop(line)
        # What else was said of the row meanwhile stays.
        now = next((each for each in self._rows if each.line_id == row.line_id), None)
        known = self._sheets.get(row.line_id) is sheets and not self._frozen
        if known and now is not None and sheets.scans != now.scans:
            self._replaced.update(sheets.replaced)
            sheets.replaced.clear()
            self.attached.emit(replace(now, scans=sheets.scans))
        if known:
            self._share_out(run, sheets)
        self.running.emit(False)
        self.refresh()

    def _share_out(self, run: _Run, sheets: Sheets) -> None:
        """What lay behind the separator of another line goes there, besides what that line has."""
        others, strange = sheets.others, sheets.strange
        sheets.others, sheets.strange = {}, ()
        there = [row for row in self._rows if row.line_id in others]
        for row in there:
            come = others[row.line_id]
            if (other := self._sheets.get(row.line_id)) is not None:
                other.before += come
            self.attached.emit(replace(row, scans=(*row.scans, *come)))
        said = []
        if there:
            said.append(t("intake.scan.shared", numbers="、".join(str(row.number) for row in there)))
        if strange:
            labels = "、".join(f"“{label}”" for label in strange)
            said.append(t("intake.scan.strange", labels=labels, number=run.number))
        if said:
            self._tell.message("warn" if strange else "info", said[0], "".join(said[1:]))
