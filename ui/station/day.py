"""开门、收工: the checks of the day at a station; what is signed for is the window's, with less of it in view."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from app.domain import day as judge
from ui.shared.button import KeyButton
from ui.theme import look, t
from ui.window.days.day_page import DayPage
from ui.window.days.looks import SHIFT, DayLook, Row
from ui.window.inner import Tools

NUMBERS = "文书号段和登记本"
SETTLED_AT = {
    judge.UNPRINTED: "papers",
    judge.UNGIVEN: "papers",
    judge.UNSERVED: "handover",
    judge.UNEXPLAINED: "papers",
    judge.UNSENT: "record",
    judge.PARKED: "record",
    judge.UNCOLLECTED: "remind",
    judge.LATE: "remind",
    judge.CUSTODY: "bundle",
    judge.DRAFTS: "home",
    NUMBERS: "pad",
}
"""Point of the check → the page of the station where it is settled."""


class StationDay(DayPage):
    """``settle(page)`` where what a row tells of is settled.

    Large type leaves room for one thing beside the list: what is to be counted, and once it is signed the record.

    On a low screen there is none beside it: Alt+2 turns to what is counted, or to the record, Alt+1 back to the list.
    """

    settle = Signal(str)
    _point: Row | None = None
    _was_done = _signs = False

    def __init__(self, tools: Tools) -> None:
        self._low = self._counts = False
        super().__init__(tools)
        self.head.title.setText(t("station.home.day"))
        self.right.setFixedWidth(look().theme.size.station_paper)
        self.records_pane.hide()
        self.to_count = self._turn_button("count", t("day.counting"), "Alt+2", "calculator", True)
        self.to_list = self._turn_button("list", t("day.list"), "Alt+1", "clipboard-list", False)
        self.counting.head_add(self.to_list)
        self.from_records = self._turn_button("from_records", t("day.list"), "Alt+1", "clipboard-list", False)
        self.records_pane.head_add(self.from_records)
        self.go = KeyButton(t("station.day.go"), "Alt+G", "arrow-right", size="small")
        self.go.setObjectName("day.go")
        self.go.clicked.connect(self._go)
        self.go.hide()
        self.told.addWidget(self.go)
        self.told.addWidget(self.to_count)
        self.points.verticalScrollBar().rangeChanged.connect(lambda *_: self._into_view())
        self._fit()

    def _place_tabs(self) -> None:
        """A helper's screen is low: they stand beside the title, and the list has their room."""
        self.head.add_left(self.tabs)

    def _picked(self, point: Row | None) -> None:
        if point is not None and self._point is not None and point.name != self._point.name and self._keep_words():
            self.action.set_value("")
            self.refresh()
        super()._picked(point)
        self._point = point
        self._show_go()

    def _keep_words(self) -> bool:
        """What was typed about a row counts for it, also when a mouse goes on instead of Enter; whether it is new."""
        words, about = self.action.value().strip(), self._point
        if self.seen is None or about is None or about not in self._rows() or words in ("", about.action):
            return False
        self._actions[self.seen.which][about.name] = words
        return True

    def _into_view(self) -> None:
        """The row she is asked about is seen whole, also when the list got another height since it was picked."""
        self.points.scrollTo(self.points.currentIndex())

    def _show_go(self) -> None:
        point = self._point
        where = SETTLED_AT.get(point.name, "") if point is not None and point.right is not True else ""
        checks = self.seen is not None and self.seen.which != SHIFT
        self.go.setVisible(bool(where) and checks)

    def _go(self) -> None:
        """To the page where what the row tells of is settled."""
        if self._point is not None:
            self.settle.emit(SETTLED_AT[self._point.name])

    def _turn_button(self, name: str, words: str, key: str, icon: str, counts: bool) -> KeyButton:
        button = KeyButton(words, key, icon, size="small")
        button.setObjectName(f"day.to_{name}")
        button.clicked.connect(lambda: self.turn(counts))
        return button

    def turn(self, counts: bool) -> None:
        """On a low screen: to what is counted, or back to the list."""
        self._counts = counts
        self._fit()
        if counts:
            (self.records_pane if self._done() else self.counting).enter()
        else:
            self.lists.currentWidget().setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        size, th = self.window().size(), look().theme
        self._low = size.height() < th.size.station_tall
        self.pane.setVisible(not (self._low and self._counts))
        self.pane.head.setVisible(not self._low)
        self.right.setVisible(not self._low or self._counts)
        wide = self._low and self._counts
        self.right.setMaximumWidth(th.size.station_column if wide else th.size.station_paper)
        self.right.setMinimumWidth(th.size.station_paper)
        self.action.label.setVisible(not self._low)  # the field says it itself while it is empty
        done = self._done()
        self.to_count.set_words(t("day.records" if done else "day.counting"), "archive" if done else "calculator")
        for button, shown in ((self.to_count, True), (self.to_list, not done), (self.from_records, done)):
            button.setVisible(self._low and shown)

    def _done(self) -> bool:
        return self.seen is not None and self.seen.which != SHIFT and self.stands()

    def _show_bar(self, seen: DayLook) -> None:
        super()._show_bar(seen)
        self._show_go()
        self.records_pane.setVisible(self._done())
        self.counting.setVisible(not self._done())
        if self._done() and not self._was_done:
            self._counts = False
        self._was_done = self._done()
        self._fit()
        if self._signs:
            self._signs = False
            self._sign_now()

    def _sign(self) -> None:
        """What is typed and was not entered counts first; then what is still wanting is looked at anew."""
        if not self._busy and self._keep_words():
            self._signs = True
            self.action.set_value("")
            self.refresh()
            return
        self._sign_now()

    def _sign_now(self) -> None:
        """What is wanting is asked for where it is: it comes into view first."""
        if self._low and self.seen is not None and not self._busy:
            taker = self.counting.taker.value().strip()
            self.turn(self.seen.which == SHIFT and not taker)
        super()._sign()
