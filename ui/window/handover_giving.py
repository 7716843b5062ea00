"""The right side of the issue desk: what is given to whom, where it is signed for, and the key that gives it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.case import Case
from app.domain.delivery import POST, delivery_of
from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.labels import Facts, Text
from ui.shared.pad import SignaturePad
from ui.shared.pane import Pane
from ui.tell import Tell
from ui.theme import look, t
from ui.window.handover_papers import GivenPapers
from ui.window.handover_sheet import SignedSheet
from ui.window.handover_who import facts_of
from ui.window.onpad import OnPad, Wish
from ui.window.padroom import PadRoom


class GivingPane(Pane):
    """The parts and how they stand; what they do is the page's. ``comes`` is what is asked of who takes it, ``wish``
    what a pad shows to be signed. Its keys hold wherever on the ``page`` the keyboard is.
    """

    def __init__(
        self,
        office: Office,
        runner: Runner,
        tell: Tell,
        page: QWidget,
        comes: QWidget,
        wish: Callable[[], Wish | None],
    ) -> None:
        super().__init__(t("handover.give"), icon="pencil", key="Alt+2", scroll=True)
        self.facts = Facts()
        self.papers = GivenPapers(office.desk.place.device)
        # From the one clock of the program, once somebody is logged in.
        self.pad = SignaturePad(lambda: office.desk.clock.monotonic())
        self.pad.setObjectName("handover.pad")
        wipe, service = self._make_keys()
        desk = office.equipment.scan_desk
        pads = desk.pads if desk is not None else None
        self.on_pad = OnPad(pads, runner, tell, self.pad, service, wish, page)
        wipe.clicked.connect(self.on_pad.clear)
        self.sheet = SignedSheet(page)
        self.may_look = Text(t("case.state.looks_only"), "body")
        self.may_look.hide()
        self.empty = Text(t("handover.empty"), "body", "text2")
        self.empty.setObjectName("handover.empty")
        self.given = Text(t("handover.papers"), "secondary", "text2")
        for part in (self.empty, self.may_look, self.facts, self.given, self.papers, comes):
            self.body.addWidget(part)
        self.body.addStretch(1)
        signing, foot = self._signing(), self._foot(wipe, service)
        self.add_foot(signing)
        self.add_foot(foot)
        self._pad_room = PadRoom(self, self.pad, (signing, foot))
        self.acts = (comes, signing, foot)

    def _make_keys(self) -> tuple[KeyButton, KeyButton]:
        wipe = KeyButton(t("handover.wipe"), "Alt+W", "rotate-ccw", size="small")
        service = KeyButton(t("onpad.sign"), "Alt+P", "signature", size="small")
        service.setObjectName("handover.on_pad")
        self.give = KeyButton(t("handover.primary"), "Ctrl+Return", "printer", kind="primary", size="primary")
        self.give.setObjectName("handover.primary")
        self.give.setEnabled(False)
        self.post = KeyButton(t("handover.post"), "Alt+Y", "truck", size="small")
        self.post.setObjectName("handover.post")
        self.post.hide()
        return wipe, service

    def _signing(self) -> QWidget:
        """What is signed: seen whole whatever stands above, the rest scrolls."""
        edge = look().theme.space.pane
        signing = QWidget()
        column = QVBoxLayout(signing)
        column.setContentsMargins(edge, look().theme.space.xs, edge, 0)
        column.setSpacing(look().theme.space.xs)
        head = QHBoxLayout()
        head.addWidget(Text(t("handover.sign"), "secondary", "text2"), 1)
        head.addWidget(self.sheet.button)
        column.addLayout(head)
        column.addWidget(self.sheet.tick)
        column.addWidget(self.pad)
        return signing

    def _foot(self, wipe: KeyButton, service: KeyButton) -> QWidget:
        """The keys below it, the one that gives at the right."""
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(*(look().theme.space.pane,) * 4)
        row.addWidget(wipe)
        row.addWidget(service)
        row.addWidget(self.post)
        row.addStretch(1)
        row.addWidget(self.give)
        return foot

    def offer(self, there: bool, looks_only: bool) -> None:
        """Show what stands there with a case on the desk or without; who only looks is offered no pad and no act."""
        self.may_look.setVisible(looks_only and there)
        self.empty.setVisible(not there)
        self.given.setVisible(there)
        for part in self.acts:
            part.setVisible(there and not looks_only)

    def show_facts(self, case: Case, today: date) -> None:
        """What is said of the case on the desk; where its result is posted, the way to the post."""
        self.facts.set_rows(facts_of(case, today))
        self.post.setVisible(delivery_of(case).way == POST)

    def wipe(self) -> None:
        """No case lies there."""
        self.facts.set_rows([])
        self.papers.clear()
        self.post.hide()

    def say_give(self) -> None:
        """The key says whether it prints the proof, or the sheet that lies here signed is the proof."""
        laid = self.sheet.laid()
        self.give.set_words(t("handover.primary_sheet" if laid else "handover.primary"), "check" if laid else "printer")
