"""登记本 at a station: the sheets that are printed while all is well, and entered once the machine works again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent

from app.domain.pad import PadSheet
from app.domain.time import Timestamp
from ui.theme import look, t
from ui.window.case.forms import Ask, FormSpec, Values
from ui.window.days.pad_page import PadLook, PadPage
from ui.window.inner import Tools


class StationPad(PadPage):
    """The window's page in large type: what its figures count stands in the line above the list too. On a low screen
    the list has the room of that line, and a form that is filled the room of the list.

    A sheet filled at somebody's home (上门) is entered with who called there, often not she who enters it: ``caller``
    is what was written last, empty for a sheet of the station itself.
    """

    WIDTHS = (270, 136, 190, 150)
    caller = ""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        for figure in self.figures.values():
            figure.hide()
        self.again.set_words(t("station.pad.again"))
        self.form.per_row = 3  # four names beside each other and the buttons would be cut
        self.column.removeWidget(self.tabs)
        self.head.add_left(self.tabs)
        for part in (self.stack, self.lists):  # what scrolls gives way to a message and the keys
            part.setMinimumHeight(look().theme.size.row_material)
        self._fit()

    def _missing_words(self) -> str:
        return t("pad.missing")  # the long name would be cut

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ask_for(self, spec: FormSpec, then: Callable[[dict[str, str]], object]) -> None:
        """Besides, on a low screen the list gives way."""
        if self.window().height() < look().theme.size.station_tall:
            self.tools.tell.passed.emit()  # what was done before has been read, and its words need the room of the form
        super().ask_for(spec, then)
        self._fit()

    def end_asking(self) -> None:
        """The list comes back first: the keyboard goes to it."""
        self.stack.show()
        super().end_asking()

    def _asks(self) -> tuple[Ask, ...]:
        *first, why = super()._asks()
        return (*first, Ask("home", t("station.pad.home"), required=False, hint=t("station.pad.home_hint")), why)

    def _go(self, now: Timestamp, sheets: Mapping[str, PadSheet], values: Values) -> None:
        self.caller = values["home"].strip()
        super()._go(now, sheets, values)

    def _fit(self) -> None:
        low = self.window().height() < look().theme.size.station_tall
        self.pane.head.setVisible(not low)
        self.stack.setVisible(not (low and self.form.spec is not None))

    def _show(self, seen: PadLook) -> None:
        super()._show(seen)
        for button in (self.again, self.missing, self.void):
            button.setVisible(bool(seen.rows))
