"""The panes of a page, its head, the verdict bar, message bands, empty states and skeletons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Icon, KeyCap, Number, Text, parts_in
from ui.shared.paint import paint_ring
from ui.shared.scrollbar import ScrollBar
from ui.theme import look, said
from ui.tokens import STATE_ICONS

NO_LIMIT = (1 << 24) - 1
"""Qt's own largest width (QWIDGETSIZE_MAX), which takes a fixed width off again."""


class PageHead(QWidget):
    """The line above a page: title, note, what belongs to them at the left, buttons at the right.

    ``inset`` on a page that keeps its own margin: titles of all pages stand one below the other.
    """

    def __init__(
        self, title: str, note: str = "", parent: QWidget | None = None, *, inset: bool = False
    ) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.setFixedHeight(look().theme.size.page_head)
        self.title = Text(title, "title", bold=True, wrap=False)
        self.note = Text(note, "body", "text2", wrap=False)
        self._row = QHBoxLayout(self)
        edge = space.m - space.s if inset else space.m
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(space.m)
        self._row.addWidget(self.title)
        self._row.addWidget(self.note)
        self._row.addStretch(1)
        self._left = 2

    def add_left(self, widget: QWidget) -> QWidget:
        """Put a widget after the note."""
        self._row.insertWidget(self._left, widget)
        self._left += 1
        return widget

    def add_right(self, widget: QWidget) -> QWidget:
        """Put a widget at the right end."""
        self._row.addWidget(widget)
        return widget

    def set_note(self, text: str) -> None:
        """Another note."""
        self.note.setText(text)


_READ_ON = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class Pane(Frame):
    """A white pane: head with number or icon, title, key cap, note and a chip at the right; then ``body``.

    Put content into ``pane.body`` (a QVBoxLayout with the pane's margins) or, for full-width rows, call
    ``bare=True``. With ``scroll`` the body scrolls when the window is low. Its key (``Alt+1``) gives the focus
    to the first field inside, or to the pane when nothing in it takes keys.
    """

    entered = Signal()

    def __init__(
        self,
        title: str,
        number: str = "",
        icon: str = "",
        key: str = "",
        scroll: bool = False,
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("pane", parent=parent)
        self.setAccessibleName(said(title))
        self.title = Text(title, "title", bold=True, wrap=False)
        self.note = Text("", "secondary", "text2", wrap=False)
        self.note.hide()
        self.chip = Chip()
        self.chip.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.head = self._make_head(number, icon, key)
        column.addWidget(self.head)
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self.body = QVBoxLayout(inner)
        pad = 0 if bare else look().theme.space.pane
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(0 if bare else look().theme.space.s)
        self.inner = inner
        self._area = scrolled(inner) if scroll else None
        self._brought: QWidget | None = None
        if self._area is not None:
            self._area.verticalScrollBar().rangeChanged.connect(lambda *_: self._bring())
        column.addWidget(self._area or inner, 1)
        self._column = column
        if key:
            self._bind(key)

    def _make_head(self, number: str, icon: str, key: str) -> Frame:
        head = Frame("panehead")
        head.setFixedHeight(look().theme.size.pane_head)
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(look().theme.space.pane, 0, look().theme.space.pane, 0)
        self._head.setSpacing(look().theme.space.s)
        if number:
            self._head.addWidget(Number(number))
        if icon:
            self._head.addWidget(Icon(icon, "text"))
        self._head.addWidget(self.title)
        if key and not icon:
            self._head.addWidget(KeyCap(key))
        self._head.addWidget(self.note)
        self._head.addStretch(1)
        self._head.addWidget(self.chip)
        if key and icon:
            self._head.addWidget(KeyCap(key))
        return head

    def _bind(self, key: str) -> None:
        action = QAction(self.title.text(), self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(self.enter)
        self.addAction(action)

    def enter(self) -> None:
        """Give the focus to the first field of the pane, as Tab would go through it: not as its parts were made."""
        self.entered.emit()
        focused: QWidget | None = self.focusWidget()
        # Not the pane, which held the keyboard while it was empty: Qt counts a widget among its own ancestors.
        inside = focused is not None and focused is not self and self.isAncestorOf(focused)
        if focused is not None and inside and focused.isVisible():
            focused.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        child = self.inner.nextInFocusChain()
        while child is not None and child is not self.inner:
            wanted = child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            if wanted and self.inner.isAncestorOf(child):
                child.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
            child = child.nextInFocusChain()
        # Left where it was, the keyboard would answer what she turned away from.
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Without a field inside, the keys that read on scroll the pane."""
        step = _READ_ON.get(Qt.Key(event.key()))
        if step is None or self._area is None:
            super().keyPressEvent(event)
        else:
            self.scroll_by(step)

    def scroll_by(self, step: QAbstractSlider.SliderAction) -> None:
        """Scroll the body, where it scrolls."""
        if self._area is not None:
            self._area.verticalScrollBar().triggerAction(step)

    def bring(self, part: QWidget | None) -> None:
        """Scroll a part of the body into view, and again when a message above the page takes of its height; None: it
        stays where she scrolls to.
        """
        self._brought = part
        self._bring()

    def _bring(self) -> None:
        if self._area is not None and self._brought is not None:
            self._area.ensureWidgetVisible(self._brought, 0, look().theme.space.s)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            p = QPainter(self)
            paint_ring(p, self.rect(), look(), look().theme.radius.card)
            p.end()

    def hug(self) -> None:
        """Take no more height than the content needs."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_body(self, shown: bool) -> None:
        """Whether the body stands between the head and the foot."""
        (self._area or self.inner).setVisible(shown)

    def shrink_to(self, height: int) -> None:
        """How low a body that scrolls may become, in pixels. Qt would keep room for arrows that no bar has."""
        if self._area is not None:
            self._area.setMinimumHeight(height)

    def set_chip(self, text: str, state: str = "neutral", icon: str = "") -> None:
        """The chip at the right of the head; "" hides it."""
        self.chip.set(text, state, icon)
        self.chip.setVisible(bool(text))

    def set_note(self, text: str) -> None:
        """The words beside the title: counts. Without any, its room is the chip's."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def head_add(self, widget: QWidget) -> QWidget:
        """Put a widget at the right of the head, before its chip."""
        self._head.insertWidget(self._head.indexOf(self.chip), widget)
        return widget

    def head_parts(self) -> list[QWidget]:
        """What stands in the head, from left to right, hidden parts too."""
        return parts_in(self._head)

    def add_foot(self, widget: QWidget) -> QWidget:
        """Put a widget below the body, outside the scroll."""
        self._column.addWidget(widget)
        return widget


def scrolled(inner: QWidget) -> QScrollArea:
    """A scroll area without a frame around ``inner``; only upright, widths always fit."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setVerticalScrollBar(ScrollBar())
    area.viewport().setAutoFillBackground(False)
    area.setWidget(inner)
    # Qt gives what it scrolls a ground of its own.
    inner.setAutoFillBackground(inner.property("part") != "scrolled")
    return area


def flick(area: QScrollArea) -> None:
    """Let a finger on the page move it, not its narrow bar alone."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)


class VerdictBar(Frame):
    """The bar at the bottom: state, the one sentence, what follows from it, and the buttons.

    At most one of the buttons is primary, and it stands last.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("verdict", "neutral", parent=parent)
        th = look().theme
        self.setMinimumHeight(th.size.verdict_bar)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._icon = Icon(STATE_ICONS["neutral"], "neutral", th.size.icon_large)
        self._sentence = Text("", "verdict", "neutral", bold=True, wrap=False)
        self._extra = Text("", "body", "neutral", wrap=False)
        self._sub = Text("", "body", "neutral")
        self._line = line = QHBoxLayout()
        line.setSpacing(th.space.m)
        line.addWidget(self._sentence)
        line.addWidget(self._extra)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addLayout(line)
        words.addWidget(self._sub)
        words.addStretch(1)
        told = QHBoxLayout()
        told.setSpacing(th.space.m)
        told.addWidget(self._icon)
        told.addLayout(words, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(th.space.m)
        self._row.addStretch(1)
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setContentsMargins(th.space.m, th.space.xs, th.space.m, th.space.xs)
        self._outer.setSpacing(th.space.s)
        self._outer.addLayout(told, 1)
        self._outer.addLayout(self._row)
        self._buttons: list[KeyButton] = []

    def set_verdict(self, state: str, sentence: str, sub: str = "", extra: str = "", icon: str = "") -> None:
        """Say the verdict. ``extra`` stands small beside the sentence, ``sub`` below it and may wrap."""
        self.set_state(state)
        self._icon.set(icon or STATE_ICONS[state], state)
        self._sentence.set_words(sentence, state)
        self._extra.set_words(extra, state)
        self._extra.setVisible(bool(extra))
        self._sub.set_words(sub, state)
        self._sub.setVisible(bool(sub))
        self.setAccessibleName(self._sentence.text())
        self.setAccessibleDescription(self._sub.text())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        # A button came or went; what came while nobody saw the bar asked for no layout.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """On a small screen the sentence takes a second line rather than losing its end; where the buttons leave it no
        room at all they stand below it.
        """
        margins, gap = self._outer.contentsMargins(), self._row.spacing()
        taken = self._icon.sizeHint().width() + gap + margins.left() + margins.right() + self._outer.spacing()
        buttons = sum(each.sizeHint().width() + gap for each in self._buttons if each.isVisibleTo(self))
        if self._extra.text():
            taken += self._extra.sizeHint().width() + gap
        words, room = self._sentence, self.width() - taken - buttons
        below = room < look().theme.columns.intake_what[0] and buttons > 0
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if self._outer.direction() != way:
            self._outer.setDirection(way)
        room += buttons if below else 0
        fits = look().metrics("verdict", True).horizontalAdvance(words.text()) <= room
        words.set_role("verdict" if fits else "title")
        wrap = not fits and words.fontMetrics().horizontalAdvance(words.text()) > room
        if wrap != words.wordWrap():
            words.setWordWrap(wrap)
            self._line.setStretchFactor(words, 1000 if wrap else 0)
            across = QSizePolicy.Policy.Expanding if wrap else QSizePolicy.Policy.Fixed
            policy = QSizePolicy(across, QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed)
            policy.setHeightForWidth(wrap)
            words.setSizePolicy(policy)
        words.setMinimumHeight(look().wrapped(words.text(), room, words.role, True) if wrap else 0)
        self._sub.setMinimumHeight(look().wrapped(self._sub.text(), room, "body"))

    def add_button(self, button: KeyButton) -> KeyButton:
        """Add a button at the right end."""
        self._buttons.append(button)
        self._row.addWidget(button)
        return button

    def buttons(self) -> tuple[KeyButton, ...]:
        """The buttons, left to right."""
        return tuple(self._buttons)


class MessageBand(Frame):
    """A message in the page's flow, above what it speaks of; it never covers and no clock takes it away.

    It goes when the person closes it, or when its page turns to somebody else (``FaceShell.drop_news``).

    ``closed`` is emitted when the person closes it.
    """

    closed = Signal()

    def __init__(self, part: str = "band", closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(part, "info", parent=parent)
        space = look().theme.space
        self._icon = Icon("info", "info")
        self._title = Text("", "body", "info", bold=True)
        self._text = Text("", "body", "info")
        words = QVBoxLayout()
        words.setSpacing(space.none)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.pane, space.s, space.pane, space.s)
        self._row.setSpacing(space.s)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        self._close = KeyButton("", icon="x", kind="quiet", size="small")
        self._close.setAccessibleName("×")
        self._close.clicked.connect(self._on_close)
        # Closed with the mouse it would take the keyboard along, and the keys of the page would be dead.
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setVisible(closable)
        self._closable = closable
        self._short = False
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def tell(self, state: str, title: str, text: str = "", icon: str = "") -> None:
        """Show a message: a bold sentence and, below, what to do."""
        self.set_state(state)
        self._icon.set(icon or STATE_ICONS[state], state)
        self._title.set_words(title, state)
        self._text.set_words(text, state)
        self.set_short(self._short)
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}".strip())
        self.show()

    def set_short(self, short: bool) -> None:
        """The sentence alone, where there is no room for what to do; a screen reader says it all the same."""
        self._short = short
        self._text.setVisible(bool(self._text.text()) and not short)

    def set_close_name(self, name: str) -> None:
        """What a screen reader calls the closing button."""
        self._close.setAccessibleName(name)

    def add_button(self, button: KeyButton) -> KeyButton:
        """Add a button before the closing one."""
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


class EmptyState(QWidget):
    """What would be here and how to make the first one."""

    def __init__(
        self, icon: str, title: str, text: str, button: KeyButton | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        th = look().theme
        column = QVBoxLayout(self)
        column.setContentsMargins(th.space.xxl, th.space.xxl, th.space.xxl, th.space.xxl)
        column.setSpacing(th.space.s)
        column.addStretch(1)
        self.title = Text(title, "title", bold=True)
        self.text = Text(text, "body", "text2")
        column.addWidget(Icon(icon, "text3", th.size.icon_large), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        if button is not None:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)


class Skeleton(QWidget):
    """Grey bars where rows will be; still, and invisible until :meth:`reveal` is called (150 ms after the
    request).
    """

    def __init__(self, rows: int = 4, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self._shown = False
        self.setAccessibleName(said(words))

    def reveal(self) -> None:
        """Show the bars now."""
        self._shown = True
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shown:
            return
        p = QPainter(self)
        th = look().theme
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(th.c.border))
        for i in range(self.rows):
            top = th.space.m + i * th.size.row_table
            share = (8, 6, 7, 5)[i % 4]
            bar = QRect(QPoint(th.space.pane, top), QPoint(self.width() * share // 10, top + th.space.m))
            p.drawRoundedRect(bar, th.radius.cap, th.radius.cap)
