"""The ways from a case to the one that it corrects and to the 更正件 that corrects it: a button each, with its key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.storage.corrections import NONE, Links
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.theme import look
from ui.window.case.linked import Way, told, ways

MOST = 2
"""Ways of one case: back to what it corrects, and on to what corrects it."""


class LinkWays(QWidget):
    """``wanted(case_id)`` when one is taken. Hidden while the case has no other; ``says``: with a sentence for each,
    where it stands nowhere else. ``upright``: one below the other, where there is little room; ``bare``: no margins.
    """

    wanted = Signal(object)

    def __init__(self, name: str, *, says: bool = False, upright: bool = False, bare: bool = False) -> None:
        super().__init__()
        space = look().theme.space
        self._says = says
        self._ways: tuple[Way, ...] = ()
        self.words = Text("", "secondary", "text2", parent=self)
        self.buttons = tuple(KeyButton("", icon="arrow-right", size="small") for _ in range(MOST))
        row = QVBoxLayout(self) if upright else QHBoxLayout(self)
        row.setContentsMargins(*(0, 0, 0, 0) if bare else (space.pane, space.s, space.pane, space.s))
        row.setSpacing(space.s)
        row.addWidget(self.words, 1)
        self.words.setVisible(says)  # in its place already: alone it would be a window
        for n, button in enumerate(self.buttons):
            button.setObjectName(f"{name}.linked.{n + 1}")
            button.clicked.connect(lambda _=False, n=n: self._go(n))
            button.hide()
            row.addWidget(button)
        self.hide()

    def show_links(self, links: Links = NONE) -> None:
        """Offer the ways of these links."""
        self._ways = ways(links)
        for n, button in enumerate(self.buttons):
            way = self._ways[n] if n < len(self._ways) else None
            button.setVisible(way is not None)
            button.set_key(way.key if way is not None else "")
            if way is not None:
                button.set_words(way.words)
        if self._says:
            self.words.setText("　".join(told(links)))
        self.setVisible(bool(self._ways) or (self._says and links.any))

    def wanted_height(self) -> int:
        """Pixels that it takes upright, 0 while there is no way."""
        return 0 if self.isHidden() else self.sizeHint().height() + 2 * look().theme.size.hairline

    def _go(self, n: int) -> None:
        if n < len(self._ways):
            self.wanted.emit(self._ways[n].link.case_id)
