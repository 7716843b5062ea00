"""Other colours for the window: light, dark, or high contrast for who sees badly; at once, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from ui.colours import SETTING
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import apply_theme

if TYPE_CHECKING:
    from ui.bootstrap import Workplace


class Wearing:
    """``scale`` is the type of the face."""

    def __init__(self, workplace: Workplace, runner: Runner, tell: Tell, scale: str) -> None:
        self._workplace, self._runner, self._tell, self._scale = workplace, runner, tell, scale

    def wear(self, name: str) -> None:
        """Put these colours on every part of every window, and keep them for the next start."""
        app = QCoreApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, name, self._scale)
            for part in app.allWidgets():
                # A table has an ``update`` of its own, for one cell.
                QWidget.update(part)
        self._runner.run("db", lambda: self._keep(name), None, self._tell.error, name="colours")

    def _keep(self, name: str) -> None:
        profile = self._workplace.profile
        profile.configure(extra={**profile.config.extra, SETTING: name})
