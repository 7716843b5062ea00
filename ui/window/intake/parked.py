"""没办完的: unfinished intakes, to go on with or to give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.shared.overlay import Overlay
from ui.shared.table import Column, Table
from ui.tell import Tell
from ui.theme import look, t
from ui.window.intake.acts import Parked, parked
from ui.window.intake.journal import Journal


class ParkedList(Overlay):
    """``chosen(UUID)`` to go on, ``discarded(UUID)`` to give up (asked for a second time in place)."""

    chosen = Signal(object)
    discarded = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        space = look().theme.space
        columns = [
            Column(t("intake.list.left"), 120, _left),
            Column(t("intake.list.ticket"), 90, lambda row: row.ticket),
            Column(t("intake.list.who"), 240, _who),
            Column(t("intake.list.what"), 0, _what),
            Column(t("intake.list.rows"), 110, lambda row: t("intake.list.judged", count=row.rows)),
        ]
        self.table = Table(columns, t("intake.list.title"))
        self.table.setObjectName("intake.parked_list")
        self.table.opened.connect(self._open)
        self._discard = KeyButton(
            t("intake.list.discard"), "Delete", icon="trash-2", size="small", scope=self
        )
        self._discard.setObjectName("intake.discard")
        self._discard.clicked.connect(self._give_up)
        self._sure = False
        close = KeyButton(t("kit.close"), "Esc", size="small", scope=self)
        close.clicked.connect(self.close_overlay)
        foot = QHBoxLayout()
        foot.setSpacing(space.s)
        # Its key is the table's: on another button Enter is that button's.
        resume = KeyButton(t("intake.list.resume"), "Enter", "undo-2", "primary", "small", scope=self.table)
        resume.setObjectName("intake.resume")
        resume.clicked.connect(self._resume)
        foot.addWidget(self._discard)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(resume)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(Text(t("intake.list.title"), "title", bold=True))
        column.addWidget(Text(t("intake.list.note"), "secondary", "text2"))
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def show_list(self, found: Sequence[Parked]) -> None:
        """Show these and take the keys."""
        self._calm()
        if not found:
            self.close_overlay()
            return
        self.table.set_rows(list(found), False)
        self.open()
        self.table.pick(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_frame(self) -> None:
        th = look().theme
        width = min(th.size.palette_width * 5 // 4, self.width() - 2 * th.space.lg)
        height = min(th.size.palette_width // 2, self.height() - 2 * th.space.lg)
        self.frame.setGeometry((self.width() - width) // 2, (self.height() - height) // 3, width, height)

    def _resume(self) -> None:
        row = self.table.current()
        if row is not None:
            self._open(row)

    def _open(self, row: Parked) -> None:
        self.close_overlay()
        self.chosen.emit(row.draft)

    def _give_up(self) -> None:
        row = self.table.current()
        if row is None:
            return
        if not self._sure:
            self._sure = True
            self._discard.set_words(t("intake.list.sure"), kind="danger")
            return
        self._calm()
        self.discarded.emit(row.draft)

    def _calm(self) -> None:
        self._sure = False
        self._discard.set_words(t("intake.list.discard"), kind="default")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Delete,):
            self._calm()
        super().keyPressEvent(event)


def _left(row: Parked) -> str:
    at = row.left.local if row.left is not None else None
    return f"{at.month}月{at.day}日 {at:%H:%M}" if at is not None else ""


def _who(row: Parked) -> str:
    who = row.who or t("intake.somebody")
    return t("intake.list.by", who=who, agent=row.agent) if row.agent else who


def _what(row: Parked) -> str:
    return row.what or t("intake.list.card_only" if row.bare else "intake.no_item")


class Parking(QObject):
    """Counts and lists the unfinished intakes. ``chosen(UUID)`` to go on with one, ``counted(begun, listed)``: a card
    that was only read is listed after a crash, and nobody began anything with it.
    """

    chosen = Signal(object)
    counted = Signal(int, int)

    def __init__(self, office: Office, runner: Runner, tell: Tell, journal: Journal, page: QWidget) -> None:
        super().__init__(page)
        self._office, self._runner, self._tell, self._journal = office, runner, tell, journal
        self._page = page

    def count(self) -> None:
        """Ask how many there are besides the one on the page."""
        self._ask(lambda found: self.counted.emit(sum(not each.bare for each in found), len(found)))

    @cached_property
    def list(self) -> ParkedList:
        """Made when somebody asks for it."""
        made = ParkedList(self._page)
        made.chosen.connect(self.chosen)
        made.discarded.connect(self._discard)
        return made

    def show(self) -> None:
        """Show the list."""
        self._ask(lambda found: self.list.show_list(found))

    def _ask(self, done: Callable[[Sequence[Parked]], object]) -> None:
        work = partial(parked, self._office, self._journal.draft)
        self._runner.run("db", work, done, self._tell.error, name="intake.parked")

    def _discard(self, draft: UUID) -> None:
        forget = partial(self._office.stores.drafts.discard, draft)
        self._runner.run("db", forget, self._discarded, self._tell.error, name="intake.discard")

    def _discarded(self, _: object) -> None:
        self.count()
        self.show()
