"""The station's frame: where we are, how the line stands, the open page, and the county's telephone at the foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Icon, Text
from ui.shared.shell import LINE_ICONS, FaceShell
from ui.tell import Notice
from ui.theme import look, t

PLACES = frozenset(("home", "intake", "bundle", "progress", "papers", "remind", "record", "case"))
SMALLEST = QSize(1024, 530)
"""A helper's old notebook of 1024×600, less the bars of its desktop."""


class TopBar(Frame):
    """Station · helper | rehearsal · date · clock, on the dark of the rail."""

    def __init__(self, rehearsal: bool, parent: QWidget | None = None) -> None:
        super().__init__("stationtop", parent=parent)
        th = look().theme
        self.setFixedHeight(th.size.station_top)
        self.hall = Text("", "title", "rail", bold=True, wrap=False)
        self.operator = Text("", "body", "rail", wrap=False)
        self.date = Text("", "body", "rail", wrap=False)
        self.clock = Text("", "verdict", "rail", bold=True, wrap=False)
        self.rehearsal = Chip(t("shell.rehearsal"), "info", "graduation-cap")
        self.rehearsal.setVisible(rehearsal)
        row = QHBoxLayout(self)
        row.setContentsMargins(th.space.xxl, 0, th.space.xxl, 0)
        row.setSpacing(th.space.m)
        row.addWidget(Icon("landmark", "rail", th.size.icon_large))
        for part in (self.hall, self.operator, self.rehearsal):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.date)
        row.addWidget(self.clock)


class LineBand(Frame):
    """How the line stands, in words that never scroll away; readiness at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("strip", "info", parent=parent)
        th = look().theme
        self.setFixedHeight(th.size.station_band)
        self._icon = Icon("cloud-upload", "info")
        self.words = Text("", "body", "info", bold=True, wrap=False)
        self.readiness = Chip(role="body")
        row = QHBoxLayout(self)
        row.setContentsMargins(th.space.xxl, 0, th.space.xxl, 0)
        row.setSpacing(th.space.m)
        row.addWidget(self._icon)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.readiness)

    def tell(self, text: str, state: str) -> None:
        """Say how the line stands."""
        self.set_state(state)
        self._icon.set(LINE_ICONS.get(state, "cloud-upload"), state)
        self.words.set_words(text, state)


class StationShell(FaceShell):
    """The station: one column, no rail; the foot keeps the county's telephone in view.

    ``talk_wanted`` for the typed dialogue with who cannot hear.
    """

    talk_wanted = Signal()

    def __init__(self, rehearsal: bool = False, parent: QWidget | None = None) -> None:
        self.top = TopBar(rehearsal)
        self.line = LineBand()
        self.phone = Text("", "verdict", bold=True, wrap=False)
        self.talk = KeyButton(t("citizen.talk"), "Ctrl+Shift+K", kind="quiet")
        self.record = KeyButton(t("station.record.open"), "Alt+6", kind="quiet")
        self.lock = KeyButton(t("shell.lock"), "Ctrl+L", kind="quiet")
        self.help = KeyButton(t("shell.help"), "F1", kind="quiet")
        self._strip: QWidget | None = None
        self._lesson: QWidget | None = None
        super().__init__(PLACES, rehearsal, parent)
        self.setMinimumSize(SMALLEST)
        self.record.setObjectName("station.record")
        self.record.clicked.connect(lambda: self.go("record"))
        self.talk.setObjectName("station.talk")
        self.talk.clicked.connect(self.talk_wanted)
        self.lock.clicked.connect(self.lock_wanted)
        self.help.clicked.connect(self.help_wanted)
        self._home = QAction(t("station.back"), self)
        self._home.setShortcut(QKeySequence("Alt+Home"))
        self._home.triggered.connect(self._go_home)
        self.addAction(self._home)

    def _go_home(self) -> None:
        """The key belongs to the window itself, so it would work under a lock too."""
        if not self.covered():
            self.go("home")

    def build(self, inside: QWidget) -> QWidget:
        main = QWidget()
        main.setProperty("part", "page")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.line)
        column.addWidget(inside, 1)
        column.addWidget(self._foot())
        return main

    def _foot(self) -> Frame:
        th = look().theme
        foot = self._feet = Frame("stationfoot")
        foot.setFixedHeight(th.size.station_foot)
        row = QHBoxLayout(foot)
        row.setContentsMargins(th.space.xxl, 0, th.space.xxl, 0)
        row.setSpacing(th.space.m)
        self._handset = Icon("phone", "text")
        row.addWidget(self._handset)
        self.county = Text(t("station.county"), "body", wrap=False)
        row.addWidget(self.county)
        row.addWidget(self.phone)
        self.rule = Text(t("station.rule"), "secondary", "text2", wrap=False)
        row.addWidget(self.rule)
        row.addStretch(1)
        for button in (self.talk, self.record, self.lock, self.help):
            # A click must not take the keyboard out of the page, whose keys would be dead then.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return foot

    def add_strip(self, strip: QWidget) -> None:
        """The strip of the lessons stands in a place of its own, which can be taken from it for a while."""
        self._strip = strip
        self._lesson = QWidget()
        inside = QVBoxLayout(self._lesson)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(strip)
        super().add_strip(self._lesson)
        self.band.closed.connect(self._share)
        strip.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._strip and kind_of(event) in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share()
        return False

    def _share(self) -> None:
        """A low screen has no room for a lesson, a message and the step. A warning takes the lesson's place until it is
        closed; what was done keeps its first sentence, for the lesson or the step itself says what is next.
        """
        if self._lesson is None or self._strip is None:
            return
        told = not self.band.isHidden() and self.height() < look().theme.size.station_tall
        self._lesson.setVisible(not (told and not self._passing))
        guided = not self._strip.isHidden() or self.place() in ("intake", "case")
        self.band.set_short(told and self._passing and guided)

    def show_notice(self, notice: Notice) -> None:
        super().show_notice(notice)
        self._share()

    def drop_news(self) -> None:
        super().drop_news()
        self._share()

    def resizeEvent(self, event: object) -> None:
        self._fit_height()
        self._fit_foot()
        self._share()

    def _fit_height(self) -> None:
        """On a low screen what frames the page gives it what it can: the words keep their size."""
        size = look().theme.size
        low = self.height() < size.station_tall
        self.top.setFixedHeight(size.station_top_low if low else size.station_top)
        self.line.setFixedHeight(size.station_band_low if low else size.station_band)
        self._feet.setFixedHeight(size.station_low if low else size.station_foot)

    def _fit_foot(self) -> None:
        """On a small screen number and keys stay: first the sentence goes, then the word before the number.

        The pages say the sentence again where it matters, and the telephone is drawn before the number.
        """
        space = look().theme.space
        kept = (self._handset, self.phone, self.talk, self.record, self.lock, self.help)
        # Neither a hidden word nor the stretch brings a gap of its own.
        gaps = 2 * space.xxl + (len(kept) - 1) * space.m
        left = self.width() - gaps - sum(part.sizeHint().width() for part in kept)
        for word in (self.county, self.rule):
            needed = word.sizeHint().width() + space.m
            word.setVisible(needed <= left)
            left -= needed

    def set_place_name(self, hall: str, window: str) -> None:
        """The station's name."""
        self.top.hall.setText(hall)
        self.set_title(hall, window)

    def set_phone(self, phone: str) -> None:
        """The telephone of the county's window."""
        self.phone.setText(phone or t("station.no_phone"))
        self._fit_foot()

    def mark(self, key: str) -> None:
        """There is no rail: the page itself says where one is."""

    def set_line_state(self, text: str, state: str) -> None:
        """The line in words."""
        self.line.tell(text, state)

    def set_readiness(self, text: str, state: str) -> None:
        """「可办理」, or what is missing."""
        self.line.readiness.set(text, state)
        self.line.readiness.setVisible(bool(text))

    def set_operator(self, text: str) -> None:
        """Who helps here."""
        self.top.operator.setText(t("station.helper", name=text.split(" ")[0]))

    def set_clock(self, time: str, date: str = "") -> None:
        """Clock and date."""
        self.top.clock.setText(time)
        self.top.date.setText(date)

    def set_badge(self, key: str, count: int) -> None:
        """The first page tells the counts in words."""
