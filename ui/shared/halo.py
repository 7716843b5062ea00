"""The soft halo around whatever has the focus: outside the widget, where neither QSS nor the widget may paint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ui.shared.paint import paint_box
from ui.theme import look


class Halo(QWidget):
    """Lies over a window, lets everything through and follows the keyboard focus of that window.

    It takes no part in layouts, focus or the mouse. Views and whole pages draw their ring inside, so they get
    no halo.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)
        self.hide()

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
        fits = new is not None and new.window() is self.window() and not isinstance(new, QAbstractItemView)
        self._target = new if fits else None
        if self._target is not None:
            self._target.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show):
            self._follow()
        return False

    def _follow(self) -> None:
        target = self._target
        if target is None or not target.isVisible() or not look().theme.ring:
            self.hide()
            return
        wide = look().theme.ring
        place = QRect(target.mapTo(self.window(), QPoint(0, 0)), target.size())
        parent = target.parentWidget()
        if parent is not None and not parent.isWindow():
            clip = QRect(parent.mapTo(self.window(), QPoint(0, 0)), parent.size())
            place = place.adjusted(-wide, -wide, wide, wide).intersected(
                clip.adjusted(-wide, -wide, wide, wide)
            )
        self.setGeometry(place)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        th = look().theme
        paint_box(QPainter(self), self.rect(), "", th.c.focus_halo, th.radius.card, th.ring)
