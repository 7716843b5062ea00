"""办什么: find the item while typing, what the guide says of it, the 情形 questions, and the 申请表."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.guide import FormField, ServiceGuide
from app.domain.materials import MaterialStatus
from app.domain.rights import Right
from ui.runner import Job, Runner
from ui.shared.button import KeyButton
from ui.shared.field import LineEdit
from ui.shared.labels import Chip, Facts, Text, rule
from ui.shared.pane import Pane, scrolled
from ui.shared.stack import Stack
from ui.theme import look, t
from ui.window.intake.form import FormBox
from ui.window.intake.guide_rows import NO_GUIDE, Rows, chip_of, fact_rows, point_rows
from ui.window.intake.model import IntakeState
from ui.window.intake.offline import offline_rows
from ui.window.intake.results import Chosen, ItemLike, Results, only_alike
from ui.window.intake.situation import Questions

_Filled = tuple[tuple[FormField, ...], dict[str, str], dict[str, str], bool, dict[str, str]]
ON_PAPER = (MaterialStatus.ORIGINAL, MaterialStatus.COPY)
"""How a form is there that was filled in by hand."""


class SearchLine(LineEdit):
    """The search field: ↑ ↓ move in the list below, Enter takes the current item. While it is ``taking`` one, what is
    typed is meant for what comes next and not for the words that were searched: it goes nowhere.
    """

    moved = Signal(int)
    taken = Signal()

    def __init__(self, placeholder: str, key: str, icon: str) -> None:
        super().__init__(placeholder, key, icon)
        self.taking: Callable[[], bool] = lambda: False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self.taking():
            event.accept()
        else:
            super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.taking() and event.text() >= " " and event.key() != Qt.Key.Key_Delete and not _commands(event):
            return
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


def _commands(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))


class Searcher(QObject):
    """Asks the catalogue at each keystroke; an answer to an older question is dropped.

    Nothing is gained by waiting for a pause: a search takes a millisecond, one that was overtaken before its turn
    came is never begun, and hands are slower than both. Its answer is heard before others: she looks at the list.
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, find: Callable[[str], Sequence[ItemLike]], runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._find = find
        self._runner = runner
        self._job: Job | None = None
        self._asked = 0
        self._answered = 0

    @property
    def waiting(self) -> bool:
        """Whether the latest question has no answer yet."""
        return self._answered != self._asked

    def ask(self, text: str) -> None:
        """Another text was typed."""
        self._overtake()
        number = self._asked
        if not text.strip():
            self._answer(number, [])
            return
        find = self._find
        self._job = self._runner.run(
            "db",
            lambda: find(text),
            partial(self._answer, number),
            self._fail,
            name="intake.search",
            awaited=True,
        )

    def _answer(self, number: int, hits: Sequence[ItemLike]) -> None:
        if number == self._asked:
            self._answered = number
            self.found.emit(hits)

    def drop(self) -> None:
        """An item was chosen: what is still being searched matters no more."""
        self._overtake()
        self._answered = self._asked

    def _overtake(self) -> None:
        """No older question has an answer to give from now on."""
        self._asked += 1
        if self._job is not None:
            self._job.cancel()

    def _fail(self, error: BaseException) -> None:
        self._answered = self._asked
        self.failed.emit(error)


def searcher_of(find: Callable[[str], Sequence[ItemLike]], runner: Runner) -> Callable[[QObject], Searcher]:
    """What makes the search of a pane."""
    return lambda pane: Searcher(find, runner, pane)


class WhatPane(Pane):
    """Signals: ``picked(item)`` an item was chosen in the list; ``answered(question, key)``; ``form_typed(field, value,
    at_once)``; ``print_wanted``; ``offline_wanted``; ``done`` when nothing is left to answer here.
    """

    picked = Signal(object)
    answered = Signal(str, str)
    form_typed = Signal(str, str, bool)
    print_wanted = Signal()
    form_shown = Signal(bool)
    offline_wanted = Signal()
    done = Signal()

    def __init__(self, searcher: Callable[[QObject], Searcher], parent: QWidget | None = None) -> None:
        super().__init__(t("intake.what.title"), "2", key="Alt+2", bare=True, parent=parent)
        self.no_guide = NO_GUIDE
        self.stack = Stack()
        self.body.addWidget(self.stack, 1)
        self.area = self._make_choice()
        self.stack.addWidget(self.area)
        self.form = FormBox()
        self.form.typed.connect(self.form_typed)
        self.form.closed.connect(self.close_form)
        self.form.print_wanted.connect(self.print_wanted)
        self.stack.addWidget(self.form)
        self.searcher = searcher(self)
        self.searcher.found.connect(self._found)
        self._taken_early = False
        self.opening: Callable[[], bool] = lambda: False
        self.search.taking = lambda: self.opening() or (self._taken_early and self.searcher.waiting)
        self._filled: _Filled = ((), {}, {}, False, {})
        self._hits: tuple[ItemLike, ...] = ()
        self._kept = ""
        self._blank = True
        self._searched = False
        self._points: Rows = []
        self._told: Rows = []
        self.show_guide(None, frozenset())

    def _make_choice(self) -> QScrollArea:
        space = look().theme.space
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(space.pane, space.pane, space.pane, space.pane)
        column.setSpacing(space.s)
        self.search = SearchLine(t("intake.what.search_hint"), "", "search")
        self.search.setObjectName("intake.search")
        self.search.setAccessibleName(t("intake.what.search"))
        self.search.textEdited.connect(self._typed)
        self.search.taken.connect(self._take)
        self.results = Results()
        self.search.moved.connect(self._step)
        self.results.setObjectName("intake.results")
        self.results.chosen.connect(self.picked)
        self.nothing = Text("", "secondary", "text2")
        self.facts = Facts()
        self.line = rule()
        self.questions = Questions()
        self.questions.answered.connect(self.answered)
        self.questions.finished.connect(self.done)
        self.questions.made.connect(self._order)
        self.offline_button = KeyButton(t("intake.offline.open"), "Alt+M", "cloud-off", kind="quiet", size="small")
        self.offline_button.setObjectName("intake.offline")
        self.offline_button.clicked.connect(self.offline_wanted)
        parts = (self.search, self.results, self.nothing, self.facts, self.offline_button, self.line, self.questions)
        for part in parts:
            column.addWidget(part)
        column.addWidget(self._make_form_line())
        self.more = Facts()
        self.more_head = Text(t("intake.what.guide_points"), "body", bold=True)
        for part in (self.more_head, self.more):
            column.addWidget(part)
        column.addStretch(1)
        return scrolled(inner)

    def _make_form_line(self) -> QWidget:
        space = look().theme.space
        self.form_box = QWidget()
        column = QVBoxLayout(self.form_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        head = QHBoxLayout()
        head.addWidget(Text(t("intake.form.title"), "body", bold=True, wrap=False))
        head.addStretch(1)
        self.form_chip = Chip()
        head.addWidget(self.form_chip)
        self.form_button = KeyButton(t("intake.form.fill"), "Alt+F", size="small")
        self.form_button.setObjectName("intake.fill_form")
        self.form_button.clicked.connect(self.open_form)
        self.quick_print = KeyButton(t("intake.form.print_short"), "Alt+D", size="small")
        self.quick_print.setObjectName("intake.print_form_quick")
        self.quick_print.clicked.connect(self.print_wanted)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(self.form_button)
        row.addWidget(self.quick_print)
        row.addStretch(1)
        self.form_note = Text("", "secondary", "text2")
        column.addWidget(rule())
        column.addLayout(head)
        column.addWidget(self.form_note)
        column.addLayout(row)
        return self.form_box

    # the keyboard

    def enter(self) -> None:
        """From elsewhere: the open question, the form that is not whole, else the answers given, to give another. From
        inside: the search with its words marked, where another item is chosen, and from there the questions again.
        """
        at: QWidget | None = self.window().focusWidget()
        inside, filling = at is not None and self.isAncestorOf(at), self.stack.currentWidget() is self.form
        if self._blank or (filling and not inside):
            super().enter()
        elif not inside or at is self.search:
            self.entered.emit()
            unfilled = self.form_box.isVisible() and bool(self._filled[2])
            if unfilled and not inside and self.questions.waiting() is None:
                self.form_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            elif not self.questions.enter():
                super().enter()
        else:
            self.entered.emit()
            self.other_item()

    def other_item(self) -> None:
        """Where another item is chosen; what stands there is marked, so that the next word takes its place."""
        if self.stack.currentWidget() is self.form:
            self.close_form()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self.area.ensureWidgetVisible(self.search)

    def _order(self) -> None:
        """The questions are made long after what stands below them; Tab goes through them in their place all the same.
        """
        before: QWidget = self.offline_button
        for cell in [*self.questions.cells(), self.form_button]:
            self.setTabOrder(before, cell)
            before = cell

    # searching

    def _typed(self, text: str) -> None:
        self._searched = bool(text.strip())
        self._taken_early = False
        self._kept = ""
        self.searcher.ask(text)

    def _found(self, hits: Sequence[ItemLike]) -> None:
        early, self._taken_early = self._taken_early, False
        self.show_hits(hits)
        if early:
            self._take()

    def show_hits(self, hits: Sequence[ItemLike]) -> None:
        """Results of the latest question."""
        self.results.most = 4 if self._wide() else 3
        self._hits = tuple(hits)
        alike = only_alike(self._hits)
        self.results.show_items(hits, -1 if alike else 0)
        note = t("intake.what.count", count=len(hits)) if hits else ""
        self.search.set_hint("↑↓" if hits else "", note)
        text = self.search.text().strip()
        none = f"{t('kit.no_hits', words=text)}\n{t('intake.what.no_hits_next')}"
        words = none if self._searched else t("intake.what.search_note")
        self.nothing.set_words(t("intake.what.only_alike", words=text) if alike else words)
        self.nothing.setVisible(alike or (not hits and (self._searched or self._blank)))

    def _step(self, by: int) -> None:
        """↑ ↓ in the search field; a list that was drawn in opens again."""
        current = self.results.current()
        if current is not None and self.results.count() < len(self._hits):
            self._kept = ""
            codes = [item.code for item in self._hits]
            self.results.show_items(self._hits, codes.index(current.code))
        self.results.step(by)

    def _take(self) -> None:
        """Enter. What is still listed for the words before the last ones is never taken: it waits for the answer."""
        if self.searcher.waiting:
            self._taken_early = True
            return
        item = self.results.current()
        if item is not None:
            self.picked.emit(item)

    def keep_only(self, code: str) -> None:
        """After a choice: only as many results as leave the questions in view, the chosen one among them."""
        if all(item.code != code for item in self._hits):
            return
        self._kept = code
        # What the questions need is known to the column above them only when what was asked for is laid out.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._draw_in()

    def _draw_in(self) -> None:
        chosen = next((item for item in self._hits if item.code == self._kept), None)
        if chosen is None:  # another list stands there; what left a resizeEvent as StopIteration ended the program
            return
        area = self.area
        room = area.viewport().height()
        self.results.most = 4 if self._wide() else 3
        self.results.show_items(self._hits, self._hits.index(chosen))
        inner = area.widget().layout()
        if inner is not None and inner.totalHeightForWidth(area.viewport().width()) > room:
            self.results.show_items([chosen])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height leaves room for more results, or for fewer; another width for the points of the guide."""
        super().resizeEvent(event)
        if self._kept:
            self._show_points()
            self._draw_in()

    def _wide(self) -> bool:
        return self.width() > look().theme.columns.intake_what[0]

    def _show_points(self) -> None:
        shown = self._wide() and bool(self._points)
        if shown and self._told is not self._points:
            # Made where there is room for them: on a narrow screen nobody ever sees these labels.
            self._told = self._points
            self.more.set_rows(self._told)
        for part in (self.more, self.more_head):
            part.setVisible(shown)

    # showing

    def show_guide(self, guide: ServiceGuide | None, rights: frozenset[Right]) -> None:
        """Facts of the chosen item."""
        for part in (self.facts, self.offline_button, self.line, self.form_box, self.questions):
            part.setVisible(guide is not None)
        self._points = []
        self._show_points()
        self._blank = guide is None
        self.nothing.setVisible(False)
        if guide is not None and all(item.code != guide.item.code for item in self.results.items()):
            self._show_chosen(guide)
        if guide is None:
            self._kept = ""
            self.facts.set_rows(())
            self.set_chip("")
            self.show_hits(())
            return
        for part in (self.offline_button, self.line):
            part.setVisible(guide.guided)
        self.facts.set_rows(fact_rows(guide, rights, self.no_guide))
        self.set_chip(*chip_of(guide))
        self._points = [*offline_rows(guide, rights), *point_rows(guide)] if guide.guided else []

    def _show_chosen(self, guide: ServiceGuide) -> None:
        """An item that came another way (resumed, from the palette) stands in the list all the same."""
        self._searched, self._kept = False, ""
        # The empty page before it still asks for nothing: that answer would take the item out of the list again.
        self.searcher.drop()
        item = guide.item
        self.search.setText(item.name)
        of_item = item.full_name, item.department, item.kind, item.status
        self.show_hits((Chosen(item.code, *of_item, guided=guide.guided),))

    def show_state(self, state: IntakeState, today: date, whole: bool) -> None:
        """Questions and form as they stand."""
        guide = state.guide
        if guide is None:
            return
        self.questions.show_questions(guide.questions, state.answers)
        shown = state.shown_fields()
        self.form_box.setVisible(bool(shown))
        self._show_points()
        if not shown:
            return
        issues = state.form_issues(today)
        self._filled = (shown, state.form_values(), issues, whole, state.form_sources())
        if self.stack.currentWidget() is self.form:
            self.form.show_fields(*self._filled)
        else:
            self.form.prepare(shown)
        self._show_form_line(state, len(shown), len(issues))

    def _show_form_line(self, state: IntakeState, count: int, open_: int) -> None:
        paper = any(row.is_form and row.status in ON_PAPER for row in state.material_rows())
        words, state_word = t("intake.form.full", count=count), "ok"
        if open_:
            left = t("intake.form.left", count=open_), "warn"
            # Nothing is missing of a form that lies there filled in by hand.
            words, state_word = (t("intake.form.on_paper"), "ok") if paper else left
        for chip in (self.form_chip, self.form.chip):
            chip.set(words, state_word)
        self.form_note.setVisible(state.printed is not None)
        words = t("intake.form.print_short")
        if state.printed is not None:
            same = state.printed.fingerprint == state.fingerprint()
            said = t("intake.form.printed" if same else "intake.form.changed", number=state.printed.number)
            self.form_note.set_words(said, "text2" if same else "warn")
            words = t("intake.form.again")
        self.quick_print.set_words(words)
        self.form.print_button.set_words(words if state.printed is not None else t("intake.form.print"))

    def open_form(self) -> None:
        """Turn to the form; what is not made yet of its fields is made now."""
        if self._filled[0]:
            self.form.show_fields(*self._filled)
            self.stack.setCurrentWidget(self.form)
            self.form.first()
            self.form_shown.emit(True)

    def close_form(self) -> None:
        """Turn back."""
        self.stack.setCurrentWidget(self.area)
        self.form_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form_shown.emit(False)

    def reset(self) -> None:
        """An empty page."""
        self._filled = ((), {}, {}, False, {})
        self.stack.setCurrentWidget(self.area)
        self.search.clear()
        self._searched = False
        self.searcher.ask("")
        self.show_guide(None, frozenset())

