"""An item is chosen: its guide is read, what it is shown with is made in turns, and then it is there as a whole."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import t
from ui.window.intake import acts
from ui.window.intake.handling import Handling
from ui.window.intake.materials import MaterialsPane
from ui.window.intake.model import IntakeState
from ui.window.intake.passed_items import PassedItems
from ui.window.intake.what import WhatPane


class Choosing(QObject):
    """``ready(Look)``: all that the item is shown with is made. Of two choices the later one counts; ``passed`` are
    the items that were chosen before it.
    """

    ready = Signal(object)

    def __init__(
        self, office: Office, runner: Runner, tell: Tell, handling: Handling, what: WhatPane, materials: MaterialsPane,
        page: QObject,
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._office, self._runner, self._tell = office, runner, tell
        self._handling, self._what, self._materials = handling, what, materials
        self._picks = 0
        self.passed = PassedItems()

    def begin(self) -> None:
        """Another page: what is being opened was for the one before."""
        self._picks += 1
        self._handling.opening = False
        self.passed.forget()

    def choose(self, code: str, name: str, state: IntakeState) -> None:
        """Read the guide of an item; ``name`` is what it is called where there is none."""
        self._picks += 1
        self._handling.opening = True
        pick = self._picks
        work = partial(acts.look_at, self._office, code, state.applicant(), state.handed_at)
        done, failed = partial(self._found, pick, name), partial(self._failed, pick)
        self._runner.run("db", work, done, failed, name="intake.guide")

    def _failed(self, pick: int, error: BaseException) -> None:
        self._handling.opening = self._handling.opening and pick != self._picks
        self._tell.error(error)

    def _found(self, pick: int, name: str, found: acts.Look | None) -> None:
        if pick != self._picks:
            return
        if found is None:
            self._handling.opening = False
            self._tell.passed.emit()
            self._tell.message("warn", t("intake.what.no_guide", name=name), t(self._what.no_guide))
            return
        rows = self._materials.prepare(partial(self.passed.rows, found))
        self._handling.open_in_turns(rows, lambda: pick == self._picks, partial(self.ready.emit, found))
