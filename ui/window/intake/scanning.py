"""扫描材料: the strip below the material list, and the run behind it: progress, cancel, once more."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QRect, QSize, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.materials import SubmittedMaterial
from app.errors import Cancelled, DeviceError
from ui.runner import Runner
from ui.scandesk import Progress, ScanDesk, Sheets
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.tell import Tell
from ui.theme import look, t
from ui.window.intake.model import IntakeState


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
    """What the current material has of scans, and the keys. They work while the focus is in ``scope``."""

    wanted = Signal()
    again = Signal()
    anew = Signal()
    stopped = Signal()

    def __init__(self, scope: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        th = look().theme
        self.words = Text("", "secondary", "text2")
        self.words.setObjectName("intake.scan.words")
        self.share = _Share()
        self.scan = self._button("intake.scan", t("intake.scan.scan"), "P", "scan-line", self.wanted, scope)
        self.redo = self._button("intake.scan.redo", t("intake.scan.redo"), "Shift+P", "", self.again, scope)
        self.fresh = self._button("intake.scan.anew", t("intake.scan.anew"), "Ctrl+Shift+P", "", self.anew, scope)
        self.cancel = self._button("intake.scan.cancel", t("intake.scan.cancel"), "Esc", "", self.stopped, scope)
        buttons = QHBoxLayout()
        buttons.setSpacing(th.space.s)
        for button in (self.scan, self.redo, self.fresh, self.cancel):
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
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: signal.emit())
        return button

    def show_rest(self, words: str, may_scan: bool, pages: int) -> None:
        """Nothing runs: what is there, and what can be done; ``pages`` can be taken again."""
        self.words.set_words(words)
        self.share.hide()
        self._keys(scan=may_scan, redo=may_scan and pages > 0, anew=may_scan and pages > 1, cancel=False)

    def show_run(self, words: str, share: float) -> None:
        """A scan runs."""
        self.words.set_words(words)
        self.share.show()
        self.share.show_share(share)
        self._keys(scan=False, redo=False, anew=False, cancel=True)

    def _keys(self, **on: bool) -> None:
        for name, button in (
            ("scan", self.scan),
            ("redo", self.redo),
            ("anew", self.fresh),
            ("cancel", self.cancel),
        ):
            button.setVisible(on[name])
            button.setEnabled(on[name])


@dataclass
class _Run:
    """A scan under way: for which line, and the bell that stops it."""

    line_id: str
    number: int
    stop: threading.Event
    first: int
    """Pages there were before."""
    before: tuple[bytes, ...]
    """What is there again when nothing comes."""


class Scanning(QObject):
    """Scans for the current row. ``attached(row)`` brings a row with other scans than before."""

    attached = Signal(object)

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
        self._state = IntakeState()
        strip.wanted.connect(lambda: self.scan())
        strip.again.connect(partial(self.redo, last=True))
        strip.anew.connect(partial(self.redo, last=False))
        strip.stopped.connect(self.cancel)

    @property
    def scanner(self) -> str:
        """Address of the scanner that is used, empty when none is set up."""
        found = self._desk.scanners() if self._desk is not None else ()
        return found[0] if found else ""

    def busy(self) -> bool:
        """Whether a scan runs."""
        return self._run is not None

    def begin(self) -> None:
        """Another intake or item: the pictures of the last one leave memory, and no row is given its pages."""
        self.cancel()
        self._sheets.clear()
        self._replaced.clear()

    def kept(self) -> None:
        """The rows are on disk as they are: scans that none of them names any more go."""
        named = {digest for row in self._state.material_rows() for digest in row.scans}
        gone = tuple(self._replaced - named)
        self._replaced.clear()
        if gone and self._desk is not None:
            self._runner.run("scan", partial(self._desk.forget, gone), None, self._failed, name="scan.forget")

    @property
    def _frozen(self) -> bool:
        return self._state.case is not None

    def show(self, state: IntakeState) -> None:
        """The current row changed, or what it has."""
        self._state = state
        row = self._current()
        self._strip.setVisible(bool(self.scanner) and row is not None)
        if row is None or self._run is not None:
            return
        sheets = self._sheets.get(row.line_id)
        pages = len(sheets.pages) if sheets is not None else 0
        if not row.scans:
            words = t("intake.scan.none", number=row.number)
        elif pages:
            words = t("intake.scan.pages", number=row.number, pages=pages)
        else:
            words = t("intake.scan.files", number=row.number, files=len(row.scans))
        self._strip.show_rest(words, not self._frozen, pages)

    def scan(self, before: tuple[bytes, ...] | None = None) -> None:
        """Scan (more) sheets for the current row; ``before`` are the pages to go back to when nothing comes."""
        row = self._current()
        if row is None or self._run is not None or self._frozen or not self.scanner or self._desk is None:
            return
        sheets = self._sheets.setdefault(row.line_id, Sheets(row.scans))
        first, had = len(sheets.pages), before if before is not None else tuple(sheets.pages)
        run = self._run = _Run(row.line_id, row.number, threading.Event(), first, had)
        self._strip.show_run(t("intake.scan.waiting", number=row.number), 0.0)
        desk, url = self._desk, self.scanner

        def told(progress: Progress) -> None:
            self._runner.post(partial(self._moved, run, progress))

        self._runner.run(
            "scan",
            lambda: desk.scan(url, sheets, told, run.stop),
            None,
            self._failed,
            partial(self._ended, run, row, sheets),
            name="scan",
        )

    def redo(self, *, last: bool) -> None:
        """Take the last sheet again, or all of them."""
        row = self._current()
        sheets = self._sheets.get(row.line_id) if row is not None else None
        if sheets is None or self._run is not None or self._frozen or not self.scanner:
            return
        before = tuple(sheets.pages)
        if last and sheets.pages:
            sheets.pages.pop()
        else:
            sheets.pages.clear()
        self.scan(before)

    def cancel(self) -> None:
        """Stop what runs; the pages that are whole stay."""
        if self._run is not None:
            self._run.stop.set()

    def _moved(self, run: _Run, progress: Progress) -> None:
        if run is self._run:
            words = t("intake.scan.running", number=run.number, pages=progress.pages)
            self._strip.show_run(words, progress.share)

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
        if len(sheets.pages) == run.first:
            sheets.pages[:] = run.before
        # What else was said of the row meanwhile stays.
        now = next((each for each in self._state.material_rows() if each.line_id == row.line_id), None)
        known = self._sheets.get(row.line_id) is sheets and not self._frozen
        if known and now is not None and sheets.scans != now.scans:
            self._replaced.update(sheets.replaced)
            sheets.replaced.clear()
            self.attached.emit(replace(now, scans=sheets.scans))
        self.show(self._state)
