"""统计: what came in, what was finished, how long it took, what is late, and the eleven counters of S0 art 26."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.clocks import CLOCK_NAMES
from app.domain.conduct import KIND_WORDS, Kind, Signal
from app.domain.figures_table import Period, minutes_words, periods, time_classes
from ui.counts import Counted, count
from ui.figures_out import Long, Place, places, print_sheet, print_unless_long, save_csv
from ui.printed import outcome
from ui.shared.button import KeyButton
from ui.shared.chart import Bar, Bars, Ranks
from ui.shared.labels import Text
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure, Tab, Tabs
from ui.theme import look, said, t
from ui.unqueued import SLIPS, came_out
from ui.window.case.forms import FormSpec
from ui.window.days.figures_forms import SHORT, place_form, place_told, print_form, span_form, span_told
from ui.window.inner import InnerPage, Tools, row_of

TODAY, WEEK, MONTH, OWN = "today", "week", "month", "own"
MOST_LATE = 3
"""So many kinds of clock stand in the figure of what is late."""
LOW = 9
"""A page that is less than so many places of the rail high has no room for a form and two charts above each other."""
STICKS = "figures-out"
"""The worker that looks for sticks and writes on them."""
Reader = Callable[[date, date], Counted]


class FiguresPage(InnerPage):
    """Spans with the keys 1 to 4, earlier and later with Alt and the arrows; ``Ctrl+E`` makes a file for a spreadsheet
    of what is shown, ``Ctrl+P`` prints it.
    """

    def __init__(self, tools: Tools, reader: Reader | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tools, "figures", parent)
        self._reader: Reader = reader or partial(count, tools.at)
        self._back = 0
        self._own: tuple[date, date] | None = None
        self._shown = TODAY
        self._wanted = self.span()
        self._busy = False
        self.seen: Counted | None = None
        self.column.addLayout(self._top())
        self._figures()
        self.column.addLayout(row_of((self._charts(), 5), (self._items(), 4), (self._conduct(), 5)), 1)
        ways = (("earlier", "Alt+Left", "arrow-left", 1), ("later", "Alt+Right", "arrow-right", -1))
        self.ways: list[KeyButton] = []
        for name, key, icon, step in ways:
            button = KeyButton(t(f"figures.{name}"), key, icon, size="small")
            button.setObjectName(f"figures.{name}")
            button.clicked.connect(partial(self._step, step))
            self.head.add_right(button)
            self.ways.append(button)
        self.finish_head()

    # what it is made of

    def _top(self) -> QHBoxLayout:
        spans = enumerate((TODAY, WEEK, MONTH, OWN), 1)
        self.tabs = Tabs([Tab(span, t(f"figures.{span}"), None, str(n)) for n, span in spans], scope=self)
        self.tabs.setObjectName("figures.tabs")
        self.tabs.changed.connect(self._taken)
        top = QHBoxLayout()
        top.setSpacing(look().theme.space.s)
        top.addWidget(self.tabs, 1)
        self.left_out = Text("", "body", "text2", wrap=False)
        self.left_out.setObjectName("figures.left_out")
        top.addWidget(self.left_out)
        self.export = KeyButton(t("figures.export"), "Ctrl+E", "download")
        self.export.setObjectName("figures.export")
        self.export.clicked.connect(self._export)
        self.print = KeyButton(t("figures.print"), "Ctrl+P", "printer")
        self.print.setObjectName("figures.print")
        self.print.clicked.connect(self._print)
        for button in (self.export, self.print):
            button.setEnabled(False)
            top.addWidget(button)
        return top

    def _figures(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().theme.columns.gap)
        self.received, self.finished = Figure(t("figures.received")), Figure(t("figures.finished"))
        self.running, self.minutes = Figure(t("figures.running")), Figure(t("figures.minutes"))
        self.overdue = Figure(t("figures.overdue"))
        for figure in (self.received, self.finished, self.running, self.minutes, self.overdue):
            # All as high as the one with most to say.
            figure.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            row.addWidget(figure, 1)
        self.column.addLayout(row)

    def _charts(self) -> QWidget:
        self.by_day = Bars(t("figures.by_day"), (t("figures.received"), t("figures.finished")))
        self.by_time = Bars(t("figures.by_time"))
        self.panes: dict[Bars, Pane] = {}
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.columns.gap)
        for chart, icon in ((self.by_day, "chart-column"), (self.by_time, "hourglass")):
            pane = Pane(chart.name, icon=icon)
            pane.body.addWidget(chart, 1)
            column.addWidget(pane, 1)
            self.panes[chart] = pane
        return both

    def _items(self) -> Pane:
        self.by_item = Ranks(t("figures.by_item"))
        self.no_items = EmptyState("chart-column", t("figures.none"), t("figures.none_text"))
        self.items = Stack()
        self.items.addWidget(self.by_item)
        self.items.addWidget(self.no_items)
        pane = Pane(t("figures.by_item"), icon="list")
        pane.body.addWidget(self.items, 1)
        return pane

    def _conduct(self) -> Pane:
        self.pane = Pane(t("figures.conduct"), icon="shield-check", key="Alt+1", bare=True)
        self.kinds = Table(
            [
                Column(t("figures.kind"), 0, lambda row: f"（{int(row[0])}）{said(row[1])}"),
                Column(t("figures.count"), 64, lambda row: str(row[2]), bold=True),
            ],
            t("figures.conduct"),
        )
        self.kinds.setObjectName("figures.kinds")
        self.kinds.picked.connect(lambda row: self._show_signals(row[0]))
        self.signals = Table(
            [
                Column(t("figures.day"), 76, lambda s: f"{s.day.month}月{s.day.day}日"),
                Column(t("figures.signal"), 0, lambda s: s.what),
            ],
            t("figures.signals"),
            blank=t("blank.signals"),
        )
        self.signals.setObjectName("figures.signals")
        self.signals.opened.connect(lambda signal: self.open_case.emit(signal.case_id))
        self.clue = Text(t("figures.clue"), "secondary", "text2")
        self.pane.body.addWidget(self.kinds, 3)
        self.pane.body.addWidget(self.signals, 1)
        foot = QWidget()
        line = QVBoxLayout(foot)
        line.setContentsMargins(*(look().theme.space.pane,) * 4)
        line.addWidget(self.clue)
        self.pane.add_foot(foot)
        return self.pane

    # reading

    def refresh(self) -> None:
        """Count on a worker of its own: the whole log is read, and nothing else may wait for it. What moves on the line
        meanwhile starts no other count; coming back to the page, another span and Ctrl+R do.
        """
        if self._seen and not self._arrived:
            return
        self._count()

    def _count(self) -> None:
        self._wanted = self.span()
        self._offer()
        self.load(partial(self._reader, *self._wanted), self._show, "figures")

    def span(self) -> tuple[date, date]:
        """First and last day that are shown; while own days are asked for, those of before."""
        if self._shown == OWN and self._own is not None:
            return self._own
        return span_of(self._shown, self._back, self.tools.office.today())

    def _taken(self, span: str) -> None:
        """Own days are asked for first; until they are told, what was shown stays."""
        if span != OWN:
            self._shown = span
            self._go_to(0)
            return
        first, last = self._own or self.span()
        self.ask_for(span_form(first, last, self.tools.office.today()), self._own_told)

    def _own_told(self, values: dict[str, str]) -> None:
        self._own = span_told(values, self.tools.office.today())
        self._shown = OWN
        self.tabs.set_value(OWN)
        self._go_to(0)

    def ask_for(self, spec: FormSpec, then: Callable[[dict[str, str]], object]) -> None:
        """Meanwhile the digits belong to the form, and what is shown stays."""
        self._asking(True)
        super().ask_for(spec, then)
        self._offer()

    def end_asking(self) -> None:
        """Take the form away: this page has no bar, and nothing is counted again. The tab is that of what is shown."""
        self.form.close_form()
        self.back.set_key("Esc")
        self._asking(False)
        self.tabs.set_value(self._shown)
        self._offer()
        self._arrived = True
        self.take_focus(self.kinds)

    def _asking(self, asked: bool) -> None:
        """On a low page the form and two charts above each other have no room."""
        for part in (self.tabs, *self.ways):
            part.setEnabled(not asked)
        self.panes[self.by_time].setVisible(not asked or self.height() >= LOW * look().theme.size.rail_item)

    def _go_to(self, back: int) -> None:
        self._back = back
        self._count()

    def _step(self, step: int) -> None:
        if self._shown == OWN and self._own is not None:
            length = (self._own[1] - self._own[0] + timedelta(days=1)) * step
            if self._own[0] - date.min >= length and self._own[0] - length <= self.tools.office.today():
                self._own = (self._own[0] - length, self._own[1] - length)
                self._count()
        elif self._back + step >= 0:
            self._go_to(self._back + step)

    def _offer(self) -> None:
        """What goes out is what is shown: nothing while another span is being counted, or something is asked."""
        free = self._fits() and self.form.spec is None and not self._busy
        self.export.setEnabled(free)
        self.print.setEnabled(free)

    def _fits(self) -> bool:
        """Whether what is shown was asked for last; at midnight 今天 is another day, and it still goes out."""
        found = self.seen.figures if self.seen is not None else None
        return found is not None and (found.first, found.last) == self._wanted

    def _show(self, seen: Counted) -> None:
        found = seen.figures
        if (found.first, found.last) != self._wanted:
            return
        self.seen = seen
        self._offer()
        self.head.set_note(_span_words(found.first, found.last))
        self.left_out.setText(t("figures.left_out", count=found.left_out) if found.left_out else "")
        unit = t("figures.unit")
        self.received.set_figure(str(sum(found.received.values())), unit, t("figures.received_note"))
        self.finished.set_figure(str(sum(found.finished.values())), unit, t("figures.finished_note"))
        self.running.set_figure(str(found.running), unit, t("figures.running_note"))
        self.minutes.set_figure(minutes_words(found.minutes), t("figures.minute"), t("figures.minutes_note"))
        late = late_words(found.overdue)
        self.overdue.set_figure(
            str(found.late), t("figures.clocks"), late or t("figures.no_late"), state="danger" if found.late else "text"
        )
        self.overdue.setToolTip("\n".join(f"{said(CLOCK_NAMES[kind])} {n}" for kind, n in found.overdue.items()))
        self._draw(seen)
        kind = self.kinds.current()
        rows = [(each, words, seen.conduct.count(each)) for each, words in KIND_WORDS.items()]
        self.kinds.set_rows(rows)
        self.kinds.pick(int(kind[0]) - 1 if kind is not None else 0)
        self._show_signals(kind[0] if kind is not None else rows[0][0])
        if self.form.spec is None:
            self.take_focus(self.kinds)

    def _draw(self, seen: Counted) -> None:
        found = seen.figures
        terms = periods(found)
        self.by_day.name = t("figures.by_month" if terms[0].by_month else "figures.by_day")
        self.panes[self.by_day].title.setText(self.by_day.name)
        self.panes[self.by_day].setAccessibleName(self.by_day.name)
        self.by_day.set_bars(
            [Bar(_term_words(each, len(terms) == 1), (each.received, each.finished)) for each in terms]
        )
        self.by_time.set_bars(time_bars(found.seconds))
        self.by_item.set_rows(list(found.items.items()), t("figures.rest"))
        self.items.setCurrentIndex(0 if found.items else 1)

    def _show_signals(self, kind: Kind) -> None:
        signals: list[Signal] = []
        if self.seen is not None:
            signals = [signal for signal in self.seen.conduct.signals if signal.kind is kind]
        self.signals.set_rows(signals)
        self.signals.setVisible(bool(signals))

    # taking it along

    def _export(self) -> None:
        """Which sticks are plugged in is asked anew each time, on a worker that counts nothing: one that hangs holds up
        no other span.
        """
        if self.seen is not None:
            self._hold()
            self._run(STICKS, places, self._ask_where, "places")

    def _ask_where(self, found: tuple[Place, ...]) -> None:
        """Not for a span that was left while the sticks were looked for: the file would hold what is not shown."""
        seen = self.seen
        if seen is None or self.form.spec is not None or not self._fits() or not self.isVisible():
            return

        def told(values: dict[str, str]) -> None:
            self._hold()
            work = partial(save_csv, self.tools.at, self.seen or seen, place_told(values, found))
            self._run(STICKS, work, self._saved, "save")

        self.ask_for(place_form(found), told)

    def _saved(self, file: Path) -> None:
        words = t("figures.saved_next", folder=str(file.parent))
        self.tools.tell.message("ok", t("figures.saved", name=file.name), words, stays=True)

    def _print(self) -> None:
        """Of a hall with hundreds of items it is asked first how much of it is wanted."""
        if self.seen is not None:
            self._hold()
            told = partial(self._told_length, self.seen)
            self._run(SLIPS, partial(print_unless_long, self.tools.at, self.seen), told, "print")

    def _told_length(self, seen: Counted, told: Long | tuple[str, str]) -> None:
        """What was measured is what is printed, though another count may come in between."""
        if not isinstance(told, Long):
            self._printed(told)
        elif self.form.spec is None and self.isVisible():
            self.ask_for(print_form(told), lambda values: self._print_part(seen, values["items"] == SHORT))

    def _print_part(self, seen: Counted, short: bool) -> None:
        self._hold()
        self._run(SLIPS, partial(print_sheet, self.tools.at, seen, short=short), self._printed, "print")

    def _printed(self, told: tuple[str, str]) -> None:
        paper, words = told
        state = "ok" if came_out(words) else "warn"
        self.tools.tell.message(state, t("day.printed", paper=paper, words=outcome(words)), t("figures.printed_next"))

    def _run(self, worker: str, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self.tools.runner.run(worker, work, done, self.tools.tell.error, self._free, name=f"figures.{name}")

    def _hold(self) -> None:
        """One at a time: a second press makes no second sheet."""
        self._busy = True
        self._offer()

    def _free(self) -> None:
        self._busy = False
        self._offer()


def span_of(name: str, back: int, today: date) -> tuple[date, date]:
    """The day, the week from Monday, or the month, ``back`` spans before that of ``today``."""
    if name == TODAY:
        day = today - timedelta(days=back)
        return day, day
    if name == WEEK:
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    months = today.year * 12 + today.month - 1 - back
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def late_words(overdue: Mapping[str, int]) -> str:
    """Which clocks ran out, the most frequent first; the rest in one number, so that two lines hold it."""
    most = sorted(overdue.items(), key=lambda pair: -pair[1])
    shown = most if len(most) <= MOST_LATE else most[: MOST_LATE - 1]
    rest = sum(overdue.values()) - sum(n for _, n in shown)
    words = [f"{said(CLOCK_NAMES[kind])} {n}" for kind, n in shown]
    return t("inner.and").join([*words, t("figures.late_rest", n=rest)] if rest else words)


def time_bars(seconds: tuple[int, ...]) -> list[Bar]:
    """How many intakes took how many minutes."""
    bars = []
    for low, high, inside in time_classes(seconds):
        words = t("figures.over", low=low) if high is None else t("figures.between", low=low, high=high)
        bars.append(Bar(words, (inside,)))
    return bars


def _term_words(term: Period, long: bool) -> str:
    """A day alone in words, among others in short; a month with its year."""
    day = term.first
    if term.by_month:
        return f"{day.year}/{day.month}"
    return f"{day.month}月{day.day}日" if long else f"{day.month}/{day.day}"


def _span_words(first: date, last: date) -> str:
    one = f"{first.year}年{first.month}月{first.day}日"
    year = f"{last.year}年" if last.year != first.year else ""
    return one if first == last else f"{one}至{year}{last.month}月{last.day}日"
