"""The window is closed by a hand (Alt+F4, its cross): nothing begun goes without a word, and closing stays possible."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.runner import Runner
from ui.shared.events import kind_of
from ui.shared.overlay import SHIELD
from ui.shared.shell import FaceShell
from ui.tell import Answer, Tell
from ui.theme import t

ROUNDS = 3
"""Times that the end waits for what is under way, each for all that was asked for until then."""
HELD = 1.0
"""Seconds of rest before closing again is meant: a key that is held closes many times."""
_BACK = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.WindowActivate)
DESK = "db"
"""The worker that takes in, numbers and keeps."""


class Leaving(QObject):
    """Asked by the shell before it closes. ``face`` gives the face, None while the program is put together.

    What is begun is told with what is kept of it and what is not, and she says whether to close. What was asked for and
    is not answered yet is waited for: whoever closes once more meanwhile closes at once. Behind a lock nobody may be
    asked; when the session of the machine ends nobody is.
    """

    def __init__(self, shell: FaceShell, runner: Runner, tell: Tell, face: Callable[[], Any]) -> None:
        super().__init__(shell)
        self._shell, self._runner, self._tell, self._face = shell, runner, tell, face
        self._sure = self._session = self._asking = self._waiting = self._keeping = self._warned = False
        self._agreed: bool | None = None
        self._rounds = 0
        self._clock = time.monotonic
        self._last = float("-inf")
        shell.may_close = self.may_close

    def session_ends(self) -> None:
        """The machine is shut down or its person logs out: a question would hold up the whole of it. Whoever goes on
        working has called that off.
        """
        self._session = True
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is worked in again: the session did not end."""
        if kind_of(event) in _BACK:
            self._session = False
            app = QCoreApplication.instance()
            if app is not None:
                app.removeEventFilter(self)
        return False

    def may_close(self) -> bool:
        """Whether the window may close now; where it may not, a question or what is under way closes it later."""
        face = self._face()
        if self._sure or self._session or face is None or not face.pages:
            return True
        now, before = self._clock(), self._last
        self._last = now
        held = now - before < HELD
        if self._waiting:
            return not held
        if self._shell.property(SHIELD):
            if face.unsaved() and (held or not self._warned):
                # Whoever stands there may not read whose it is; what would be lost goes at no single stroke.
                self._warned = True
                self._tell.message("warn", t("leave.locked"), t("leave.locked_next"))
                return False
            return self._nothing_under_way()
        self._warned = False
        if self._asking or (self._keeping and held):
            return False
        if not self._keeping and self._to_keep(face):
            self._keep()
            return False
        self._keeping = False
        return self._asked_for(face) and self._nothing_under_way()

    def _asked_for(self, face: Any) -> bool:
        """Whether nothing is begun, or she said that the window is to close over it."""
        words, lost = left_open(face)
        if not words or (self._agreed is not None and (self._agreed or not lost)):
            return True
        self._ask(words, lost)
        return False

    def _to_keep(self, face: Any) -> bool:
        """Whether something typed is about to be kept: until then nobody knows what would be lost."""
        page = face.pages.get("intake")
        return page is not None and page.journal.pending() and not page.journal.refused

    def _keep(self, rounds: int = ROUNDS) -> None:
        self._keeping = True
        self._face().pages["intake"].journal.flush()
        self._runner.run(DESK, _nothing, always=lambda: self._kept(rounds - 1), name="leave.keep")

    def _kept(self, rounds: int) -> None:
        face = self._face()
        if not self._keeping or face is None:
            return
        if rounds and self._to_keep(face):
            self._keep(rounds)
            return
        self._last = float("-inf")
        self._shell.close()

    def _ask(self, words: str, lost: bool) -> None:
        self._asking = True
        self._tell.ask(
            t("leave.title"),
            words,
            [
                Answer("leave", t("leave.leave"), "Y", danger=lost),
                Answer("stay", t("leave.stay"), "N", primary=True),
            ],
            lambda answer: self._answered(answer, lost),
            cancel="stay",
        )

    def _answered(self, answer: str, lost: bool) -> None:
        self._asking = False
        self._rounds = 0
        self._agreed = lost if answer == "leave" else None
        if answer == "leave" and self._nothing_under_way():
            self._close()

    def _close(self) -> None:
        self._sure = True
        self._shell.close()

    def _nothing_under_way(self) -> bool:
        """Whether every act was answered; else it is waited for, and the window closes by itself."""
        if self._rounds >= ROUNDS or not self._runner.at_work(DESK):
            return True
        self._rounds += 1
        self._waiting = True
        told = self._shell.unread()
        self._tell.message("info", t("leave.ending"), t("leave.ending_next"))
        self._runner.run(DESK, _nothing, always=lambda: self._ended(told), name="leave")
        return False

    def _ended(self, told: int) -> None:
        self._waiting = False
        if self._shell.unread() > told:
            # Something went wrong with it: that is to be read first.
            self._rounds, self._agreed = 0, None
        else:
            self._last = float("-inf")
            self._shell.close()


def left_open(face: Any) -> tuple[str, bool]:
    """What is begun in a face, in words, with what is kept of it; and whether something of it would be lost."""
    words = []
    page = face.pages.get("intake")
    begun = page.begun() if page is not None and not page.handling.busy else None
    unkept = page is not None and (page.journal.refused or page.journal.pending())
    if begun is not None:
        who, what = begun
        words.append(t("leave.unkept" if unkept else "leave.kept", who=who, what=what))
    lost = face.unsaved()
    if lost:
        words.append(t("leave.lost"))
    return "".join(words), lost or unkept


def _nothing() -> None:
    return None
