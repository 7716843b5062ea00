"""待办与时限: running clocks, the most urgent first, and beside them how each was counted and what follows."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ports import Scheduler
from ui.office import Office
from ui.runner import Job, Runner
from ui.shared.ahead import at_once
from ui.shared.frame import Frame
from ui.shared.labels import Chip, KeyHint, Text
from ui.shared.pane import EmptyState, PageHead
from ui.shared.stack import Stack
from ui.shared.table import Cell, Column, Table
from ui.shared.tabs import Tab, Tabs
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.linked import marked
from ui.window.case.look import CaseLook, read_case
from ui.window.due_detail import DueDetail
from ui.window.due_rows import ALL, CORRECTION, RED, SEAL, WARN, DueLook, DueRow, read_due


class DuePage(QWidget):
    """The list with its filters (1–5) and the detail of the chosen line. ``open_case(id)`` with Enter."""

    open_case = Signal(object)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        parent: QWidget | None = None,
        whole: bool = True,
    ) -> None:
        """Not ``whole``, it is made by :meth:`furnish`, a part per turn."""
        super().__init__(parent)
        self.setProperty("part", "page")
        self.setObjectName("due")
        self._office, self._runner, self._tell = office, runner, tell
        self._rows: tuple[DueRow, ...] = ()
        self._seen: DueLook | None = None
        self._job: Job | None = None
        self._chosen: tuple[UUID, str] | None = None
        if whole:
            at_once(self.furnish())

    def furnish(self) -> Generator[None, None, None]:
        """Make what the page is made of."""
        gap = look().theme.columns.gap
        self.head = PageHead(t("due.title"))
        self.calendar = Chip()
        self.head.add_right(self.calendar)
        self.tabs = Tabs(
            [
                Tab(ALL, t("due.all"), 0, "1"),
                Tab(RED, t("due.red"), 0, "2", "red"),
                Tab(WARN, t("due.warn"), 0, "3", "warn"),
                Tab(CORRECTION, t("due.correction"), 0, "4"),
                Tab(SEAL, t("due.seal"), 0, "5"),
            ],
            scope=self,
        )
        self.tabs.setObjectName("due.tabs")
        self.tabs.changed.connect(lambda _: self._filter())
        yield
        self.table = _table()
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda row: self.open_case.emit(row.case_id))
        self.table.verticalScrollBar().valueChanged.connect(lambda _: self._say_span())
        yield
        self.detail = DueDetail()
        self.detail.setFixedWidth(look().theme.columns.due_detail)
        self.detail.open.clicked.connect(self._open_chosen)
        self.detail.ways.wanted.connect(self.open_case)
        yield
        left = QVBoxLayout()
        left.setSpacing(gap)
        left.addWidget(self._list(), 1)
        body = QHBoxLayout()
        body.setContentsMargins(gap, gap, gap, gap)
        body.setSpacing(gap)
        body.addLayout(left, 1)
        body.addWidget(self.detail)
        filters = QHBoxLayout()
        filters.setContentsMargins(look().theme.space.m, 0, look().theme.space.m, 0)
        filters.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(filters)
        column.addLayout(body, 1)

    def _list(self) -> Frame:
        pane = Frame("pane")
        column = QVBoxLayout(pane)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._stack = Stack()
        self._stack.addWidget(self.table)
        self._stack.addWidget(EmptyState("clock", t("due.empty_title"), t("due.empty_text")))
        column.addWidget(self._stack, 1)
        foot = Frame("panefoot")
        row = QHBoxLayout(foot)
        space = look().theme.space
        row.setContentsMargins(space.pane, space.s, space.pane, space.s)
        row.setSpacing(space.m)
        hints = (("↑↓", "select"), ("Enter", "open"), ("1–5", "filter"), ("Alt+2", "read_on"), ("Alt+1", "to_list"))
        for keys, words in hints:
            row.addWidget(KeyHint(keys, t(f"due.{words}")))
        back = QAction(t("due.to_list"), self)
        back.setShortcut(QKeySequence("Alt+1"))
        back.triggered.connect(lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.addAction(back)
        row.addStretch(1)
        self.span = Text("", "secondary", "text2", wrap=False)
        row.addWidget(self.span)
        column.addWidget(foot)
        return pane

    def refresh(self) -> None:
        """Read the list again; the chosen line stays chosen."""
        read = partial(read_due, self._office)
        self._runner.run("db", read, done=self._show, failed=self._tell.error, name="due.read")

    def counts(self) -> dict[str, int]:
        """How many lines each filter has."""
        return {
            kind: sum(kind in row.kinds for row in self._rows) for kind in (ALL, RED, WARN, CORRECTION, SEAL)
        }

    def _show(self, seen: DueLook) -> None:
        row = self.table.current()
        if seen == self._seen and row is not None:
            self._pick(row)
            return
        self._seen = seen
        self._rows = seen.rows
        counts = self.counts()
        self.tabs.set_counts(counts)
        self.head.set_note(t("due.note", count=counts[ALL]))
        key, state = ("calendar_ok", "info") if seen.known_today else ("calendar_old", "warn")
        self.calendar.set(t(f"due.{key}", day=seen.known), state)
        self._filter()

    def _filter(self) -> None:
        chosen, kind = self._chosen, self.tabs.value()
        rows = [row for row in self._rows if kind in row.kinds]
        if kind == SEAL:
            rows = [row.for_sealing() for row in rows]
        held = self.table.hasFocus()
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.set_rows(rows)
        at = next((i for i, row in enumerate(rows) if (row.case_id, row.clock_kind) == chosen), 0)
        if rows:
            self.table.pick(at)
            self._pick(rows[at])
        else:
            self.detail.clear()
            self._chosen = None
        if held or (self.isVisible() and not any(part.hasFocus() for part in self.findChildren(QWidget))):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_span()

    def _say_span(self) -> None:
        count = self.table.rows.rowCount()
        bar = self.table.verticalScrollBar()
        shown = max(self.table.viewport().height() // look().theme.size.row_table, 1)
        first = bar.value() + 1 if count else 0
        self.span.setText(t("due.span", first=first, last=min(bar.value() + shown, count), count=count))

    def _pick(self, row: DueRow) -> None:
        """Read the case behind the line; the list itself knows only the line."""
        if self._job is not None:
            self._job.cancel()
        self._chosen = (row.case_id, row.clock_kind)
        self.detail.ways.show_links(row.links)  # at once: a key pressed meanwhile must not lead on from the line before
        read = partial(read_case, self._office, row.case_id, t, False)
        self._job = self._runner.run(
            "db", read, done=self._detail, failed=self._tell.error, name="due.detail"
        )

    def _detail(self, seen: CaseLook) -> None:
        row = self.table.current()
        if row is not None and row.case_id == seen.case.id:
            self.detail.show_case(seen, row)

    def _open_chosen(self) -> None:
        row = self.table.current()
        if row is not None:
            self.open_case.emit(row.case_id)

    def resizeEvent(self, event: object) -> None:
        self._say_span()

    def showEvent(self, event: object) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _table() -> Table:
    widths = look().theme.columns.due
    cells: tuple[tuple[str, Callable[[DueRow], Cell]], ...] = (
        ("light", lambda r: r.light),
        ("until", lambda r: r.until),
        ("clock", lambda r: r.clock),
        ("item", lambda r: marked(r.item, r.links)),
        ("applicant", lambda r: r.applicant),
        ("number", lambda r: r.number),
        ("holder", lambda r: r.holder),
        ("step", lambda r: r.step),
    )
    columns = [
        Column(t(f"due.{name}"), width, cell) for (name, cell), width in zip(cells, widths, strict=True)
    ]
    table = Table(columns, t("due.title"))
    table.setObjectName("due.table")
    return table
