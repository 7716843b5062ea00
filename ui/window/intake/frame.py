"""The frame of the intake page: head, four panes at their widths, the verdict bar with its buttons."""

from __future__ import annotations

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.verdict import VerdictKind
from app.errors import UserFacingError
from app.usecases.pad import PadAdvice, PadReason
from app.values import dataclass
from ui.shared.ahead import painted_in_turns
from ui.shared.button import KeyButton
from ui.shared.labels import Chip
from ui.shared.overlay import Overlay
from ui.shared.pane import MessageBand, PageHead, VerdictBar
from ui.theme import look, t
from ui.window.intake.materials import MaterialsPane
from ui.window.intake.model import IntakeState
from ui.window.intake.paper import PaperPane
from ui.window.intake.plan import FILL, OPEN, Plan
from ui.window.intake.signing import SigningBox
from ui.window.intake.what import Searcher, WhatPane
from ui.window.intake.who import WhoPane

NARROW = 1366
"""Below this window width 办什么 gives a little of its own to 材料."""
LONG_EXTRA = 24
"""Characters that fit beside the sentence of the bar; more go below it."""


@dataclass(frozen=True)
class Panes:
    """The four panes of an intake and how she signs, not yet in a page."""

    who: WhoPane
    what: WhatPane
    materials: MaterialsPane
    paper: PaperPane
    signing: SigningBox


def panes_made(
    searcher: Callable[[QObject], Searcher], *, result: bool = True, signing: str = "small"
) -> Generator[None, None, Panes]:
    """Makes the panes, a group of fields or a pane per turn: nobody waits for the whole of them at once. ``result``:
    the first asks 结果怎么给 too; ``signing``: the size of the button of :class:`SigningBox`.
    """
    who = WhoPane(result=result, empty=True)
    yield
    yield from who.furnish()
    yield
    what = WhatPane(searcher)
    yield
    materials = MaterialsPane(whole=False)
    yield
    yield from materials.furnish()
    yield
    paper = PaperPane()
    yield
    return Panes(who, what, materials, paper, SigningBox(signing))


class IntakeFrame(QWidget):
    """Holds the parts; it knows where they stand and what a verdict shows, and nothing of what they do. ``panes`` were
    made before, slice by slice; without them all are made at once.
    """

    def __init__(
        self,
        searcher: Callable[[QObject], Searcher],
        parent: QWidget | None = None,
        panes: Panes | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("intake")
        panes = panes or Panes(
            self._who(), WhatPane(searcher), MaterialsPane(), PaperPane(), self._signing()
        )
        self.who, self.what, self.signing = panes.who, panes.what, panes.signing
        self.materials, self.paper = panes.materials, panes.paper
        self.bar = VerdictBar()
        self.bar.setObjectName("intake.verdict")
        self._make_head()
        self._make_bar()
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self._make_pad_band())
        outer.addLayout(self._columns(), 1)
        outer.addWidget(self.bar)

    def _signing(self) -> SigningBox:
        return SigningBox()

    def _who(self) -> WhoPane:
        return WhoPane()

    def go_to(self, target: str) -> None:
        """Give the focus to a field by its name."""
        kind, _, rest = target.partition(".")
        if kind == "row":
            self.materials.go_to(int(rest))
        elif kind == "question":
            self.what.questions.segments[rest].focus()
        elif target == "search":
            self.what.search.setFocus()
        elif target == "witness":
            self.signing.name.edit.setFocus()
        else:
            self.who.go_to(target)

    def if_here(self, what: Callable[[], object]) -> None:
        """Do it when this page is the one in the window: from behind another it takes no keyboard and calls nobody
        back.
        """
        if self.isVisibleTo(self.window()):
            what()

    def paint_in_turns(self, post: Callable[[Callable[[], object]], object]) -> None:
        """A pane after the other, see :func:`ui.shared.ahead.painted_in_turns`."""
        painted_in_turns((self.who, self.what, self.materials, self.paper, self.bar), post)

    def add_strip(self, strip: QWidget) -> None:
        """A strip between the head and the panes."""
        self._outer.insertWidget(1, strip)

    def _make_head(self) -> None:
        self.head = PageHead(t("intake.title"), t("intake.new"))
        self.saved = Chip()
        self.saved.setObjectName("intake.saved")
        self.head.add_left(self.saved)
        self.saved.hide()
        self.face_button = self._head_button("intake.citizen", t("citizen.open"), "Ctrl+I", "monitor")
        self.face_button.hide()
        self.away_button = self._head_button("intake.away", t("intake.away.open"), "Ctrl+B", "undo-2")
        self.parked_button = self._head_button("intake.parked", t("intake.parked_none"), "Ctrl+O", "list")
        self.park_button = self._head_button("intake.park", t("intake.park"), "Ctrl+S")
        self.next_button = self._head_button("intake.next", t("intake.next"), "Ctrl+N", "plus")

    def _make_pad_band(self) -> QWidget:
        self.pad_band = MessageBand("strip", closable=False)
        self.pad_band.setObjectName("intake.pad_band")
        self.pad_button = KeyButton(t("intake.pad.open"), "Ctrl+J", "book-open", size="small")
        self.pad_button.setObjectName("intake.pad")
        self.pad_band.add_button(self.pad_button)
        return self.pad_band

    def show_pad(self, advice: PadAdvice | None) -> None:
        """Lead to the paper pad while numbers or room run out; None: everything is as usual."""
        if advice is None:
            self.pad_band.hide()
            return
        out = advice.reason in (PadReason.NUMBERS_OUT, PadReason.ROOM_OUT)
        of_room = advice.reason in (PadReason.ROOM_OUT, PadReason.ROOM_LOW)
        left = advice.left // 2**20 if of_room else advice.left
        title = t(f"intake.pad.{advice.reason}", left=left)
        self.pad_band.tell("danger" if out else "warn", title, self.pad_words(advice, of_room), "book-open")

    def pad_words(self, advice: PadAdvice, of_room: bool) -> str:
        """What to do meanwhile: with the sheets that were printed in advance, and afterwards."""
        ready = t("intake.pad.ready", count=advice.sheets) if advice.sheets else t("intake.pad.none")
        return ready + t("intake.pad.then_room" if of_room else "intake.pad.then_numbers")

    def show_loading(self) -> None:
        """Nothing can be said of the intake yet: the day is still being read."""
        self.bar.set_verdict("neutral", t("intake.loading"))
        self.primary.set_words(t("intake.plan.fill"), "square-pen")
        self.primary.setEnabled(False)
        for button in (self.law_button, self.open_button, self.other_button, self.receipt_button):
            button.hide()
        self.paper.show_nothing()

    def show_plan(self, plan: Plan, state: IntakeState, law: str, busy: bool, *, law_shown: bool) -> None:
        """The verdict and its buttons; ``busy`` while an act is under way, ``law`` behind the verdict in words."""
        extra, sub = plan.extra, plan.sub
        if len(extra) > LONG_EXTRA:
            extra, sub = "", f"{extra}　{sub}"
        if law and law_shown:
            sub = t("intake.law_is", law=law)
        self.bar.set_verdict(plan.state, plan.sentence, sub, extra)
        received, chosen = state.case is not None, state.guide is not None
        self.primary.set_words(t("intake.working") if busy else plan.words, plan.icon)
        self.primary.setEnabled(plan.enabled and not busy)
        self.law_button.setVisible(bool(law))
        self.open_button.setVisible(received and plan.act != OPEN)
        self.other_button.setVisible(bool(plan.other))
        self.away_button.setEnabled(not received and chosen and not busy)
        self.receipt_button.setVisible(not received and chosen and plan.verdict is not VerdictKind.NOT_HERE)
        self.receipt_button.setEnabled(not busy and plan.act != FILL)

    def say_unsaved(self, error: object) -> None:
        """What was typed is on the screen and not on the disk."""
        code = error.code if isinstance(error, UserFacingError) else ""
        self.saved.set(t("intake.unsaved", code=code), "danger", "circle-alert")
        self.saved.show()

    def _make_bar(self) -> None:
        self.law_button = self._bar_button("intake.law", t("intake.law"), "F9", "book-open")
        self.open_button = self._bar_button(
            "intake.open_case", t("intake.plan.open"), "Ctrl+D", "folder-open"
        )
        self.other_button = self._bar_button("intake.other_way", t("intake.plan.unwilling"), "F10", "printer")
        self.receipt_button = self._bar_button("intake.receipt", t("intake.receipt_first"), "F8", "printer")
        self.primary = self._bar_button("intake.primary", "", "Ctrl+Enter", "", "primary")

    def _columns(self) -> QHBoxLayout:
        # How she signs stands below who is here: who cannot write says so there.
        self.who.add_last(self.signing)
        self.signing.edited.connect(self.who.edited)
        self.signing.onward.connect(lambda: self.what.search.setFocus())
        gap = look().theme.columns.gap
        row = QHBoxLayout()
        row.setContentsMargins(gap, 0, gap, gap)
        row.setSpacing(gap)
        for pane in (self.who, self.what, self.materials, self.paper):
            row.addWidget(pane, 1 if pane is self.materials else 0)
        return row

    def _head_button(self, name: str, words: str, key: str, icon: str = "") -> KeyButton:
        button = KeyButton(words, key, icon=icon, size="small")
        button.setObjectName(name)
        self.head.add_right(button)
        return button

    def _bar_button(self, name: str, words: str, key: str, icon: str, kind: str = "default") -> KeyButton:
        button = KeyButton(words, key, icon=icon, kind=kind)
        button.setObjectName(name)
        self.bar.add_button(button)
        return button

    def fit_columns(self) -> bool:
        """Give the panes the widths of this window; whether they changed."""
        columns = look().theme.columns
        window = self.window().width()
        wide = int(window >= columns.wide_from)
        # Another language may have longer words: the pane takes what they need from the materials beside it.
        words = self.who.inner.minimumSizeHint().width() + look().theme.space.m + 2
        who = max(columns.intake_who[wide], words)
        changed = self.who.width() != who
        self.who.setFixedWidth(who)
        spare = min(max(NARROW - window, 0), look().theme.space.lg)
        self.what.setFixedWidth(columns.intake_what[wide] - spare)
        self.paper.setFixedWidth(columns.intake_paper[wide])
        return changed


def guarded(call: Callable[[], object], *_: object) -> None:
    """Keys of the page reach through a dialog above it; what it asks must be answered first."""
    part: QWidget | None = QApplication.focusWidget()
    while part is not None:
        if isinstance(part, Overlay):
            return
        part = part.parentWidget()
    call()
