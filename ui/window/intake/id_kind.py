"""Which document a person shows: the identity card, or one of the others, each by its own kind."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.people import IdType
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.intake.cells import name_cells

RESIDENT, OTHER = IdType.RESIDENT_CARD.value, IdType.OTHER.value
OTHERS: tuple[tuple[tuple[IdType, str], ...], ...] = (
    ((IdType.PASSPORT, "passport"), (IdType.HK_MACAO_PERMIT, "hk_macao"), (IdType.TAIWAN_PERMIT, "taiwan")),
    ((IdType.FOREIGNER_CARD, "foreigner"), (IdType.OTHER, "other")),
)
"""Documents other than the identity card, in two rows: the pane is narrow."""


class IdKind(QWidget):
    """``changed(kind)`` with a code of ``IdType`` when a person chose; the other documents show when they are wanted.
    ``settled()`` when it was one of those: its number comes next.

    ``keys`` are those of the seven choices, one character each.
    """

    changed = Signal(str)
    settled = Signal()

    def __init__(self, name: str, keys: str, scope: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = RESIDENT
        self.main = self._segment(
            name,
            [
                Choice(RESIDENT, t("intake.who.id_card"), keys[0]),
                Choice(OTHER, t("intake.who.other_paper"), keys[1]),
            ],
            scope,
        )
        rest = iter(keys[2:])
        self.others = tuple(
            self._segment(
                f"{name}_{number}",
                [Choice(kind.value, t(f"intake.who.kind_{word}"), next(rest)) for kind, word in row],
                scope,
            )
            for number, row in enumerate(OTHERS, start=1)
        )
        for segment in self.others:
            segment.changed.connect(self.settled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.xs)
        for segment in (self.main, *self.others):
            column.addWidget(segment)
        self.set_value(RESIDENT)

    def _segment(self, name: str, choices: list[Choice], scope: QWidget) -> Segment:
        made = Segment(choices, name=t("intake.who.id_kind"), scope=scope)
        made.setObjectName(name)
        name_cells(made)
        made.changed.connect(self._chosen)
        return made

    def set_value(self, kind: str) -> None:
        """Show a kind without telling of it."""
        self._kind = kind
        resident = kind == RESIDENT
        self.main.set_value(RESIDENT if resident else OTHER)
        for segment in self.others:
            known = [choice.value for choice in segment.choices()]
            segment.set_value(kind if kind in known else None)
            segment.setVisible(not resident)

    def value(self) -> str:
        """The kind that is chosen."""
        return self._kind

    def _chosen(self, kind: str) -> None:
        self.set_value(kind)
        self.changed.emit(kind)
