"""A face in its shell and a hand at its keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.domain.paper import PaperKind
from tests.ui.window.cases import World
from tests.ui.window.intake.room import _commit
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.pad import SignaturePad
from ui.tell import Notice
from ui.theme import apply_theme
from ui.tour.hand import pause
from ui.window.face import WindowFace
from ui.window.shell import WindowShell

W = TypeVar("W", bound=QWidget)
SIZES = ((1366, 768), (1920, 1080))
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Hall:
    """The window with every page; nothing runs in the background but its workers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.place = world.place
        self.office = world.place.office
        self.shell = WindowShell("铁西区政务服务中心", "07 号窗", rehearsal=True)
        world.tell.attach(self.shell)
        self.case = UUID(int=0)
        self.said: list[Notice] = []
        world.tell.told.connect(self.said.append)
        self.face = WindowFace(self.place, self.shell, world.runner, world.scheduler, world.tell)

    def open(self) -> None:
        """Show the window with every page."""
        self.face._build_pages()
        self.shell.set_operator("演练员 0000")
        self.shell.set_line_state("离线 · 待传 3 件", "warn")
        self.shell.set_readiness("可办理", "ok")
        self.shell.set_clock("09:10", "9月21日 周一")
        self.shell.resize(*SIZES[0])
        self.shell.show()
        self.shell.activateWindow()
        self.rest()

    def rest(self, rounds: int = 4) -> None:
        """Until every worker has answered and what follows has been drawn."""
        for _ in range(rounds):
            self.until(lambda: not self.world.runner.busy())
            QCoreApplication.processEvents()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to hold."""
        for _ in range(6000):
            if holds():
                return
            pause(10)
        raise AssertionError("it did not come in time")

    def press(self, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, to whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.shell, key, mods)
        self.rest()

    def ctrl(self, key: Qt.Key) -> None:
        """Ctrl and a key."""
        self.press(key, CTRL)

    def enter(self) -> None:
        """The one primary button."""
        self.press(Qt.Key.Key_Return, CTRL)

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard; Chinese comes as an input method would commit it."""
        for char in text:
            target = QApplication.focusWidget()
            assert target is not None
            QTest.keyClick(target, char) if ord(char) < 128 else _commit(target, char)

    def fill(self, name: str, text: str) -> None:
        """Go to a field and type it full."""
        field = self.named(name)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, CTRL)
        self.type(text)

    def sign(self, name: str) -> None:
        """Draw a stroke on a pad."""
        pad = self.named(name)
        assert isinstance(pad, SignaturePad)
        middle = pad.rect().center()
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
        QTest.mouseMove(pad, middle + QPoint(40, 10))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 20))

    def named(self, name: str) -> QWidget:
        """The visible widget with an object name."""
        found = [each for each in self.shell.findChildren(QWidget, name) if each.isVisible()]
        assert found, f"nothing visible is called {name}"
        return found[-1]

    def words(self, *, but: QWidget | None = None) -> str:
        """Everything that can be read now, what stands in ``but`` apart."""
        shown = (each for each in self.shell.findChildren(QLabel) if each.isVisible())
        labels = (each for each in shown if but is None or not but.isAncestorOf(each))
        return " ".join(label.text() for label in labels)

    def told(self) -> str:
        """Everything that was said."""
        return " ".join(f"{notice.title} {notice.next}" for notice in self.said)

    def look(self, name: str) -> None:
        """At both sizes nothing is cut, nameless or out of order; with ZC_SHOTS the page is drawn, in dark too."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        keep = os.environ.get("ZC_SHOTS", "")
        for theme in ("dark", "light") if keep else ("light",):
            if keep:
                apply_theme(app, theme)
            for size in SIZES[::-1]:
                self.shell.resize(*size)
                self.rest(2)
                if keep:
                    self.shell.grab().save(str(Path(keep) / f"{name}-{size[0]}-{theme}.png"))
                page = self.face.pages.get(self.shell.place(), self.shell)
                assert cut_texts(page) + nameless(page) + tab_jumps(page) == [], (theme, size)

    def close(self) -> None:
        """Put everything away."""
        self.world.tell.attach(None)
        self.shell.close()
        self.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def first_at_desk(self) -> Any:
        """The issue desk with the first case that waits, chosen by a hand: the page."""
        self.shell.go("handover")
        self.rest()
        page = self.face.pages["handover"]
        page.table.pick(0)
        self.rest()
        return page

    def licence_at_desk(self, *sealed: PaperKind) -> tuple[UUID, Any]:
        """A licence decided on the spot, printed, with these of its papers sealed, on the issue desk: its case and the
        page.
        """
        office = self.office
        case = self.world.receive("hszyzc", fault=False, answers={})
        office.accept(case, "counter")
        office.decide_on_spot(case, True, "五年")
        office.issue_certificate(case, office.next_blank("护士执业证书"))
        self.world.all_out()
        for kind in sealed:
            self.seal(case, kind)
        self.shell.go("handover")
        self.rest()
        page = self.face.pages["handover"]
        page.show_case(case)
        self.rest()
        return case, page

    def seal(self, case: UUID, kind: PaperKind) -> None:
        """A paper of the case came back with its seal."""
        paper = next(each for each in self.office.case(case).papers if each.kind is kind)
        if not paper.may_be_given:
            self.office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")
