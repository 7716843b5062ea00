"""在签名板上签: wakes the pad behind its vendor's service, and shows on the canvas what was signed there.

The canvas stands in for the pad: whoever does not want to wait signs on the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.errors import DeviceError
from app.ports.equipment import PadSignature, PadWish
from ui.paddesk import PadDesk
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.pad import SignaturePad
from ui.tell import Tell
from ui.theme import look, t

Wish = Callable[[], PadWish]
"""What is to be signed, asked on the worker: laying a paper out takes a while."""


class OnPad(QObject):
    """``wish()`` on the GUI thread gives the question for the pad, None when nothing can be signed yet. The button is
    hidden where no pad is set up.
    """

    def __init__(
        self,
        desk: PadDesk | None,
        runner: Runner,
        tell: Tell,
        canvas: SignaturePad,
        button: KeyButton,
        wish: Callable[[], Wish | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._runner, self._tell = desk, runner, tell
        self._canvas, self._button, self._wish = canvas, button, wish
        self._stop: threading.Event | None = None
        self._taken: PadSignature | None = None
        # One that stands in no page yet would come up as a window of its own.
        if button.parentWidget() is not None or desk is None or not desk.has():
            button.setVisible(desk is not None and desk.has())
        button.clicked.connect(self._press)
        canvas.changed.connect(self._changed)

    def signature(self) -> PadSignature | None:
        """What was signed, on the pad or on the canvas; ``digest`` says what for only when it was the pad."""
        if self._taken is not None or self._canvas.empty():
            return self._taken
        strokes = tuple(tuple((s.x, s.y, s.pressure, s.t) for s in stroke) for stroke in self._canvas.strokes())
        return PadSignature(strokes, self._canvas.png(), "", "screen")

    def clear(self) -> None:
        """Another paper, another person: nothing is signed, and the pad is let go."""
        self._let_go()
        self._canvas.wipe()

    def _changed(self) -> None:
        if self._canvas.empty():
            self._taken = None
            self._canvas.setEnabled(self._stop is None)

    def _press(self) -> None:
        if self._stop is not None:
            self.clear()
            return
        wish, desk = self._wish(), self._desk
        if wish is None or desk is None:
            return
        self._canvas.wipe()
        self._stop = stop = threading.Event()
        self._canvas.setEnabled(False)
        self._canvas.waiting = True
        self._canvas.set_caption(t("onpad.waits"))
        self._button.set_words(t("onpad.back"), "signature")
        self._runner.run(
            "pad",
            lambda: desk.sign(wish(), stop.is_set),
            partial(self._signed, stop),
            partial(self._failed, stop),
            partial(self._ended, stop),
            name="onpad.sign",
        )

    def _signed(self, stop: threading.Event, signature: PadSignature) -> None:
        if self._stop is stop:
            self._canvas.show_strokes(signature.strokes)
            self._taken = signature

    def _failed(self, stop: threading.Event, error: BaseException) -> None:
        if not isinstance(error, DeviceError):
            self._tell.error(error)
        elif self._stop is stop:
            self._tell.message("warn", look().texts.error(error.code).what, t("onpad.failed"))

    def _ended(self, stop: threading.Event) -> None:
        if self._stop is stop:
            self._let_go()

    def _let_go(self) -> None:
        if self._stop is not None:
            self._stop.set()
        self._stop = None
        self._canvas.waiting = False
        self._canvas.set_caption("")
        self._canvas.setEnabled(self._taken is None)
        self._button.set_words(t("onpad.sign"), "signature")
