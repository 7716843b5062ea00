"""What the rooms of F6 share: tools, two panes side by side, a form with its one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.events import OperatorRef
from app.values import dataclass
from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.pane import Pane
from ui.stockroom import Stockroom
from ui.tell import Tell
from ui.theme import look, t
from ui.unqueued import SLIPS


@dataclass(frozen=True)
class Tools:
    """What every room is given."""

    office: Office
    room: Stockroom
    runner: Runner
    tell: Tell

    def work(
        self, work: Callable[[], Any], done: Callable[[Any], object] | None, after: Callable[[], object]
    ) -> None:
        """Do it on the worker that writes; ``done`` hears the result, ``after`` comes in any case."""
        self.runner.run("db", work, done, self.tell.error, after, name="cupboard")

    def print(
        self, work: Callable[[], Any], done: Callable[[Any], object], failed: Callable[[BaseException], object]
    ) -> None:
        """Ask a printer, on a worker that nobody who saves waits for."""
        self.runner.run(SLIPS, work, done, failed, name="cupboard print")

    def look(self, read: Callable[[], Any], show: Callable[[Any], object]) -> None:
        """Read on the worker, show on the screen."""
        self.runner.run("db", read, show, self.tell.error, name="cupboard look")


def halves(page: QWidget, left: Pane, right: Pane, shares: tuple[int, int] = (3, 2)) -> None:
    """Two panes side by side fill ``page``."""
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look().theme.space.s)
    row.addWidget(left, shares[0])
    row.addWidget(right, shares[1])


def padded(*parts: QWidget) -> QWidget:
    """Parts below each other with the margins of a pane, for a pane without its own."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(*(look().theme.space.pane,) * 4)
    column.setSpacing(look().theme.space.s)
    for part in parts:
        column.addWidget(part)
    return holder


def foot(pane: Pane, *buttons: KeyButton) -> None:
    """Buttons below the form, the main one last."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(*(look().theme.space.pane,) * 4)
    row.setSpacing(look().theme.space.s)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    pane.add_foot(holder)


def fields(prefix: str, names: Sequence[str], secret: Sequence[str] = ()) -> dict[str, Field]:
    """A line of input for each name; label ``prefix.name``, placeholder ``prefix.name_hint`` where there is one."""
    made = {}
    for name in names:
        hint = f"{prefix}.{name}_hint"
        words = t(hint) if look().texts.has(hint) else ""
        made[name] = Field(t(f"{prefix}.{name}"), placeholder=words, secret=name in secret)
        made[name].edit.setObjectName(f"{prefix}.{name}")
    return made


def side_by_side(*parts: QWidget) -> QWidget:
    """Lines of input in one row."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look().theme.space.s)
    for part in parts:
        row.addWidget(part, 1)
    return holder


class Second(QWidget):
    """The second person: her number and her own password, typed by herself, forgotten at once."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.number = Field(t("locked.second"))
        self.password = Field(t("locked.second_password"), secret=True)
        self.number.edit.setObjectName(f"{prefix}.second")
        self.password.edit.setObjectName(f"{prefix}.second_password")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(side_by_side(self.number, self.password))

    def take(self, room: Stockroom) -> Callable[[], OperatorRef | None]:
        """What proves her, for the worker; both lines are emptied now."""
        number, password = self.number.value(), self.password.value()
        self.password.set_value("")
        return lambda: room.prove(number, password) if number else None
