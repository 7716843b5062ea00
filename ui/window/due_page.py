"""待办与时限: running clocks, the most urgent first, and beside them how each was counted and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.deadlines import Light
from app.domain.materials import MaterialStatus
from app.ports import Scheduler
from app.storage.views import CaseLine, PaperLine
from ui.office import DueLight, Office
from ui.runner import Job, Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Chip, Facts, KeyHint, Text, empty, rule
from ui.shared.paint import Lit
from ui.shared.pane import EmptyState, MessageBand, PageHead, Pane, scrolled
from ui.shared.table import Column, Table
from ui.shared.tabs import Tab, Tabs
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.head import party_words
from ui.window.case.look import CaseLook, light_kind, read_case
from ui.window.case.sentences import sentence
from ui.window.case.words import masked_party, moment, short_number, weekday

ALL, RED, WARN, CORRECTION, SEAL = "all", "red", "warn", "correction", "seal"


@dataclass(frozen=True)
class DueRow:
    """A line of the list; ``kinds`` are the filters it falls under."""

    case_id: UUID
    light: Lit
    until: str
    clock: str
    item: str
    applicant: str
    number: str
    holder: str
    step: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class DueLook:
    """All lines and until when the holidays are known."""

    rows: tuple[DueRow, ...]
    known: str
    known_today: bool


def read_due(office: Office) -> DueLook:
    """Read the list; runs on the ``db`` worker."""
    lines = office.due_list()
    rows = [_row(line, light) for line, light in lines]
    listed = {line.case_id for line, _ in lines}
    for paper in office.papers("unsealed"):
        if paper.case_id not in listed:
            listed.add(paper.case_id)
            rows.append(_sealing(paper))
    calendar = office.calendar
    return DueLook(tuple(rows), weekday(calendar.last_known), calendar.knows(office.today()))


def _row(line: CaseLine, light: DueLight) -> DueRow:
    kinds = {ALL}
    if light.light is Light.RED:
        kinds.add(RED)
    if light.light is Light.WARN:
        kinds.add(WARN)
    if line.due_kind == "correction":
        kinds.add(CORRECTION)
    if line.awaits_seal:
        kinds.add(SEAL)
    until = weekday(line.due) if line.due is not None else ""
    return DueRow(
        case_id=line.case_id,
        light=Lit(light_kind(light.light), _left(light)),
        until=until if line.due_firm else t("due.soft", day=until),
        clock=t(f"case.clock.name.{line.due_kind}"),
        item=line.item,
        applicant=masked_party(line.applicant),
        number=short_number(line.receipt),
        holder=_holder(line),
        step=_step(line),
        kinds=frozenset(kinds),
    )


def _left(light: DueLight) -> str:
    if light.left < 0:
        return t("due.overdue", n=-light.left)
    return t("due.left", n=light.left) if light.left else t("due.today")


def _holder(line: CaseLine) -> str:
    if line.lease == "platform":
        return t("due.department")
    if line.due_kind == "correction":
        return t("due.citizen")
    return t("due.issue_desk") if line.due_kind == "delivery" else line.operator


def _step(line: CaseLine) -> str:
    tail = "_department" if line.lease == "platform" and line.due_kind != "correction" else ""
    return t(f"due.next.{line.due_kind}{tail}")


def _sealing(paper: PaperLine) -> DueRow:
    """A case without a running clock whose paper still lacks its seal."""
    return DueRow(
        paper.case_id,
        Lit("warn", t("due.seal_light")),
        "",
        t("due.seal_clock"),
        paper.item,
        masked_party(paper.applicant),
        short_number(paper.number),
        "",
        t("due.next.seal"),
        frozenset({SEAL}),
    )


class DuePage(QWidget):
    """The list with its filters (1–5) and the detail of the chosen line. ``open_case(id)`` with Enter."""

    open_case = Signal(object)

    def __init__(
        self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "page")
        self.setObjectName("due")
        self._office, self._runner, self._tell = office, runner, tell
        self._rows: tuple[DueRow, ...] = ()
        self._job: Job | None = None
        self._chosen: UUID | None = None
        self._build()

    def _build(self) -> None:
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
        self.table = _table()
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda row: self.open_case.emit(row.case_id))
        self.table.verticalScrollBar().valueChanged.connect(lambda _: self._say_span())
        self.detail = DueDetail()
        self.detail.setFixedWidth(look().theme.columns.due_detail)
        self.detail.open.clicked.connect(self._open_chosen)
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

    def _list(self) -> QFrame:
        pane = QFrame()
        pane.setProperty("part", "pane")
        column = QVBoxLayout(pane)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(EmptyState("clock", t("due.empty_title"), t("due.empty_text")))
        column.addWidget(self._stack, 1)
        foot = QFrame()
        foot.setProperty("part", "panefoot")
        row = QHBoxLayout(foot)
        space = look().theme.space
        row.setContentsMargins(space.pane, space.s, space.pane, space.s)
        row.setSpacing(space.m)
        for keys, words in (("↑↓", "due.select"), ("Enter", "due.open"), ("1–5", "due.filter")):
            row.addWidget(KeyHint(keys, t(words)))
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
        held = self.table.hasFocus()
        self._stack.setCurrentIndex(0 if rows else 1)
        self.table.set_rows(rows)
        at = next((i for i, row in enumerate(rows) if row.case_id == chosen), 0)
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
        self._chosen = row.case_id
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
    cells: tuple[tuple[str, Callable[[DueRow], str | Lit]], ...] = (
        ("light", lambda r: r.light),
        ("until", lambda r: r.until),
        ("clock", lambda r: r.clock),
        ("item", lambda r: r.item),
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


class DueDetail(Pane):
    """The chosen line: the demand and its consequence in words, the counting day by day, the last events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("due.title"), icon="clock", bare=True, parent=parent)
        space = look().theme.space
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(space.pane, space.pane, space.pane, space.pane)
        self._lines.setSpacing(space.s)
        self.body.addWidget(scrolled(inner), 1)
        foot = QWidget()
        row = QVBoxLayout(foot)
        row.setContentsMargins(space.pane, space.s, space.pane, space.pane)
        self.open = KeyButton(t("due.open_case"), "Ctrl+Enter", "file-text", kind="primary")
        self.open.setObjectName("due.open")
        row.addWidget(self.open)
        self.add_foot(foot)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        empty(self._lines)
        self.title.setText(t("due.title"))
        self._lines.addWidget(Text(t("due.pick"), "body", "text2"))
        self._lines.addStretch(1)
        self.open.setEnabled(False)

    def show_case(self, seen: CaseLook, row: DueRow) -> None:
        """Explain the clock of a line."""
        empty(self._lines)
        self.open.setEnabled(True)
        self.title.setText(f"{row.light.text}：{row.clock}")
        self._lines.addWidget(Text(seen.case.item.name, "title", bold=True))
        self._lines.addWidget(Text(f"{party_words(seen.case)}　{row.number}", "secondary", "text2"))
        if seen.clock is not None:
            band = MessageBand(closable=False, parent=self)
            state = {"red": "danger", "warn": "warn"}.get(row.light.kind, "info")
            band.tell(state, seen.clock.meaning.demand, seen.clock.meaning.follows)
            self._lines.addWidget(band)
        self._lines.addWidget(Facts(_facts(seen)))
        self._lines.addWidget(rule())
        head = QHBoxLayout()
        head.addWidget(Text(t("due.history"), "body", bold=True, wrap=False))
        head.addWidget(Text(t("due.history_note"), "secondary", "text2", wrap=False))
        head.addStretch(1)
        self._lines.addLayout(head)
        last = sorted(seen.events, key=lambda each: each.event.at.ms)[-3:][::-1]
        told = [(moment(line.event.at), sentence(line.event, seen.case, t)) for line in last]
        self._lines.addWidget(Facts(told))
        self._lines.addStretch(1)


def _facts(seen: CaseLook) -> list[tuple[str, str | QWidget]]:
    case = seen.case
    rows: list[tuple[str, str | QWidget]] = []
    if case.received is not None:
        at = case.received.at
        rows.append((t("due.received"), f"{weekday(at.date)} {moment(at).split()[-1]}"))
    if seen.clock is not None and seen.clock.counting:
        rows.append((t("due.counting"), seen.clock.counting))
    if seen.clock is not None:
        rows.append((t("due.law"), seen.clock.meaning.law))
    statuses = [material.status for material in case.materials]
    bad, still = statuses.count(MaterialStatus.FAULTY), statuses.count(MaterialStatus.OPEN)
    taken = sum(1 for material in case.materials if material.settled)
    rows.append((t("due.materials"), t("due.materials_words", taken=taken, bad=bad, open=still)))
    waiting = sum(1 for line in seen.events if not line.acknowledged)
    words = t("due.sync_some", count=waiting) if waiting else t("due.sync_all", count=len(seen.events))
    rows.append((t("due.sync"), words))
    return rows
