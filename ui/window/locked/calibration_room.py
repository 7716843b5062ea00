"""套打校准, step by step: print the sheet, read four places with the ruler, print again, report the worst cross."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from printing.calibration import GOOD_ENOUGH, Measured
from ui.overprint import A4, Calibrated, Overprint
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.segment import Choice, Segment
from ui.shared.table import Column, Table
from ui.theme import t
from ui.window.locked.parts import Tools, fields, foot, halves, padded, side_by_side

_MEASURES = ("left_x", "left_y", "right_y", "across", "down")
_SIDES = {"front": "calibrate.front", "back": "calibrate.back"}


class CalibrationRoom(QWidget):
    """What is calibrated, and the four steps."""

    def __init__(self, tools: Tools, overprint: Overprint) -> None:
        super().__init__()
        self.tools, self.overprint = tools, overprint
        halves(self, self._list_pane(), self._steps_pane(), (1, 1))

    def _list_pane(self) -> Pane:
        pane = Pane(t("calibrate.title"), icon="printer", key="Alt+1", bare=True)
        self.empty = Text(t("calibrate.rule", most=GOOD_ENOUGH), "secondary", "text2")
        self.table = Table(
            [
                Column(t("calibrate.stock"), 140, lambda c: c.where.stock, bold=True),
                Column(t("calibrate.place"), 0, _place),
                Column(
                    t("calibrate.residual_short"),
                    60,
                    lambda c: "—" if c.profile.residual is None else str(c.profile.residual),
                ),
                Column(t("calibrate.worth"), 190, lambda c: Word(c.words, c.state)),
            ],
            t("calibrate.title"),
            blank=t("blank.calibrate"),
            key=lambda c: c.where,
        )
        self.table.setObjectName("calibrate.table")
        self.table.chosen.connect(self._fill)
        self.table.picked.connect(self._offer)
        pane.body.addWidget(padded(self.empty))
        pane.body.addWidget(self.table, 1)
        return pane

    def _steps_pane(self) -> Pane:
        pane = Pane(t("calibrate.steps"), icon="list", key="Alt+2", scroll=True)
        self.lines = fields("calibrate", ("stock", "tray", "driver", *_MEASURES, "residual"))
        sides = [Choice(side, t(key), str(n)) for n, (side, key) in enumerate(_SIDES.items(), start=1)]
        self.side = Segment(sides, "front", t("calibrate.side"), scope=pane)
        pane.body.addWidget(side_by_side(self.lines["stock"], self.lines["tray"], self.lines["driver"]))
        pane.body.addWidget(self.side)
        self.sheet = KeyButton(t("calibrate.print"), "Alt+P", "printer")
        self.sheet.setObjectName("calibrate.print")
        self.sheet.clicked.connect(self._print)
        self.measure = KeyButton(t("calibrate.take"), "Alt+M", "pencil")
        self.measure.setObjectName("calibrate.take")
        self.measure.clicked.connect(self._measure)
        self.again = KeyButton(t("calibrate.print_again"), "Alt+R", "printer")
        self.again.clicked.connect(self._print)
        self.check = KeyButton(t("calibrate.check"), "Ctrl+Return", "check", kind="primary", size="primary")
        self.check.setObjectName("calibrate.check")
        self.check.clicked.connect(self._check)
        for number, parts in enumerate(
            (
                (self.sheet,),
                (
                    side_by_side(*(self.lines[name] for name in _MEASURES[:3])),
                    side_by_side(*(self.lines[name] for name in _MEASURES[3:])),
                    self.measure,
                ),
                (self.again,),
                (self.lines["residual"],),
            ),
            start=1,
        ):
            pane.body.addWidget(Text(t(f"calibrate.step{number}"), "body", bold=True))
            for part in parts:
                pane.body.addWidget(part)
        pane.body.addStretch(1)
        foot(pane, self.check)
        return pane

    def refresh(self) -> None:
        """Read the calibrations anew."""
        self.tools.look(lambda: (self.overprint.every(), self.overprint.kinds()), self._show)

    def _show(self, found: tuple[Sequence[Calibrated], Sequence[str]]) -> None:
        known, kinds = found
        self.table.set_rows(known)
        if not self.lines["stock"].value() and kinds:
            self.lines["stock"].set_value(kinds[0])

    def _fill(self, chosen: Calibrated) -> None:
        self.lines["stock"].set_value(chosen.where.stock)
        self.lines["tray"].set_value(chosen.where.tray)
        self.lines["driver"].set_value(chosen.profile.driver)
        self.side.set_value(chosen.where.side)

    def _offer(self, first: Calibrated) -> None:
        """The first calibration stands in a form that nobody began."""
        if not any(line.value() for line in self.lines.values()):
            self._fill(first)

    def _where(self) -> tuple[str, str, str]:
        return self.lines["tray"].value(), self.lines["stock"].value(), self.side.value() or "front"

    def _print(self) -> None:
        where, over = self._where(), self.overprint
        self.tools.print(
            lambda: over.print_sheet(over.here(*where)),
            lambda words: self.tools.tell.message("info", t("calibrate.printed"), words),
            self.tools.tell.error,
        )

    def _numbers(self, names: Sequence[str]) -> list[float] | None:
        """What stands in the lines, in millimetres; None when one of them is no number, which is then said there."""
        found: list[float] = []
        for name in names:
            words = self.lines[name].value().strip().replace("，", ".").replace("。", ".").replace(",", ".")
            try:
                found.append(float(words))
            except ValueError:
                self.lines[name].set_error(t("calibrate.no_number"))
                self.lines[name].edit.setFocus()
                return None
            self.lines[name].clear_state()
        return found

    def _measure(self) -> None:
        read = self._numbers(_MEASURES)
        if read is None:
            return
        x, y, right, across, down = read
        measured = Measured((x, y), (A4[0] - 20.0, right), across, down)
        where, over, driver = self._where(), self.overprint, self.lines["driver"].value().strip()
        self.tools.work(
            lambda: over.measure(over.here(*where), measured, A4, driver),
            lambda _: self.tools.tell.message("info", t("calibrate.taken"), t("calibrate.taken_next")),
            self.refresh,
        )

    def _check(self) -> None:
        read = self._numbers(("residual",))
        if read is None:
            return
        where, over = self._where(), self.overprint
        self.tools.work(
            lambda: over.check(over.here(*where), read[0]),
            lambda _: self.tools.tell.message("ok", t("calibrate.checked")),
            self.refresh,
        )


def _place(calibrated: Calibrated) -> str:
    where = calibrated.where
    return "　".join(part for part in (where.queue, where.tray, t(_SIDES[where.side])) if part)
