"""The questions that are open on a page, one below the other: 「出来了吗？」 of every print nobody saw come out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.usecases.print_question import PrintQuestion
from ui.shared.askbox import AskBox


class Questions:
    """Stands at the top of ``into``; ``make`` builds the box of what is asked. While the keyboard is in a question that
    goes, the one in its place has it next, with its glance; after the last ``ended`` says where the keyboard goes.
    """

    def __init__(
        self,
        page: QWidget,
        into: QVBoxLayout,
        make: Callable[[Hashable], AskBox],
        ended: Callable[[], object],
    ) -> None:
        self._page, self._into, self._make, self._ended = page, into, make, ended
        self._asked: dict[Hashable, Hashable] = {}
        self._boxes: dict[Hashable, AskBox] = {}

    def __bool__(self) -> bool:
        return bool(self._boxes)

    def ask(self, asked: Mapping[Hashable, Hashable]) -> None:
        """The questions as they stand, by what makes each the same one. One that says the same as before is left alone:
        a hand lies on its keys. So is one into which a number is typed, until its print moves on.
        """
        if list(asked.items()) == list(self._asked.items()):
            return
        at, held = self._held()
        known = self._boxes
        stays = {name for name, what in asked.items() if name in known and self._stays(name, what)}
        before = self._asked
        self._asked = {name: before[name] if name in stays else what for name, what in asked.items()}
        self._boxes = {
            name: known.pop(name) if name in stays else self._make(what) for name, what in asked.items()
        }
        for number, box in enumerate(self._boxes.values()):
            self._into.insertWidget(number, box)
            # A layout shows what is new a turn later, and what is not seen yet cannot have the keyboard.
            box.show()
        if held in known:
            self._hand_on(held, at)
        for box in known.values():
            self._into.removeWidget(box)
            box.hide()
            box.deleteLater()

    def _stays(self, name: Hashable, what: Hashable) -> bool:
        before = self._asked[name]
        if before == what:
            return True
        return self._boxes[name].reading and isinstance(what, PrintQuestion) and what.same_print(before)

    def take_focus(self, place: int = 0) -> None:
        """Give the keyboard to the question in this place; without any nothing happens."""
        boxes = list(self._boxes.values())
        if boxes:
            boxes[min(place, len(boxes) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _hand_on(self, held: Hashable, at: int) -> None:
        """From a question that is gone, or that asks something else now, and was not read yet either way."""
        if not self._boxes:
            self._ended()
            return
        place = list(self._boxes).index(held) if held in self._boxes else min(at, len(self._boxes) - 1)
        list(self._boxes.values())[place].glance.begin()
        self.take_focus(place)

    def _held(self) -> tuple[int, Hashable]:
        """Place and name of the question that has the keyboard."""
        at: QWidget | None = self._page.window().focusWidget()
        for number, (name, box) in enumerate(self._boxes.items()):
            if at is not None and box.isAncestorOf(at):
                return number, name
        return 0, None
