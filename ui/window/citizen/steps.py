"""Steps 2 and 3 of the citizen's screen: the signature or the thumb, and the rating that nobody here sees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ports.equipment import PadSignature
from ui.shared.pad import SignaturePad
from ui.theme import look, t
from ui.window.citizen.facing import REASONS, Facing
from ui.window.citizen.parts import FaceButton, Large, Step, Touch, large

FACES = (("5", "laugh"), ("4", "smile"), ("3", "meh"), ("2", "frown"), ("1", "angry"))
BAD = ("1", "2")


class SignStep(Step):
    """``signed(PadSignature)`` on this screen, ``thumb()`` when a thumb was pressed on the paper instead; where a pad
    of its own is set up, ``pad_wanted()`` wakes it and ``pad_left()`` lets it go: this screen always stands in for it.
    """

    signed = Signal(object)
    thumb = Signal()
    pad_wanted = Signal()
    pad_left = Signal()

    def __init__(self, now: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__("2", t("citizen.sign"), parent=parent)
        space = look().theme.space
        self.pad = SignaturePad(now)
        self.pad.setObjectName("citizen.pad")
        self.pad.words_font = large("body")
        self.pad.changed.connect(self._changed)
        self.waits = Large("", "title", "text2")
        self.place = QStackedWidget()
        self.place.addWidget(self.pad)
        self.place.addWidget(self.waits)
        self.wipe_button = Touch(t("citizen.wipe"), "rotate-ccw", key="Alt+W")
        self.wipe_button.setObjectName("citizen.wipe")
        self.wipe_button.clicked.connect(self._wipe_or_back)
        self.mark = Touch(t("citizen.mark"), "hand", key="Alt+T")
        self.mark.setObjectName("citizen.mark")
        self.mark.clicked.connect(self._mark)
        self.save = Touch(t("citizen.signed"), "check", "primary", key="Ctrl+Return")
        self.save.setObjectName("citizen.signed")
        self.save.clicked.connect(self._save)
        self.service = Touch(t("citizen.pad"), "signature", key="Alt+P")
        self.service.setObjectName("citizen.on_pad")
        self.service.clicked.connect(self._ask_pad)
        self.service.hide()
        row = QHBoxLayout()
        row.setSpacing(space.m)
        for button in (self.wipe_button, self.mark, self.service, self.save):
            row.addWidget(button)
        self.body.addWidget(self.place, 1)
        self.body.addLayout(row)
        self._marking = self.pad.waiting = False
        self._witness = ""

    def offer_pad(self, there: bool) -> None:
        """Whether a pad of its own can be woken."""
        self.service.setVisible(there)

    def _ask_pad(self) -> None:
        self.pad.waiting = True
        self.pad.wipe()
        self.waits.setText(t("citizen.pad_waits"))
        self.place.setCurrentIndex(1)
        self.mark.setEnabled(False)
        self.service.setEnabled(False)
        self.wipe_button.set_words(t("citizen.mark_back"), "signature")
        self._changed()
        self.pad_wanted.emit()

    def pad_ended(self) -> None:
        """The pad signed, failed, or was let go: this screen takes signatures again."""
        if not self.pad.waiting:
            return
        self.pad.waiting = False
        self.place.setCurrentIndex(0)
        self.mark.setEnabled(True)
        self.service.setEnabled(True)
        self.wipe_button.set_words(t("citizen.wipe"), "rotate-ccw")
        self._changed()

    def show_facing(self, facing: Facing) -> None:
        """Ask for the signature of somebody, or say why none is wanted yet."""
        signing = facing.signing
        self._marking = self.pad.waiting = False
        self.wipe_button.set_words(t("citizen.wipe"), "rotate-ccw")
        self._witness = facing.operator
        self.pad.set_caption(t("citizen.signer", name=facing.name, day=facing.day))
        self.set_done(False)
        self.pad.wipe()
        ready = signing is not None and not signing.why
        self.place.setCurrentIndex(0 if ready else 1)
        for button in (self.wipe_button, self.mark, self.service, self.save):
            button.setEnabled(ready)
        self.save.set_words(t("citizen.signed"), "check", "primary")
        self.mark.show()
        if signing is None:
            self.note.setText("")
            self.waits.setText(t("citizen.nothing_to_sign"))
        else:
            self.note.setText(t("citizen.sign_note", name=signing.name))
            self.waits.setText(t("citizen.sign_waits", why=signing.why))
        self._changed()

    def wipe(self) -> None:
        """Nothing of the signature remains here."""
        self.pad.waiting = False
        self.pad.wipe()
        self.pad.set_caption("")

    def done(self) -> None:
        """It is on record."""
        self.set_done(True)
        self.pad.setEnabled(False)
        self.save.set_words(t("citizen.signed_done"), "circle-check", "ok")
        self.pad.waiting = False
        for button in (self.wipe_button, self.mark, self.service, self.save):
            button.setEnabled(False)

    @property
    def wanted(self) -> bool:
        """Whether something is to be signed now."""
        return self.mark.isEnabled() or self._marking

    def refused(self) -> None:
        """It is not on record: what was drawn stays."""
        self._changed()

    def _changed(self) -> None:
        self.pad.setEnabled(True)
        self.save.setEnabled(self._marking or (self.place.currentIndex() == 0 and not self.pad.empty()))

    def _wipe_or_back(self) -> None:
        if self.pad.waiting:
            self.pad_left.emit()
            self.pad_ended()
        elif self._marking:
            self._marking = False
            self.place.setCurrentIndex(0)
            self.wipe_button.set_words(t("citizen.wipe"), "rotate-ccw")
            self.save.set_words(t("citizen.signed"), "check", "primary")
            self.mark.show()
        self.pad.wipe()

    def _mark(self) -> None:
        """Who cannot write presses a thumb on the paper; somebody sees it."""
        self._marking = True
        self.pad.wipe()
        self.waits.setText(t("citizen.mark_how", witness=self._witness))
        self.place.setCurrentIndex(1)
        self.mark.hide()
        self.wipe_button.set_words(t("citizen.mark_back"), "signature")
        self.save.set_words(t("citizen.marked"), "check", "primary")
        self._changed()

    def _save(self) -> None:
        self.save.setEnabled(False)
        if self._marking:
            self.thumb.emit()
        else:
            strokes = tuple(tuple((s.x, s.y, s.pressure, s.t) for s in stroke) for stroke in self.pad.strokes())
            self.signed.emit(PadSignature(strokes, self.pad.png(), "", "screen"))


class RateStep(Step):
    """``rated(level, reasons)``; nothing is taken before a touch, and a bad one says what was bad. ``skipped()``."""

    rated = Signal(str, str)
    skipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("3", t("citizen.rate"), t("citizen.rate_note"), parent)
        space = look().theme.space
        faces = QWidget()
        row = QHBoxLayout(faces)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.m)
        self.group = QButtonGroup(self)
        self.faces: dict[str, FaceButton] = {}
        for n, (level, icon) in enumerate(FACES, 1):
            face = FaceButton(t(f"citizen.level_{level}"), icon, f"Alt+{n}")
            face.setObjectName(f"citizen.level.{level}")
            face.clicked.connect(lambda _=False, at=level: self._took(at))
            self.group.addButton(face)
            self.faces[level] = face
            row.addWidget(face, 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(faces)
        self.pages.addWidget(self._reasons())
        self.thanks = Large(t("citizen.thanks"), "title", "ok", bold=True)
        self.thanks.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages.addWidget(self.thanks)
        self.skip = Touch(t("citizen.skip"), key="Alt+0")
        self.skip.setObjectName("citizen.skip")
        self.skip.clicked.connect(self._skip)
        self.send = Touch(t("citizen.send"), "check", "primary", key="Alt+Return")
        self.send.setObjectName("citizen.send")
        self.send.clicked.connect(self._send)
        foot = QHBoxLayout()
        foot.setSpacing(space.m)
        foot.addWidget(self.skip, 1)
        foot.addWidget(self.send, 2)
        self.body.addWidget(self.pages, 1)
        self.body.addLayout(foot)
        self._level = ""
        self._sending = False

    def press(self, level: str) -> bool:
        """A key of the rating pad (评价器), as good as a touch of a face; a good one needs nothing more and goes, a bad
        one asks here what was bad. Whether it was anybody's turn to rate.
        """
        face = self.faces[level]
        if self._sending or self.is_done or not face.isEnabled():
            return False
        face.setChecked(True)
        self._took(level)
        if level not in BAD:
            self.pages.setCurrentIndex(0)
            self._send()
        return True

    def _reasons(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.s)
        column.addWidget(Large(t("citizen.why"), "secondary", "text2"))
        self.reasons: list[Touch] = []
        line = QHBoxLayout()
        line.setSpacing(look().theme.space.s)
        for n, words in enumerate(REASONS, 1):
            button = Touch(words)
            button.setObjectName(f"citizen.reason.{n}")
            button.setCheckable(True)
            button.toggled.connect(lambda _: self._allow())
            self.reasons.append(button)
            line.addWidget(button)
        column.addLayout(line)
        column.addStretch(1)
        return page

    def show_facing(self, facing: Facing) -> None:
        """Nothing is taken; where nothing can be rated yet the buttons sleep."""
        self._level = ""
        self._sending = False
        self.set_done(facing.rated)
        self.group.setExclusive(False)
        for face in self.faces.values():
            face.setAutoExclusive(False)
            face.setChecked(False)
            face.setAutoExclusive(True)
            face.setEnabled(facing.case_id is not None)
        self.group.setExclusive(True)
        for button in self.reasons:
            button.setChecked(False)
        self.pages.setCurrentIndex(2 if facing.rated else 0)
        self.skip.set_words(t("citizen.skip"))
        self.skip.setEnabled(facing.case_id is not None and not facing.rated)
        self._allow()

    def done(self) -> None:
        """It is sealed and on its way; nothing of it stays in view."""
        self.set_done(True)
        self._sending = False
        self.pages.setCurrentIndex(2)
        self.skip.set_words(t("citizen.skip"))
        self.skip.setEnabled(False)
        self.send.setEnabled(False)

    def refused(self) -> None:
        """It did not go: the choice stays."""
        self._sending = False
        self._allow()

    def _took(self, level: str) -> None:
        self._level = level
        if level in BAD:
            self.pages.setCurrentIndex(1)
            self.skip.set_words(t("citizen.choose_again"))
        self._allow()

    def _allow(self) -> None:
        named = any(button.isChecked() for button in self.reasons)
        self.send.setEnabled(bool(self._level) and (self._level not in BAD or named))

    def _skip(self) -> None:
        if self.pages.currentIndex() == 1:
            self.pages.setCurrentIndex(0)
            self.skip.set_words(t("citizen.skip"))
        else:
            self.skipped.emit()

    def _send(self) -> None:
        self._sending = True
        self.send.setEnabled(False)
        named = "、".join(button.text() for button in self.reasons if button.isChecked())
        self.rated.emit(self._level, named if self._level in BAD else "")
