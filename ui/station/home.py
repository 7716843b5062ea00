"""The station's first page: go on with what was begun, or one of five things."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deadlines import Light
from app.domain.people import mask_party
from app.domain.time import Timestamp
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Text
from ui.shared.paint import Lit, Word
from ui.shared.pane import scrolled
from ui.station.row import BigRow, Line, walk_by_arrows
from ui.station.steps import NAMES, StepBar
from ui.station.work import MATERIALS, Home, Reminder, Unfinished
from ui.theme import look, t
from ui.window.case.words import day, moment

SHORT = 10
CLOSEST = 2
"""How often the rows of the first page can come closer on a low screen."""
NAMED = 2
"""So many people are named in the row of reminders; the page behind it names all."""


class NowCard(Frame):
    """The intake that was left: who, what, the step it stands at. ``go_on(UUID)``, ``later()``."""

    go_on = Signal(object)
    later = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("now", parent=parent)
        th = look().theme
        self.what: Unfinished | None = None
        self.words = Text("", "title")
        self.head = Text(t("station.now.title"), "verdict", bold=True, wrap=False)
        self.steps = StepBar()
        self.found = Text("", "body", "text2", wrap=False)
        self.next = Text("", "body", "text2")
        self.button = KeyButton("", "Enter", icon="chevron-right", kind="primary", size="touch")
        self.button.setObjectName("station.go_on")
        self.button.clicked.connect(self._go_on)
        self.others = KeyButton("", "9", icon="list", size="touch")
        self.others.setObjectName("station.parked")
        self.others.clicked.connect(self.later)
        self._first, self._middle, self._last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._middle, self._last):
            row.setSpacing(th.space.lg)
        self._middle.addWidget(self.steps, 1)
        self._middle.addWidget(self.found)
        self._first.addWidget(self.head)
        self._first.addWidget(self.words, 1)
        self._last.addWidget(self.button)
        self._last.addWidget(self.next, 1)
        self._last.addWidget(self.others)
        self._column = QVBoxLayout(self)
        for row in (self._first, self._middle, self._last):
            self._column.addLayout(row)
        self._low: bool | None = None
        self._lone = self._closest = False
        self.fit(False)

    def fit(self, low: bool, lone: bool = False, closest: bool = False) -> None:
        """On a low screen two lines: who and what, then the steps and the way on; with ``lone`` there is room for one
        only, and the way on names the step; ``closest`` has no room around it.
        """
        lone = low and lone
        if (low, lone, closest) == (self._low, self._lone, self._closest):
            return
        self._low, self._lone, self._closest = low, lone, closest
        space = look().theme.space
        above = space.none if closest else space.xs if low else space.m
        self._column.setContentsMargins(space.xl, above, space.xl, above)
        self._column.setSpacing(space.xs if low else space.m)
        (self._first if low else self._middle).addWidget(self.found)
        (self._first if low else self._last).addWidget(self.others)
        # The line of the steps says what is next; the button stands behind it, for Enter comes to it first.
        self.steps.setVisible(not lone)
        self.head.setVisible(not lone)
        if lone:
            self._first.insertWidget(self._first.count() - 1, self.button)
        elif low:
            self._middle.addWidget(self.button)
        else:
            self._last.insertWidget(0, self.button)
        self.next.setVisible(not low)
        self._show_found()
        for button in (self.button, self.others):
            button.size_name = "normal" if low else "touch"
            button.updateGeometry()

    def whole_height(self) -> int:
        """Height where there is room for all of it."""
        th = look().theme
        first = max(self.words.sizeHint().height(), self.head.sizeHint().height())
        return 4 * th.space.m + first + self.steps.sizeHint().height() + th.size.citizen_button

    def height_of(self, lines: int) -> int:
        """Height on a low screen in one line or in two."""
        edge, button = look().theme.space.xs, self.button.sizeHint().height()
        second = edge + max(button, self.steps.sizeHint().height())
        first = self.words.sizeHint().height()
        return 2 * edge + (max(first, button) if lines == 1 else first + second)

    def show_it(self, what: Unfinished, parked: int) -> None:
        """Show what was left, and how many others there are."""
        self.what = what
        who = what.who or t("intake.somebody")
        self.words.setText(f"{who}　{what.what or t('intake.no_item')}")
        self.steps.show_step(what.step)
        said = t("station.now.taken", count=what.taken) if what.taken else ""
        lacks = lacking(what.missing) if what.step >= MATERIALS else ""
        self.found.setText("，".join(part for part in (said, lacks) if part))
        self._show_found()
        self.button.set_words(t("station.now.go_on", step=t(f"station.step.{NAMES[what.step]}")))
        after = what.step + 1
        self.next.setText(
            t("station.now.next", step=t(f"station.step.{NAMES[after]}"))
            if after < len(NAMES)
            else t("station.now.last")
        )
        self.others.set_words(t("station.now.others", count=parked))
        self.others.setVisible(parked > 1)

    def _show_found(self) -> None:
        self.found.setVisible(bool(self.found.text()) and not self._lone)

    def _go_on(self) -> None:
        if self.what is not None:
            self.go_on.emit(self.what.draft)


class HomePage(QWidget):
    """``taken(key)`` for a row: intake bundle progress papers remind; ``go_on(UUID)`` with what was left, ``parked()``
    to choose among several; ``look_wanted()`` another language, other colours, ``day_wanted()`` the checks of the day,
    ``pad_wanted()`` the sheets for when the machine is dead.
    """

    taken = Signal(str)
    go_on = Signal(object)
    parked = Signal()
    look_wanted = Signal()
    day_wanted = Signal()
    pad_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "page")
        self.setObjectName("station.home")
        walk_by_arrows(self)
        th = look().theme
        self.seen: Home | None = None
        self._awaited = False
        self.now = NowCard()
        self.now.go_on.connect(self.go_on)
        self.now.later.connect(self.parked)
        self.now.hide()
        self.rows = {
            key: self._row(number, Line(key, t(f"station.home.{key}"), icon=icon))
            for number, (key, icon) in enumerate(
                (
                    ("intake", "plus"),
                    ("bundle", "package"),
                    ("progress", "search"),
                    ("papers", "printer"),
                    ("remind", "clock"),
                ),
                1,
            )
        }
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        inner.setMaximumWidth(th.size.station_column)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(th.space.s)
        column.addWidget(self.now)
        for row in self.rows.values():
            column.addWidget(row)
        self.today = Text("", "body", "text2")
        self.look = KeyButton(t("station.look.open"), "8", icon="eye", kind="quiet", scope=self)
        self.look.setObjectName("station.home.look")
        self.look.clicked.connect(self.look_wanted)
        self.day = KeyButton(t("station.home.day"), "6", icon="clipboard-check", kind="quiet", scope=self)
        self.day.setObjectName("station.home.day")
        self.day.clicked.connect(self.day_wanted)
        self.pad = KeyButton(t("station.home.pad"), "7", icon="book-open", kind="quiet", scope=self)
        self.pad.setObjectName("station.home.pad")
        self.pad.clicked.connect(self.pad_wanted)
        column.addStretch(1)
        self._lines = column
        self._above, self._below = _centred(inner), _centred(self._foot())
        holder = QWidget()
        holder.setProperty("part", "scrolled")
        holder.setLayout(self._above)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        # What is below the rows never scrolls away: the checks of the day are opened from there.
        outer.addWidget(scrolled(holder), 1)
        outer.addLayout(self._below)
        self._fit()

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setMaximumWidth(look().theme.size.station_column)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.today, 1)
        row.addWidget(self.day)
        row.addWidget(self.pad)
        row.addWidget(self.look)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a low screen what was begun takes two lines and the rows stand closer: all of the page is seen at once.
        While a message stands above them it takes one, and they stand as close as their words allow. On a higher one
        the rows come closer first, and what was begun takes two lines where that is not enough.
        """
        th = look().theme
        begun, low = not self.now.isHidden(), self.window().height() < th.size.station_tall
        whole = len(self.rows) * (th.size.station_low + th.space.s) + self.day.sizeHint().height() + th.space.lg
        for row in self.rows.values():
            row.tight, row.closest = False, 0
        tight = (low and (begun or self.height() < whole)) or (not low and begun and self._crowded())
        for row in self.rows.values():
            row.tight = tight
        short = low or (tight and self._lacks(self.now.whole_height()))
        lone = short and tight and begun and self._lacks(self.now.height_of(2))
        closest = 0
        while lone and closest < CLOSEST and self._lacks(self.now.height_of(1)):
            closest += 1
            for row in self.rows.values():
                row.closest = closest
        crowded = lone and self._lacks(self.now.height_of(1))
        self.now.fit(short, lone, crowded)
        begun_high = self.now.height_of(2) if short else self.now.whole_height()
        close = tight and (low or lone or self._lacks(begun_high, th.space.s))
        self._lines.setSpacing(th.space.hair if crowded else th.space.xs if close else th.space.s)
        edge = th.space.xs if close else th.space.s if tight else th.space.m
        self._above.setContentsMargins(th.space.m, edge, th.space.m, 0 if tight else th.space.s)
        self._below.setContentsMargins(th.space.m, 0, th.space.m, 0 if low else th.space.s)
        for row in self.rows.values():
            row.updateGeometry()

    def _crowded(self) -> bool:
        """Whether what was begun and the rows, with all their room, are higher than the page."""
        space = look().theme.space
        return self._lacks(self.now.whole_height() + space.m - space.s, space.s)

    def _lacks(self, begun: int, gap: int = 0) -> bool:
        """Whether the rows, ``gap`` pixels from each other (0: close), and what was ``begun`` in so many are higher
        than the page.
        """
        gap = gap or look().theme.space.xs
        rows = sum(row.heightForWidth(row.width()) + gap for row in self.rows.values())
        return self.height() < gap + begun + gap + rows + self._below.sizeHint().height()

    def _row(self, number: int, line: Line) -> BigRow:
        row = BigRow(line, str(number), scope=self)
        row.setObjectName(f"station.home.{line.value}")
        row.clicked.connect(lambda: self.taken.emit(line.value))
        return row

    def show_home(self, seen: Home) -> None:
        """Show how the day stands."""
        self.seen = seen
        self.now.setVisible(seen.unfinished is not None)
        self._fit()
        if seen.unfinished is not None:
            self.now.show_it(seen.unfinished, seen.parked)
            if self._awaited and self.rows["intake"].hasFocus():
                self.now.button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._awaited = False
        self._set("intake", t("station.home.intake_note"), None)
        papers = (
            t("station.home.bundle_note", count=seen.papers) if seen.papers else t("station.home.bundle_none")
        )
        back = Word(t("station.home.returns", count=seen.returns), "warn", "package") if seen.returns else None
        if back is None and seen.sought:
            back = Word(t("station.home.sought", count=seen.sought), "warn", "search")
        self._set("bundle", papers, back)
        since = moment(Timestamp(seen.seen_ms)) if seen.seen_ms else ""
        self._set(
            "progress",
            t("station.home.progress_note", when=since) if since else t("station.home.never"),
            None,
        )
        ask = Word(t("station.home.ask", count=seen.ask), "warn", "triangle-alert") if seen.ask else None
        if ask is None and seen.unsettled:
            ask = Word(t("station.home.unsettled", count=seen.unsettled), "warn", "signature")
        queued = t("station.home.queued", count=seen.queued) if seen.queued else t("station.home.papers_note")
        self._set("papers", queued, ask)
        self._show_reminders(seen.reminders)
        self.today.setText(t("station.home.today", count=seen.helped))

    def _show_reminders(self, found: tuple[Reminder, ...]) -> None:
        row = self.rows["remind"]
        here = tuple(each for each in found if each.here)
        pressing = [each for each in found if each.light is not Light.OK]
        came = tuple(each for each in found if each.news)
        clocks = [reminder_words(each) for each in found if each in pressing or not (each.here or each.news)]
        waits = [t("station.home.here", count=len(here))] if here else []
        if len(came) > 1 or (came and len(waits) + len(clocks) >= NAMED):
            waits.append(t("station.home.news", count=len(came)))
        else:
            clocks += [reminder_words(each) for each in came]
        words = "，".join([*waits, *clocks][:NAMED])
        red = any(each.light is Light.RED for each in found)
        mark: Lit | Word = Lit("red" if red else "warn", t("station.remind.red" if red else "station.remind.warn"))
        if not pressing and found:
            mark = calm_word(here[0] if here else found[0])
        title = t("station.home.remind_some", count=len(found)) if found else t("station.home.remind")
        row.set_line(
            Line("remind", title, words or t("station.home.remind_none"), "clock", mark if found else None)
        )

    def _set(self, key: str, sub: str, mark: Word | Lit | None) -> None:
        row = self.rows[key]
        row.set_line(Line(key, t(f"station.home.{key}"), sub, row.line.icon, mark))

    def showEvent(self, event: QShowEvent) -> None:
        """What was left while the page was away is known only once it is read."""
        super().showEvent(event)
        self._awaited = True

    def take_focus(self) -> None:
        """What was left, or a new one."""
        (self.now.button if self.now.isVisible() else self.rows["intake"]).setFocus(
            Qt.FocusReason.OtherFocusReason
        )


def _centred(part: QWidget) -> QHBoxLayout:
    """The column in the middle of a wide screen."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part, 100)
    row.addStretch(1)
    return row


def lacking(missing: tuple[str, ...]) -> str:
    """还差住所证明; of several one short name is said and how many there are."""
    if not missing:
        return ""
    first = min(missing, key=len)
    if len(first) > SHORT or len(missing) > 1:
        return t("station.now.missing_many", count=len(missing))
    return t("station.now.missing", what=first)


def calm_word(each: Reminder) -> Word:
    """What a reminder is for whose clock does not press yet: a result that lies here, news that somebody is to be told,
    or papers that are wanted.
    """
    words, icon = ("fetch", "package") if each.here else ("tell", "phone") if each.news else ("bring", "phone")
    return Word(t(f"station.remind.{words}"), "info", icon)


def reminder_words(each: Reminder) -> str:
    """郑*雨 9月30日前补材料, or 郑*雨 的结果在这里."""
    due = each.line.due
    who = mask_party(each.line.applicant)
    if each.here:
        return t("station.remind.here", who=who)
    if each.news:
        return t(f"station.news.{each.news.what}", who=who)
    return t(f"station.remind.{each.line.due_kind}", who=who, day=day(due)) if due is not None else who
