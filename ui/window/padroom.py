"""How high the signature pad of an issue desk is: what the form above it leaves, never less than half of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.shared.events import kind_of
from ui.shared.pad import SignaturePad
from ui.shared.pane import Pane
from ui.theme import look


class PadRoom(QObject):
    """Fits ``pad``, which stands at the foot of ``pane`` outside its scroll, whenever the pane or what it asks changes.

    The pad and the key below it are whole in view on every screen; on a low one the form scrolls behind them. Where the
    form is away the pad has its room.
    """

    def __init__(self, pane: Pane, pad: SignaturePad, feet: Sequence[QWidget]) -> None:
        super().__init__(pane)
        self._pane, self._pad, self._feet = pane, pad, tuple(feet)
        pad.setFixedHeight(look().theme.size.pad_height)
        pane.installEventFilter(self)
        pane.inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if kind_of(event) in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return False

    def _fit(self) -> None:
        pane, pad, size = self._pane, self._pad, look().theme.size
        feet = sum(foot.sizeHint().height() for foot in self._feet) - pad.minimumHeight()
        form = _height(pane.inner) if pane.inner.isVisibleTo(pane) else 0
        room = pane.height() - size.pane_head - feet - look().theme.space.xs - form
        height = max(size.pad_height // 2, min(size.pad_height, room))
        if height != pad.minimumHeight():
            pad.setFixedHeight(height)


def _height(form: QWidget) -> int:
    """What the area that scrolls gives the form: never less than its least, and what its words take at this width."""
    least = form.minimumSizeHint().height()
    return max(least, form.heightForWidth(form.width()) if form.hasHeightForWidth() else form.sizeHint().height())
