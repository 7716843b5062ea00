"""离线能办到哪一步: each step of the item with 可离线, 离线待核验 or 必须联网, why, and how old the catalogue is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.guide import ServiceGuide
from app.domain.offline import Reach, StepReach, offline_here
from app.domain.rights import Right
from ui.office import Office
from ui.shared.button import KeyButton
from ui.shared.labels import Chip, Text
from ui.shared.overlay import Overlay
from ui.theme import look, t
from ui.window.intake.acts import catalogue_words
from ui.window.intake.model import IntakeState

STATES = {Reach.OFFLINE: ("ok", "check"), Reach.LATER: ("warn", "clock"), Reach.ONLINE: ("info", "cloud-upload")}


def offline_rows(guide: ServiceGuide, rights: frozenset[Right]) -> list[tuple[str, str]]:
    """The same in three lines, of what may be done here: what goes, what waits for a check, what needs the line."""
    found: dict[Reach, list[str]] = {reach: [] for reach in Reach}
    for row in offline_here(guide, rights):
        found[row.reach].append(t(f"intake.offline.step.{row.step}"))
    return [(t(f"intake.offline.{reach.value}"), t("inner.and").join(steps)) for reach, steps in found.items() if steps]


class OfflineSheet(Overlay):
    """The steps of one item that are done here; ``catalogue`` says in words how old what we know of it is."""

    OWN_KEYS = True

    def __init__(self, guide: ServiceGuide, steps: tuple[StepReach, ...], catalogue: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("intake.offline_sheet")
        title = t("intake.offline.title", item=guide.item.full_name)
        self.setAccessibleName(title)
        space = look().theme.space
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(Text(title, "title", bold=True))
        rows = QGridLayout()
        rows.setHorizontalSpacing(space.m)
        rows.setVerticalSpacing(space.s)
        rows.setColumnStretch(2, 1)
        for line, row in enumerate(steps):
            state, icon = STATES[row.reach]
            chip = Chip()
            chip.set(t(f"intake.offline.{row.reach.value}"), state, icon)
            rows.addWidget(Text(t(f"intake.offline.step.{row.step}"), "body", bold=True, wrap=False), line, 0)
            rows.addWidget(chip, line, 1)
            rows.addWidget(Text(t(f"intake.offline.why.{row.why}"), "secondary", "text2"), line, 2)
        column.addLayout(rows)
        column.addWidget(Text(t("intake.offline.age", version=guide.version, words=catalogue), "secondary", "text2"))
        back = KeyButton(t("kit.close"), "Esc", scope=self)
        back.clicked.connect(self.close_overlay)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        column.addLayout(foot)

    def place_frame(self) -> None:
        """As wide as the palette, as high as its rows."""
        th = look().theme
        width = min(th.size.palette_width, self.width() - 2 * th.space.lg)
        self.frame.setFixedWidth(width)
        height = self.frame.sizeHint().height()
        self.frame.setGeometry((self.width() - width) // 2, max((self.height() - height) // 2, 0), width, height)


class Asking(Protocol):
    """The page that is asked: its item, its office, and its way to a worker."""

    state: IntakeState
    office: Office

    def run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        """Work on the ``db`` worker, then ``done`` on the GUI thread."""
        ...

    def window(self) -> QWidget:
        """The window to cover."""
        ...


def show_offline(page: Asking) -> None:
    """The sheet for the chosen item; nothing before one is chosen."""
    guide = page.state.guide
    if guide is None:
        return

    def ask() -> tuple[tuple[StepReach, ...], str]:
        return offline_here(guide, page.office.rights(guide)), catalogue_words(page.office)

    def show(found: tuple[tuple[StepReach, ...], str]) -> None:
        sheet = OfflineSheet(guide, *found, page.window())
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    page.run(ask, show, "intake.offline")
