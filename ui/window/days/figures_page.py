"""统计: what came in, what was finished, how long it took, what is late, and the eleven counters of S0 art 26."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.clocks import CLOCK_NAMES
from app.domain.conduct import KIND_WORDS, Kind, Signal
from ui.counts import Counted, count
from ui.shared.button import KeyButton
from ui.shared.chart import Bar, Bars, Ranks
from ui.shared.labels import Text
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure, Tab, Tabs
from ui.theme import look, said, t
from ui.window.inner import InnerPage, Tools, row_of

TODAY, WEEK, MONTH = "today", "week", "month"
STEPS = (5, 10, 20, 40)
"""Minutes at which the bars of the time per intake end."""
MOST_LATE = 3
"""So many kinds of clock stand in the figure of what is late."""
Reader = Callable[[date, date], Counted]


class FiguresPage(InnerPage):
    """Spans with the keys 1 to 3, earlier and later with Alt and the arrows."""

    def __init__(self, tools: Tools, reader: Reader | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tools, "figures", parent)
        self._reader: Reader = reader or partial(count, tools.at)
        self._back = 0
        self.seen: Counted | None = None
        self.tabs = Tabs(
            [Tab(span, t(f"figures.{span}"), None, str(n)) for n, span in enumerate((TODAY, WEEK, MONTH), 1)],
            scope=self,
        )
        self.tabs.setObjectName("figures.tabs")
        self.tabs.changed.connect(lambda _: self._go_to(0))
        top = QHBoxLayout()
        top.setSpacing(look().theme.space.s)
        top.addWidget(self.tabs, 1)
        self.left_out = Text("", "body", "text2", wrap=False)
        self.left_out.setObjectName("figures.left_out")
        top.addWidget(self.left_out)
        self.column.addLayout(top)
        self._figures()
        self.column.addLayout(row_of((self._charts(), 5), (self._items(), 4), (self._conduct(), 5)), 1)
        ways = (("earlier", "Alt+Left", "arrow-left", 1), ("later", "Alt+Right", "arrow-right", -1))
        for name, key, icon, step in ways:
            button = KeyButton(t(f"figures.{name}"), key, icon, size="small")
            button.setObjectName(f"figures.{name}")
            button.clicked.connect(partial(self._step, step))
            self.head.add_right(button)
        self.finish_head()

    # what it is made of

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
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.columns.gap)
        for chart, icon in ((self.by_day, "chart-column"), (self.by_time, "hourglass")):
            pane = Pane(chart.name, icon=icon)
            pane.body.addWidget(chart, 1)
            column.addWidget(pane, 1)
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
        first, last = self.span()
        self.load(partial(self._reader, first, last), self._show, "figures")

    def span(self) -> tuple[date, date]:
        """First and last day that are shown."""
        return span_of(self.tabs.value(), self._back, self.tools.office.today())

    def _go_to(self, back: int) -> None:
        self._back = back
        self._count()

    def _step(self, step: int) -> None:
        if self._back + step >= 0:
            self._go_to(self._back + step)

    def _show(self, seen: Counted) -> None:
        found = seen.figures
        if (found.first, found.last) != self.span():
            return
        self.seen = seen
        self.head.set_note(_span_words(found.first, found.last))
        self.left_out.setText(t("figures.left_out", count=found.left_out) if found.left_out else "")
        unit = t("figures.unit")
        self.received.set_figure(str(sum(found.received.values())), unit, t("figures.received_note"))
        self.finished.set_figure(str(sum(found.finished.values())), unit, t("figures.finished_note"))
        self.running.set_figure(str(found.running), unit, t("figures.running_note"))
        known = found.minutes
        self.minutes.set_figure(
            f"{known:.1f}" if known is not None else "—", t("figures.minute"), t("figures.minutes_note")
        )
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
        self.take_focus(self.kinds)

    def _draw(self, seen: Counted) -> None:
        found = seen.figures
        one = len(found.days) == 1
        self.by_day.set_bars(
            [
                Bar(_day_words(day, one), (found.received.get(day, 0), found.finished.get(day, 0)))
                for day in found.days
            ]
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
    edges = (0, *STEPS)
    bars = []
    for low, high in zip(edges, (*STEPS, None), strict=True):
        inside = sum(low * 60 <= s and (high is None or s < high * 60) for s in seconds)
        words = t("figures.over", low=low) if high is None else t("figures.between", low=low, high=high)
        bars.append(Bar(words, (inside,)))
    return bars


def _day_words(day: date, long: bool) -> str:
    return f"{day.month}月{day.day}日" if long else f"{day.month}/{day.day}"


def _span_words(first: date, last: date) -> str:
    one = f"{first.year}年{first.month}月{first.day}日"
    return one if first == last else f"{one}至{last.month}月{last.day}日"
