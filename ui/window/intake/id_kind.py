"""Which document a person shows: the identity card, or one of the others, each by its own kind."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.people import IdType
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.intake.cells import name_cells

OTHERS: tuple[tuple[IdType, str], ...] = (
    (IdType.PASSPORT, "passport"),
    (IdType.HK_MACAO_PERMIT, "hk_macao"),
    (IdType.TAIWAN_PERMIT, "taiwan"),
    (IdType.FOREIGNER_CARD, "foreigner"),
    (IdType.OTHER, "other"),
)
"""Documents other than the identity card."""


class IdKind(QWidget):
    """``changed(kind)`` with a code of ``IdType`` when a person chose; the second row shows for other documents.

    ``keys`` are those of the seven choices, one character each.
    """

    changed = Signal(str)

    def __init__(self, name: str, keys: str, scope: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        resident, other = IdType.RESIDENT_CARD.value, IdType.OTHER.value
        choices = [
            Choice(resident, t("intake.who.id_card"), keys[0]),
            Choice(other, t("intake.who.other_paper"), keys[1]),
        ]
        self.main = Segment(choices, resident, name=t("intake.who.id_kind"), scope=scope)
        self.main.setObjectName(name)
        name_cells(self.main)
        kinds = [
            Choice(kind.value, t(f"intake.who.kind_{word}"), key)
            for (kind, word), key in zip(OTHERS, keys[2:], strict=True)
        ]
        self.other = Segment(kinds, other, name=t("intake.who.id_kind"), scope=scope)
        self.other.setObjectName(f"{name}_other")
        name_cells(self.other)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.xs)
        column.addWidget(self.main)
        column.addWidget(self.other)
        self.main.changed.connect(self._chosen)
        self.other.changed.connect(self.changed)
        self.set_value(resident)

    def set_value(self, kind: str) -> None:
        """Show a kind without telling of it."""
        known = [each.value for each, _ in OTHERS]
        resident = kind == IdType.RESIDENT_CARD.value
        self.main.set_value(kind if resident else IdType.OTHER.value)
        self.other.set_value(kind if kind in known else IdType.OTHER.value)
        self.other.setVisible(not resident)

    def value(self) -> str:
        """The kind that is chosen."""
        main = self.main.value() or IdType.RESIDENT_CARD.value
        return main if main == IdType.RESIDENT_CARD.value else self.other.value() or IdType.OTHER.value

    def _chosen(self, kind: str) -> None:
        self.other.setVisible(kind != IdType.RESIDENT_CARD.value)
        self.changed.emit(self.value())
