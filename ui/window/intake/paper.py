"""纸面: the paper to come, drawn from the page that would print, with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import PAPER_RULES, PaperKind, Seal
from ui.shared.button import KeyButton
from ui.shared.labels import Chip, Facts, Text
from ui.shared.overlay import Overlay
from ui.shared.pane import Pane
from ui.shared.preview import PageLike, PagePreview
from ui.theme import look, said, t

_SEALS = {
    Seal.NONE: "intake.paper.seal_none",
    Seal.RECEIPT: "intake.paper.seal_receipt",
    Seal.SPECIAL: "intake.paper.seal_special",
    Seal.AUTHORITY: "intake.paper.seal_authority",
}


class BigPaper(Overlay):
    """The paper as large as the window allows; PgUp and PgDn turn, Esc closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.preview = PagePreview()
        self.preview.setObjectName("intake.paper_big")
        self.close_button = KeyButton(t("kit.close"), "Esc", size="small", scope=self)
        self.close_button.clicked.connect(self.close_overlay)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.m, space.m, space.m, space.m)
        column.setSpacing(space.s)
        column.addWidget(self.preview, 1)
        column.addLayout(foot)
        self.preview.opened.connect(self.close_overlay)

    def place_frame(self) -> None:
        edge = look().theme.space.m
        height = self.height() - 2 * edge
        width = min(self.width() - 2 * edge, height * 4 // 5)
        self.frame.setGeometry((self.width() - width) // 2, edge, width, height)


class PaperPane(Pane):
    """``turned()`` when the person asks for another of the papers to come."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("intake.paper.title"), icon="file-text", key="Alt+4", bare=True, parent=parent)
        space = look().theme.space
        self.preview = PagePreview()
        self.preview.setObjectName("intake.preview")
        self.preview.opened.connect(self.enlarge)
        self.body.addWidget(self.preview, 1)
        self.name = Text("", "body", bold=True)
        self.state_chip = Chip(t("intake.paper.not_issued"))
        self.facts = Facts()
        self.zoom = KeyButton(t("intake.paper.zoom"), "Ctrl+P", icon="eye", size="small")
        self.zoom.setObjectName("intake.zoom")
        self.zoom.clicked.connect(self.enlarge)
        self.other = KeyButton(t("intake.paper.other"), "Alt+P", icon="file-text", size="small")
        self.other.setObjectName("intake.other_paper")
        self.other.clicked.connect(self.turned)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(space.pane, space.s, space.pane, space.pane)
        column.setSpacing(space.s)
        buttons = QHBoxLayout()
        buttons.setSpacing(space.s)
        buttons.addWidget(self.zoom)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        named = QHBoxLayout()
        named.addWidget(self.name, 1)
        named.addWidget(self.state_chip)
        column.addLayout(named)
        column.addWidget(self.facts)
        column.addLayout(buttons)
        self.add_foot(below)
        self._pages: tuple[PageLike, ...] = ()
        self._rows: list[tuple[str, str | QWidget]] = []
        self._big: BigPaper | None = None

    def show_nothing(self, why: str = "") -> None:
        """No paper yet, or none any more; ``why`` in words, "" while nothing is chosen."""
        self._pages = ()
        self.preview.blank = why
        self.preview.set_pages(())
        self.name.setText("")
        self.name.hide()
        self._rows = []
        self.facts.set_rows(())
        self.zoom.setEnabled(False)
        self.other.setEnabled(False)
        self.state_chip.hide()

    def show_kind(self, kind: PaperKind, more: bool, facts: Sequence[tuple[str, str]]) -> None:
        """What is known of the paper before its page is drawn."""
        rule = PAPER_RULES[kind]
        self.name.setText(said(rule.name))
        self.name.show()
        rows: list[tuple[str, str | QWidget]] = [
            (t("intake.paper.number"), t("intake.paper.number_later")),
            (
                t("intake.paper.copies"),
                t("intake.paper.copies_words", count=rule.copies, seal=t(_SEALS[rule.seal])),
            ),
        ]
        rows.extend(facts)
        if rows != self._rows:
            self._rows = rows
            self.facts.set_rows(rows)
        self.other.setEnabled(more)
        self.state_chip.show()

    def show_pages(self, pages: Sequence[PageLike], kind: PaperKind) -> None:
        """The page itself."""
        self._pages = tuple(pages)
        self.preview.blank = t("intake.paper.none_now")
        self.preview.set_pages(pages, PAPER_RULES[kind].name)
        self.zoom.setEnabled(bool(pages))
        if self._big is not None and self._big.isVisible():
            self._big.preview.set_pages(pages, PAPER_RULES[kind].name)

    def enlarge(self) -> None:
        """Show the paper as large as the window allows."""
        if not self._pages:
            return
        if self._big is None:
            self._big = BigPaper(self.window())
        self._big.preview.set_pages(self._pages, self.name.text())
        self._big.open()
        self._big.preview.setFocus(Qt.FocusReason.OtherFocusReason)
