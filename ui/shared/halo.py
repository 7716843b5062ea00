"""The soft halo around whatever has the focus: outside the widget, where neither QSS nor the widget may paint.

What has the focus is also brought into view: words that say "type the number" help nobody whose field lies below
the edge of a pane that scrolls.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from ui.shared.events import kind_of
from ui.shared.paint import paint_box
from ui.theme import look

_PLACED = (QEvent.Type.Resize, QEvent.Type.Show)


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
        self._watched: list[QWidget] = []
        self._asked = self._placed = False
        self._left: dict[QScrollArea, int] = {}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)
        self.hide()

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        for part in self._watched:
            if isValid(part):
                part.removeEventFilter(self)
        fits = new is not None and new.window() is self.window() and not isinstance(new, QAbstractItemView)
        self._target = new if fits else None
        self._watched = self._chain()
        for part in self._watched:
            part.installEventFilter(self)
        self._left.clear()
        self._into_view()
        self._follow()
        # Tab lets an area scroll by itself once the focus is there; only then it is known where the pane was left.
        self._look_again(placed=True)

    def _look_again(self, placed: bool) -> None:
        """Once in this turn, before anything is painted: placing a page moves the parts around the target many times.

        ``placed``: by a layout, after which the target may lie out of view.
        """
        self._placed = self._placed or placed
        if not self._asked:
            self._asked = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))

    def _into_view(self) -> None:
        """Scroll the panes around the target as far as it takes. Never under a pressed mouse: the click would miss; and
        never what the person has scrolled herself since the target has the focus.
        """
        target = self._target
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if target is None or not isValid(target) or not target.isVisible() or pressed:
            return
        edge = look().theme.size.row_table
        for area in self._areas():
            if target.height() <= area.viewport().height() and not self._scrolled_by_hand(area):
                area.ensureWidgetVisible(target, 0, edge)
                if area in self._left:
                    self._left[area] = area.verticalScrollBar().value()

    def _areas(self) -> list[QScrollArea]:
        return [part for part in self._watched if isinstance(part, QScrollArea) and isValid(part)]

    def _scrolled_by_hand(self, area: QScrollArea) -> bool:
        """Whether the pane is not where it was left; one that became shorter was moved by nobody."""
        bar = area.verticalScrollBar()
        now = bar.value()
        left = self._left.get(area, now)
        shortened = now == bar.maximum() and now < left
        return now != left and not shortened

    def _chain(self) -> list[QWidget]:
        """The target and what it lies in: scrolling moves one of them, not the target."""
        chain: list[QWidget] = []
        part = self._target
        while part is not None and not part.isWindow():
            chain.append(part)
            part = part.parentWidget()
        return chain

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            placed, self._asked, self._placed = self._placed, False, False
            if placed:
                self._into_view()
                for area in self._areas():
                    self._left.setdefault(area, area.verticalScrollBar().value())
            self._follow()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = kind_of(event)
        if kind in (*_PLACED, QEvent.Type.Move, QEvent.Type.Hide):
            moved = kind == QEvent.Type.Move and not _is_scrolled(watched)
            # A scroll area learns how far it reaches only after its parts are placed.
            self._look_again(placed=moved or kind in _PLACED)
        return False

    def _follow(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible() or not look().theme.ring:
            self.hide()
            return
        wide = look().theme.ring
        place = QRect(target.mapTo(self.window(), QPoint(0, 0)), target.size())
        place = place.adjusted(-wide, -wide, wide, wide)
        for part in filter(isValid, self._watched[1:]):
            clip = QRect(part.mapTo(self.window(), QPoint(0, 0)), part.size())
            place = place.intersected(clip.adjusted(-wide, -wide, wide, wide))
        if place.isEmpty():
            self.hide()
            return
        self.setGeometry(place)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        th = look().theme
        if th.c.focus_halo == th.c.bg:
            # High contrast has none; in the colour of the ground it would only wipe out the lines of what lies beside.
            return
        paint_box(QPainter(self), self.rect(), "", th.c.focus_halo, th.radius.card, th.ring)


def _is_scrolled(part: QObject) -> bool:
    """Whether a scroll area moves this part: the person's own scrolling is left alone."""
    view: QObject | None = part.parent()
    return view is not None and isinstance(view.parent(), QScrollArea)
