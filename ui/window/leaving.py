"""The window is closed by a hand (Alt+F4, its cross): nothing begun goes without a word, and closing stays possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ui.runner import Runner
from ui.shared.overlay import SHIELD
from ui.shared.shell import FaceShell
from ui.tell import Answer, Tell
from ui.theme import t

ROUNDS = 3
"""Times that the end waits for what is under way, each for all that was asked for until then."""
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
        self._sure = self._asking = self._waiting = False
        self._rounds = 0
        shell.may_close = self.may_close

    def session_ends(self) -> None:
        """The machine is shut down or its person logs out: a question would hold up the whole of it."""
        self._sure = True

    def may_close(self) -> bool:
        """Whether the window may close now; where it may not, a question or what is under way closes it later."""
        face = self._face()
        if self._sure or self._waiting or face is None or not face.pages:
            return True
        if not self._shell.property(SHIELD):
            if self._asking:
                return False
            words, lost = left_open(face)
            if words:
                self._ask(words, lost)
                return False
        return self._nothing_under_way()

    def _ask(self, words: str, lost: bool) -> None:
        self._asking = True
        self._tell.ask(
            t("leave.title"),
            words,
            [
                Answer("leave", t("leave.leave"), "Y", danger=lost),
                Answer("stay", t("leave.stay"), "N", primary=True),
            ],
            self._answered,
            cancel="stay",
        )

    def _answered(self, answer: str) -> None:
        self._asking = False
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
        told = self._shell.dialog().isVisible()
        self._tell.message("info", t("leave.ending"), t("leave.ending_next"))
        self._runner.run(DESK, _nothing, always=lambda: self._ended(told), name="leave")
        return False

    def _ended(self, told: bool) -> None:
        self._waiting = False
        if self._shell.dialog().isVisible() and not told:
            # Something went wrong with it: that is to be read first.
            self._rounds = 0
        else:
            self._shell.close()


def left_open(face: Any) -> tuple[str, bool]:
    """What is begun in a face, in words, with what is kept of it; and whether something of it would be lost."""
    words = []
    page = face.pages.get("intake")
    begun = page.begun() if page is not None and not page.handling.busy else None
    if begun is not None:
        who, what = begun
        words.append(t("leave.kept", who=who, what=what))
        if page.journal.refused:
            words.append(t("leave.refused"))
    lost = face.unsaved()
    if lost:
        words.append(t("leave.lost"))
    return "".join(words), lost or (page is not None and page.journal.refused)


def _nothing() -> None:
    return None
