"""Brings the citizen's screen up where there is room for it, and puts what was said there on record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QVBoxLayout

from app.errors import DeviceError
from app.ports.equipment import PadSignature
from ui.shared.overlay import Overlay
from ui.shared.shell import FaceShell
from ui.theme import look, t
from ui.window.citizen.facing import Facing, confirmed, of_case, of_intake, pad_wish, rate, sign, whose
from ui.window.citizen.screens import AUTO, ScreenWatch, citizen_screen
from ui.window.citizen.talk import CITIZEN, CLERK, Talk, TalkPanel
from ui.window.citizen.view import TALK, CitizenView
from ui.window.inner import Tools
from ui.window.intake.model import IntakeState

SIZE = QSize(1280, 800)
_NO_KEYS = Qt.WindowType.WindowDoesNotAcceptFocus
THANKS = 20.0
"""Seconds that the thanks for a rating stand, and with them who gave it."""


class TalkSheet(Overlay):
    """The clerk's side of the typed dialogue, over her window, where the citizen has a screen of her own."""

    OWN_KEYS = True

    def __init__(self, talk: Talk, parent: FaceShell) -> None:
        super().__init__(parent)
        self.panel = TalkPanel(talk, CLERK)
        self.panel.left.connect(self.close_overlay)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def first_focus(self) -> None:
        """Type at once."""
        self.panel.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class CitizenScreen(QObject):
    """``changed`` when a case moved by what was done there, ``fallen`` when the clerk's own screen went and her window
    is about to stand where the queue may see it: who hears it locks the window and says so. With one screen it covers
    the window until it is given back. Which screen looks at the citizen is asked each time (``citizen_screen`` in
    ``config.toml``): a cable that is pulled gives the clerk's window the work of both, one that is plugged in takes it
    over.
    """

    changed = Signal()
    fallen = Signal()

    def __init__(self, tools: Tools, shell: FaceShell, second: QScreen | None = None) -> None:
        super().__init__(shell)
        self._tools, self._shell = tools, shell
        self._given = second
        self._wanted = str(tools.at.profile.config.extra.get("citizen_screen", AUTO))
        self._alone, self._wiped = True, False
        self.watch = ScreenWatch(shell, self._wanted)
        self.watch.lost.connect(self._unplugged)
        self.watch.fallen.connect(self._fallen)
        self.watch.back.connect(self._back)
        self.watch.met.connect(self._met)
        self.watch.came.connect(self._came)
        self.talk = Talk(self)
        self.talk.changed.connect(self._heard)
        self.view: CitizenView | None = None
        self._subject, self._turn = "", 0
        self._pad_stop = threading.Event()
        shell.shielded.connect(self.wipe)
        shell.closing.connect(self.close)

    @property
    def alone(self) -> bool:
        """Whether there is one screen for both."""
        return self._alone if self.view is not None else self._place() is None

    def _place(self) -> QScreen | None:
        """The screen towards the citizen; None when the clerk's window does the work of both."""
        return self._given or citizen_screen(self._shell, self._wanted)

    def _unplugged(self, screen: QScreen) -> None:
        """Its screen is gone: before anything moves onto the clerk's, everything personal is taken off."""
        if self.view is not None and not self._alone and self.view.screen() is screen:
            self._take_off("unplugged")

    def _take_off(self, why: str) -> None:
        """Nobody is shown anything any more, and the clerk is told ``why``."""
        self._clear()
        self._tools.tell.message("warn", t(f"citizen.{why}"), t(f"citizen.{why}_next"))

    def _clear(self) -> None:
        """Nobody is shown anything any more, and what was typed to each other goes."""
        self.close()
        for sheet in self._shell.findChildren(TalkSheet):
            sheet.close_overlay()

    def _beside(self) -> bool:
        """Whether her page stands on a screen of its own."""
        return self.view is not None and not self._alone

    def _fallen(self) -> None:
        """Her screen is gone and her window comes up before the queue: it is locked before it is seen there."""
        self._wiped = self._beside()
        self._clear()
        self.fallen.emit()

    def _met(self) -> None:
        """She moved her window onto the screen of the citizen, whose page may lie above it or behind it."""
        if self._beside():
            self._take_off("met")
        else:
            self._tools.tell.message("warn", t("citizen.met"), t("citizen.met_bare"))

    def _back(self, home: bool) -> None:
        """Her window stands on her own screen again; the citizen's page goes back to the other."""
        place, view = self._place(), self.view
        if view is not None and not self._alone and place is not None:
            view.setScreen(place)
            view.setGeometry(place.geometry())
        wiped, self._wiped = self._wiped, False
        text = t("citizen.back_next" if not home else "citizen.back_home" if wiped else "citizen.back_bare")
        self._tools.tell.message("info", t("citizen.back_again"), text)

    def _came(self) -> None:
        """Plugged in, or plugged in again: what is under way in her window is finished there first."""
        shown = self.view is not None and self._alone and self._shell.full() is self.view
        self._tools.tell.message("info", t("citizen.came"), t("citizen.came_after" if shown else "citizen.came_next"))

    def _made(self) -> CitizenView:
        place = self._place()
        if self.view is not None and self._alone is not (place is None):
            # A screen came or went since the last person: nobody is shown anything at this moment.
            self.close() if not self._alone else self._shell.drop_full(self.view)
            self.view = None
        if self.view is None:
            self._alone = place is None
            view = self.view = CitizenView(self._tools.at.clock.monotonic, self._alone, self.talk)
            where = self._tools.at.place()
            view.stand_in(where.hall, where.complaint_phone)
            view.ended.connect(self.give_back)
            view.spoke_up.connect(self._tell_of_talk)
            view.confirm.answered.connect(self._confirmed)
            view.sign.signed.connect(self._sign)
            view.sign.thumb.connect(self._thumb)
            view.sign.pad_wanted.connect(self._ask_pad)
            view.sign.pad_left.connect(lambda: self._pad_stop.set())
            view.sign.offer_pad(self._tools.at.plugged.has("signature-pad"))
            view.rate.rated.connect(self._rate)
            view.rate.skipped.connect(self.give_back)
            if place is not None:
                self._show_on(view, place)
        return self.view

    def _show_on(self, view: CitizenView, place: QScreen) -> None:
        """Full screen beside the clerk's; on her own screen (``window``) a window that she can move."""
        view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        view.setWindowFlag(_NO_KEYS)
        view.stack.currentChanged.connect(self._lend_keyboard)
        view.setWindowTitle(t("citizen.open"))
        view.setScreen(place)
        if place is self._shell.screen() and self._given is None:
            view.setGeometry(_inside(place.availableGeometry()))
            view.show()
        else:
            view.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            view.setGeometry(place.geometry())
            # Not showFullScreen: it would make hers the window that has the keyboard.
            view.setWindowState(Qt.WindowState.WindowFullScreen)
            view.show()
        self._lend_keyboard(view.stack.currentIndex())
        self._shell.activateWindow()

    def _lend_keyboard(self, page: int) -> None:
        """The keyboard is the clerk's: no window that comes up and no touch on it takes it away, or her next Enter
        would answer for the citizen. Hers it is only while she types.
        """
        view = self.view
        window = view.windowHandle() if view is not None and not self._alone else None
        if view is None or window is None:
            return
        window.setFlag(_NO_KEYS, page != TALK)
        if page != TALK and view.isActiveWindow():
            self._shell.activateWindow()

    # who is shown

    def show_intake(self, state: IntakeState, draft: UUID | None = None) -> None:
        """What was read, before anything is on record; only masked values leave the page. What is said of it is kept
        under ``draft``, whose id the case will bear.
        """
        self._show(str(draft or state.draft or "intake"), of_intake(self._tools.at, state))

    def person_left(self, somebody: bool) -> None:
        """The clerk's page turned to the next: who was shown, or stood there (``somebody``), is gone from here too."""
        if self.view is not None and (somebody or self.view.facing is not None):
            self.give_back()

    def show_case(self, case_id: UUID) -> None:
        """A case, read and its paper set on the workers."""
        self._turn += 1
        turn = self._turn

        def show(facing: Facing) -> None:
            if turn == self._turn:
                self._show(str(case_id), facing)

        self._run(partial(of_case, self._tools.at, case_id), show, "show")

    def call(self, number: str) -> None:
        """The number that was called, where the people who wait can see it; nothing on the clerk's own screen."""
        if self._place() is not None and not self._barred():
            view = self._made()
            if view.facing is None:
                window = self._tools.at.place().window
                view.welcome.set_words(t("citizen.called", number=number, window=window))

    def call_over(self) -> None:
        """Who was called came, or did not: her number is nobody's any more."""
        if self.view is not None:
            self.view.welcome.set_words(t("citizen.wait"))

    def _barred(self) -> bool:
        """Whether a login or a lock covers the window: only the password takes it away."""
        return self._shell.covered() and self._shell.full() is not self.view

    def _show(self, subject: str, facing: Facing) -> None:
        if self._barred():
            return
        self._subject = subject
        self._turn += 1
        view = self._made()
        view.show_facing(facing)
        if self.alone:
            self._shell.show_full(view)
            view.take_focus()

    def speak(self) -> None:
        """Typed dialogue: both sides see every line; kept nowhere."""
        if self._barred():
            return
        view = self._made()
        view.speak()
        if self.alone:
            self._shell.show_full(view)
            view.talk.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self._clerk_looks():
            sheet = TalkSheet(self.talk, self._shell)
            sheet.closed.connect(sheet.deleteLater)
            sheet.closed.connect(self._clerk_left)
            sheet.open()

    def _clerk_looks(self) -> bool:
        return any(sheet.isVisible() for sheet in self._shell.findChildren(TalkSheet))

    def _heard(self) -> None:
        if self.talk.lines and self.talk.lines[-1][0] == CITIZEN:
            self._tell_of_talk()

    def _tell_of_talk(self) -> None:
        """Who cannot hear speaks first: the clerk is told at her work, without the words, and looks when she can."""
        if not self.alone and not self._clerk_looks():
            self._tools.tell.message("warn", t("citizen.told_talk"), t("citizen.told_talk_next"))

    def _clerk_left(self) -> None:
        """She closed her side: where nothing else is shown, the talk is over for both, and its lines go."""
        if self.view is not None and self.view.facing is None:
            self.give_back()

    def give_back(self) -> None:
        """The person is done; nothing of her stays."""
        self.wipe()
        if self.view is not None and self._shell.full() is self.view:
            self._shell.show_places()
        self.changed.emit()

    def wipe(self) -> None:
        """Take everything off the screen; what was still asked for it comes too late."""
        self._turn += 1
        self._pad_stop.set()
        if self.view is not None:
            self.view.wipe()
        self.talk.wipe()

    def close(self) -> None:
        """The window closes, and this screen with it; nothing of who stood here stays in it."""
        self.wipe()
        if self.view is not None and not self.alone:
            self.view.close()
            self.view.deleteLater()
            self.view = None

    # what was said

    def _run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self._tools.runner.run("db", work, done, self._tools.tell.error, name=f"citizen.{name}")

    def _confirmed(self, right: bool) -> None:
        facing = self.view.facing if self.view is not None else None
        if facing is None:
            return
        self._run(partial(confirmed, self._tools.at, self._subject, right), lambda _: None, "confirmed")
        state, key = ("ok", "citizen.told_right") if right else ("warn", "citizen.told_wrong")
        self._tools.tell.message(state, t(key, who=whose(facing)))
        if self.view is not None:
            self.view.lead()

    def _sign(self, signature: PadSignature) -> None:
        self._record(signature, "", "")

    def _ask_pad(self) -> None:
        """Wake the pad behind its vendor's service. Whatever becomes of it, this screen takes signatures too."""
        view = self.view
        if view is None or view.facing is None or view.facing.signing is None:
            return
        signing, step, turn = view.facing.signing, view.sign, self._turn
        stop = self._pad_stop = threading.Event()

        def ask() -> PadSignature:
            pad = self._tools.at.plugged.signature_pad()
            assert pad is not None
            return pad.sign(pad_wish(signing), stop.is_set)

        def signed(signature: PadSignature) -> None:
            if turn == self._turn and not stop.is_set():
                self._sign(signature)

        def failed(error: BaseException) -> None:
            if isinstance(error, DeviceError):
                words = look().texts.error(error.code)
                self._tools.tell.message("warn", words.what, t("citizen.pad_failed"))
            else:
                self._tools.tell.error(error)

        def ended() -> None:
            if turn == self._turn and not stop.is_set():
                step.pad_ended()

        self._tools.runner.run("pad", ask, signed, failed, ended, name="citizen.pad")

    def _thumb(self) -> None:
        facing = self.view.facing if self.view is not None else None
        if facing is not None:
            self._record(None, "捺印", facing.operator)

    def _record(self, signature: PadSignature | None, mark: str, witness: str) -> None:
        view = self.view
        if view is None or view.facing is None or view.facing.signing is None:
            return
        name, step, turn = view.facing.signing.name, view.sign, self._turn
        work = partial(sign, self._tools.at, view.facing, signature, mark, witness)

        def done(_: object) -> None:
            if turn == self._turn:
                step.done()
                view.lead()
            self._tools.tell.message("ok", t("citizen.told_signed", name=name))
            self.changed.emit()

        def failed(error: BaseException) -> None:
            if turn == self._turn:
                step.refused()
            self._tools.tell.error(error)

        self._tools.runner.run("db", work, done, failed, name="citizen.sign")

    def rating_pressed(self, level: int) -> None:
        """A key of the rating pad. It is of who stands at this screen and is asked to rate, or of nobody."""
        if self._barred():
            return
        view = self.view
        if view is not None and view.facing is not None and view.rate.press(str(level)):
            view.show_steps()
        else:
            self._tools.tell.message("info", t("citizen.stray"), t("citizen.stray_next"))

    def _rate(self, level: str, detail: str) -> None:
        view = self.view
        if view is None or view.facing is None or view.facing.case_id is None:
            return
        step, turn = view.rate, self._turn

        def done(_: object) -> None:
            if turn == self._turn:
                step.done()
                self._tools.scheduler.after(THANKS, partial(self._thanked, turn))

        def failed(error: BaseException) -> None:
            if turn == self._turn:
                step.refused()
            self._tools.tell.error(error)

        work = partial(rate, self._tools.at, view.facing.case_id, level, detail)
        self._tools.runner.run("db", work, done, failed, name="citizen.rate")

    def _thanked(self, turn: int) -> None:
        """Her word was the last there is to do, unless a paper still waits for her hand or they are talking."""
        view = self.view
        if view is None or turn != self._turn or view.stack.currentIndex() == TALK:
            return
        if not view.sign.wanted or view.sign.is_done:
            self.give_back()


def _inside(room: QRect) -> QRect:
    """A window of the size of the pictures at the right of ``room``, never larger than it."""
    width, height = min(SIZE.width(), room.width()), min(SIZE.height(), room.height())
    return QRect(room.right() - width + 1, room.top(), width, height)
