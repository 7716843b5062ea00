"""The one door to the person: messages, errors and questions.

Three kinds of error come here. A cancelled act is silent. A :class:`~app.errors.UserFacingError` (or a
device's code) is shown with what happened, what was kept and what to do. Everything else is a fault of the
program: logged, and reported once per cause, with the assurance of what is kept. What comes before a window
exists waits for it.
"""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.citations import in_words
from app.errors import Cancelled, DeviceError, RefusedError, UserFacingError
from app.values import dataclass
from ui.texts import Texts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """A message as data. ``kind`` is ``error`` (a dialog that must be read) or ``band`` (in the page's flow).

    ``law`` names the articles in words, ``cited`` as the program's tables have them. What was done or is under way
    (``ok``, ``info``) goes with the page it was told on, unless it ``stays``; warnings wait for the person.
    """

    kind: str
    state: str
    title: str
    kept: str = ""
    next: str = ""
    code: str = ""
    law: str = ""
    cited: str = ""
    stays: bool = False


@dataclass(frozen=True)
class Answer:
    """One answer of a question: its value, its words, its key, whether it is the main one or does harm."""

    value: str
    text: str
    key: str = ""
    primary: bool = False
    danger: bool = False


@dataclass(frozen=True)
class Question:
    """A question as data; Esc answers ``cancel`` (default: the last answer's value)."""

    title: str
    text: str
    answers: tuple[Answer, ...]
    cancel: str = ""


class Window(Protocol):
    """What a face offers the door."""

    def show_notice(self, notice: Notice) -> None:
        """Show a message without blocking."""
        ...

    def show_question(self, question: Question, answered: Callable[[str], None]) -> None:
        """Ask without blocking; ``answered`` is called once."""
        ...


class Tell(QObject):
    """Everything a person is told goes through here; ``told`` repeats each notice for tests, the tour and the log;
    ``passed`` says that another person or case is looked at: words of what was done before have had their time.

    ``cite`` says articles in words; who has a rule set puts its own in.
    """

    told = Signal(object)
    passed = Signal()

    def __init__(self, texts: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.cite: Callable[[str], str] = in_words
        self._window: Window | None = None
        self._waiting: list[Callable[[Window], None]] = []
        self._causes: dict[str, int] = {}

    @property
    def texts(self) -> Texts:
        """The words it speaks."""
        return self._texts

    def attach(self, window: Window | None) -> None:
        """Show through this window from now on, beginning with what waited; None while there is none."""
        self._window = window
        while window is not None and self._waiting:
            self._waiting.pop(0)(window)

    def error(self, error: BaseException) -> None:
        """Take an error of any kind; must be called on the GUI thread."""
        if isinstance(error, Cancelled):
            return
        notice = self.notice_of(error)
        if notice is not None:
            self._show(notice)

    def notice_of(self, error: BaseException) -> Notice | None:
        """What would be shown, None for the second and later time of one unknown cause."""
        if isinstance(error, UserFacingError):
            words = self._texts.error(error.code) if self._texts.has(f"error.{error.code}.what") else None
            say = self._texts.sentence
            what = say(error.what or str(error.args[0]), words.what if words else "")
            kept = say(error.kept, words.kept if words else "") or (words.kept if words else "")
            step = say(error.what_next, words.next if words else "") or (words.next if words else "")
            cited = error.law if isinstance(error, RefusedError) else ""
            log.warning("shown %s %s", error.code, cited)
            return Notice(
                "error",
                "danger",
                what,
                kept,
                step,
                error.code,
                self.cite(cited) if cited else "",
                cited,
            )
        if isinstance(error, DeviceError):
            words = self._texts.error(error.code)
            log.warning("device said %s", error.code)
            return Notice("error", "danger", words.what, words.kept, words.next, words.code)
        return self._unknown(error)

    def _unknown(self, error: BaseException) -> Notice | None:
        cause = cause_of(error)
        self._causes[cause] = self._causes.get(cause, 0) + 1
        log.error("fault %s, time %d", cause, self._causes[cause], exc_info=error)
        if self._causes[cause] > 1:
            return None
        words = self._texts.error("unexpected")
        return Notice("error", "danger", words.what, words.kept, words.next, f"ZC-UI-{cause}")

    def causes(self) -> dict[str, int]:
        """How often each unknown cause came; for the helper's report."""
        return dict(self._causes)

    def message(self, state: str, title: str, text: str = "", *, stays: bool = False) -> None:
        """A message in the page's flow: ``ok info warn danger``; ``stays`` on the pages that come after."""
        self._show(Notice("band", state, title, next=text, stays=stays))

    def ask(
        self,
        title: str,
        text: str,
        answers: Sequence[Answer],
        answered: Callable[[str], None],
        cancel: str = "",
    ) -> None:
        """Ask without blocking; ``answered(value)`` is called once."""
        question = Question(title, text, tuple(answers), cancel or answers[-1].value)
        self._reach(lambda window: window.show_question(question, answered))

    def _show(self, notice: Notice) -> None:
        self.told.emit(notice)
        self._reach(lambda window: window.show_notice(notice))

    def _reach(self, call: Callable[[Window], None]) -> None:
        if self._window is None:
            self._waiting.append(call)
        else:
            call(self._window)


def cause_of(error: BaseException) -> str:
    """A short stable name of a cause: kind of error and the place it rose, never its text (it may hold
    personal data).
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = (
        f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    )
    return hashlib.sha256(f"{type(error).__name__}@{place}".encode()).hexdigest()[:6].upper()
