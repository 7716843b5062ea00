"""实人核验 at a desk: who put a card on the reader, before the camera beside its portrait, or the clerk's own eyes.

Nobody has to show her face (个人信息保护法): 不刷脸 stands beside it, as large, and is as good for the case.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.people import IdCardReading
from app.errors import DeviceError
from app.ports.equipment import FaceOutcome, FaceResult
from app.usecases.known_by import by_hand_words, face_words
from ui.facedesk import FaceDesk
from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.tell import Answer, Tell
from ui.theme import look, t

REASONS = (("unwilling", "Y"), ("device", "D"), ("unlike", "B"))
"""Why somebody is known without her face, and the keys of the answers."""
Subject = Callable[[Callable[[UUID], None]], None]
"""Calls with the draft or case that the result belongs to, once that is kept."""


class CompareStrip(QWidget):
    """Below the card: what is known of the person, and the two ways, one below the other in a ``narrow`` pane. Hidden
    where no face engine is set up.
    """

    wanted = Signal()
    by_hand = Signal()

    def __init__(self, scope: QWidget, name: str = "intake.compare", *, narrow: bool = True) -> None:
        super().__init__(scope)
        space = look().theme.space
        self.words = Text("", "secondary", "text2")
        self.words.setObjectName(f"{name}.words")
        self.face = KeyButton(t("intake.compare.face"), "Alt+B", "camera", size="small", scope=self)
        self.face.setObjectName(f"{name}.face")
        self.face.clicked.connect(self.wanted)
        self.eyes = KeyButton(t("intake.compare.by_hand"), "Alt+J", size="small", scope=self)
        self.eyes.setObjectName(f"{name}.by_hand")
        self.eyes.clicked.connect(self.by_hand)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addWidget(self.words)
        buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(space.xs if narrow else space.s)
        for button in (self.face, self.eyes):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if not narrow:
            buttons.addStretch(1)
        column.addLayout(buttons)
        self.hide()

    def say(self, words: str, tone: str = "text2") -> None:
        """What is known, or why not."""
        self.words.set_words(words, tone)

    def allow(self, may: bool) -> None:
        """Whether somebody can be compared now."""
        for button in (self.face, self.eyes):
            button.setEnabled(may)


class Comparison(QObject):
    """``known(words)`` when it is settled how the person was known; empty when nobody is known any more.

    ``texts`` begins the names of what is said for this desk: ``looking`` and ``next``.
    """

    known = Signal(str)

    def __init__(
        self,
        desk: FaceDesk | None,
        office: Office,
        runner: Runner,
        tell: Tell,
        subject: Subject,
        strip: CompareStrip,
        parent: QObject,
        texts: str = "intake.compare",
    ) -> None:
        super().__init__(parent)
        self._desk, self._office, self._runner, self._tell = desk, office, runner, tell
        self._subject, self._strip, self._texts = subject, strip, texts
        self._stop = threading.Event()
        self._turn = 0
        self._busy = False
        strip.wanted.connect(self._compare)
        strip.by_hand.connect(self._ask)

    @property
    def there(self) -> bool:
        """Whether a face engine is set up at this desk."""
        return self._desk is not None and self._desk.set_up()

    @property
    def busy(self) -> bool:
        """Whether somebody is being compared now."""
        return self._busy

    def begin(self) -> None:
        """Another person, or nobody looks: what runs is given up, the portrait leaves memory."""
        self._give_up()
        self._strip.say(t("intake.compare.open"))

    def drop(self) -> None:
        """Nobody is known any more."""
        self.begin()
        self.known.emit("")

    def hold(self, reading: IdCardReading) -> None:
        """This is the card of who stands here: its portrait stays until there is a result, or somebody else comes."""
        if self._desk is not None:
            self._desk.hold(reading)

    def _give_up(self) -> None:
        self._turn += 1
        self._stop.set()
        self._busy = False
        if self._desk is not None:
            self._desk.forget()

    def _compare(self) -> None:
        desk = self._desk
        if desk is None or self._busy:
            return
        self._turn, self._busy, self._stop = self._turn + 1, True, threading.Event()
        turn, stop = self._turn, self._stop
        self._strip.face.setEnabled(False)
        self._strip.say(t(f"{self._texts}.looking"))
        self._runner.run(
            "face",
            partial(desk.compare, stop.is_set),
            partial(self._compared, turn),
            partial(self._failed, turn),
            partial(self._ended, turn),
            name="compare faces",
        )

    def _ended(self, turn: int) -> None:
        if turn == self._turn:
            self._busy = False
            self._strip.face.setEnabled(True)

    def _compared(self, turn: int, result: FaceResult) -> None:
        if turn != self._turn:
            return
        said = f"{result.outcome.value} {result.reason or result.engine}".strip()
        self._subject(lambda subject: self._record(subject, turn, said, face_words(result)))
        if result.outcome is FaceOutcome.SAME:
            return
        words = t(f"intake.compare.outcome.{result.outcome.value}", why=_why(result.reason))
        self._not_known(words, "danger" if result.outcome is FaceOutcome.DIFFERENT else "warn")

    def _failed(self, turn: int, error: BaseException) -> None:
        if turn != self._turn:
            return
        if isinstance(error, DeviceError):
            self._subject(lambda subject: self._record(subject, turn, f"failed {error.code}", ""))
            self._not_known(t("intake.compare.outcome.not-checked", why=_why(error.code)), "warn")
        else:
            self._strip.say(t("intake.compare.open"))
            self._tell.error(error)

    def _not_known(self, words: str, state: str) -> None:
        self.known.emit("")
        self._strip.say(words, state)
        self._tell.message(state, words, t(f"{self._texts}.next"))

    def _ask(self) -> None:
        """不刷脸: the clerk looks at the card and at the person, and says so with the reason."""
        answers = [Answer(name, t(f"intake.compare.reason.{name}"), key) for name, key in REASONS]
        answers.append(Answer("", t("intake.compare.not_yet"), "N", primary=True))
        asked = partial(self._looked, self._turn)
        self._tell.ask(t("intake.compare.ask"), t("intake.compare.ask_note"), answers, asked, "")

    def _looked(self, turn: int, reason: str) -> None:
        if turn != self._turn or not reason:
            return
        self._give_up()
        words, now = by_hand_words(t(f"intake.compare.reason.{reason}")), self._turn
        self._subject(lambda subject: self._record(subject, now, f"by-hand {reason}", words))

    def _record(self, subject: UUID, turn: int, said: str, words: str) -> None:
        """It counts once it is in the audit."""

        def counts(_: object) -> None:
            if words and turn == self._turn:
                self.known.emit(words)

        work = partial(compared, self._office, subject, said)
        self._runner.run("db", work, counts, self._tell.error, name="note comparison")


def compared(office: Office, subject: UUID, said: str) -> None:
    """Write down that a person was compared with her card, and what came of it; nothing of the pictures. ``subject`` is
    the draft or the case.
    """
    office.stores.audit.record(office.desk.session.operator.id, "face-check", f"{subject} {said}")


def _why(reason: str) -> str:
    """A reason in words, with its code where it has one."""
    texts, key = look().texts, f"intake.compare.why.{reason}"
    words = t(key) if texts.has(key) else t("intake.compare.why.odd")
    return f"{words}（{reason}）" if reason else words
