"""不属本窗口: 代收 for who is competent, or 即时告知 (D19) with the reason, its basis, and a way that leads on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.acts_ends import GROUNDS, ground_law
from app.values import dataclass
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.overlay import Overlay
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.intake.acts import Away


@dataclass(frozen=True)
class AwayFacts:
    """What is known before anybody types: the authority to name, and why 代收 cannot be, "" when it can.

    ``title`` is a text of the face, ``licence`` whether the item is a 行政许可, whose law is cited for nothing else.
    """

    authority: str
    phone: str
    address: str
    locked: str = ""
    title: str = "intake.away.title"
    licence: bool = True


def _offered(facts: AwayFacts) -> dict[str, dict[str, str]]:
    """By ground what the paper would say before anybody types; of another ground nobody knows reason and article. Where
    neither address nor telephone is known, a blank stands that the clerk has to fill.
    """
    found = "，".join(part for part in (facts.address, facts.phone) if part)
    where = f"（{found}）" if found else t("intake.away.unknown_value")
    instead = t("intake.away.instead_value", where=facts.authority) + where
    return {
        "not-here": {
            "reason": t("intake.away.reason_value", authority=facts.authority),
            "basis": ground_law("not-here", facts.authority, licence=facts.licence),
            "instead": instead,
        },
        "not-needed": {
            "reason": t("intake.away.not_needed_reason_value"),
            "basis": ground_law("not-needed", facts.authority, licence=facts.licence),
            "instead": t("intake.away.not_needed_instead_value", where=facts.authority) + where,
        },
        "other": {"reason": "", "basis": "", "instead": instead},
    }


class AwaySheet(Overlay):
    """``given(Away)`` for the paper, ``collected(place)`` for 代收."""

    OWN_KEYS = True

    given = Signal(object)
    collected = Signal(str)

    def __init__(self, facts: AwayFacts, parent: QWidget) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.setObjectName("intake.away_sheet")
        self.setAccessibleName(t(facts.title))
        self.ground = Segment(
            [Choice(g, t(f"intake.away.{g}"), str(n)) for n, g in enumerate(GROUNDS, 1)],
            "not-here",
            t("intake.away.ground"),
            scope=self,
        )
        self.ground.setObjectName("intake.away.ground")
        self._offered = _offered(facts)
        self.reason, self.basis, self.instead = (
            self._field(name, self._offered["not-here"][name]) for name in ("reason", "basis", "instead")
        )
        self.ground.changed.connect(self._of_ground)
        self.place = self._field("place", facts.authority)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xxl, space.xl, space.xxl, space.xl)
        column.setSpacing(space.m)
        column.addWidget(Text(t(facts.title), "title", bold=True))
        column.addWidget(Text(t("intake.away.note"), "body", "text2"))
        column.addWidget(self.ground)
        for field in (self.reason, self.basis, self.instead, self.place):
            column.addWidget(field)
        self.place.setVisible(not facts.locked)
        self.locked = Text(facts.locked, "secondary", "text2")
        column.addWidget(self.locked)
        self.locked.setVisible(bool(facts.locked))
        column.addLayout(self._foot(bool(facts.locked)))

    def _of_ground(self, ground: str) -> None:
        """Another ground has other words and another article; what the clerk wrote herself stays."""
        for name, field in (("reason", self.reason), ("basis", self.basis), ("instead", self.instead)):
            if field.value() in {words[name] for words in self._offered.values()}:
                field.edit.setText(self._offered[ground][name])

    def _field(self, name: str, value: str) -> Field:
        field = Field(t(f"intake.away.{name}"), value, True)
        field.edit.setObjectName(f"intake.away.{name}")
        return field

    def _foot(self, locked: bool) -> QHBoxLayout:
        back = KeyButton(t("kit.cancel"), "Esc", scope=self)
        back.clicked.connect(self.close_overlay)
        self.collect = KeyButton(t("intake.away.collect"), "Alt+D", "inbox", scope=self)
        self.collect.setObjectName("intake.away.collect")
        self.collect.setEnabled(not locked)
        self.collect.clicked.connect(self._collect)
        self.give = KeyButton(t("intake.away.give"), "Ctrl+Enter", "printer", kind="primary", scope=self)
        self.give.setObjectName("intake.away.give")
        self.give.clicked.connect(self._give)
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.addStretch(1)
        for button in (back, self.collect, self.give):
            row.addWidget(button)
        return row

    def first_focus(self) -> None:
        """On the ground, where the bare keys are."""
        self.ground.focus()

    def _give(self) -> None:
        if t("intake.away.unknown_value") in self.instead.value():
            self.instead.set_error(t("intake.away.instead_wanted"))
            self.instead.setFocus()
            return
        said = [part.value().strip() for part in (self.reason, self.basis, self.instead)]
        self.given.emit(Away(self.ground.value() or "", *said))

    def _collect(self) -> None:
        self.collected.emit(self.place.value().strip())

    def place_frame(self) -> None:
        """As wide as two columns of fields, as high as its words."""
        th = look().theme
        width = min(th.size.palette_width, self.width() - 2 * th.space.lg)
        self.frame.setFixedWidth(width)
        height = self.frame.sizeHint().height()
        self.frame.setGeometry(
            (self.width() - width) // 2, max((self.height() - height) // 2, 0), width, height
        )
