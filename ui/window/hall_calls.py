"""Somebody calls at a terminal of the hall: a key in the top bar, and a small sheet where a clerk says 我去."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.hall_calls import ASK_SECONDS, AtTerminal, HallBoard, Known, long, minutes, quiet_seconds
from app.errors import LineError
from app.usecases.desk import Session
from app.usecases.hall_calls import ELSEWHERE, HallDesk, Went, Word, unconfirmed
from ui.line import KeeperLine, note_hall
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.shared.overlay import SHIELD, Overlay
from ui.shared.paint import Word as ChipWord
from ui.shared.table import Cell, Column, Table
from ui.theme import look, t
from ui.window.shell import CallKey

GO_KEY = "Ctrl+Enter"
WORKER, GO_WORKER = "keeper", "keeper-go"
WORKERS = (WORKER, GO_WORKER)
"""What asks and what signs go separate ways: a question that hangs holds nobody back who goes."""
GO_SECONDS = 6.0
"""After so long without an answer she reads that it is not known, and may try again."""
_MOST = 12


def name_of(one: AtTerminal) -> str:
    """What the terminal is called in its hall, else its number."""
    return one.place or t("calls.terminal", device=one.terminal)


def short_name(one: AtTerminal) -> str:
    """The same for the bar, cut where it is long: the sheet tells it whole."""
    name = name_of(one)
    return name if len(name) <= _MOST else f"{name[: _MOST - 1]}…"


def span_words(span_ms: int) -> str:
    """How long somebody waits, or ago."""
    passed = minutes(span_ms)
    return t("calls.minutes", n=passed) if passed else t("calls.just")


def reason_words(reasons: Sequence[str]) -> str:
    """What the calls said, as far as they said it."""
    texts = look().texts
    names = [f"calls.why.{reason}" for reason in reasons]
    return t("calls.and").join(t(name) if texts.has(name) else t("calls.why.help") for name in names)


class CallsSheet(Overlay):
    """``going(AtTerminal)``: she says 我去 for the terminal that is picked."""

    OWN_KEYS = True

    going = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("calls.sheet")
        space = look().theme.space
        self._columns = [
            Column(t("calls.where"), 0, name_of, bold=True),
            Column(t("calls.said"), 0, lambda one: reason_words(one.reasons)),
            Column(t("calls.since"), 110, lambda one: span_words(one.waits_ms), whole=True),
            Column(t("calls.answer"), 210, _answer, whole=True),
        ]
        self.table = Table(self._columns, t("calls.title"))
        self.table.setObjectName("calls.list")
        self.said = Text("", "body", "text2")
        self.said.setObjectName("calls.said")
        close = KeyButton(t("kit.close"), "Esc", scope=self)
        close.clicked.connect(self.close_overlay)
        self.go = KeyButton(t("calls.go"), GO_KEY, "hand", kind="primary", scope=self)
        self.go.setObjectName("calls.go")
        self.go.clicked.connect(self._go)
        self._busy = False
        self.table.picked.connect(lambda _: self._offer())
        foot = QHBoxLayout()
        foot.setSpacing(space.s)
        foot.addStretch(1)
        foot.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.go)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(Text(t("calls.title"), "title", bold=True))
        column.addWidget(Text(t("calls.note"), "secondary", "text2"))
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        self.setAccessibleName(t("calls.title"))

    def place_frame(self) -> None:
        th = look().theme
        width = min(th.size.palette_width * 5 // 4, self.width() - 2 * th.space.lg)
        height = min(th.size.palette_width // 2, self.height() - 2 * th.space.lg)
        self.frame.setGeometry((self.width() - width) // 2, (self.height() - height) // 3, width, height)

    def show_calls(self, rows: Sequence[AtTerminal], said: str = "", state: str = "text2") -> None:
        """These, the one that was picked stays so; ``said``: what became of 我去, or that nothing is heard."""
        picked = self.table.current()
        self.table.set_rows(list(rows), False)
        names = [one.terminal for one in rows]
        if rows:
            self.table.pick(names.index(picked.terminal) if picked is not None and picked.terminal in names else 0)
        if not self._busy:
            self.said.set_words(said or ("" if rows else t("calls.none")), state)
        self._offer()

    def set_busy(self, busy: bool) -> None:
        """Her word is on its way: nothing is signed yet, and nobody needs to wait for it."""
        self._busy = busy
        if busy:
            self.said.set_words(t("calls.going"), "text2")
        self._offer()

    def first_focus(self) -> None:
        """The list: Enter alone signs nothing."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        one = self.table.current()
        self.go.setEnabled(one is not None and one.open and not self._busy)

    def _go(self) -> None:
        one = self.table.current()
        if one is not None and one.open and not self._busy:
            self.going.emit(one)


def _answer(one: AtTerminal) -> Cell:
    if one.open:
        return ChipWord(t("calls.nobody"), "warn" if long(one) else "info", "clock")
    return ChipWord(t("calls.goes", who=one.who or t("calls.keeper")), "ok", "check")


class HallCallsWatch:
    """Asks for the calls of the hall while the window stands, and shows them. ``face``: a window (shell, runner,
    scheduler, tell, workplace).
    """

    def __init__(self, face: Any) -> None:
        self._face = face
        at = face.workplace
        self.lines = KeeperLine(at.line), KeeperLine(at.line, GO_SECONDS)
        note = partial(note_hall, at.stores.settings)
        self.desk = HallDesk(self.lines[0], at.place(), at.clock.monotonic, self.lines[1], note)
        self.board = HallBoard()
        self.sheet: CallsSheet | None = None
        self._asking = False
        self._quiet_until = 0.0
        self._chance = random.Random()
        self._told = ""
        self._turn = 0
        """Counts 我去; 0 while nothing of it is waited for."""
        self._turns = count(1)
        top = getattr(face.shell, "top", None)
        self._key: CallKey | None = getattr(top, "calls", None)

    def begin(self) -> None:
        """Ask from now on; a device that is in no hall, and a face without the key, never do."""
        if self.desk.has_hall and self._key is not None:
            self.start_showing()
            self._face.scheduler.every(ASK_SECONDS, self.turn)
            self.ask()

    def start_showing(self) -> None:
        """From now on the key opens the sheet."""
        if self._key is not None:
            self._key.clicked.connect(self.open)

    def _now(self) -> float:
        now: float = self._face.workplace.clock.monotonic()
        return now

    def turn(self) -> None:
        """Ask, but seldom where no terminal of the hall lives: then there is nothing to show either."""
        seen = self.sheet is not None and self.sheet.isVisible()
        if seen or self._now() >= self._quiet_until:
            self.ask()

    def _hush(self) -> None:
        self._quiet_until = self._now() + quiet_seconds(self._chance.random())

    def ask(self) -> None:
        """One question at a time; what is known already grows old meanwhile."""
        self.show()
        if not self._asking:
            self._asking = True
            self._face.runner.run(WORKER, self.desk.ask, self._heard, self._silent, self._asked, name="hall calls")

    def _asked(self) -> None:
        self._asking = False

    def _heard(self, board: HallBoard) -> None:
        self.board = board
        if not board.terminal:
            self._hush()
        self.show()

    def _silent(self, error: BaseException) -> None:
        """The bar says how the line is: here nothing is claimed anew, and nothing is taken for answered."""
        kind = error.kind if isinstance(error, LineError) else ""
        if kind == ELSEWHERE:
            # What was heard before was of a hall that is not hers, and so was its silence: whoever mends the record
            # is heard with the next question.
            self.board, self._quiet_until = HallBoard(), 0.0
        if kind == "not-found" or not self.board.terminal:
            self._hush()
        self.show()

    def show(self) -> None:
        """The key in the bar, and the list where it is open."""
        now = self._now()
        waiting = self.board.waiting(now)
        if self._key is not None and waiting:
            first, fresh = waiting[0], self.board.known(now) is Known.NOW
            words = "calls.stale" if not fresh else "calls.one" if len(waiting) == 1 else "calls.more"
            said = t(words, place=short_name(first), n=len(waiting), span=span_words(first.waits_ms))
            self._key.tell(said, "triangle-alert" if long(first) else "bell")
        elif self._key is not None:
            self._key.rest()
        if self.sheet is not None and self.sheet.isVisible():
            self._fill()

    def _fill(self) -> None:
        assert self.sheet is not None
        now = self._now()
        rows = self.board.terminals(now)
        if self.board.known(now) is Known.NOW:
            self.sheet.show_calls(rows, self._told, "text2")
        else:
            self.sheet.show_calls(rows, t("calls.unheard", n=minutes(self.board.age_ms(now))), "warn")

    def open(self) -> None:
        """The sheet with who calls; behind a lock nothing opens."""
        shell = self._face.shell
        if shell.covered() or shell.property(SHIELD):
            return
        if self.sheet is None:
            self.sheet = CallsSheet(shell)
            self.sheet.going.connect(self._go)
        self._told = ""
        self._fill()
        self.sheet.open()

    def _go(self, one: AtTerminal) -> None:
        assert self.sheet is not None
        session = self._face.workplace.office.desk.session
        self._told, self._turn = "", next(self._turns)
        turn = self._turn
        self.sheet.set_busy(True)

        def went(found: Went) -> None:
            self.board = found.board
            if self._ended(turn) and self._hers(session):
                self._went(found)
            self.show()

        def failed(error: BaseException) -> None:
            if self._ended(turn) and self._hers(session):
                self._face.tell.error(error)

        run, sign = self._face.runner.run, partial(self.desk.go, one, session)
        run(GO_WORKER, sign, went, failed, name="i go")
        self._face.scheduler.after(GO_SECONDS, lambda: failed(unconfirmed()))

    def _ended(self, turn: int) -> bool:
        """Whether that 我去 was still waited for; it is no more. What comes later moves the list, and tells nothing."""
        waited = self._turn == turn
        if waited:
            self._let_go()
        return waited

    def _let_go(self) -> None:
        self._turn = 0
        if self.sheet is not None:
            self.sheet.set_busy(False)
            self.show()

    def _hers(self, session: Session) -> bool:
        """Whether who sits here is who said 我去: nobody else reads what became of it, and nobody behind a lock."""
        office = self._face.workplace.office
        if self._face.shell.covered() or not office.seated:
            return False
        return bool(office.desk.session.operator.id == session.operator.id)

    def seated(self, same: bool) -> None:
        """Somebody sits down; ``same``: who sat here last. Nothing is left to another of what she asked."""
        if not same:
            self._told = ""
            self._let_go()
            if self.sheet is not None and self.sheet.isVisible():
                self.sheet.close_overlay()

    def _went(self, went: Went) -> None:
        words = t(f"calls.went.{went.word}", place=name_of(went.at), who=went.at.who or t("calls.keeper"))
        if went.word is Word.ANEW:
            self._told = words
        else:
            self._face.tell.message("ok" if went.word is Word.MINE else "info", words)
            if self.sheet is not None:
                self.sheet.close_overlay()

    def close(self) -> None:
        """Let go of the lines."""
        for line in self.lines:
            line.close()
