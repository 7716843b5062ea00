"""The parts of the case page and where they stand: side by side on a wide screen, in turns on a narrow one."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.values import dataclass
from ui.shared.ahead import Post, at_once, painted_in_turns
from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.frame import Frame
from ui.shared.labels import KeyCap
from ui.shared.pane import NO_LIMIT, Pane, Skeleton
from ui.shared.stack import Stack
from ui.shared.timeline import Timeline
from ui.theme import look, t
from ui.window.case.bar import ActionBar
from ui.window.case.events import EventsPane
from ui.window.case.forms import ActForm
from ui.window.case.head import CaseHead
from ui.window.case.look import CaseLook
from ui.window.case.materials import MaterialsPane, to_take
from ui.window.case.papers import PaperCard, PapersPane
from ui.window.case.side import SidePane
from ui.window.case.status import sub_words

MATERIALS, PAPERS, EVENTS, SIDE = "materials", "papers", "events", "side"


@dataclass(frozen=True)
class CaseParts:
    """What a case page is made of, not yet in one."""

    head: CaseHead
    timeline: Timeline
    materials: MaterialsPane
    papers: PapersPane
    events: EventsPane
    side: SidePane
    form: ActForm
    bar: ActionBar


def case_parts_made() -> Generator[None, None, CaseParts]:
    """Makes the parts, one or two per turn: nobody waits for the whole of them at once."""
    head, timeline = CaseHead(), Timeline(name=t("case.steps"))
    yield
    materials, papers = MaterialsPane(), PapersPane()
    yield
    events, side = EventsPane(), SidePane()
    yield
    form = ActForm()
    yield
    return CaseParts(head, timeline, materials, papers, events, side, form, ActionBar())


class CaseFrame(QWidget):
    """Head, steps, three panes, form and bar; ``seen`` is the case that is shown, None while it is read. ``parts``
    were made before, slice by slice; without them all are made at once.
    """

    def __init__(self, parent: QWidget | None = None, parts: CaseParts | None = None) -> None:
        super().__init__(parent)
        parts = parts or at_once(case_parts_made())
        self.head, self.timeline, self.form, self.bar = parts.head, parts.timeline, parts.form, parts.bar
        self.materials, self.papers = parts.materials, parts.papers
        self.events, self.side = parts.events, parts.side
        self.setProperty("part", "page")
        self.setObjectName("case")
        self.seen: CaseLook | None = None
        self._tab = PAPERS
        self._build()
        self._bind_panes()

    def _build(self) -> None:
        gap = look().theme.columns.gap
        self.timeline.setObjectName("case.timeline")
        steps = Frame("pane")
        inner = QVBoxLayout(steps)
        inner.setContentsMargins(look().theme.space.m, look().theme.space.s, look().theme.space.m, 0)
        inner.addWidget(self.timeline)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(gap)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(gap)
        right.addWidget(self.side)
        # Without a stretch: that would give it its least height wherever room is scarce, and all else to the other.
        self.events.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        right.addWidget(self.events)
        for pane, stretch in ((self.materials, 0), (self.papers, 1), (self._right, 0)):
            self._columns.addWidget(pane, stretch)
        body = QVBoxLayout()
        body.setContentsMargins(gap, 0, gap, gap)
        body.setSpacing(gap)
        body.addWidget(steps)
        body.addLayout(self._columns, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(body, 1)
        column.addWidget(self.form)
        column.addWidget(self.bar)
        self.waiting = Skeleton(8, t("case.loading"))
        self.stack = Stack(self)
        self.stack.addWidget(self.waiting)
        self.stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        # Its head, a day, an event and its foot: on the lowest screen the log may scroll, but not be cut. What runs
        # beside, with the ways to other cases, is never covered by it.
        size = look().theme.size
        self.events.setMinimumHeight(size.pane_head + size.group_palette + size.row_table + size.chip)
        # A sentence that takes another line makes no other height of the page.
        whole.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if kind_of(event) == QEvent.Type.LayoutRequest:
            self._fit_steps()
        return False

    def _fit_steps(self) -> None:
        """They stand whole or not at all: not where a form, a message or a long sentence leaves the panes below them
        too little on a low screen.
        """
        steps, whole = self.timeline.parentWidget(), self.stack.widget(1).layout()
        if steps is None or whole is None:
            return
        apart = steps.minimumSizeHint().height() + look().theme.columns.gap if steps.isHidden() else 0
        room = self.height() >= whole.minimumHeightForWidth(self.width()) + apart
        steps.setVisible(room and self._steps_wanted())

    def _steps_wanted(self) -> bool:
        """Whether the steps are shown at all, where there is room for them."""
        return True

    def _bind_panes(self) -> None:
        self._keys: dict[str, QAction] = {}
        panes: tuple[tuple[str, str, Pane], ...] = (
            ("Alt+1", MATERIALS, self.materials),
            ("Alt+2", PAPERS, self.papers),
            ("Alt+3", EVENTS, self.events),
            ("Alt+4", SIDE, self.side),
        )
        # Before the caps: a cap in front of the button would be read as its key.
        self._switches = {
            MATERIALS: self._switch(MATERIALS, "Alt+1", self.materials, self.papers),
            PAPERS: self._switch(PAPERS, "Alt+2", self.papers, self.materials),
        }
        for key, name, pane in panes:
            action = QAction(pane.title.text(), self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _=False, n=name, p=pane: self.enter(n, p))
            self.addAction(action)
            self._keys[name] = action
            pane.head_add(KeyCap(key))

    def _switch(self, name: str, key: str, to: Pane, host: Pane) -> KeyButton:
        """On a narrow screen materials and papers take turns; each head shows the way to the other, with its key, which
        is the page's while the pane itself is shown.
        """
        button = KeyButton(t(f"case.switch.{name}"), key, icon="arrow-right", size="small")
        button.setObjectName(f"case.tab.{name}")
        button.clicked.connect(lambda: self.enter(name, to))
        host.head_add(button)
        return button

    def cover(self) -> None:
        """Show that a case is being read; nothing of the one before stays in view."""
        self.stack.setCurrentWidget(self.waiting)

    def covered(self) -> bool:
        """Whether the page is still being made ready."""
        return self.stack.currentWidget() is self.waiting

    def uncover(self) -> None:
        """The page is ready."""
        self.stack.setCurrentIndex(1)

    def hold_ways(self, working: bool) -> None:
        """Nobody is led to another case while something is done, scanned or typed in this one: what was typed would be
        gone, and what was done would be told of the other.
        """
        self.side.ways.setEnabled(not working and self.form.spec is None)

    def paint_in_turns(self, post: Post) -> None:
        """A pane after the other, see :func:`ui.shared.ahead.painted_in_turns`."""
        painted_in_turns((self.materials, self.papers, self.side, self.events), post)

    def sentence_words(self, sentence: str) -> str:
        """The sentence of the bar in the words of the face."""
        return sentence

    def below_sentence(self, seen: CaseLook) -> str:
        """What stands below the sentence of the bar."""
        return "".join(sub_words(seen, self.wide(), t))

    def wide(self) -> bool:
        """Whether materials and papers stand side by side."""
        return self.window().width() >= look().theme.columns.wide_from

    def arrange(self) -> None:
        """Give the panes their widths for the window as it is."""
        columns = look().theme.columns
        wide = self.wide()
        self.materials.setVisible(wide or self._tab == MATERIALS)
        self.papers.setVisible(wide or self._tab == PAPERS)
        if wide:
            self.materials.setFixedWidth(columns.case_materials)
        else:
            self.materials.setMinimumWidth(0)
            self.materials.setMaximumWidth(NO_LIMIT)
        self._columns.setStretch(0, 0 if wide else 1)
        self._right.setFixedWidth(columns.case_events[1 if wide else 0])
        for name, button in self._switches.items():
            button.setVisible(not wide and self._tab != name)
            self._keys[name].setEnabled(wide or self._tab == name)
        self._fit_steps()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def show_tab(self, name: str) -> None:
        """Bring materials or papers to the front on a narrow screen."""
        self._tab = name
        self.arrange()

    def enter(self, name: str, pane: Pane) -> None:
        """Bring a pane to the front and the focus into it: in the materials to the first that is owed."""
        if name in (MATERIALS, PAPERS):
            self.show_tab(name)
        rows = (
            [self.materials.row(material.line_id) for material in to_take(self.seen)] if self.seen else []
        )
        if name == MATERIALS and rows and rows[0] is not None:
            rows[0].take_focus()
        elif pane.isVisible():  # nothing may run beside the case
            pane.enter()

    def place_focus(self, corrects: bool) -> PaperCard | None:
        """Where the person must act: a print that asks, an owed material, the primary button, else the papers. Never
        takes the focus from a field being typed in. Returns the card that asks, to scroll to once it has its place.
        """
        now = QApplication.focusWidget()
        if self.form.spec is not None or (isinstance(now, QLineEdit) and self.isAncestorOf(now)):
            return None
        if not self.isVisible():
            return None
        card = self.papers.asking_card()
        if card is not None:
            self.show_tab(PAPERS)
            card.ask_focus()
            return card
        elif corrects:
            self.enter(MATERIALS, self.materials)
        elif self.bar.primary.isVisible():
            self.bar.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        else:  # nothing is owed: out of the page, the keys that the papers show would be dead
            self.enter(PAPERS, self.papers)
        return None
